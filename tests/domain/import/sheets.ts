import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as XLSX from '@e965/xlsx'
import * as codePages from '@e965/xlsx/dist/cpexcel.full.mjs'
import { parse } from 'csv-parse/sync'
import type { Cell } from '../../../shared/domain/import/cell.ts'

XLSX.set_cptable(codePages)

const FOLDER = join(import.meta.dirname, '../../../../shared/data/import')

/** All rows of a sheet of a real file as cells, from the first row of the sheet on. */
export function sheetRows(
  file: string,
  options: { sheet?: number; delimiter?: string; limit?: number } = {},
): Cell[][] {
  const bytes = readFileSync(join(FOLDER, file))
  if (file.endsWith('.csv')) {
    const text = bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8')
    return parse(text, { bom: true, delimiter: options.delimiter ?? ',', relax_column_count: true })
  }
  const book = XLSX.read(bytes, { cellNF: true, ...(options.limit ? { sheetRows: options.limit } : {}) })
  const date1904 = book.Workbook?.WBProps?.date1904 ?? false
  const sheet = book.Sheets[book.SheetNames[options.sheet ?? 0]!]!
  const range = XLSX.utils.decode_range(sheet['!ref'] ?? 'A1')
  return Array.from({ length: range.e.r + 1 }, (_, r) =>
    Array.from({ length: range.e.c + 1 }, (_, c) => toCell(sheet[XLSX.utils.encode_cell({ r, c })], date1904)),
  )
}

function toCell(cell: XLSX.CellObject | undefined, date1904: boolean): Cell {
  if (!cell || cell.v === undefined) return null
  if (cell.t === 'e') return { e: String(cell.w ?? cell.v) }
  if (typeof cell.v !== 'number') return cell.v instanceof Date ? null : cell.v
  if (!XLSX.SSF.is_date(String(cell.z ?? ''))) return cell.v
  const at = XLSX.SSF.parse_date_code(cell.v, { date1904 })
  const two = (n: number): string => n.toString().padStart(2, '0')
  return { d: `${at.y}-${two(at.m)}-${two(at.d)}`, t: `${two(at.H)}:${two(at.M)}:${two(Math.floor(at.S))}` }
}
