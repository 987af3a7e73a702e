import type { Outputs } from '../../../shared/contract/index.ts'
import type { ValueRow } from '../../../shared/contract/customer-value.ts'
import { formatFen } from '../../../shared/money.ts'
import { t } from '../../app/i18n.ts'
import type { ReportColumn, ReportRow } from '../../components/report/report-types.ts'

/** The question the parts share, as the backend takes it. */
export interface ValueQuestion {
  from: string
  to: string
  measure?: 'margin' | 'amount'
  recency?: 'rhythm' | 'days'
}
type Method = Pick<Outputs['customerValue']['contribution'], 'measure' | 'known' | 'rules'>

/** Basis points as people read them: `80%`, `12.5%`. */
export const percentText = (basisPoints: number): string => `${Math.round(basisPoints / 10) / 10}%`

/** How worth was measured, in a sentence. */
export const measureNote = ({ measure, known }: Method): string =>
  t(`customerValue.note.measure.${measure}`, { share: percentText(known) })

/** Columns of a list of customers. */
export function valueColumns(): ReportColumn[] {
  const column = (key: string, label: string, kind: ReportColumn['kind'], width?: number): ReportColumn =>
    width === undefined ? { key, label, kind } : { key, label, kind, width }
  return [
    column('name', t('customerValue.customer'), 'text'),
    column('code', t('customerValue.code'), 'text', 80),
    column('grade', t('customerValue.grade'), 'text', 64),
    column('abc', t('customerValue.abc'), 'text', 56),
    column('margin', t('customerValue.margin'), 'money', 120),
    column('amount', t('customerValue.amount'), 'money', 130),
    column('share', t('customerValue.share'), 'percent', 72),
    column('cumulative', t('customerValue.cumulative'), 'percent', 84),
    column('orders', t('customerValue.orders'), 'count', 72),
    column('scores', t('customerValue.scores'), 'text', 64),
    column('segment', t('customerValue.segment'), 'text', 110),
    column('cell', t('customerValue.cell'), 'text', 124),
    column('lastDay', t('customerValue.lastDay'), 'day'),
    column('rhythm', t('customerValue.rhythm'), 'count', 92),
    column('lateness', t('customerValue.lateness'), 'percent', 92),
    column('overdue', t('customerValue.overdue'), 'money', 110),
    column('overdueDays', t('customerValue.overdueDays'), 'count', 80),
    column('firstDay', t('customerValue.firstDay'), 'day'),
    column('lifetimeMargin', t('customerValue.lifetimeMargin'), 'money'),
    column('lifetimeAmount', t('customerValue.lifetimeAmount'), 'money'),
    column('salesPerson', t('customerValue.salesPerson'), 'text', 100),
  ]
}

/** A customer as a row of a report, words instead of keys. */
export function valueReportRow(row: ValueRow): ReportRow {
  const { scores, segment, cell, lateness, differs: _, late, ...plain } = row
  return {
    ...plain,
    scores: scores ? `${scores.r} ${scores.f} ${scores.m}` : '',
    segment: segment ? t(`customerValue.segment.${segment}`) : '',
    cell: cell ? t(`customerValue.cell.${cell}`) : '',
    lateness: lateness === null ? null : lateness * 100,
    late: late ? 1 : 0,
  }
}

/** An amount for a label: `¥12,345`, nothing when it is hidden. */
export const yuanText = (fen: number | null): string =>
  fen === null ? '' : formatFen(Math.round(fen / 100) * 100).slice(0, -3)
