import type { Cell } from './cell.ts'
import { cleanText, coerceCell } from './coerce.ts'
import { dateOrderOf } from './day-texts.ts'
import type { ImportField, ImportKind } from './fields.ts'
import { headerForm, matchHeader } from './header-match.ts'

export interface ColumnMapping {
  /** Column of the sheet, from 0. */
  readonly column: number
  /** The header as written, on one line. */
  readonly header: string
  /** Key of the field it fills; null when the column is left out. */
  readonly field: string | null
  /** 0 to 1; below 0.7 the user should look. */
  readonly confidence: number
  /** For a field that may repeat: what tells this column from the others, e.g. the warehouse; '' when nothing does. */
  readonly qualifier: string
}

export interface MapOptions {
  /** More headers for a field, e.g. the company's warehouse names for `openingStock`. */
  readonly extraSynonyms?: ReadonlyMap<string, readonly string[]>
}

/** A match below this is left to the user. */
const LEAST_CONFIDENCE = 0.55
/** Cells looked at to see whether a column holds what its header says. */
const SAMPLE = 50

/**
 * Gives every column its field, or none. A field gets one column unless it may repeat; the surest pairs are made first.
 * Headers decide; cells can only lower the confidence, so nothing is ever mapped because of its contents.
 * @param sampleRows some rows below the header
 */
export function mapColumns(
  headerCells: readonly Cell[],
  fields: readonly ImportField[],
  sampleRows: readonly (readonly Cell[])[],
  options: MapOptions = {},
): ColumnMapping[] {
  const headers = headerCells.map(headerText)
  const pairs = headers.flatMap((header, column) =>
    fields.flatMap((field, order) => {
      const match = matchHeader(header, field, options.extraSynonyms?.get(field.key))
      if (match.confidence === 0) return []
      const confidence = match.confidence * contentFactor(columnCells(sampleRows, column), field, header)
      return confidence < LEAST_CONFIDENCE ? [] : [{ column, field, order, confidence, qualifier: match.qualifier }]
    }),
  )
  pairs.sort((a, b) => b.confidence - a.confidence || a.column - b.column || a.order - b.order)

  const chosen = new Map<number, (typeof pairs)[number]>()
  const taken = new Set<string>()
  for (const pair of pairs) {
    if (chosen.has(pair.column) || (taken.has(pair.field.key) && !pair.field.repeat)) continue
    chosen.set(pair.column, pair)
    taken.add(pair.field.key)
  }
  return headers.map((header, column) => {
    const pair = chosen.get(column)
    if (!pair) return { column, header, field: null, confidence: 0, qualifier: '' }
    const confidence = Math.round(pair.confidence * 1000) / 1000
    return { column, header, field: pair.field.key, confidence, qualifier: pair.field.repeat ? pair.qualifier : '' }
  })
}

/** The groups of `kind.needs` for which no column is mapped. */
export function missingNeeds(columns: readonly ColumnMapping[], kind: ImportKind): (readonly string[])[] {
  return kind.needs.filter((group) => !columns.some((column) => column.field !== null && group.includes(column.field)))
}

/** The same for two sheets with the same headers in the same order: what a remembered mapping is filed under. */
export function layoutKey(headerCells: readonly Cell[]): string {
  return headerCells
    .map((cell) => headerForm(headerText(cell)))
    .join('|')
    .replace(/\|+$/, '')
}

/** The header as shown: text on one line; '' for cells that cannot be headers. */
export function headerText(cell: Cell): string {
  if (typeof cell === 'string') return cleanText(cell)
  return typeof cell === 'number' ? String(cell) : ''
}

function columnCells(rows: readonly (readonly Cell[])[], column: number): Cell[] {
  return rows
    .map((row) => row[column] ?? null)
    .filter((cell) => cell !== null && !(typeof cell === 'string' && cleanText(cell) === ''))
    .slice(0, SAMPLE)
}

/** 1 when the cells look like the field's, less when they do not. */
function contentFactor(cells: readonly Cell[], field: ImportField, header: string): number {
  if (cells.length === 0) return 1
  const texts = cells.filter((cell): cell is string => typeof cell === 'string')
  // A name or a region made of bare numbers is a code for something the sheet does not hold.
  if (field.kind === 'text' && cells.every((cell) => typeof cell === 'number')) return field.required ? 0.5 : 0.65
  const context = { header, dateOrder: dateOrderOf(texts) ?? 'MDY' }
  const good = cells.filter((cell) => !('problem' in coerceCell(cell, field, context))).length
  return good * 2 >= cells.length ? 1 : 0.65
}
