import { BrowserWindow, type WebContents } from 'electron'
import { randomUUID } from 'node:crypto'
import { pageSizeInMicrons } from './page-size.ts'
import { papers } from './protocol.ts'
import { pageAddress, safePreferences } from './security.ts'

/**
 * Prints HTML through the system's print dialog, on paper of the size that its own `@page` rule states.
 * @returns false when the user cancelled
 * @throws Error with the printing system's reason
 */
export function printPaper(html: string, title: string): Promise<boolean> {
  return withPaper(
    html,
    title,
    (contents) =>
      new Promise((resolve, reject) => {
        contents.print(
          { silent: false, printBackground: true, margins: { marginType: 'none' }, pageSize: pageSizeInMicrons(html) },
          (printed, reason) => {
            if (printed || /cancel/i.test(reason)) resolve(printed)
            else reject(new Error(reason))
          },
        )
      }),
  )
}

/** The PDF of HTML, on pages of the size that its own `@page` rule states; A4 without one. */
export function paperAsPdf(html: string, title: string): Promise<Uint8Array> {
  return withPaper(html, title, (contents) =>
    contents.printToPDF({
      printBackground: true,
      preferCSSPageSize: true,
      pageSize: 'A4',
      margins: { top: 0, bottom: 0, left: 0, right: 0 },
    }),
  )
}

/** Shows HTML in a hidden window without scripts for as long as `use` takes. */
async function withPaper<Result>(
  html: string,
  title: string,
  use: (contents: WebContents) => Promise<Result>,
): Promise<Result> {
  const id = randomUUID()
  papers.set(id, html)
  const window = new BrowserWindow({ show: false, title, webPreferences: { ...safePreferences, javascript: false } })
  try {
    await window.loadURL(`${pageAddress}paper/${id}`)
    return await use(window.webContents)
  } finally {
    papers.delete(id)
    window.destroy()
  }
}
