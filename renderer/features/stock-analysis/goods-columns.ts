import type { Outputs } from '../../../shared/contract/index.ts'
import { AGE_BANDS } from '../../../shared/domain/analytics/ageing.ts'
import { t } from '../../app/i18n.ts'
import type { ReportColumn, ReportRow } from '../../components/report/report-types.ts'

export type GoodsAnswer = Outputs['stockAnalysis']['goods']
/** What the page looks at. */
export const GOODS_VIEWS = ['health', 'age', 'class'] as const
export type GoodsView = (typeof GOODS_VIEWS)[number]

/** Ages as columns of their own. */
export function goodsRow(row: GoodsAnswer['rows'][number]): ReportRow {
  const { ageQuantity, ageValue, lists, ...rest } = row
  const ages = Object.fromEntries(AGE_BANDS.map((_, at) => [`age${at}`, (ageValue ?? ageQuantity)[at]!]))
  return { ...rest, ...ages }
}

export interface GoodsHidden {
  cost: boolean
  sales: boolean
}

export function goodsColumns(view: GoodsView, hidden: GoodsHidden): ReportColumn[] {
  const text = (key: string, label: string, width: number): ReportColumn => ({ key, label, kind: 'text', width })
  const quantity = (key: string, label: string): ReportColumn => ({ key, label, kind: 'quantity', width: 96 })
  const count = (key: string, label: string): ReportColumn => ({ key, label, kind: 'count', width: 84 })
  const ratio = (key: string, label: string): ReportColumn => ({ key, label, kind: 'ratio', width: 92 })
  const cost = (key: string, label: string): ReportColumn[] =>
    hidden.cost ? [] : [{ key, label, kind: 'money', width: 112 }]
  const sales = (key: string, label: string): ReportColumn[] =>
    hidden.sales ? [] : [{ key, label, kind: 'money', width: 112 }]
  const goods = [
    text('code', t('stockAnalysis.code'), 96),
    text('name', t('stockAnalysis.name'), 170),
    text('spec', t('stockAnalysis.spec'), 76),
    text('baseUnit', t('stockAnalysis.unit'), 48),
    quantity('quantity', t('stockAnalysis.onHand')),
    ...cost('value', t('stockAnalysis.value', { what: t('stockAnalysis.closing') })),
  ]
  switch (view) {
    case 'health':
      return [
        ...goods,
        quantity('usePerDay', t('stockAnalysis.usePerDay')),
        count('cover', t('stockAnalysis.cover')),
        quantity('excessQuantity', t('stockAnalysis.excessQuantity')),
        ...cost('excessValue', t('stockAnalysis.excessValue')),
        quantity('shortQuantity', t('stockAnalysis.shortQuantity')),
        { key: 'lastSale', label: t('stockAnalysis.lastSale'), kind: 'day', width: 96 },
        count('quietDays', t('stockAnalysis.quietDays')),
        quantity('soldQuantity', t('stockAnalysis.soldQuantity')),
        ...cost('cost', t('stockAnalysis.cost')),
        ...cost('averageValue', t('stockAnalysis.averageValue')),
        ...(hidden.cost
          ? []
          : [ratio('turnover', t('stockAnalysis.turnover')), count('turnoverDays', t('stockAnalysis.turnoverDays'))]),
        ...(hidden.cost || hidden.sales ? [] : [ratio('gmroi', t('stockAnalysis.gmroi'))]),
      ]
    case 'age':
      return [
        ...goods,
        ...AGE_BANDS.map((_, at): ReportColumn => {
          const label = t(`stockAnalysis.age.${at as 0 | 1 | 2 | 3 | 4}`)
          return { key: `age${at}`, label, kind: hidden.cost ? 'quantity' : 'money', width: 112 }
        }),
        { key: 'lastSale', label: t('stockAnalysis.lastSale'), kind: 'day', width: 96 },
      ]
    case 'class':
      return [
        ...goods,
        text('abc', t('stockAnalysis.abc'), 56),
        text('xyz', t('stockAnalysis.xyz'), 56),
        ...sales('soldAmount', t('stockAnalysis.soldAmount')),
        quantity('soldQuantity', t('stockAnalysis.soldQuantity')),
        ratio('variation', t('stockAnalysis.variation')),
        count('cover', t('stockAnalysis.cover')),
        count('quietDays', t('stockAnalysis.quietDays')),
      ]
  }
}
