import type { Inputs } from '../contract/index.ts'
import { addDays, type Day } from '../day.ts'
import type { Dimension } from '../domain/analytics/dimensions.ts'
import type { SalesBasis } from '../domain/analytics/facts.ts'
import { HORIZONS } from '../domain/analytics/forecast-plan.ts'
import { askedPeriod, comparedDays, type Period } from '../domain/analytics/period.ts'
import { askedFilter } from '../domain/analytics/sales-question.ts'
import { SERIES_UNITS, TREND_MEASURES, type SeriesUnit, type TrendMeasure } from '../domain/analytics/series.ts'
import type { HiddenFigures, ReportAddress } from './report.ts'

export const TREND_VIEWS = ['series', 'pattern', 'growth', 'forecast'] as const
export type TrendViewName = (typeof TREND_VIEWS)[number]

/** Tables a view has below its picture, the first one usual. */
export const TREND_DETAILS = {
  series: [],
  pattern: [],
  growth: ['causes', 'products', 'customers'],
  forecast: ['steps', 'test'],
} as const satisfies Record<TrendViewName, readonly string[]>

export interface TrendQuestion {
  view: TrendViewName
  unit: SeriesUnit
  measure: TrendMeasure
  basis: SalesBasis
  /** Which table stands below: by view. */
  detail: string
  horizon: number
  period: Period
  filter: Partial<Record<Dimension, string[]>>
}

/** Measures somebody may see. */
export const trendMeasures = (hidden: HiddenFigures): TrendMeasure[] =>
  TREND_MEASURES.filter(
    (one) => !((one === 'amount' && hidden.sales) || (one === 'margin' && (hidden.sales || hidden.cost))),
  )

/** What an address of the page of trends asks, today. What does not fit gives way to the first choice. */
export function askedTrend(address: ReportAddress, today: Day, hidden: HiddenFigures): TrendQuestion {
  const view = TREND_VIEWS.find((one) => one === address['view']) ?? 'series'
  const unit = SERIES_UNITS.find((one) => one === (address['unit'] ?? 'week')) ?? 'day'
  const measures = trendMeasures(hidden)
  return {
    view,
    unit,
    measure: measures.find((one) => one === address['measure']) ?? measures[0]!,
    basis: address['basis'] === 'ordered' ? 'ordered' : 'shipped',
    detail: TREND_DETAILS[view].find((one) => one === address['detail']) ?? TREND_DETAILS[view][0] ?? '',
    horizon: HORIZONS[unit].find((one) => String(one) === address['horizon']) ?? HORIZONS[unit][0],
    period: askedPeriod(address, today, { preset: 'last-12-months', compare: 'last-year' }),
    filter: askedFilter(address),
  }
}

/** Of the series and the patterns. */
export function seriesAsked({ period, unit, measure, basis, filter }: TrendQuestion): Inputs['trends']['series'] {
  const before = comparedDays(period, period.compare)
  return { range: { from: period.from, to: period.to }, before, unit, measure, basis, filter }
}

/** null: there is nothing it is compared with. */
export function growthAsked({ period, basis, filter }: TrendQuestion): Inputs['trends']['growth'] | null {
  const before = comparedDays(period, period.compare)
  return before && { before, after: { from: period.from, to: period.to }, basis, filter }
}

/** After the end of the period, at the latest after yesterday. */
export function forecastAsked(
  { period, unit, horizon, measure, basis, filter }: TrendQuestion,
  today: Day,
): Inputs['trends']['forecast'] {
  const yesterday = addDays(today, -1)
  return { until: period.to < yesterday ? period.to : yesterday, unit, horizon, measure, basis, filter }
}
