import { addDays, weekdayOf, type Day } from '../../day.ts'
import { monthEnd } from './period.ts'

/** How often a saved report is made by itself. */
export const REPORT_RHYTHMS = ['none', 'daily', 'weekly', 'monthly'] as const
export type ReportRhythm = (typeof REPORT_RHYTHMS)[number]

export interface ReportSchedule {
  rhythm: ReportRhythm
  /** Weekly: 0 Monday … 6; monthly: 1 … 31, shorter months end earlier. */
  onDay: number
  /** `HH:MM` in the company's zone. */
  atTime: string
}

/**
 * When a report is made next after a moment: `YYYY-MM-DD HH:MM` in the company's zone; null: never. What was missed while the
 * program was closed is made once, not once for each time.
 */
export function nextRun({ rhythm, onDay, atTime }: ReportSchedule, now: { day: Day; time: string }): string | null {
  if (rhythm === 'none') return null
  let day = atTime > now.time ? now.day : addDays(now.day, 1)
  while (!fits(rhythm, onDay, day)) day = addDays(day, 1)
  return `${day} ${atTime}`
}

function fits(rhythm: ReportRhythm, onDay: number, day: Day): boolean {
  if (rhythm === 'weekly') return weekdayOf(day) === onDay % 7
  if (rhythm !== 'monthly') return true
  const last = Number(monthEnd(day).slice(8))
  return Number(day.slice(8)) === Math.min(Math.max(onDay, 1), last)
}
