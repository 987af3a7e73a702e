import type { ForecastPlan } from './forecast.ts'
import type { SeriesUnit } from './series.ts'

/** How far ahead each unit is forecast, the usual choice first; in days, weeks, months. */
export const HORIZONS = { day: [28, 14, 7, 56], week: [8, 4, 13], month: [3, 6, 12] } as const satisfies Record<
  SeriesUnit,
  readonly number[]
>

/** Values a season has: the week of days, the year of weeks and months. */
const SEASONS: Record<SeriesUnit, number> = { day: 7, week: 52, month: 12 }
/** Values the first forecast of the past must know: eight weeks, half a year, a year. */
const TRAINING: Record<SeriesUnit, number> = { day: 56, week: 26, month: 12 }
/** Days are forecast again from week to week, so that every weekday begins none. */
const STRIDES: Record<SeriesUnit, number> = { day: 7, week: 1, month: 1 }
/** Times of the past that are forecast again. */
const ORIGINS = 8
/** Bounds shall hold what happens four times of five. */
const LEVEL = 0.8

/** @param horizon steps of the unit */
export function planFor(unit: SeriesUnit, horizon: number): ForecastPlan {
  return {
    horizon,
    season: SEASONS[unit],
    level: LEVEL,
    origins: ORIGINS,
    stride: STRIDES[unit],
    training: TRAINING[unit],
  }
}
