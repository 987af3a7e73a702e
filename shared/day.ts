/** A calendar day of the company, `YYYY-MM-DD`. */
export type Day = string
/** A moment, UTC, ISO 8601 with milliseconds: `2026-11-23T06:05:00.000Z`. */
export type Instant = string

export const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/

/** True for a `YYYY-MM-DD` text naming a day that exists. Checked for every row of every list, hence without a `Date`. */
export function isDay(text: string): boolean {
  if (!DAY_PATTERN.test(text)) return false
  const month = Number(text.slice(5, 7))
  const day = Number(text.slice(8))
  return month >= 1 && month <= 12 && day >= 1 && day <= daysOfMonth(Number(text.slice(0, 4)), month)
}

function daysOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/**
 * The company's calendar day at a moment. Asked by every call, mostly many times a second, and formatting costs more than
 * many a query: the answer is kept for the second it holds.
 * @param zone an IANA zone, e.g. `Asia/Shanghai`
 */
export function dayAt(instant: Date, zone: string): Day {
  const second = Math.floor(instant.getTime() / 1000)
  if (latest.second === second && latest.zone === zone) return latest.day
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
    formats.set(zone, format)
  }
  const day = format.format(instant)
  latest = { second, zone, day }
  return day
}
const formats = new Map<string, Intl.DateTimeFormat>()
let latest = { second: NaN, zone: '', day: '' }

/** Minutes since midnight in a zone. */
export function minuteAt(instant: Date, zone: string): number {
  const [hour, minute] = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
    .format(instant)
    .split(':')
  return Number(hour) * 60 + Number(minute)
}

/** True for a zone that `dayAt` can use. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('sv-SE', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

/** Whole days since 1970-01-01; the only arithmetic form of a day. */
export function dayNumber(day: Day): number {
  return Math.round(Date.parse(day + 'T00:00:00Z') / 86_400_000)
}

/** The day that is `n` whole days after 1970-01-01. */
export function dayFromNumber(n: number): Day {
  return Number.isFinite(n) ? new Date(n * 86_400_000).toISOString().slice(0, 10) : ''
}

/** `day` moved by `days` (negative: earlier). */
export function addDays(day: Day, days: number): Day {
  return dayFromNumber(dayNumber(day) + days)
}

/** Days from `from` to `to`; positive when `to` is later. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from)
}

/** The time of day at a moment, `HH:MM`. @param zone an IANA zone */
export function timeAt(instant: Date, zone: string): string {
  let format = clocks.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
    clocks.set(zone, format)
  }
  return format.format(instant)
}
const clocks = new Map<string, Intl.DateTimeFormat>()

/** 0 Monday … 6 Sunday. */
export function weekdayOf(day: Day): number {
  // 1970-01-01 was a Thursday
  return (((dayNumber(day) + 3) % 7) + 7) % 7
}
