import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as library from '@e965/xlsx'
import { afterAll, expect, test } from 'vitest'
import type { Cell } from '../../../shared/domain/import/cell.ts'
import { readXlsx } from '../../../electron/backend/files/reader/xlsx.ts'
import { RowWriter } from '../../../electron/backend/files/reader/row-writer.ts'
import { readZipDirectory } from '../../../electron/backend/files/reader/zip.ts'
import { DEFAULT_LIMITS } from '../../../electron/backend/files/read-spreadsheet.ts'
import { IMPORT_DATA, ONLINE_RETAIL, readAll, scratchFolder } from './support.ts'

const scratch = scratchFolder()
afterAll(scratch.remove)

/** Files that must be refused, not read. */
const REFUSED = /^D(07|09|19)/
/** Rows of the large workbook compared with the library, which takes ten times as long as we do. */
const COMPARED_ROWS = 60_000

const files = readdirSync(IMPORT_DATA).filter((file) => file.endsWith('.xlsx') && !REFUSED.test(file))

test.each(files)('%s: our scanner reads every cell as the library does', async (file) => {
  const content = readFileSync(join(IMPORT_DATA, file))
  const ours: Cell[][][] = []
  const sink = {
    beginSheet: () => void ours.push([]),
    chunk: (_first: number, _count: number, rows: Buffer) =>
      void ours.at(-1)!.push(...(JSON.parse(rows.toString()) as Cell[][])),
    endSheet: () => {},
  }
  // Called directly, so that falling back to the library cannot hide anything.
  await readXlsx(content, readZipDirectory(content, DEFAULT_LIMITS), new RowWriter(sink, DEFAULT_LIMITS), () => {})
  expect(ours).toEqual(libraryRows(content, 0))
})

test('online-retail.xlsx: the same', async () => {
  const { sheets } = await readAll(ONLINE_RETAIL, scratch.path('retail.stage'))
  const expected = libraryRows(readFileSync(ONLINE_RETAIL), COMPARED_ROWS)
  expect(sheets.length).toBe(expected.length)
  const differing = expected[0]!.findIndex(
    (row, index) => JSON.stringify(row) !== JSON.stringify(sheets[0]!.rows[index]),
  )
  expect(differing).toBe(-1)
}, 120_000)

/** What the library reads, in our terms: dates by its own calendar, empty texts as no value, nothing after the last value. */
function libraryRows(content: Buffer, sheetRows: number): Cell[][][] {
  const workbook = library.read(content, { dense: true, cellNF: true, cellText: true, sheetRows })
  const date1904 = workbook.Workbook?.WBProps?.date1904 === true
  return workbook.SheetNames.map((name) => {
    const data: (library.CellObject | undefined)[][] = workbook.Sheets[name]!['!data'] ?? []
    const rows = Array.from(data, (cells) => withoutTail(Array.from(cells ?? [], (cell) => toCell(cell, date1904))))
    return withoutTail(rows, (row) => row.length === 0)
  })
}

function toCell(cell: library.CellObject | undefined, date1904: boolean): Cell {
  if (cell === undefined || cell.v === undefined || cell.v === '') return null
  if (cell.t === 'e') return { e: cell.w ?? '' }
  if (cell.t !== 'n') return cell.v as Cell
  const format = String(cell.z ?? 'General')
  if (!library.SSF.is_date(format)) return cell.v as number
  if (/\[[hms]+\]/i.test(format)) return cell.w ?? null
  const { y, m, d, H, M, S } = library.SSF.parse_date_code(cell.v as number, { date1904 })
  const two = (number: number) => String(number).padStart(2, '0')
  return { d: `${y}-${two(m)}-${two(d)}`, t: `${two(H)}:${two(M)}:${two(S)}` }
}

function withoutTail<T>(items: T[], isNothing: (item: T) => boolean = (item) => item === null): T[] {
  let length = items.length
  while (length > 0 && isNothing(items[length - 1]!)) length--
  return items.slice(0, length)
}
