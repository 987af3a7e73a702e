import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Page, Route } from 'playwright-core'
import { fromChromium, toChromium, windowContext } from './chromium.ts'
import { invokeHandlers, ipcMain } from './ipc.ts'
import type { MessagePortMain } from './message-port.ts'
import { pageSide, type Bytes, type FromPage, type ToPage } from './page-side.ts'
import { record } from './record.ts'
import { handlers } from './session.ts'

type OpenHandler = (details: { url: string }) => { action: 'allow' | 'deny' }

interface FrameDouble {
  url: string
  top: FrameDouble | null
  postMessage: (channel: string, message: unknown, transfer?: MessagePortMain[]) => void
}

const binding = 'electronDoubleSend'
let lastId = 0

export class WebContents extends EventEmitter {
  readonly id = ++lastId
  readonly mainFrame: FrameDouble
  readonly #page: Promise<Page>
  readonly #onLoaded: () => void
  readonly #ports = new Map<number, MessagePortMain>()
  #lastPort = 0
  #openHandler: OpenHandler = () => ({ action: 'allow' })
  /** Addresses that main itself asked for: those are not `will-navigate`. */
  readonly #asked = new Set<string>()
  #destroyed = false
  #url = ''
  #toPage: Promise<unknown> = Promise.resolve()

