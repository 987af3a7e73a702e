/** What a page and its window say to each other, as JSON; bytes travel as base64. */
export type FromPage =
  | { kind: 'start' }
  | { kind: 'title'; title: string }
  | { kind: 'send'; channel: string; args: unknown[] }
  | { kind: 'invoke'; channel: string; args: unknown[] }
  | { kind: 'port'; port: number; data: unknown }
  | { kind: 'close'; port: number }
  | { kind: 'open'; url: string }

export type ToPage =
  | { kind: 'message'; channel: string; message: unknown; ports: number[] }
  | { kind: 'port'; port: number; data: unknown }
  | { kind: 'close'; port: number }
  | { kind: 'reply'; id: number; answer?: unknown; error?: string }

export interface Bytes {
  $bytes: string
}

/**
 * Runs at the start of every document of a window, before its own scripts: what a sandboxed preload can require, and the
 * page's ends of its ports. Self-contained, because its source text is what is sent to the page.
 */
export function pageSide(loadPreload: (require: (name: string) => unknown) => void): void {
  if (window !== window.top) return
  const bridge = window as unknown as {
    electronDoubleSend: (message: string) => void
    electronDoubleReceive: (message: ToPage) => void
  }
  const say = (message: FromPage, id = 0) => bridge.electronDoubleSend(JSON.stringify({ id, message }))
  const waiting = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>()
  let lastId = 0
  const listeners = new Map<string, ((event: { ports: MessagePort[] }, message: unknown) => void)[]>()
  const ports = new Map<number, MessagePort>()

  const encode = (value: unknown): unknown =>
    value instanceof Uint8Array
      ? { $bytes: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join('')) }
      : value
  const decode = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && '$bytes' in value
      ? Uint8Array.from(atob((value as Bytes).$bytes), (character) => character.charCodeAt(0))
      : value

  bridge.electronDoubleReceive = (message) => {
    if (message.kind === 'port') return ports.get(message.port)?.postMessage(decode(message.data))
    if (message.kind === 'reply') {
      const call = waiting.get(message.id)
      waiting.delete(message.id)
      if (message.error === undefined) call?.resolve(decode(message.answer))
      else call?.reject(new Error(message.error))
      return
    }
    if (message.kind === 'close') {
      ports.get(message.port)?.close()
      ports.delete(message.port)
      return
    }
    const received = message.ports.map((number) => {
      const { port1, port2 } = new MessageChannel()
      ports.set(number, port1)
      port1.onmessage = ({ data }) => say({ kind: 'port', port: number, data: encode(data) })
      return port2
    })
    for (const listener of listeners.get(message.channel) ?? []) listener({ ports: received }, decode(message.message))
  }

  const electron = {
    contextBridge: {
      exposeInMainWorld: (name: string, api: object) => {
        Object.defineProperty(window, name, { value: Object.freeze(api), enumerable: true })
      },
    },
    ipcRenderer: {
      on: (channel: string, listener: (event: { ports: MessagePort[] }, message: unknown) => void) => {
        listeners.set(channel, [...(listeners.get(channel) ?? []), listener])
      },
      send: (channel: string, ...args: unknown[]) => say({ kind: 'send', channel, args: args.map(encode) }),
      invoke: (channel: string, name: string, input: unknown[]) =>
        new Promise((resolve, reject) => {
          const id = ++lastId
          waiting.set(id, { resolve, reject })
          say({ kind: 'invoke', channel, args: [name, input.map(encode)] }, id)
        }),
    },
  }
  window.open = (url) => {
    say({ kind: 'open', url: new URL(String(url), location.href).href })
    return null
  }
  say({ kind: 'start' })
  let title = ''
  const followTitle = () => {
    if (document.title !== title) say({ kind: 'title', title: (title = document.title) })
  }
  new MutationObserver(followTitle).observe(document, { childList: true, subtree: true, characterData: true })
  loadPreload((name) => {
    if (name === 'electron') return electron
    throw new Error(`a sandboxed preload cannot require ${name}`)
  })
}
