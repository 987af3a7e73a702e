import { isDay, type Day } from '../../../shared/day.ts'

/**
 * A day as it is typed in a cell: `2026-11-01`, `2026/11/1`, `20261101`, `261101`, `1101`. Without a year it is the latest
 * such day that is not after today. Null: not a day.
 */
export function readDay(text: string, today: Day): Day | null {
  const clean = text.normalize('NFKC').trim()
  const parts = /^(\d{4})\D(\d{1,2})\D(\d{1,2})\D?$/.exec(clean)
  if (parts) return valid(`${parts[1]}-${parts[2]!.padStart(2, '0')}-${parts[3]!.padStart(2, '0')}`)
  const digits = clean.replace(/[-/.]/g, '')
  if (/^\d{8}$/.test(digits)) return valid(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`)
  if (/^\d{6}$/.test(digits)) return valid(`20${digits.slice(0, 2)}-${digits.slice(2, 4)}-${digits.slice(4)}`)
  if (!/^\d{4}$/.test(digits)) return null
  const year = Number(today.slice(0, 4))
  const day = valid(`${year}-${digits.slice(0, 2)}-${digits.slice(2)}`)
  return day !== null && day > today ? valid(`${year - 1}${day.slice(4)}`) : day
}

const valid = (day: string): Day | null => (isDay(day) ? day : null)
