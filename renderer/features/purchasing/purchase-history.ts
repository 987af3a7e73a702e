import { formatFen } from '../../../shared/money.ts'
import { t } from '../../app/i18n.ts'
import { number, type HistoryTables } from '../../app/record-history.ts'

const head = {
  day: { label: () => t('purchasing.day') },
  remark: { label: () => t('purchasing.remark') },
  reason: { label: () => t('purchasing.reason') },
  total: { label: () => t('purchasing.total'), show: number(formatFen) },
}

/** Columns of purchase documents in the change log, in words. */
export const purchaseHistory: HistoryTables = {
  purchase_request: {
    ...head,
    purpose: { label: () => t('purchasing.purpose') },
    wanted_day: { label: () => t('purchasing.wantedDay') },
  },
  purchase_request_line: () => t('purchasing.lines'),
  purchase_order: { ...head, expected_day: { label: () => t('purchasing.expectedDay') } },
  purchase_order_line: () => t('purchasing.lines'),
  purchase_receipt: { ...head, delivery_note: { label: () => t('purchasing.deliveryNote') } },
  purchase_receipt_line: () => t('purchasing.lines'),
  purchase_receipt_lot: () => t('purchasing.lots'),
  purchase_cost: () => t('purchasing.costs'),
  purchase_return: { ...head, cause: { label: () => t('purchasing.cause') } },
  purchase_return_line: () => t('purchasing.lines'),
}
