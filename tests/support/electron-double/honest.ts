/** The double may have less than Electron, never more: a member that Electron lacks does not compile here. */
import type * as Electron from 'electron'
import type * as Double from './electron.ts'
import type { MessagePortMain } from './message-port.ts'
import type { WebContents } from './web-contents.ts'

type Invented<Ours, Theirs> = Exclude<keyof Ours, keyof Theirs>
type Honest<Ours, Theirs> = Invented<Ours, Theirs> extends never ? true : Invented<Ours, Theirs>

export const honest: [
  Honest<typeof Double, typeof Electron>,
  Honest<typeof Double.app, Electron.App>,
  Honest<typeof Double.BrowserWindow, typeof Electron.BrowserWindow>,
  Honest<Double.BrowserWindow, Electron.BrowserWindow>,
  Honest<WebContents, Electron.WebContents>,
  Honest<Double.MessageChannelMain, Electron.MessageChannelMain>,
  // `pair` makes the two ends and is not part of a port.
  Honest<MessagePortMain, Electron.MessagePortMain>,
  Honest<typeof Double.protocol, Electron.Protocol>,
  Honest<typeof Double.session, typeof Electron.session>,
  Honest<typeof Double.session.defaultSession, Electron.Session>,
  Honest<typeof Double.ipcMain, Electron.IpcMain>,
  Honest<typeof Double.utilityProcess, typeof Electron.utilityProcess>,
  Honest<ReturnType<typeof Double.utilityProcess.fork>, Electron.UtilityProcess>,
  Honest<typeof Double.Menu, typeof Electron.Menu>,
  Honest<Double.Menu, Electron.Menu>,
  Honest<typeof Double.dialog, Electron.Dialog>,
  Honest<typeof Double.shell, Electron.Shell>,
  Honest<typeof Double.powerMonitor, Electron.PowerMonitor>,
  Honest<typeof Double.crashReporter, Electron.CrashReporter>,
] = [true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true, true]
