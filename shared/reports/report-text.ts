import type { ReportKind, ReportValue } from '../contract/reports.ts'
import { formatFen, formatPrice } from '../money.ts'
import { formatQuantity } from '../quantity.ts'

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
      return value === 0 ? '–' : grouped(String(value))
    case 'percent':
      return `${(value / 100).toFixed(1)}%`
    case 'ratio':
      return (value / 100).toFixed(2)
    default:
      return String(value)
  }
}

const grouped = (text: string): string => text.replace(/^-?\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ','))
