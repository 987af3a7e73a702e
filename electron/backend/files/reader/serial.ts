import type { Cell, DateCell } from '../../../../shared/domain/import/cell.ts'

/** Days between 1970-01-01 and day 0 of the 1900 date system after its invented 29 February 1900. */
const DAYS_FROM_1900_TO_1970 = 25_569
/** Days by which a 1904 serial number is smaller than the 1900 one of the same day. */
const DAYS_FROM_1900_TO_1904 = 1_462
/** 9999-12-31, the last day spreadsheets show. */
const LAST_SERIAL = 2_958_465

/**
 * The day and time a spreadsheet shows for a serial number (days, time of day as the fraction), rounded to the second.
 * `null` when spreadsheets show `####` for it: negative or after the year 9999.
 * Source of the 1900 system's invented 29 February: ECMA-376 part 1, 18.17.4.1.
 */
export function dateCellFromSerial(serial: number, uses1904: boolean): DateCell | null {
  const seconds = Math.round((uses1904 ? serial + DAYS_FROM_1900_TO_1904 : serial) * 86_400)
  const day = Math.floor(seconds / 86_400)
  if (!(serial >= 0) || day > LAST_SERIAL) return null
  return { d: dayText(day), t: timeText(seconds - day * 86_400) }
}

/** The serial number (1900 system) of a date cell; the inverse of {@link dateCellFromSerial}. */
export function serialFromDateCell(cell: DateCell): number {
  const [hours = 0, minutes = 0, seconds = 0] = cell.t.split(':').map(Number)
  if (cell.d === '1900-02-29') return 60 + (hours * 3_600 + minutes * 60 + seconds) / 86_400
  const day = Date.parse(cell.d + 'T00:00:00Z') / 86_400_000 + DAYS_FROM_1900_TO_1970
  return (day <= 60 ? day - 1 : day) + (hours * 3_600 + minutes * 60 + seconds) / 86_400
}

/** A number in a cell with a date format: a date cell, or the number itself where no such date exists. */
export function dateOrNumber(serial: number, uses1904: boolean): Cell {
  return dateCellFromSerial(serial, uses1904) ?? serial
}

function dayText(day: number): string {
  if (day === lastDay) return lastText
  lastDay = day
  // Before its invented day 60 the 1900 system runs one day late.
  const unixDay = day - DAYS_FROM_1900_TO_1970 + (day < 60 ? 1 : 0)
  lastText = day === 60 ? '1900-02-29' : new Date(unixDay * 86_400_000).toISOString().slice(0, 10)
  return lastText
}
let lastDay = -1
let lastText = ''

function timeText(seconds: number): string {
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor(seconds / 60) % 60
  return `${twoDigits(hours)}:${twoDigits(minutes)}:${twoDigits(seconds % 60)}`
}

function twoDigits(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}
