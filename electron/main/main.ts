import { app, crashReporter, dialog, ipcMain, session } from 'electron'
import { join } from 'node:path'
import { BackendProcess } from './backend-process.ts'
import { answerDesktopCalls } from './desktop.ts'
import { homeFolder } from './home.ts'
import { installMenu } from './menu.ts'
import { registerScheme, serveRenderer } from './protocol.ts'
import { secureApplication, secureSession, trustedWindow } from './security.ts'
import { endWithSystem } from './system.ts'
import { currentTexts, setLanguage } from './texts.ts'
import { openWindow, showWindow } from './window.ts'

secureApplication()
registerScheme()
crashReporter.start({ uploadToServer: false })

const home = homeFolder(process.argv, process.env, app.getPath('home'), process.platform)
// Electron's lock belongs to its data folder, so each home folder gets its own: one desktop application per home.
app.setPath('userData', join(home, 'desktop'))
app.setAppUserModelId('cn.huozhan.desktop')

const backend = new BackendProcess({ script: join(import.meta.dirname, 'utility.js'), home, onLost: giveUp })
const open = () => openWindow((event, data) => backend.log(event, data))

if (app.requestSingleInstanceLock({ home })) start()
else app.quit()

function start(): void {
  setLanguage(app.getLocale() || 'zh-CN')
  app.on('second-instance', () => showWindow(open))
  app.on('activate', () => showWindow(open))
  app.on('window-all-closed', () => app.quit())
  app.on('before-quit', quitGracefully)
  ipcMain.on('port', (event) => {
    const window = trustedWindow(event)
    if (window) backend.connect(window.webContents)
  })
  ipcMain.on('language', (event, language: unknown) => {
    if (!trustedWindow(event) || typeof language !== 'string') return
    setLanguage(language)
    installMenu(open)
  })
  answerDesktopCalls()
  void app.whenReady().then(() => {
    secureSession(session.defaultSession)
    serveRenderer(session.defaultSession.protocol, join(import.meta.dirname, '../renderer'))
    backend.start()
    installMenu(open)
    endWithSystem(backend)
    open()
  })
}

let stopped = false
function quitGracefully(event: { preventDefault: () => void }): void {
  if (stopped) return
  event.preventDefault()
  void backend.stop().then(() => {
    stopped = true
    app.quit()
  })
}

function giveUp(reason: { code: string; where: string }): void {
  const texts = currentTexts()
  const message = reason.code === 'LOCKED_ELSEWHERE' ? texts.lockedElsewhere : texts.backendDied
  dialog.showErrorBox(texts.product, `${message}${reason.where}`)
  app.quit()
}
