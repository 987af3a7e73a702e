import { fork, type ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { MessagePortMain } from './message-port.ts'
import { record } from './record.ts'

/** What the two processes say to each other; `port` numbers a transferred port. */
export type Wire =
  | { kind: 'message'; data: unknown; ports: number[] }
  | { kind: 'port'; port: number; data: unknown }
  | { kind: 'close'; port: number }

const child = fileURLToPath(new URL('./utility-register.ts', import.meta.url))
const running = new Set<UtilityProcess>()

/** Process ids of the utility processes now running, for tests that kill one. */
export const utilityPids = () => [...running].map((each) => each.pid)

interface ForkOptions {
  env?: NodeJS.ProcessEnv
  execArgv?: string[]
  stdio?: string
}

class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess
  readonly #ports = new Map<number, MessagePortMain>()
  #lastPort = 0

  constructor(script: string, args: string[], options: ForkOptions) {
    super()
    this.#child = fork(script, args, {
      execArgv: ['--import', child, ...(options.execArgv ?? [])],
      env: options.env ?? process.env,
      serialization: 'advanced',
      stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    })
    let said = ''
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-8_192)
      if (options.stdio !== 'ignore') process.stderr.write(chunk)
    })
    running.add(this)
    this.#child.on('message', (wire) => this.#hear(wire as Wire))
    this.#child.on('close', (code) => {
      if (/heap out of memory/.test(said)) this.emit('error', 'FatalError', 'JavaScript heap out of memory', '')
      running.delete(this)
      for (const port of this.#ports.values()) port.close()
      this.emit('exit', code ?? 1)
    })
    this.#child.once('spawn', () => this.emit('spawn'))
  }

  get pid(): number | undefined {
    return this.#child.pid
  }

  postMessage(data: unknown, transfer: MessagePortMain[] = []): void {
    const ports = transfer.map((port) => this.#send(port))
    this.#say({ kind: 'message', data, ports })
  }

  kill(): boolean {
    return this.#child.kill('SIGKILL')
  }

  #send(port: MessagePortMain): number {
    const number = ++this.#lastPort
    this.#ports.set(number, port)
    port.on('message', ({ data }: { data: unknown }) => this.#say({ kind: 'port', port: number, data }))
    port.on('close', () => {
      if (this.#ports.delete(number)) this.#say({ kind: 'close', port: number })
    })
    port.start()
    return number
  }

  #hear(wire: Wire): void {
    if (wire.kind === 'message') this.emit('message', wire.data)
    else if (wire.kind === 'port') this.#ports.get(wire.port)?.postMessage(wire.data)
    else this.#ports.get(wire.port)?.close()
  }

  #say(wire: Wire): void {
    if (this.#child.connected) this.#child.send(wire)
  }
}

export const utilityProcess = {
  fork: (script: string, args: string[], options: ForkOptions = {}) => {
    record('utilityProcess.fork', script, args, options)
    return new UtilityProcess(script, args, options)
  },
}
