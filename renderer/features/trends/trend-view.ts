import type { EChartsCoreOption } from 'echarts/core'
import type { Day } from '../../../shared/day.ts'
import type { Dimension } from '../../../shared/domain/analytics/dimensions.ts'
import type { TrendMeasure } from '../../../shared/domain/analytics/series.ts'
import { kindOf } from '../../../shared/reports/trends.ts'
import type { Figure } from '../../components/pages/ReportPage.vue'
import { reportText, type ReportColumn, type ReportRow } from '../../components/report/report-types.ts'
import type { TableStatus } from '../../components/table/table-types.ts'

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
