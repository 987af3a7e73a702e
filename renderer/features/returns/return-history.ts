import { formatFen } from '../../../shared/money.ts'
import { t } from '../../app/i18n.ts'
import { number, type HistoryTables } from '../../app/record-history.ts'

/** Columns of returns in the change log, in words. */
export const returnHistory: HistoryTables = {
  sales_return: {
    day: { label: () => t('returns.day') },
    without_bill: { label: () => t('returns.withoutBillReason') },
    remark: { label: () => t('returns.remark') },
    reason: { label: () => t('returns.reason') },
    total: { label: () => t('returns.total'), show: number(formatFen) },
  },
  sales_return_line: () => t('returns.lines'),
}
