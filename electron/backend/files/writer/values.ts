/** Largest text a spreadsheet cell holds. */
const LONGEST_TEXT = 32_767
const DAYS_FROM_1900_TO_1970 = 25_569

/** Powers of ten by decimals. */
const SCALES = [1, 10, 100, 1_000, 10_000]

/**
 * An integer that counts `10^-decimals`, written exactly: `scaledText(-5, 2, 0)` is `-0.05`. No arithmetic on fractions is
 * involved.
 * @param leastDecimals trailing zeros are left out down to this many decimals
 * @throws TypeError when the value is not an integer that a number holds exactly
 */
export function scaledText(value: number, decimals: number, leastDecimals: number): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`not a whole number: ${value}`)
  if (leastDecimals === 0 && value % SCALES[decimals]! === 0) return String(value / SCALES[decimals]!)
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0')
  let fraction = decimals === 0 ? '' : digits.slice(-decimals)
  while (fraction.length > leastDecimals && fraction.endsWith('0')) fraction = fraction.slice(0, -1)
  const whole = decimals === 0 ? digits : digits.slice(0, -decimals)
  return (value < 0 ? '-' : '') + whole + (fraction === '' ? '' : '.' + fraction)
}

/** Whether a spreadsheet program that reads this text from a CSV file, or edits it in a cell, would take it for a formula. */
export function looksLikeFormula(text: string): boolean {
  const first = text.charCodeAt(0)
  return first === 0x3d || first === 0x2b || first === 0x2d || first === 0x40 || first === 0x09 || first === 0x0d
}

/**
 * Text for a CSV cell that no program will run: one apostrophe is put before what looks like a formula, and before what already
 * begins with apostrophes and such a text, so that the reader (`withoutProtection`) can take exactly one off again.
 */
export function protectText(text: string): string {
  return /^'*[=+\-@\t\r]/.test(text) ? "'" + text : text
}

/** True for the commonest texts, which need no care of any kind: letters, digits and Han characters without blanks. */
export function isPlain(text: string): boolean {
  return /^[0-9A-Za-z.:/\u4e00-\u9fff][-0-9A-Za-z.:/\u4e00-\u9fff]{0,199}$/.test(text)
}

/** Text for XML, in the way spreadsheet programs escape it; longer texts than a cell holds are cut with an ellipsis. */
export function escapeXml(text: string): string {
  const fitting = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT - 1) + '…' : text
  if (!/[&<>"\p{Cc}\p{Cs}\ufffe\uffff]|_x[0-9a-f]{4}_/iu.test(fitting)) return fitting
  return fitting
    .toWellFormed()
    .replace(/_(?=x[0-9a-f]{4}_)/gi, '_x005F_')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/(?![\t\n])[\p{Cc}\ufffe\uffff]/gu, escapeCharacter)
}

function escapeCharacter(character: string): string {
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
}

/** Serial number of a `YYYY-MM-DD` day after February 1900; `null` for any other text. */
export function daySerial(day: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null
  const serial = Date.parse(day + 'T00:00:00Z') / 86_400_000 + DAYS_FROM_1900_TO_1970
  return serial > 60 ? serial : null
}

/**
 * Makes the function that gives the wall-clock time of an instant in a time zone, in milliseconds as if it were UTC; `NaN` for
 * what is no instant. Offsets are looked up once for every quarter of an hour, the finest step any zone changes by.
 */
export function wallClock(zone: string): (instant: string) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const offsets = new Map<number, number>()
  return (instant) => {
    const moment = Date.parse(instant)
    if (Number.isNaN(moment)) return moment
    const quarter = Math.floor(moment / 900_000)
    let offset = offsets.get(quarter)
    if (offset === undefined) {
      const start = quarter * 900_000
      const part = Object.fromEntries(format.formatToParts(start).map(({ type, value }) => [type, Number(value)]))
      const local = Date.UTC(
        part['year']!,
        part['month']! - 1,
        part['day'],
        part['hour'],
        part['minute'],
        part['second'],
      )
      offset = local - start
      offsets.set(quarter, offset)
    }
    return moment + offset
  }
}

/** Serial number of a wall-clock time, to the second. */
export function wallClockSerial(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000)
  const day = Math.floor(seconds / 86_400)
  const serial = day + DAYS_FROM_1900_TO_1970 + (seconds - day * 86_400) / 86_400
  return String(Math.round(serial * 1e9) / 1e9)
}

/** `AB` for column 27 (columns count from 0). */
export function columnName(column: number): string {
  let name = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  }
  return name
}
