import { app, type BrowserWindow, dialog, ipcMain, shell, type IpcMainInvokeEvent } from 'electron'
import { writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import * as z from 'zod'
import { printPaper } from './printing.ts'
import { trustedWindow } from './security.ts'

const maxBytes = 512 * 1024 * 1024
/** Only files saved from here can be shown in the file manager: a page cannot name one of its own choice. */
const saved = new Set<string>()
let lastFolder: string | null = null

interface Method {
  output: z.ZodType
  run: (window: BrowserWindow, input: unknown) => Promise<unknown>
}

/** The one list of what a page may ask of the desktop. */
const methods: ReadonlyMap<string, Method> = new Map([
  [
    'print',
    method(z.tuple([z.string().max(50_000_000), z.string().max(200)]), z.boolean(), (_window, [html, title]) =>
      printPaper(html, title),
    ),
  ],
  [
    'saveFile',
    method(
      z.tuple([z.string().min(1).max(200), z.instanceof(Uint8Array).refine((bytes) => bytes.length <= maxBytes)]),
      z.string().nullable(),
      (window, [name, bytes]) => saveFile(window, name, bytes),
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

async function saveFile(window: BrowserWindow, name: string, bytes: Uint8Array): Promise<string | null> {
  // Electron's dialogs always start in the downloads folder, so the last one is remembered here.
  const folder = lastFolder ?? app.getPath('downloads')
  const { filePath, canceled } = await dialog.showSaveDialog(window, { defaultPath: join(folder, basename(name)) })
  if (canceled || !filePath) return null
  await writeFile(filePath, bytes)
  lastFolder = join(filePath, '..')
  saved.add(filePath)
  return filePath
}

function method<Input, Output>(
  input: z.ZodType<Input>,
  output: z.ZodType<Output>,
  run: (window: BrowserWindow, input: Input) => Promise<Output>,
): Method {
  return { output, run: (window, raw) => run(window, input.parse(raw)) }
}
