import type { Outputs } from '../../../shared/contract/index.ts'
import {
  FLOWS,
  INFLOWS,
  OUTFLOWS,
  VALUE_FLOWS,
  type Flow,
  type StockGroup,
} from '../../../shared/domain/analytics/stock-flow.ts'
import { t } from '../../app/i18n.ts'
import type { ReportColumn, ReportRow } from '../../components/report/report-types.ts'

type Answer = Outputs['stockAnalysis']['flow']
type Figures = Answer['totals']

/** A row of the answer with its flows as columns of their own, as the table and files take it. */
export function flowRow(row: Figures & Partial<Answer['rows'][number]>): ReportRow {
  const { quantity, value, ...rest } = row
  const flows: Record<string, number | null> = {}
  FLOWS.forEach((flow, at) => {
    flows[`${flow}Quantity`] = quantity[at]!
    flows[`${flow}Value`] = value === null ? null : value[at]!
  })
  const { key, productId, typeId, brand, warehouseId, siteId, code, spec, baseUnit, place, ...figures } = rest
  const ids = { key, productId, typeId, brand, warehouseId, siteId, code, spec, baseUnit, place }
  return { ...ids, ...figures, name: row.name === '' ? t('stockAnalysis.none') : row.name, ...flows }
}

/** What a row is about. */
export function identityColumns(by: StockGroup): ReportColumn[] {
  const name: ReportColumn = {
    key: 'name',
    label: t(by.startsWith('product') ? 'stockAnalysis.name' : `stockAnalysis.by.${by}`),
    kind: 'text',
    width: 150,
  }
  if (by !== 'product' && by !== 'product-warehouse') return [name]
  return [
    { key: 'code', label: t('stockAnalysis.code'), kind: 'text', width: 84 },
    name,
    { key: 'spec', label: t('stockAnalysis.spec'), kind: 'text', width: 66 },
    { key: 'baseUnit', label: t('stockAnalysis.unit'), kind: 'text', width: 48 },
    ...(by === 'product-warehouse'
      ? [{ key: 'place', label: t('stockAnalysis.warehouse'), kind: 'text', width: 90 } as const]
      : []),
  ]
}

const quantityColumn = (key: string, what: string): ReportColumn => ({
  key: `${key}Quantity`,
  label: t('stockAnalysis.quantity', { what }),
  kind: 'quantity',
  width: 84,
  opens: true,
})
const valueColumn = (key: string, what: string): ReportColumn => ({
  key: `${key}Value`,
  label: t('stockAnalysis.value', { what }),
  kind: 'money',
  width: 108,
  opens: true,
})

/**
 * Opening, in, out, corrections and closing; with `detail` each way goods came and went that occurs at all.
 * @param hidesCost quantities only
 */
export function flowColumns(
  totals: Figures,
  rows: readonly Figures[],
  detail: boolean,
  hidesCost: boolean,
): ReportColumn[] {
  const both = (key: string, what: string) => [
    quantityColumn(key, what),
    ...(hidesCost ? [] : [valueColumn(key, what)]),
  ]
  const occurs = (flow: Flow) => {
    const at = FLOWS.indexOf(flow)
    return [totals, ...rows].some((row) => row.quantity[at] !== 0 || (row.value !== null && row.value[at] !== 0))
  }
  const split = (flows: readonly Flow[]) =>
    flows
      .filter(occurs)
      .flatMap((flow) => both(flow, t(`stockAnalysis.flow.${flow}`)).map((one) => ({ ...one, width: 116 })))
  const corrected = VALUE_FLOWS.filter(occurs)
  const corrections: ReportColumn[] = detail
    ? corrected.map((flow) => ({ ...valueColumn(flow, ''), label: t(`stockAnalysis.flow.${flow}`) }))
    : corrected.slice(0, 1).map(() => ({
        key: 'corrections',
        label: t('stockAnalysis.corrections'),
        kind: 'money',
        width: 96,
        opens: true,
      }))
  return [
    ...both('opening', t('stockAnalysis.opening')),
    ...(detail ? split(INFLOWS) : []),
    ...both('in', t('stockAnalysis.in')),
    ...(detail ? split(OUTFLOWS) : []),
    ...both('out', t('stockAnalysis.out')),
    ...(hidesCost ? [] : corrections),
    ...both('closing', t('stockAnalysis.closing')),
  ]
}

/** What a column counts; undefined: nothing of its own, it is a name. */
export function flowBehind(
  column: string | null,
): Flow | 'in' | 'out' | 'corrections' | 'opening' | 'closing' | undefined {
  if (column === 'corrections') return 'corrections'
  const name = column?.replace(/(Quantity|Value)$/, '')
  if (name === 'in' || name === 'out' || name === 'opening' || name === 'closing') return name
  return FLOWS.find((flow) => flow === name)
}
