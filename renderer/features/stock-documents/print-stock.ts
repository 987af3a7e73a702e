import { api } from '../../app/api.ts'
import { t, useI18n } from '../../app/i18n.ts'
import { openPrint } from '../../app/print/print-state.ts'

const { locale } = useI18n()

/** Opens the preview of some stock documents on a sheet. */
export function printStock(ids: readonly string[], paper: 'half' | 'a4', showCosts: boolean): void {
  openPrint({
    load: () => api.stockDocuments.print({ ids: [...ids], paper, showCosts, locale: locale.value }),
    count: ids.length,
    sheet: t(`stockDocuments.print.${paper}`),
    kind: 'stock-document',
    documentIds: ids,
  })
}

/** The ways to print for a menu; with values only for who may see them. */
export function printChoices(showsCosts: boolean, run: (paper: 'half' | 'a4', showCosts: boolean) => void) {
  const plain = (['half', 'a4'] as const).map((paper) => ({
    id: paper,
    label: t(`stockDocuments.print.${paper}`),
    run: () => run(paper, false),
  }))
  if (!showsCosts) return plain
  const priced = (['half', 'a4'] as const).map((paper) => ({
    id: `${paper}-costs`,
    label: t(`stockDocuments.print.${paper}Costs`),
    run: () => run(paper, true),
  }))
  return [...plain, ...priced]
}
