import type { Comparison, DayRange, PeriodPreset } from '../../../shared/domain/analytics/period.ts'

/** The days of a report as PeriodPicker sets them; with a preset they move on with the calendar. */
export interface Period extends DayRange {
  preset: PeriodPreset
  compare: Comparison
}
