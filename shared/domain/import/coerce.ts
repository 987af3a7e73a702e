import { isDateCell, isErrorCell, type Cell } from './cell.ts'
import { readDaySerial, readDayText, type DateOrder, type WallClock } from './day-texts.ts'
import { NO_WORDS, YES_WORDS, type ImportField } from './fields.ts'
import { readNumberText, scaleNumber } from './number-texts.ts'
import type { CellProblem, ImportProblemCode } from './problems.ts'

export type ImportValue = string | number | boolean | null
/** A value (null for an empty cell), perhaps with a warning; or why there is none. */
export type Coerced =
  { readonly value: ImportValue; readonly warning?: CellProblem } | { readonly problem: CellProblem }

/** What is known of the whole column. */
export interface ColumnContext {
  /** The column's header; a `%` in it says that plain numbers are percents. */
  readonly header?: string
  /** From `dateOrderOf`, or chosen by the user. */
  readonly dateOrder?: DateOrder
}

/** Reads a cell as a value of the field, in the units that `ImportFieldKind` names; never guesses. */
export function coerceCell(cell: Cell, field: ImportField, context: ColumnContext = {}): Coerced {
  if (cell !== null && isErrorCell(cell)) return { problem: { code: 'IMPORT_ERROR_CELL', data: { error: cell.e } } }
  const shown = cell !== null && isDateCell(cell) ? shownDate(cell) : cleanText(String(cell ?? ''))
  if (shown === '') {
    return field.required ? { problem: { code: 'IMPORT_REQUIRED', data: {} } } : { value: null }
  }
  if (ERROR_TEXT.test(shown)) return { problem: { code: 'IMPORT_ERROR_CELL', data: { error: shown } } }
  switch (field.kind) {
    case 'text':
      return limited(typeof cell === 'number' ? exactNumber(cell) : shown, field)
    case 'code':
    case 'phone':
    case 'barcode':
      return coerceCode(cell, shown, field)
    case 'money':
      return coerceNumber(cell, shown, field, 2)
    case 'price':
      return coerceNumber(cell, shown, field, 4)
    case 'quantity':
      return coerceNumber(cell, shown, field, 3)
    case 'integer':
      return coerceInteger(cell, shown, field)
    case 'percent':
      return coercePercent(cell, shown, field, context)
    case 'day':
    case 'instant':
      return coerceMoment(cell, shown, field, context)
    case 'boolean':
      return coerceBoolean(shown)
    case 'choice':
      return coerceChoice(shown, field)
  }
}

/** Text as a person reads it: outer blanks of every kind and invisible characters gone, inner runs one blank. */
export function cleanText(text: string): string {
  return text
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim()
}

const ERROR_TEXT = /^#(?:DIV\/0!|N\/A|NAME\?|NULL!|NUM!|REF!|VALUE!|SPILL!|CALC!|GETTING_DATA)$/i
/** Excel keeps 15 significant digits; a longer number is no longer what was typed. */
const LARGEST_EXACT = 1e15

