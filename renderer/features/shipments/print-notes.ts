import { api } from '../../app/api.ts'
import { t, useI18n } from '../../app/i18n.ts'
import { openPrint } from '../../app/print/print-state.ts'

const { locale } = useI18n()

/** Opens the preview of some notes' 送货单. */
export function printNotes(ids: readonly string[], showPrices: boolean): void {
  openPrint({
    load: () => api.shipments.print({ ids: [...ids], showPrices, locale: locale.value }),
    count: ids.length,
    sheet: t('printing.sheet.note'),
    kind: 'delivery-note',
    documentIds: ids,
  })
}
