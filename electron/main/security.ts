import {
  app,
  BrowserWindow,
  shell,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
  type Session,
  type WebContents,
  type WebPreferences,
} from 'electron'

export const pageAddress = 'app://bundle/'

/** Styles in attributes are what chart tooltips and Element Plus poppers need; scripts come from the bundle alone. */
export const contentSecurityPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
  "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** Paper carries its styles with it and runs nothing. */
export const paperSecurityPolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src 'self'; base-uri 'none'; form-action 'none'"

/** Web preferences of every window, whatever else it is for. */
export const safePreferences = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false,
  navigateOnDragDrop: false,
} as const satisfies WebPreferences

const grantedPermissions: readonly string[] = ['clipboard-sanitized-write', 'fullscreen']

/** Pages outside that a link may open in the user's browser: parcel tracking. */
const outsideHosts: readonly string[] = ['www.kuaidi100.com', 'www.sf-express.com']

/** Must run before the application is ready: every renderer is sandboxed, every page is kept where it is. */
export function secureApplication(): void {
  app.enableSandbox()
  app.on('web-contents-created', (_event, contents) => secureContents(contents))
}

/** Refuses every permission and device but the two harmless ones; Electron's own default is to grant. */
export function secureSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, decide) =>
    decide(isOurPage(contents.getURL()) && grantedPermissions.includes(permission)),
  )
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => isOurPage(origin) && grantedPermissions.includes(permission),
  )
  session.setDevicePermissionHandler(() => false)
}

/** Whether an address is the application's own. Compared after parsing: `origin` is "null" for our scheme. */
export function isOurPage(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, host, username, port } = new URL(address)
  return protocol === 'app:' && host === 'bundle' && username === '' && port === ''
}

/**
 * The window that an IPC message came from, when it is one of ours, shows our page and speaks from its top frame; else
 * null. To be asked at once: later the frame may show something else.
 */
export function trustedWindow(event: IpcMainEvent | IpcMainInvokeEvent): BrowserWindow | null {
  const frame = event.senderFrame
  if (frame === null || frame !== frame.top || !isOurPage(frame.url)) return null
  return BrowserWindow.fromWebContents(event.sender)
}

function secureContents(contents: WebContents): void {
  contents.on('will-navigate', (event) => {
    if (!isOurPage(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!isOurPage(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (URL.canParse(url)) {
      const { protocol, host } = new URL(url)
      if (protocol === 'https:' && outsideHosts.includes(host)) void shell.openExternal(url)
    }
    return { action: 'deny' }
  })
}
