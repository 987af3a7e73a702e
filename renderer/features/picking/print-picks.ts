import { api } from '../../app/api.ts'
import { t, useI18n } from '../../app/i18n.ts'
import { openPrint } from '../../app/print/print-state.ts'

const { locale } = useI18n()

/** Opens the preview of some pick lists on A4. */
export function printPickLists(ids: readonly string[]): void {
  openPrint({
    load: () => api.picking.print({ ids: [...ids], locale: locale.value }),
    count: ids.length,
    sheet: t('picking.paper'),
  })
}

/** Opens the preview of labels of cartons. */
export function printCartonLabels(cartonIds: readonly string[]): void {
  openPrint({
    load: () => api.picking.cartonLabels({ cartonIds: [...cartonIds], locale: locale.value }),
    count: cartonIds.length,
    sheet: t('picking.labelPaper'),
  })
}
