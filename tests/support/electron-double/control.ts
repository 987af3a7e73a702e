import { app } from './app.ts'
import { BrowserWindow } from './browser-window.ts'
import { Menu, powerMonitor, type MenuItem } from './desktop.ts'
import { invokeHandlers, ipcMain } from './ipc.ts'
import { calls, state, type Call } from './record.ts'
import { handlers } from './session.ts'
import { utilityPids } from './utility-process.ts'

export interface SentFrame {
  url: string
  top: boolean
  known: boolean
}

/** What a test can ask of the running double, over the process's own channel. */
export const questions = {
  calls: (): Call[] => calls,
  windows: () =>
    BrowserWindow.getAllWindows().map((window) => ({
      id: window.id,
      visible: window.isVisible(),
      title: window.getTitle(),
    })),
  utilityPids: () => utilityPids(),
  menu: (): MenuItem[] => withoutFunctions(Menu.getApplicationMenu()?.items ?? []),
  clickMenu: (...labels: string[]) => {
    let items = Menu.getApplicationMenu()?.items ?? []
    for (const label of labels.slice(0, -1)) items = items.find((item) => item.label === label)?.submenu ?? []
    items.find((item) => item.label === labels.at(-1))?.click?.()
  },
  answerSaveDialog: (path: string | null) => void (state.saveAnswer = path),
  answerMessageBox: (button: number) => void (state.boxAnswer = button),
  /** Asks the permission handlers as Electron would for a page at `url`. */
  permission: (permission: string, url: string) => {
    let granted = false
    handlers.request({ getURL: () => url }, permission, (decision) => (granted = decision))
    return { request: granted, check: handlers.check(null, permission, url), device: handlers.device() }
  },
  /** Emits an event of the first window's contents that the application may prevent. */
  preventable: (event: 'will-navigate' | 'will-redirect' | 'will-attach-webview', url: string) => {
    let prevented = false
    const contents = BrowserWindow.getAllWindows()[0]!.webContents
    contents.emit(event, { url, preventDefault: () => (prevented = true) }, {}, {})
    return prevented
  },
  /** Sends an IPC message as if from a frame that a real page could not easily forge. */
  invokeAs: async (sender: SentFrame, channel: string, ...args: unknown[]) => {
    try {
      return { answer: await invokeHandlers.get(channel)!(eventFrom(sender), ...args) }
    } catch (error) {
      return { refused: (error as Error).message }
    }
  },
  sendAs: (sender: SentFrame, channel: string, ...args: unknown[]) =>
    void ipcMain.emit(channel, eventFrom(sender), ...args),
  fetch: async (url: string, method = 'GET') => {
    const response = await handlers.scheme.get('app')!(new RawRequest(url, method) as unknown as Request)
    return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() }
  },
  emitPower: (event: string) => void powerMonitor.emit(event),
  emit: (event: string) => void BrowserWindow.getAllWindows()[0]!.emit(event),
  emitContents: (event: string, ...args: unknown[]) =>
    void BrowserWindow.getAllWindows()[0]!.webContents.emit(event, {}, ...args),
  closeWindows: () => {
    for (const window of BrowserWindow.getAllWindows()) window.close()
  },
  quit: () => app.quit(),
}

export type Questions = typeof questions

/** A request whose address is exactly as written: `Request` would tidy `..` away before the handler sees it. */
class RawRequest {
  readonly url: string
  readonly method: string

  constructor(url: string, method: string) {
    this.url = url
    this.method = method
  }
}

process.on('message', ({ id, name, args }: { id: number; name: keyof Questions; args: unknown[] }) => {
  const question = questions[name] as (...args: unknown[]) => unknown
  Promise.resolve(question(...args)).then(
    (answer) => process.send?.({ id, answer }),
    (error: Error) => process.send?.({ id, error: error.message }),
  )
})
// The test has gone: so has everything it looked at.
process.on('disconnect', () => process.exit(1))

function eventFrom(sender: SentFrame) {
  const contents = BrowserWindow.getAllWindows()[0]!.webContents
  const frame = { url: sender.url, top: null as unknown, postMessage: () => undefined }
  frame.top = sender.top ? frame : { url: sender.url }
  return { sender: sender.known ? contents : {}, senderFrame: frame }
}

function withoutFunctions(items: MenuItem[]): MenuItem[] {
  return JSON.parse(JSON.stringify(items)) as MenuItem[]
}
