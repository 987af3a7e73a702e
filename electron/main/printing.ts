import { BrowserWindow } from 'electron'
import { randomUUID } from 'node:crypto'
import { papers } from './protocol.ts'
import { pageAddress, safePreferences } from './security.ts'

const micronsPerMillimetre = 1000

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

/**
 * The paper that the first unnamed `@page` rule asks for, in microns; A4 without one. Electron does not take the size
 * from the style sheet and would print A4. Length units: CSS Values and Units 4, section 6.2.
 */
export function pageSizeInMicrons(html: string): 'A4' | { width: number; height: number } {
  const rule = /@page\s*\{[^}]*?\bsize:\s*([\d.]+)(mm|cm|in)\s+([\d.]+)(mm|cm|in)/.exec(html)
  if (!rule) return 'A4'
  const microns = (length: string, unit: string) =>
    Math.round(Number(length) * millimetres(unit) * micronsPerMillimetre)
  return { width: microns(rule[1]!, rule[2]!), height: microns(rule[3]!, rule[4]!) }
}

function millimetres(unit: string): number {
  return unit === 'in' ? 25.4 : unit === 'cm' ? 10 : 1
}
