import { EventEmitter } from 'node:events'
import { record } from './record.ts'
import { app } from './app.ts'
import { WebContents } from './web-contents.ts'

export interface WindowOptions {
  show?: boolean
  webPreferences?: Record<string, unknown> & { preload?: string }
  [name: string]: unknown
}

const windows = new Set<BrowserWindow>()
let lastId = 0

/** A window is a page of the test's Chromium. */
export class BrowserWindow extends EventEmitter {
  readonly id = ++lastId
  readonly webContents: WebContents
  #visible: boolean
  #title: string
  #minimized = false
  #destroyed = false

  constructor(options: WindowOptions = {}) {
    super()
    record('BrowserWindow', options)
    this.#visible = options.show !== false
    this.#title = typeof options.title === 'string' ? options.title : ''
    windows.add(this)
    this.webContents = new WebContents(options.webPreferences ?? {}, () => this.emit('ready-to-show'))
    this.webContents.on('page-title-updated', (_event, title: string) => this.#follow(title))
    app.emit('web-contents-created', {}, this.webContents)
    app.emit('browser-window-created', {}, this)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  static getFocusedWindow(): BrowserWindow | null {
    return [...windows].at(-1) ?? null
  }

  static fromWebContents(contents: unknown): BrowserWindow | null {
    return [...windows].find((window) => window.webContents === contents) ?? null
  }

  loadURL(url: string): Promise<void> {
    return this.webContents.loadURL(url)
  }

  show(): void {
    this.#visible = true
  }

  getTitle(): string {
    return this.#title
  }

  isVisible(): boolean {
    return this.#visible
  }

  isMinimized(): boolean {
    return this.#minimized
  }

  minimize(): void {
    this.#minimized = true
  }

  restore(): void {
    this.#minimized = false
  }

  focus(): void {
    record('BrowserWindow.focus', this.id)
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  close(): void {
    this.destroy()
  }

  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    windows.delete(this)
    this.webContents.close()
    this.emit('closed')
    if (windows.size === 0) app.emit('window-all-closed')
  }

  /** A window takes its page's title, unless the application prevents it. */
  #follow(title: string): void {
    let prevented = false
    this.emit('page-title-updated', { preventDefault: () => (prevented = true) }, title, true)
    if (!prevented) this.#title = title
  }
}
