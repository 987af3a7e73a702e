import { BrowserWindow, dialog } from 'electron'
import { join } from 'node:path'
import { offerEditing } from './menu.ts'
import { pageAddress, safePreferences } from './security.ts'
import { currentTexts } from './texts.ts'

const preload = join(import.meta.dirname, '../preload/preload.cjs')
/** Names of the windows now open. */
const names = new Set<string>()

/** Opens a window on the application's start page. Its place and size are remembered by its name. */
export function openWindow(log: (event: string, data: Record<string, unknown>) => void): BrowserWindow {
  const name = freeName()
  const window = new BrowserWindow({
    name,
    windowStatePersistence: true,
    title: currentTexts().product,
    width: 1366,
    height: 768,
    minWidth: 1024,
    minHeight: 640,
    show: false,
    backgroundColor: '#ffffff',
    webPreferences: { ...safePreferences, preload },
  })
  names.add(name)
  window.once('closed', () => names.delete(name))
  window.once('ready-to-show', () => window.show())
  window.webContents.on('context-menu', (_event, params) => offerEditing(window, params))
  window.webContents.on('render-process-gone', (_event, details) => {
    log('window.gone', { reason: details.reason, exitCode: details.exitCode })
    // Drafts are on disk, so a page that crashed may simply be shown again; one that was closed stays closed.
    if (details.reason !== 'clean-exit' && !window.isDestroyed()) window.webContents.reload()
  })
  window.on('unresponsive', () => void offerReload(window, log))
  void window.loadURL(pageAddress)
  return window
}

/** Brings the application to the front: the window used last, or a new one when all are closed. */
export function showWindow(open: () => BrowserWindow): void {
  const window = BrowserWindow.getAllWindows().find((each) => each.isVisible()) ?? open()
  if (window.isMinimized()) window.restore()
  window.focus()
}

async function offerReload(window: BrowserWindow, log: (event: string, data: Record<string, unknown>) => void) {
  const texts = currentTexts()
  log('window.unresponsive', { window: window.id })
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: texts.unresponsive,
    buttons: [texts.wait, texts.reload],
    cancelId: 0,
  })
  if (response === 1 && !window.isDestroyed()) window.webContents.reload()
}

/** Names are places on the screen: the second window opens where the second window was. */
function freeName(): string {
  let place = 1
  while (names.has(`window-${place}`)) place++
  return `window-${place}`
}
