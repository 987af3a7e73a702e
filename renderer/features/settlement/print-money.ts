import { api } from '../../app/api.ts'
import { t, useI18n } from '../../app/i18n.ts'
import { openPrint } from '../../app/print/print-state.ts'

const { locale } = useI18n()

/** Opens the preview of some money documents on a sheet. */
export function printMoney(ids: readonly string[], sheet: 'half' | 'a4'): void {
  openPrint({
    load: () => api.money.print({ ids: [...ids], sheet, locale: locale.value }),
    count: ids.length,
    sheet: t(`money.print.${sheet}`),
  })
}
