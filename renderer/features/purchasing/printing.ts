import { api } from '../../app/api.ts'
import { t, useI18n } from '../../app/i18n.ts'
import { openPrint } from '../../app/print/print-state.ts'

const { locale } = useI18n()
const sheet = () => t('purchasing.paper')

/** Opens the preview of purchase orders for their suppliers. */
export function printOrders(ids: readonly string[]): void {
  openPrint({
    load: () => api.purchasing.print({ ids: [...ids], locale: locale.value }),
    count: ids.length,
    sheet: sheet(),
    kind: 'purchase-order',
    documentIds: ids,
  })
}
export function printReceipts(ids: readonly string[]): void {
  const load = () => api.purchaseReceipts.print({ ids: [...ids], locale: locale.value })
  openPrint({ load, count: ids.length, sheet: sheet(), kind: 'purchase-receipt', documentIds: ids })
}
export function printReturns(ids: readonly string[]): void {
  const load = () => api.purchaseReturns.print({ ids: [...ids], locale: locale.value })
  openPrint({ load, count: ids.length, sheet: sheet(), kind: 'purchase-return', documentIds: ids })
}
