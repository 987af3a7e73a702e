import { BrowserWindow } from 'electron'
import { randomUUID } from 'node:crypto'
import { pageSizeInMicrons } from './page-size.ts'
import { papers } from './protocol.ts'
import { pageAddress, safePreferences } from './security.ts'

/**
 * Prints HTML through the system's print dialog, on paper of the size that its own `@page` rule states.
 * @returns false when the user cancelled
 * @throws Error with the printing system's reason
 */
export async function printPaper(html: string, title: string): Promise<boolean> {
  const id = randomUUID()
  papers.set(id, html)
  const window = new BrowserWindow({ show: false, title, webPreferences: { ...safePreferences, javascript: false } })
  try {
    await window.loadURL(`${pageAddress}paper/${id}`)
    return await new Promise((resolve, reject) => {
      window.webContents.print(
        { silent: false, printBackground: true, margins: { marginType: 'none' }, pageSize: pageSizeInMicrons(html) },
        (printed, reason) => {
          if (printed || /cancel/i.test(reason)) resolve(printed)
          else reject(new Error(reason))
        },
      )
    })
  } finally {
    papers.delete(id)
    window.destroy()
  }
}
