import { app, powerMonitor, session, type BrowserWindow } from 'electron'
import type { BackendProcess } from './backend-process.ts'

/**
 * Follows the machine: to sleep, and to the end of the Windows session. Every committed unit of work is on disk already,
 * and pages write their drafts 120 ms after the last key; what Chromium still holds back of those is written here.
 * To be called once the application is ready.
 */
export function endWithSystem(backend: BackendProcess): void {
  const flush = (event: string) => {
    session.defaultSession.flushStorageData()
    backend.log(event)
  }
  const watch = (window: BrowserWindow) => {
    // Somebody may still cancel the log-off, so nothing is stopped yet.
    window.on('query-session-end', () => flush('system.sessionMayEnd'))
    // Windows ends the process soon after this and sends no `before-quit`.
    window.on('session-end', () => void backend.stop())
  }
  app.on('browser-window-created', (_event, window) => watch(window))
  powerMonitor.on('suspend', () => flush('system.suspend'))
  powerMonitor.on('resume', () => backend.log('system.resume'))
  // Linux and macOS ask here; quitting takes the graceful way, which ends in less than the time they give.
  powerMonitor.on('shutdown', () => app.quit())
}
