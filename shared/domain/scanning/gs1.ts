import { isDay, type Day } from '../../day.ts'

/** What a GS1 label says, as far as stock needs it. */
export interface Gs1Label {
  /** AI 01: 14 digits. */
  gtin: string | null
  /** AI 10. */
  lot: string | null
  /** AI 11. */
  productionDay: Day | null
  /** AI 15 (best before) or 17 (expiry); 17 wins. */
  expiryDay: Day | null
}

/** Lengths of the data of application identifiers of a fixed length (GS1 General Specifications, figure 7.8.5-2), by two digits. */
const FIXED: Readonly<Record<string, number>> = {
  '00': 18,
  '01': 14,
  '02': 14,
  '11': 6,
  '12': 6,
  '13': 6,
  '15': 6,
  '16': 6,
  '17': 6,
  '20': 2,
  '31': 8,
  '32': 8,
  '33': 8,
  '34': 8,
  '35': 8,
  '36': 8,
  '41': 14,
}
/** Identifiers of variable length that are met beside the ones wanted: they end at a separator or the end. */
const VARIABLE: Readonly<Record<string, number>> = { '10': 20, '21': 20, '22': 20, '30': 8, '37': 8 }
/** How scanners pass on the function character 1: as itself, or as what a keyboard can type. */
const SEPARATORS = new RegExp(`[${String.fromCharCode(29)}|~]`)

/**
 * Reads a GS1-128 or GS1 DataMatrix label: `]C10106912345678901` + `10A1`, with or without the symbology mark, or as people
 * read it: `(01)06912345678901(10)A1`. Dates whose day is 00 mean the last of the month.
 * @returns null when the text is no such label: then it is looked up as it stands
 */
export function parseGs1(text: string): Gs1Label | null {
  const bare = text.trim()
  const fields = /^\(\d{2,4}\)/.test(bare) ? readable(bare) : encoded(bare)
  if (fields === null) return null
  const gtin = fields.get('01') ?? null
  const lot = fields.get('10') ?? null
  if (gtin !== null && !hasCheckDigit(gtin)) return null
  const days = ['11', '15', '17'].map((ai) => (fields.has(ai) ? dayOf(fields.get(ai)!) : null))
  if (['11', '15', '17'].some((ai, i) => fields.has(ai) && days[i] === null)) return null
  if (gtin === null && lot === null) return null
  return { gtin, lot, productionDay: days[0]!, expiryDay: days[2] ?? days[1]! }
}

/**
 * The barcodes a GTIN of 14 digits may be registered under. One that begins with 0 is the code of 13 digits with a zero
 * before; one that begins with 1 to 9 names a carton and never the piece inside, whose code only looks alike.
 */
export function barcodesOfGtin(gtin: string): string[] {
  if (!gtin.startsWith('0')) return [gtin]
  const thirteen = gtin.slice(1)
  const shorter = thirteen.startsWith('00000')
    ? [thirteen.slice(5)]
    : thirteen.startsWith('0')
      ? [thirteen.slice(1)]
      : []
  return [gtin, thirteen, ...shorter]
}

/** The check digit of GTIN-8, -12, -13 and -14 (GS1 General Specifications, 7.9.1). */
export function checkDigit(digits: string): number {
  let sum = 0
  for (let i = 0; i < digits.length; i++) sum += Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 3 : 1)
  return (10 - (sum % 10)) % 10
}

/** Whether the last digit of a code of digits is the right one. */
export function hasCheckDigit(code: string): boolean {
  return /^\d{8,14}$/.test(code) && checkDigit(code.slice(0, -1)) === Number(code.at(-1))
}

function readable(text: string): Map<string, string> | null {
  const fields = new Map<string, string>()
  for (const match of text.matchAll(/\((\d{2,4})\)([^(]*)/g)) {
    const length = FIXED[match[1]!]
    const data = match[2]!.trim()
    if (length !== undefined ? data.length !== length : data.length === 0) return null
    fields.set(match[1]!, data)
  }
  return fields
}

function encoded(text: string): Map<string, string> | null {
  const marked = /^\](C1|d2|e0|Q3)/.test(text)
  let rest = marked ? text.slice(3) : text
  // without a mark only a whole label counts: a plain code of digits may begin with 01 too
  if (!marked && !/^01\d{14}(\D|1[0-7]|2[01]|3[07])/.test(rest) && !SEPARATORS.test(rest)) return null
  const fields = new Map<string, string>()
  while (rest !== '') {
    if (SEPARATORS.test(rest[0]!)) {
      rest = rest.slice(1)
      continue
    }
    const ai = rest.slice(0, 2)
    const fixed = FIXED[ai]
    const most = VARIABLE[ai]
    if (fixed === undefined && most === undefined) return null
    const data = fixed === undefined ? rest.slice(2).split(SEPARATORS)[0]! : rest.slice(2, 2 + fixed)
    const fits =
      fixed === undefined ? data.length > 0 && data.length <= most! : /^\d+$/.test(data) && data.length === fixed
    if (!fits) return null
    fields.set(ai, data)
    rest = rest.slice(2 + data.length)
  }
  return fields
}

/** YYMMDD; the years 51 to 99 are the last century's only in labels older than this product. */
function dayOf(digits: string): Day | null {
  if (!/^\d{6}$/.test(digits)) return null
  const month = `20${digits.slice(0, 2)}-${digits.slice(2, 4)}`
  if (digits.slice(4) !== '00') {
    const day = `${month}-${digits.slice(4)}`
    return isDay(day) ? day : null
  }
  for (let last = 31; last >= 28; last--) if (isDay(`${month}-${last}`)) return `${month}-${last}`
  return null
}
