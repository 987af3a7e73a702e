import { BrowserWindow, type PrinterInfo, type WebContents } from 'electron'
import { randomUUID } from 'node:crypto'
import { pageSizeInMicrons } from './page-size.ts'
import { papers } from './protocol.ts'
import { pageAddress, safePreferences } from './security.ts'

/** The system's printers, by the name that `printPaper` takes and the name that people know. */
export async function printers(contents: WebContents): Promise<Pick<PrinterInfo, 'name' | 'displayName'>[]> {
  const found = await contents.getPrintersAsync()
  return found.map(({ name, displayName }) => ({ name, displayName: displayName || name }))
}

/**
 * Prints HTML on paper of the size that its own `@page` rule states: on `printer` without asking, or through the system's
 * print dialog when it is null.
 * @returns false when the user cancelled
 * @throws Error with the printing system's reason
 */
export function printPaper(html: string, title: string, printer: string | null, copies: number): Promise<boolean> {
  return withPaper(
    html,
    title,
    (contents) =>
      new Promise((resolve, reject) => {
        contents.print(
          {
            ...(printer === null ? { silent: false } : { silent: true, deviceName: printer }),
            copies,
            printBackground: true,
            margins: { marginType: 'none' },
            pageSize: pageSizeInMicrons(html),
          },
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
