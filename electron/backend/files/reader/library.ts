import type { CellObject, ParsingOptions, WorkBook } from '@e965/xlsx'
import { SpreadsheetError } from '../spreadsheet-error.ts'
import { numberKind, type NumberKind } from './number-format.ts'
import type { RowWriter } from './row-writer.ts'
import { dateOrNumber } from './serial.ts'
import type { SpreadsheetFormat } from './staged.ts'
import { damaged } from './zip.ts'

/** Error cells of the binary formats by number, [MS-XLS] 2.5.10. */
const ERROR_TEXTS: { readonly [code: number]: string } = {
  0x00: '#NULL!',
  0x07: '#DIV/0!',
  0x0f: '#VALUE!',
  0x17: '#REF!',
  0x1d: '#NAME?',
  0x24: '#NUM!',
  0x2a: '#N/A',
  0x2b: '#GETTING_DATA',
}

/**
 * Reads every format our own scanner does not: a string (HTML, XML) or bytes (binary workbooks, OpenDocument, unusual .xlsx).
 * Only values are taken from the library's result, and the prototypes of this process are frozen before it sees the file, so
 * that a crafted file has nothing to write to.
 * @throws SpreadsheetError FILE_ENCRYPTED, FILE_DAMAGED, FILE_EMPTY, FILE_TOO_MANY_CELLS
 */
export async function readWithLibrary(
  content: Buffer | string,
  format: SpreadsheetFormat,
  rows: RowWriter,
): Promise<void> {
  const library = await import('@e965/xlsx')
  // Without its code pages the library shows old Chinese .xls files as mojibake.
  library.set_cptable(await import('@e965/xlsx/dist/cpexcel.full.mjs'))
  Object.freeze(Object.prototype)
  Object.freeze(Array.prototype)

  const options: ParsingOptions = {
    dense: true,
    cellFormula: false,
    cellHTML: false,
    cellStyles: false,
    cellText: false,
    cellNF: true,
    bookVBA: false,
    raw: true,
  }
  let workbook: WorkBook
  try {
    workbook =
      typeof content === 'string'
        ? library.read(content, { ...options, type: 'string' })
        : library.read(content, { ...options, type: 'buffer' })
  } catch (error) {
    throw readFailure(error)
  }
  if (!Array.isArray(workbook.SheetNames) || workbook.SheetNames.length === 0) throw damaged('no sheets')
  const uses1904 = workbook.Workbook?.WBProps?.date1904 === true
  const isText = format === 'html'
  const kinds = new Map<string, NumberKind>()
  workbook.SheetNames.forEach((name, index) => {
    const sheet = workbook.Sheets[name]
    // Chart and macro sheets have no cells.
    if (!sheet || (sheet['!type'] !== undefined && sheet['!type'] !== 'sheet')) return
    rows.beginSheet(String(name), (workbook.Workbook?.Sheets?.[index]?.Hidden ?? 0) > 0)
    const data: (CellObject | undefined)[][] = sheet['!data'] ?? []
    // Rows and cells are sparse: a crafted file can claim any length, and only what is there costs anything.
    for (const key of Object.keys(data)) {
      const row = Number(key)
      const cells = data[row]
      if (!cells) continue
      rows.beginRow(row + 1)
      for (const columnKey of Object.keys(cells)) {
        const column = Number(columnKey)
        const cell = cells[column]
        if (cell) writeCell(rows, column, cell)
      }
      rows.endRow()
    }
    rows.endSheet()
  })

  function writeCell(to: RowWriter, column: number, cell: CellObject): void {
    const value = cell.v
    if (value === undefined || value === null || value === '' || cell.t === 'z') return
    if (typeof value === 'object' && !(value instanceof Date)) throw damaged('cell value')
    to.beginCell(column)
    if (cell.t === 'e') {
      to.json.ascii('{"e":')
      to.json.string(typeof value === 'number' ? (ERROR_TEXTS[value] ?? '#N/A') : String(value))
      return to.json.ascii('}')
    }
    if (isText || typeof value === 'string') return to.json.string(String(value).replace(/\r\n?/g, '\n'))
    if (typeof value === 'boolean') return to.json.ascii(value ? 'true' : 'false')
    if (typeof value !== 'number' || !Number.isFinite(value)) return to.json.string(String(value))
    const code = typeof cell.z === 'string' ? cell.z : 'General'
    let kind = kinds.get(code)
    if (kind === undefined) {
      kind = numberKind(code)
      kinds.set(code, kind)
    }
    if (kind === 'number') to.json.ascii(String(value))
    else if (kind === 'date') to.json.ascii(JSON.stringify(dateOrNumber(value, uses1904)))
    else to.json.string(String(library.SSF.format(code, value)))
  }
}

function readFailure(error: unknown): SpreadsheetError {
  if (error instanceof SpreadsheetError) return error
  const message = error instanceof Error ? error.message : String(error)
  if (/password|encrypt/i.test(message)) return new SpreadsheetError('FILE_ENCRYPTED')
  if (error instanceof RangeError && /string length|array length|allocation/i.test(message)) {
    return new SpreadsheetError('FILE_MEMORY')
  }
  return damaged('workbook')
}
