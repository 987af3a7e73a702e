import type { ReportKind, ReportValue } from '../../../shared/contract/reports.ts'

export { reportText } from '../../../shared/reports/report-text.ts'
export type { ReportColumn, ReportRow, ReportSheet } from '../../../shared/reports/report.ts'
export type { ReportKind, ReportValue }

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
