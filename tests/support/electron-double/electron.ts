/**
 * A double of the `electron` module, good enough to run the built main process, preload and utility process under Node
 * with a Chromium page as each window. `honest.ts` lets the compiler check that it has no member that Electron lacks.
 */
import './control.ts'

export { app } from './app.ts'
export { BrowserWindow } from './browser-window.ts'
export { MessageChannelMain } from './message-port.ts'
export { protocol, session } from './session.ts'
export { ipcMain } from './ipc.ts'
export { utilityProcess } from './utility-process.ts'
export { crashReporter, dialog, Menu, powerMonitor, shell } from './desktop.ts'
