// Run by helpers.test.ts on the Electron double: main's and the backend's halves of the reader, without the rest.
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readSpreadsheet, startReadersWith } from '../../electron/backend/files/read-spreadsheet.ts'
import { UtilityReaders } from '../../electron/backend/hosts/utility-readers.ts'
import { Helpers } from '../../electron/main/helpers.ts'
import type { HelperRequest, ToBackend } from '../../electron/messages.ts'

const [file, stage, megabytes] = process.argv.slice(2) as [string, string, string]
const entries = dirname(
  fileURLToPath(new URL('../../electron/backend/files/reader/reader-process.ts', import.meta.url)),
)
const readers: UtilityReaders = new UtilityReaders((message) => helpers.hear(message as HelperRequest))
const helpers: Helpers = new Helpers(entries, (message: ToBackend) => 'helper' in message && readers.hear(message))
startReadersWith(readers.start)

try {
  const workbook = await readSpreadsheet(file, stage, { limits: { heapMegabytes: Number(megabytes) } })
  process.stdout.write(JSON.stringify({ sheets: workbook.sheets.map((sheet) => sheet.name) }))
} catch (error) {
  process.stdout.write(JSON.stringify({ code: (error as { code?: string }).code ?? String(error) }))
}
process.exit(0)
