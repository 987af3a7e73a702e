import { app, type BrowserWindow, dialog, ipcMain, shell, type IpcMainInvokeEvent } from 'electron'
import { writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import * as z from 'zod'
import { paperAsPdf, printers, printPaper } from './printing.ts'
import { trustedWindow } from './security.ts'
import { currentTexts } from './texts.ts'

const maxBytes = 512 * 1024 * 1024
/** Only files saved from here can be shown in the file manager: a page cannot name one of its own choice. */
const saved = new Set<string>()
let lastFolder: string | null = null

interface Method {
  output: z.ZodType
  run: (window: BrowserWindow, input: unknown) => Promise<unknown>
}

const html = z.string().max(50_000_000)
const title = z.string().min(1).max(200)
const printerName = z.string().max(500)
const copies = z.int().min(1).max(99)

/** The one list of what a page may ask of the desktop. */
const methods: ReadonlyMap<string, Method> = new Map([
  [
    'printers',
    method(z.tuple([]), z.array(z.object({ name: printerName, displayName: z.string() })), (window) =>
      printers(window.webContents),
    ),
  ],
  [
    'print',
    method(z.tuple([html, title, printerName.nullable(), copies]), z.boolean(), (_window, input) =>
      printPaper(...input),
    ),
  ],
  [
    'savePdf',
    method(z.tuple([html, title]), z.string().nullable(), (window, input) =>
      saveFile(window, `${withoutSigns(input[1])}.pdf`, () => paperAsPdf(...input)),
    ),
  ],
  [
    'saveFile',
    method(
      z.tuple([z.string().min(1).max(200), z.instanceof(Uint8Array).refine((bytes) => bytes.length <= maxBytes)]),
      z.string().nullable(),
      (window, [name, bytes]) => saveFile(window, withoutSigns(basename(name)), async () => bytes),
    ),
  ],
  [
    'revealFile',
    method(z.tuple([z.string()]), z.undefined(), async (_window, [path]) => {
      if (saved.has(path)) shell.showItemInFolder(path)
    }),
  ],
])

/** Answers the pages' calls of `desktop.*`: one channel, known methods, checked input and output, our own windows only. */
export function answerDesktopCalls(): void {
  ipcMain.handle('desktop', async (event: IpcMainInvokeEvent, name: unknown, input: unknown) => {
    const window = trustedWindow(event)
    const found = typeof name === 'string' ? methods.get(name) : undefined
    if (!window || !found) throw new Error('refused')
    return found.output.parse(await found.run(window, input))
  })
}

/** Asks where to save, then makes the bytes and writes them. Null: the user cancelled, or was told why not. */
async function saveFile(window: BrowserWindow, name: string, make: () => Promise<Uint8Array>): Promise<string | null> {
  // Electron's dialogs always start in the downloads folder, so the last one is remembered here.
  const folder = lastFolder ?? app.getPath('downloads')
  const extension = extname(name).slice(1)
  const { filePath, canceled } = await dialog.showSaveDialog(window, {
    defaultPath: join(folder, name),
    // Windows appends the ending of the chosen type to a name typed without one.
    filters: extension === '' ? [] : [{ name: extension.toUpperCase(), extensions: [extension] }],
  })
  if (canceled || !filePath) return null
  const bytes = await make()
  try {
    await writeFile(filePath, bytes)
  } catch (error) {
    // Most often the file of that name is open in WPS or Excel, which lock it on Windows.
    const { notSaved, ok } = currentTexts()
    const detail = error instanceof Error ? error.message : String(error)
    await dialog.showMessageBox(window, { type: 'error', message: notSaved, detail, buttons: [ok] })
    return null
  }
  lastFolder = dirname(filePath)
  saved.add(filePath)
  return filePath
}

/** A name without the signs that Windows does not allow in file names. */
function withoutSigns(name: string): string {
  return name.replaceAll(/[\\/:*?"<>|]/g, '-')
}

function method<Input, Output>(
  input: z.ZodType<Input>,
  output: z.ZodType<Output>,
  run: (window: BrowserWindow, input: Input) => Promise<Output>,
): Method {
  return { output, run: (window, raw) => run(window, input.parse(raw)) }
}
