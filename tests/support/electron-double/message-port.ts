import { EventEmitter } from 'node:events'

interface Arrived {
  data: unknown
  ports: MessagePortMain[]
}

/** One end of a channel: holds what arrives until `start`, as Electron's does. */
export class MessagePortMain extends EventEmitter {
  #other: MessagePortMain | null = null
  #queue: Arrived[] | null = []
  #closed = false

  static pair(): [MessagePortMain, MessagePortMain] {
    const [one, two] = [new MessagePortMain(), new MessagePortMain()]
    one.#other = two
    two.#other = one
    return [one, two]
  }

  postMessage(message: unknown, transfer: MessagePortMain[] = []): void {
    const other = this.#other
    if (!this.#closed && other) other.#arrive({ data: structuredClone(message), ports: transfer })
  }

  start(): void {
    const queue = this.#queue ?? []
    this.#queue = null
    for (const event of queue) this.#emitLater(event)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    const other = this.#other
    setImmediate(() => {
      this.emit('close')
      other?.close()
    })
  }

  #arrive(event: Arrived): void {
    if (this.#queue) this.#queue.push(event)
    else this.#emitLater(event)
  }

  #emitLater(event: Arrived): void {
    setImmediate(() => {
      if (!this.#closed) this.emit('message', event)
    })
  }
}

export class MessageChannelMain {
  readonly port1: MessagePortMain
  readonly port2: MessagePortMain

  constructor() {
    ;[this.port1, this.port2] = MessagePortMain.pair()
  }
}
