import { isDateCell, isErrorCell, type Cell } from './cell.ts'
import { cleanText } from './coerce.ts'
import { headerText } from './columns.ts'
import type { ImportField } from './fields.ts'
import { headerForm, matchHeader, SURE } from './header-match.ts'
import { readNumberText } from './number-texts.ts'

export interface FoundHeader {
  /** Index into the rows given; null when the sheet seems to have no header. */
  readonly row: number | null
  /** `fields`: it holds names of fields; `shape`: a row of titles over a table of other stuff; `none`. */
  readonly because: 'fields' | 'shape' | 'none'
  /** Cells of it that name a field. */
  readonly recognised: number
  /** The rows above it and what they are: nothing, a note (one filled cell, often merged), or something else. */
  readonly skipped: readonly { readonly row: number; readonly because: 'blank' | 'note' | 'other' }[]
}

/** Rows searched for a header. */
const DEPTH = 40
/** Rows below a header that are compared with it. */
const BODY = 50
/** Titles are short; longer cells are notes. */
const LONGEST_TITLE = 40

/**
 * Finds the row of column titles. The row naming most of the fields is taken, the first of equals; a row naming none is a
 * header only when it looks unlike the rows below it (titles over numbers or dates, or another script).
 */
export function findHeader(rows: readonly (readonly Cell[])[], fields: readonly ImportField[]): FoundHeader {
  const width = Math.max(0, ...rows.slice(0, DEPTH + BODY).map((row) => filledCells(row).length))
  let best: { row: number; recognised: number } | null = null
  for (let row = 0; row < Math.min(DEPTH, rows.length); row++) {
    const cells = rows[row]!
    if (!mayBeHeader(cells, width)) continue
    const recognised = countFields(cells, fields)
    if (recognised > (best?.recognised ?? 0)) best = { row, recognised }
  }
  if (best) return { ...best, because: 'fields', skipped: rowsAbove(rows, best.row) }
  for (let row = 0; row < Math.min(DEPTH, rows.length - 1); row++) {
    const cells = rows[row]!
    if (filledCells(cells).length < Math.max(2, width * 0.6) || !mayBeHeader(cells, width)) continue
    if (looksUnlike(cells, rows.slice(row + 1, row + 1 + BODY))) {
      return { row, because: 'shape', recognised: 0, skipped: rowsAbove(rows, row) }
    }
    break
  }
  return { row: null, because: 'none', recognised: 0, skipped: [] }
}

/** Short different texts, and more than one of them unless the sheet has a single column. */
function mayBeHeader(cells: readonly Cell[], width: number): boolean {
  const filled = filledCells(cells)
  if (filled.length < Math.min(2, width)) return false
  const titles = filled.map(headerText)
  return (
    filled.every((cell) => typeof cell === 'string') &&
    titles.every((title) => title.length <= LONGEST_TITLE && !isNumberLike(title)) &&
    new Set(titles).size > titles.length / 2
  )
}

function countFields(cells: readonly Cell[], fields: readonly ImportField[]): number {
  const named = new Set<string>()
  for (const cell of cells) {
    const title = headerText(cell)
    if (headerForm(title) === '') continue
    const field = fields.find((candidate) => matchHeader(title, candidate).confidence >= SURE)
    if (field) named.add(field.key)
  }
  return named.size
}

function looksUnlike(titles: readonly Cell[], body: readonly (readonly Cell[])[]): boolean {
  return titles.some((title, column) => {
    const text = headerText(title)
    const below = body.map((row) => row[column] ?? null).filter((cell) => filledCells([cell]).length === 1)
    if (text === '' || below.length === 0) return false
    const values = below.filter((cell) => typeof cell !== 'string' || isNumberLike(cell)).length
    if (values * 2 >= below.length && !below.some((cell) => cell !== null && isErrorCell(cell))) return true
    const isHan = (cell: Cell): boolean => typeof cell === 'string' && /\p{Script=Han}/u.test(cell)
    return isHan(title) ? !below.some(isHan) : below.every(isHan)
  })
}

function rowsAbove(rows: readonly (readonly Cell[])[], header: number): FoundHeader['skipped'] {
  return rows.slice(0, header).map((cells, row) => {
    const filled = filledCells(cells).length
    return { row, because: filled === 0 ? 'blank' : filled === 1 ? 'note' : 'other' }
  })
}

function filledCells(cells: readonly Cell[]): Cell[] {
  return cells.filter((cell) => cell !== null && (typeof cell !== 'string' || cleanText(cell) !== ''))
}

function isNumberLike(cell: Cell): boolean {
  if (typeof cell === 'number' || (cell !== null && isDateCell(cell))) return true
  return typeof cell === 'string' && 'value' in readNumberText(cleanText(cell))
}
