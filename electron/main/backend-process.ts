import { MessageChannelMain, utilityProcess, type UtilityProcess, type WebContents } from 'electron'
import { dirname } from 'node:path'
import type { FromBackend, ToBackend } from '../messages.ts'
import { Helpers } from './helpers.ts'

const restarts = 3
const firstPauseMs = 200
const stopMs = 3_000
/** A backend that has run this long has recovered: its next death is counted as the first again. */
const steadyMs = 60_000

export interface BackendOptions {
  /** The built utility entry. */
  script: string
  home: string
  /** The backend refused this home folder, or died more often than it is restarted. */
  onLost: (reason: { code: string; where: string }) => void
}

/** The backend's utility process: started, watched, restarted, and connected with a fresh port per window. */
export class BackendProcess {
  readonly #options: BackendOptions
  readonly #windows = new Map<number, WebContents>()
  readonly #tokens = new Map<number, string>()
  readonly #helpers: Helpers
  #child: UtilityProcess | null = null
  #stopping = false
  #deaths = 0
  #startedAt = 0

  constructor(options: BackendOptions) {
    this.#options = options
    this.#helpers = new Helpers(dirname(options.script), (message) => this.#say(message))
  }

  start(): void {
    const child = utilityProcess.fork(this.#options.script, ['--home', this.#options.home], {
      serviceName: 'Huozhan backend',
      stdio: 'inherit',
    })
    this.#child = child
    this.#startedAt = Date.now()
    child.on('message', (message: FromBackend) => this.#hear(message))
    child.on('exit', (code) => this.#died(code))
    for (const window of this.#windows.keys()) this.#connect(window)
  }

  /** Gives the page now in `contents` a port to the backend. Called again for every page load. */
  connect(contents: WebContents): void {
    const window = contents.id
    if (!this.#windows.has(window)) {
      this.#windows.set(window, contents)
      contents.once('destroyed', () => {
        this.#windows.delete(window)
        this.#tokens.delete(window)
      })
    }
    this.#connect(window)
  }

  log(event: string, data: Record<string, unknown> = {}): void {
    this.#say({ type: 'log', event, data })
  }

  /** Lets the backend finish what is committed and close its files; ends it after three seconds all the same. */
  async stop(): Promise<void> {
    const child = this.#child
    this.#stopping = true
    if (!child) return
    await new Promise<void>((resolve) => {
      const late = setTimeout(() => child.kill(), stopMs)
      child.once('exit', () => {
        clearTimeout(late)
        resolve()
      })
      this.#say({ type: 'stop' })
    })
  }

  #connect(window: number): void {
    const contents = this.#windows.get(window)
    if (!this.#child || !contents || contents.isDestroyed()) return
    const { port1, port2 } = new MessageChannelMain()
    this.#child.postMessage({ type: 'connect', window, token: this.#tokens.get(window) ?? null } satisfies ToBackend, [
      port1,
    ])
    contents.mainFrame.postMessage('port', null, [port2])
  }

  #hear(message: FromBackend): void {
    switch (message.type) {
      case 'ready':
        return
      case 'session':
        if (message.token === null || !this.#windows.has(message.window)) this.#tokens.delete(message.window)
        else this.#tokens.set(message.window, message.token)
        return
      case 'startHelper':
      case 'tellHelper':
      case 'killHelper':
        return this.#helpers.hear(message)
      case 'refused':
        this.#stopping = true
        return this.#options.onLost({ code: message.code, where: message.where })
    }
  }

  #died(code: number): void {
    this.#child = null
    this.#helpers.killAll()
    // Pages learn at once that no answer will come; the fresh port follows when the backend runs again.
    for (const contents of this.#windows.values())
      if (!contents.isDestroyed()) contents.mainFrame.postMessage('port', null)
    if (this.#stopping) return
    this.#deaths = Date.now() - this.#startedAt > steadyMs ? 1 : this.#deaths + 1
    if (this.#deaths > restarts) return this.#options.onLost({ code: 'BACKEND_DIED', where: String(code) })
    setTimeout(
      () => {
        if (!this.#stopping) this.start()
      },
      firstPauseMs * 2 ** (this.#deaths - 1),
    )
  }

  #say(message: ToBackend): void {
    this.#child?.postMessage(message)
  }
}