function coerceCode(cell: Cell, shown: string, field: ImportField): Coerced {
  if (cell !== null && isDateCell(cell)) return failed('IMPORT_NOT_TEXT', shown)
  if (typeof cell === 'number') {
    if (Math.abs(cell) >= LARGEST_EXACT) return failed('IMPORT_LOST_DIGITS', exactNumber(cell))
    return limited(exactNumber(cell), field)
  }
  const text = shown.normalize('NFKC').replace(/^'/, '')
  const isDigitsOnly = field.kind !== 'code'
  // 84029E5 may be a stock code; 8.4E+12 and, among phones and barcodes, 6E12 are numbers that lost their digits.
  const scientific = isDigitsOnly ? /^\d+(?:\.\d+)?e\+?\d+$/i : /^\d(?:\.\d+)?e\+\d+$|^\d\.\d+e\d+$/i
  if (scientific.test(text)) return failed('IMPORT_SCIENTIFIC', shown)
  // Programs that keep codes as fractions write 17850.0.
  return limited(text.replace(/^(\d{3,})\.0+$/, '$1'), field)
}

function coerceNumber(cell: Cell, shown: string, field: ImportField, decimals: number): Coerced {
  const number = numberOf(cell, shown)
  if ('problem' in number) return number
  if (number.isPercent) return failed('IMPORT_NOT_NUMBER', shown)
  const scaled = scaleNumber(number.value, decimals)
  return 'problem' in scaled ? scaled : notBelowZero(scaled.value, shown, field)
}

function coerceInteger(cell: Cell, shown: string, field: ImportField): Coerced {
  const number = numberOf(cell, shown.replace(/\s*(?:天|日|days?)$/i, ''))
  if ('problem' in number) return number
  const scaled = scaleNumber(number.value, 0)
  if ('problem' in scaled || number.isPercent) return failed('IMPORT_NOT_INTEGER', shown)
  return notBelowZero(scaled.value, shown, field)
}

/**
 * `24.62%` is what it says. A bare number below 1 is a fraction (a percent cell holds 0.2462), above it a percent (13), and 1
 * what the field says;
 * under a header with `%` it is a percent in any case, with a warning where a fraction might have been meant.
 */
function coercePercent(cell: Cell, shown: string, field: ImportField, { header = '' }: ColumnContext): Coerced {
  const number = numberOf(cell, shown)
  if ('problem' in number) return number
  const saysPercent = number.isPercent || /[%％]/.test(header)
  const isFraction = !saysPercent && (Math.abs(number.value) < 1 || (field.whole === true && number.value === 1))
  const scaled = isFraction ? scaleNumber(number.value, 4) : scaleNumber(number.value, 2)
  if ('problem' in scaled) return scaled
  const result = notBelowZero(scaled.value, shown, field)
  const mayBeFraction = saysPercent && !number.isPercent && number.value !== 0 && Math.abs(number.value) < 1
  if ('problem' in result || !mayBeFraction) return result
  const other = Number((number.value * 100).toPrecision(15))
  return {
    value: result.value,
    warning: { code: 'IMPORT_PERCENT_UNSURE', data: { value: shown, percent: number.value, other } },
  }
}

function coerceMoment(cell: Cell, shown: string, field: ImportField, { dateOrder }: ColumnContext): Coerced {
  const moment = momentOf(cell, shown, dateOrder)
  if (moment === 'unsure') return failed('IMPORT_DAY_UNSURE', shown)
  if (moment === null) return failed('IMPORT_NOT_DAY', shown)
  return { value: field.kind === 'day' ? moment.day : `${moment.day}T${moment.time}` }
}

function momentOf(cell: Cell, shown: string, order: DateOrder | undefined): WallClock | 'unsure' | null {
  if (typeof cell === 'boolean') return null
  // A cell with a time of day only has the day zero of its date system, which nobody typed.
  if (cell !== null && typeof cell === 'object' && 'd' in cell) {
    return cell.d > '1904-01-01' ? { day: cell.d, time: cell.t } : null
  }
  if (typeof cell === 'number' && !Number.isInteger(cell)) return readDaySerial(cell)
  const written = readDayText(shown, order)
  if (written !== null) return written
  return /^\d{5}(?:\.\d+)?$/.test(shown) ? readDaySerial(Number(shown)) : null
}

function coerceBoolean(shown: string): Coerced {
  const word = shown.normalize('NFKC').toLowerCase()
  if (YES_WORDS.includes(word)) return { value: true }
  if (NO_WORDS.includes(word)) return { value: false }
  return failed('IMPORT_NOT_BOOLEAN', shown)
}

function coerceChoice(shown: string, field: ImportField): Coerced {
  const choices = field.choices ?? []
  const form = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s/g, '')
  const word = form(shown).replace(/^(\d+)\.0+$/, '$1')
  const named = choices.find((c) => c.value === word || c.synonyms.some((synonym) => form(synonym) === word))
  if (named) return { value: named.value }
  for (const choice of choices) {
    const match = choice.pattern?.exec(word)
    if (match) return { value: match[1] === undefined ? choice.value : `${choice.value}:${Number(match[1])}` }
  }
  const names = choices.map((choice) => choice.synonyms[0] ?? choice.value).join(' / ')
  return { problem: { code: 'IMPORT_BAD_CHOICE', data: { value: shown, choices: names } } }
}

function numberOf(cell: Cell, shown: string): ReturnType<typeof readNumberText> {
  if (typeof cell === 'number') return { value: cell, isPercent: false }
  if (typeof cell === 'string') return readNumberText(shown)
  return { problem: { code: 'IMPORT_NOT_NUMBER', data: { value: shown } } }
}

function notBelowZero(value: number, shown: string, field: ImportField): Coerced {
  return field.notNegative && value < 0 ? failed('IMPORT_NEGATIVE', shown) : { value }
}

function limited(text: string, field: ImportField): Coerced {
  const limit = field.maxLength ?? (field.kind === 'text' ? 200 : 40)
  if (text.length <= limit) return { value: text }
  return { problem: { code: 'IMPORT_TOO_LONG', data: { length: text.length, limit } } }
}

/** A number in full digits: 13000000000 and never 1.3e10, 0.1 and never 0.10000000000000001. */
function exactNumber(value: number): string {
  const short = String(Number(value.toPrecision(15)))
  if (!/e/i.test(short)) return short
  return Math.abs(value) >= 1 ? BigInt(Math.round(value)).toString() : value.toFixed(20).replace(/0+$/, '')
}

function shownDate(cell: { readonly d: string; readonly t: string }): string {
  return cell.t === '00:00:00' ? cell.d : `${cell.d} ${cell.t}`
}

function failed(code: ImportProblemCode, value: string): { readonly problem: CellProblem } {
  return { problem: { code, data: { value } } }
}
