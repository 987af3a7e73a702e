import type { EChartsCoreOption } from 'echarts/core'
import type { Day } from '../../../shared/day.ts'
import type { Dimension } from '../../../shared/domain/analytics/dimensions.ts'
import type { SalesBasis } from '../../../shared/domain/analytics/facts.ts'
import { HORIZONS } from '../../../shared/domain/analytics/forecast-plan.ts'
import { SERIES_UNITS, type SeriesUnit } from '../../../shared/domain/analytics/series.ts'
import type { TrendMeasure } from '../../../shared/domain/analytics/series.ts'
import type { Figure } from '../../components/pages/ReportPage.vue'
import type { Period } from '../../components/report/period-types.ts'
import { reportText, type ReportColumn, type ReportKind, type ReportRow } from '../../components/report/report-types.ts'
import type { TableStatus } from '../../components/table/table-types.ts'

export const TREND_VIEWS = ['series', 'pattern', 'growth', 'forecast'] as const
export type TrendViewName = (typeof TREND_VIEWS)[number]

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

export interface Picture {
  option: EChartsCoreOption
  title: string
  columns: readonly ReportColumn[]
  rows: readonly ReportRow[]
  /** Opens what was clicked. */
  pick?: (index: number) => void
}

/** What a part of the page shows. */
export interface TrendView {
  status: TableStatus
  error: unknown
  retry: () => void
  /** Said instead of pictures and table. */
  message: string | null
  figures: Figure[]
  pictures: Picture[]
  columns: readonly ReportColumn[]
  rows: readonly ReportRow[]
  rowKey: string
  totals?: ReportRow
  /** Opens a row; null: rows open nothing. */
  open: ((row: ReportRow, column: string | null) => void) | null
  note: string
}

/** Opens the sales report of some days, with more conditions. */
export type Drill = (
  days: { from: Day; to: Day },
  more?: { by?: Dimension; filter?: Partial<Record<Dimension, string[]>> },
) => void

export const kindOf = (measure: TrendMeasure): ReportKind =>
  measure === 'orders' ? 'count' : measure === 'quantity' ? 'quantity' : 'money'

/** A figure of a measure as people read it; a dash where there is none. */
export function figureText(value: number | null | undefined, measure: TrendMeasure): string {
  if (value === null || value === undefined) return '–'
  const text = reportText(Math.round(value), kindOf(measure))
  return kindOf(measure) === 'money' && value > 0 ? `¥${text}` : text
}

/** For axes and tooltips: yuan, base units, orders. */
export const plain = (value: number | null | undefined, measure: TrendMeasure): number | null =>
  value === null || value === undefined
    ? null
    : value / { count: 1, quantity: 1000, money: 100 }[kindOf(measure) as 'count']

export const percentText = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)}%`)

/** `+12.3%` against what it was; nothing where that is nothing. */
export function growthText(now: number | null, before: number | null): string {
  if (now === null || before === null || before === 0) return '–'
  const share = (now - before) / Math.abs(before)
  return `${share > 0 ? '+' : ''}${percentText(share)}`
}

/** Growth in basis points; null where there is nothing to compare with. */
export const growthPoints = (now: number | null, before: number | null): number | null =>
  now === null || before === null || before === 0 ? null : Math.round(((now - before) / Math.abs(before)) * 10_000)

/** What a measure is called in the sales report. */
export const measureKey = (measure: TrendMeasure) =>
  `salesReport.measure.${measure === 'orders' ? 'documents' : measure}` as const

/** How a bucket is called: its day, its Monday, its month. */
export const bucketName = (unit: SeriesUnit, from: Day): string => (unit === 'month' ? from.slice(0, 7) : from)

/** The conditions of an address that do not fit give way to the first choice. */
export const unitIn = (text: string): SeriesUnit => SERIES_UNITS.find((one) => one === text) ?? 'day'
export const horizonIn = (unit: SeriesUnit, text: string): number =>
  HORIZONS[unit].find((one) => String(one) === text) ?? HORIZONS[unit][0]
