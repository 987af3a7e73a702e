import { isDay, type Day } from '../../day.ts'

/** The order of month and day in dates such as `3/4/2025`. */
export type DateOrder = 'MDY' | 'DMY'
/** A wall-clock moment; `time` is `HH:MM:SS`. */
export interface WallClock {
  readonly day: Day
  readonly time: string
}

/** Serial numbers taken for days: 1927-05-18 to 2119-01-19. Others are more likely amounts or codes. */
const FIRST_SERIAL = 10_000
const LAST_SERIAL = 80_019

/**
 * Reads a date as people write it: `2025-3-18`, `2025.3.18`, `2025/03/18 8:26`, `2025年3月18日`, `20250318`,
 * ISO 8601 (its zone is dropped: the wall clock is what the user sees), `1-Dec-2010`, `3/18/2025` and `18.3.2025`.
 * @param order decides dates where both month and day are 12 or less
 * @returns `'unsure'` when month and day cannot be told apart; null when it is no date
 */
export function readDayText(text: string, order?: DateOrder): WallClock | 'unsure' | null {
  const iso = /^((?:19|2\d)\d\d-\d\d-\d\d)(?: (\d\d):(\d\d)(?::(\d\d))?)?$/.exec(text)
  if (iso && isDay(iso[1]!)) {
    const time = timeOf(iso[2], iso[3], iso[4])
    return time === null ? null : { day: iso[1]!, time }
  }
  const clean = text
    .normalize('NFKC')
    .trim()
    .replace(/\s*([年月日时分秒])\s*/g, '$1')
    .replace(/\s+/g, ' ')
  const parts =
    /^(.+?)(?:日| |T|(?<=日)|$)(?:(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?(?:\.\d+)?秒?分?(?:Z|[+-]\d\d:?\d\d)?)?$/i.exec(
      clean,
    )
  if (!parts) return null
  const time = timeOf(parts[2], parts[3], parts[4])
  const day = dayOf(parts[1]!, order)
  if (time === null || day === null) return null
  return day === 'unsure' ? day : { day, time }
}

/** The wall clock of a spreadsheet's serial number in the 1900 system (40148.5 = 2009-12-01 noon); null outside 1927–2119. */
export function readDaySerial(serial: number): WallClock | null {
  if (!(serial >= FIRST_SERIAL && serial < LAST_SERIAL)) return null
  const seconds = Math.round((serial - 25_569) * 86_400)
  const date = new Date(seconds * 1000).toISOString()
  return { day: date.slice(0, 10), time: date.slice(11, 19) }
}

/** The order of month and day that a column shows by its dates beyond 12; undefined when nothing or both are shown. */
export function dateOrderOf(texts: readonly string[]): DateOrder | undefined {
  let monthFirst = false
  let dayFirst = false
  for (const text of texts) {
    const match = /^\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}\b/.exec(text.normalize('NFKC'))
    if (!match) continue
    if (Number(match[2]) > 12) monthFirst = true
    if (Number(match[1]) > 12) dayFirst = true
  }
  return monthFirst === dayFirst ? undefined : monthFirst ? 'MDY' : 'DMY'
}

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')

function dayOf(text: string, order: DateOrder | undefined): Day | 'unsure' | null {
  const yearFirst =
    /^(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})日?$/.exec(text) ?? /^(\d{4})()(\d{2})(\d{2})$/.exec(text)
  if (yearFirst) return makeDay(yearFirst[1]!, yearFirst[3]!, yearFirst[4]!)
  const named = /^(\d{1,2})[- ]([a-z]{3})[a-z]*[- ,]+(\d{4})$/i.exec(text)
  if (named) return makeDay(named[3]!, String(MONTHS.indexOf(named[2]!.toLowerCase()) + 1), named[1]!)
  const yearLast = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$/.exec(text)
  if (!yearLast) return null
  const [, first, , second, year] = yearLast
  const asMonthFirst = makeDay(year!, first!, second!)
  const asDayFirst = makeDay(year!, second!, first!)
  if (asMonthFirst && asDayFirst && asMonthFirst !== asDayFirst) {
    if (!order) return 'unsure'
    return order === 'MDY' ? asMonthFirst : asDayFirst
  }
  return asMonthFirst ?? asDayFirst
}

function makeDay(year: string, month: string, date: string): Day | null {
  const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
  return Number(year) >= 1900 && isDay(day) ? day : null
}

function timeOf(hour: string | undefined, minute: string | undefined, second: string | undefined): string | null {
  const values = [hour ?? '0', minute ?? '0', second ?? '0']
  if (Number(values[0]) > 23 || Number(values[1]) > 59 || Number(values[2]) > 59) return null
  return values.map((v) => v.padStart(2, '0')).join(':')
}
