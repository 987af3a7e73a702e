import { RPCLink as FetchLink } from '@orpc/client/fetch'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import type { ClientContext, ClientLink } from '@orpc/client'

/** What the preload of the desktop window exposes as `window.huozhan`: the port's call, its events, and the desktop. */
export interface DesktopBridge {
  /** Sends one message of the RPC protocol to the backend. */
  post: (message: string | Uint8Array) => void
  /** Calls `listener` with every message of the backend; with `null` when the backend has gone and a fresh port follows. */
  onMessage: (listener: (message: string | Uint8Array | null) => void) => void
  desktop: DesktopFunctions
}

/** What only a desktop window can do. */
export interface DesktopFunctions {
  /** The system's printers: the name to print on, and the name that people know. */
  printers: () => Promise<{ name: string; displayName: string }[]>
  /**
   * Prints HTML with its own `@page` size: on `printer` without asking, through the system's dialog without one. Answers
   * false when the user cancelled; fails with the printing system's reason.
   */
  print: (html: string, title: string, printer?: string | null, copies?: number) => Promise<boolean>
  /** Saves HTML with its own `@page` size as a PDF where the user chooses; answers the path, or null when cancelled. */
  savePdf: (html: string, title: string) => Promise<string | null>
  /** Saves bytes where the user chooses; answers the path, or null when cancelled. */
  saveFile: (name: string, bytes: Uint8Array) => Promise<string | null>
  /** Shows a saved file in the file manager. */
  revealFile: (path: string) => void
}

declare global {
  interface Window {
    huozhan?: DesktopBridge
  }
}

export type Host = 'desktop' | 'http'

export const host: Host = window.huozhan ? 'desktop' : 'http'

/** The desktop's functions, or null in a browser. */
export const desktop: DesktopFunctions | null = window.huozhan?.desktop ?? null

/** The way to the backend of this window: the preload's port, or HTTP to where the page came from. */
export function createLink(): ClientLink<ClientContext> {
  return window.huozhan ? portLink(window.huozhan) : httpLink()
}

function httpLink(): ClientLink<ClientContext> {
  return new FetchLink({
    url: new URL('/rpc', location.href).href,
    fetch: (request, init) => fetch(request, { ...init, credentials: 'same-origin' }),
  })
}

/** A new link whenever the backend was replaced: calls under way then fail instead of waiting for ever. */
function portLink(bridge: DesktopBridge): ClientLink<ClientContext> {
  let port = new BridgePort(bridge)
  let link = new PortLink({ port })
  bridge.onMessage((message) => {
    if (message !== null) return port.receive(message)
    port.close()
    port = new BridgePort(bridge)
    link = new PortLink({ port })
  })
  return { call: (path, input, options) => link.call(path, input, options) }
}

/** As much of a MessagePort as the RPC link uses; the real one stays in the preload. */
class BridgePort {
  private readonly bridge: DesktopBridge
  private readonly target = new EventTarget()

  constructor(bridge: DesktopBridge) {
    this.bridge = bridge
  }

  addEventListener(type: string, listener: EventListenerOrEventListenerObject | null): void {
    this.target.addEventListener(type, listener)
  }

  postMessage(message: string | Uint8Array): void {
    this.bridge.post(message)
  }

  receive(message: string | Uint8Array): void {
    this.target.dispatchEvent(new MessageEvent('message', { data: message }))
  }

  close(): void {
    this.target.dispatchEvent(new Event('close'))
  }
}
