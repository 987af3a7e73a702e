// Loaded first in a utility process: gives it `process.parentPort`, as Electron does.
import { EventEmitter } from 'node:events'
import { MessagePortMain } from './message-port.ts'
import type { Wire } from './utility-process.ts'

class ParentPort extends EventEmitter {
  postMessage(data: unknown): void {
    say({ kind: 'message', data, ports: [] })
  }
}

const parentPort = new ParentPort()
const ports = new Map<number, MessagePortMain>()
Object.defineProperty(process, 'parentPort', { value: parentPort })

process.on('message', (wire: Wire) => {
  if (wire.kind === 'message') parentPort.emit('message', { data: wire.data, ports: wire.ports.map(received) })
  else if (wire.kind === 'port') ports.get(wire.port)?.postMessage(wire.data)
  else ports.get(wire.port)?.close()
})
process.on('disconnect', () => process.exit(0))

/** The end that the application gets; the other end speaks to the parent. */
function received(number: number): MessagePortMain {
  const [outer, inner] = MessagePortMain.pair()
  ports.set(number, outer)
  outer.on('message', ({ data }: { data: unknown }) => say({ kind: 'port', port: number, data }))
  outer.on('close', () => {
    if (ports.delete(number)) say({ kind: 'close', port: number })
  })
  outer.start()
  return inner
}

function say(wire: Wire): void {
  if (process.connected) process.send?.(wire)
}