  constructor(preferences: { preload?: string }, onLoaded: () => void) {
    super()
    this.#onLoaded = onLoaded
    this.#page = this.#open(preferences.preload)
    const address = () => this.#url
    const top = () => this.mainFrame
    this.mainFrame = {
      get url() {
        return address()
      },
      get top() {
        return top()
      },
      postMessage: (channel, message, transfer = []) => {
        const ports = transfer.map((port) => this.#give(port))
        this.#deliver({ kind: 'message', channel, message: encode(message), ports })
      },
    }
  }

  getURL(): string {
    return this.#url
  }

  async loadURL(url: string): Promise<void> {
    const page = await this.#page
    this.#asked.add(toChromium(url))
    await page.goto(toChromium(url), { waitUntil: 'load' })
    this.#onLoaded()
  }

  reload(): void {
    void this.#page.then((page) => {
      this.#asked.add(page.url())
      return page.reload()
    })
  }

  setWindowOpenHandler(handler: OpenHandler): void {
    this.#openHandler = handler
  }

  async getPrintersAsync(): Promise<{ name: string; displayName: string; description: string; options: object }[]> {
    return ['EPSON_LQ-630K', 'Office_Laser'].map((name) => ({
      name,
      displayName: name.replaceAll('_', ' '),
      description: '',
      options: {},
    }))
  }

  /** Prints by making the PDF of the paper that was asked for. */
  print(options: { pageSize?: unknown }, done: (success: boolean, reason: string) => void): void {
    const size = options.pageSize as { width: number; height: number } | string | undefined
    const paper =
      typeof size === 'object'
        ? { width: `${size.width / 1000}mm`, height: `${size.height / 1000}mm` }
        : { format: 'A4' }
    void this.#page
      .then((page) => page.pdf({ ...paper, printBackground: true }))
      .then((pdf) => {
        record('webContents.print', options, pdf.length, this.#url)
        done(true, '')
      })
      .catch((error: Error) => done(false, error.message))
  }

  /** @param options margins in inches, as Electron and Chromium's own protocol count them */
  async printToPDF(options: {
    preferCSSPageSize?: boolean
    printBackground?: boolean
    pageSize?: string
    margins?: Record<'top' | 'bottom' | 'left' | 'right', number>
  }): Promise<Buffer> {
    const { pageSize: format = 'Letter', margins, ...rest } = options
    const inches = Object.entries(margins ?? {}).map(([side, inch]) => [side, `${inch}in`])
    const pdf = await (await this.#page).pdf({ ...rest, format, margin: Object.fromEntries(inches) })
    record('webContents.printToPDF', options, pdf.length, this.#url)
    return pdf
  }

  sendInputEvent(event: { type: string; keyCode?: string; modifiers?: string[] }): void {
    record('webContents.sendInputEvent', event)
    void this.#page.then(async (page) => {
      const keys = [
        ...(event.modifiers ?? []).map((name) => (name === 'control' ? 'Control' : name)),
        event.keyCode ?? '',
      ]
      if (event.type === 'keyDown') await page.keyboard.press(keys.join('+'))
    })
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  close(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.#closePorts()
    void this.#page.then((page) => page.close())
    this.emit('destroyed')
  }

  async #open(preload: string | undefined): Promise<Page> {
    const page = await (await windowContext()).newPage()
    // Not Playwright's own bindings: the test is a second Playwright on the same page, and theirs share one channel.
    const session = await page.context().newCDPSession(page)
    session.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === binding) void this.#answerPage(page, JSON.parse(payload) as { id: number; message: FromPage })
    })
    await session.send('Runtime.enable')
    await session.send('Runtime.addBinding', { name: binding })
    if (preload) {
      const source = readFileSync(preload, 'utf8')
      await page.addInitScript(`(${pageSide.toString()})((require) => {\n${source}\n})`)
    }
    await page.route('**/*', (route) => this.#answer(route))
    page.on('framenavigated', (frame) => {
      if (frame === page.mainFrame()) this.#url = fromChromium(frame.url())
    })
    page.on('popup', (popup) => void popup.close())
    return page
  }

  async #answer(route: Route): Promise<void> {
    const request = route.request()
    const url = fromChromium(request.url())
    if (request.isNavigationRequest() && request.frame().parentFrame() === null && !this.#asked.delete(request.url())) {
      let prevented = false
      this.emit('will-navigate', { url, preventDefault: () => (prevented = true) })
      // An empty answer leaves the page where it is, as Electron does; an aborted one would show an error page.
      if (prevented) return route.fulfill({ status: 204 })
    }
    const handler = handlers.scheme.get(new URL(url).protocol.slice(0, -1))
    if (!handler) {
      record('network', url)
      return route.abort()
    }
    const response = await handler(new Request(url, { method: request.method() }))
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    })
  }

  async #answerPage(page: Page, { id, message }: { id: number; message: FromPage }): Promise<void> {
    try {
      const answer = await this.#hear(page, message)
      if (id > 0) this.#deliver({ kind: 'reply', id, answer })
    } catch (error) {
      this.#deliver({ kind: 'reply', id, error: (error as Error).message })
    }
  }

  async #hear(page: Page, message: FromPage): Promise<unknown> {
    // Only the top document has a preload, so only it can speak.
    const event = { sender: this, senderFrame: this.mainFrame }
    switch (message.kind) {
      case 'start':
        this.#url = fromChromium(page.url())
        return this.#closePorts()
      case 'title':
        return void this.emit('page-title-updated', {}, message.title, true)
      case 'send':
        return void ipcMain.emit(message.channel, event, ...message.args.map(decode))
      case 'invoke': {
        const [name, args] = message.args
        const handler = invokeHandlers.get(message.channel)
        if (!handler) throw new Error(`No handler registered for '${message.channel}'`)
        return encode(await handler(event, name, Array.isArray(args) ? args.map(decode) : decode(args)))
      }
      case 'port':
        return this.#ports.get(message.port)?.postMessage(decode(message.data))
      case 'close':
        return this.#ports.get(message.port)?.close()
      case 'open':
        return void this.#openHandler({ url: fromChromium(message.url) })
    }
  }

  #give(port: MessagePortMain): number {
    const number = ++this.#lastPort
    this.#ports.set(number, port)
    port.on('message', ({ data }: { data: unknown }) =>
      this.#deliver({ kind: 'port', port: number, data: encode(data) }),
    )
    port.on('close', () => {
      if (this.#ports.delete(number)) this.#deliver({ kind: 'close', port: number })
    })
    port.start()
    return number
  }

  #closePorts(): void {
    for (const port of this.#ports.values()) port.close()
    this.#ports.clear()
  }

  /** In order; a page that is going away cannot hear, and the next document starts afresh. */
  #deliver(message: ToPage): void {
    this.#toPage = this.#toPage
      .then(() => this.#page)
      .then((page) =>
        page.evaluate(
          (sent) =>
            (window as unknown as { electronDoubleReceive?: (m: ToPage) => void }).electronDoubleReceive?.(sent),
          message,
        ),
      )
      .catch((error: Error) => record('webContents.lost', error.message))
  }
}

function encode(value: unknown): unknown {
  return value instanceof Uint8Array ? ({ $bytes: Buffer.from(value).toString('base64') } satisfies Bytes) : value
}

function decode(value: unknown): unknown {
  const bytes = typeof value === 'object' && value !== null && '$bytes' in value
  return bytes ? new Uint8Array(Buffer.from((value as Bytes).$bytes, 'base64')) : value
}
