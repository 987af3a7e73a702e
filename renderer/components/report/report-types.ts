import type { ReportKind, ReportValue } from '../../../shared/contract/reports.ts'
import { formatFen, formatPrice } from '../../../shared/money.ts'
import { formatQuantity } from '../../../shared/quantity.ts'
import { formatCount } from '../format.ts'

export type { ReportKind, ReportValue }

/** A column of a report; what its numbers count stands at `REPORT_KINDS`. */
export interface ReportColumn {
  key: string
  /** In the current language. */
  label: string
  kind: ReportKind
  /** Pixels on the screen; by kind when left out. */
  width?: number
  /** Its numbers open something: they are drawn as links. */
  opens?: boolean
  /** Not shown until somebody switches it on. */
  hidden?: boolean
}

/** A row of a report: values by column key. Further keys (ids for drilling down) are neither shown nor written. */
export type ReportRow = Readonly<Record<string, ReportValue | undefined>>

/** A report as screen, file and paper show it. */
export interface ReportSheet {
  title: string
  /** The question in words, a line each. */
  question: readonly string[]
  columns: readonly ReportColumn[]
  rows: readonly ReportRow[]
  totals?: ReportRow
  /** How it is computed and as of when. */
  note: string
}

/** A value as people read it; nothing for what is not known or hidden, `–` for zero amounts and quantities. */
export function reportText(value: ReportValue | undefined, kind: ReportKind): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'string') return value
  switch (kind) {
    case 'money':
      return value === 0 ? '–' : formatFen(value)
    case 'price':
      return formatPrice(value)
    case 'quantity':
      return value === 0 ? '–' : grouped(formatQuantity(value))
    case 'count':
      return value === 0 ? '–' : formatCount(value)
    case 'percent':
      return `${(value / 100).toFixed(1)}%`
    case 'ratio':
      return (value / 100).toFixed(2)
    default:
      return String(value)
  }
}

/** Pixels a column takes unless it says otherwise. */
export const REPORT_WIDTHS: Record<ReportKind, number> = {
  text: 200,
  money: 130,
  price: 110,
  quantity: 110,
  count: 84,
  percent: 84,
  ratio: 84,
  day: 100,
}

const grouped = (text: string): string => text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))
