import type { Inputs, Outputs } from '../contract/index.ts'
import {
  FLOWS,
  INFLOWS,
  OUTFLOWS,
  STOCK_GROUPS,
  VALUE_FLOWS,
  type Flow,
  type StockGroup,
} from '../domain/analytics/stock-flow.ts'
import type { Day } from '../day.ts'
import { askedPeriod } from '../domain/analytics/period.ts'
import type { ReportAddress, ReportColumn, ReportRow, ReportSheet, Words } from './report.ts'
import { askedScope } from './stock-scope.ts'

type Answer = Outputs['stockAnalysis']['flow']
type Figures = Answer['totals']

/** Rows a file holds at most. */
export const MOST_IN_FILES = 200_000

/** What an address of the 进销存 page asks, today. */
export function askedFlow(address: ReportAddress, today: Day): Inputs['stockAnalysis']['flow'] & { by: StockGroup } {
  const { from, to } = askedPeriod(address, today, { preset: 'this-month' })
  const by = STOCK_GROUPS.find((one) => one === address['by']) ?? 'product'
  return { ...askedScope(address), from, to, by }
}

/**
 * All rows of 进销存 with what rounding leaves as a line of its own.
 * @param scope which goods and places, in words
 */
export function flowSheet(
  { from, to, by }: { from: Day; to: Day; by: StockGroup },
  answer: Answer,
  { detail, hidesCost, scope }: { detail: boolean; hidesCost: boolean; scope: readonly string[] },
  words: Words,
): ReportSheet {
  const { rows, totals, rounding } = answer
  const hasRest = rounding.value?.some((one) => one !== 0) || rounding.closingValue || rounding.openingValue
  const rest = words('stockAnalysis.rounding')
  return {
    title: words('stockAnalysis.flowTitle'),
    question: [words('reports.days', { from, to }), ...scope],
    columns: [...identityColumns(by, words), ...flowColumns(totals, rows, detail, hidesCost, words)],
    rows: [
      ...rows.map((row) => flowRow(row, words)),
      ...(hasRest ? [{ ...flowRow(rounding, words), code: rest, name: rest }] : []),
    ],
    totals: { ...flowRow(totals, words), code: words('common.total'), name: null },
    note: words('stockAnalysis.flowNote', { to }),
  }
}

/** A row of the answer with its flows as columns of their own, as the table and files take it. */
export function flowRow(row: Figures & Partial<Answer['rows'][number]>, words: Words): ReportRow {
  const { quantity, value, ...rest } = row
  const flows: Record<string, number | null> = {}
  FLOWS.forEach((flow, at) => {
    flows[`${flow}Quantity`] = quantity[at]!
    flows[`${flow}Value`] = value === null ? null : value[at]!
  })
  const { key, productId, typeId, brand, warehouseId, siteId, code, spec, baseUnit, place, ...figures } = rest
  const ids = { key, productId, typeId, brand, warehouseId, siteId, code, spec, baseUnit, place }
  return { ...ids, ...figures, name: row.name === '' ? words('stockAnalysis.none') : row.name, ...flows }
}

/** What a row is about. */
export function identityColumns(by: StockGroup, words: Words): ReportColumn[] {
  const name: ReportColumn = {
    key: 'name',
    label: words(by.startsWith('product') ? 'stockAnalysis.name' : `stockAnalysis.by.${by}`),
    kind: 'text',
    width: 150,
  }
  if (by !== 'product' && by !== 'product-warehouse') return [name]
  return [
    { key: 'code', label: words('stockAnalysis.code'), kind: 'text', width: 84 },
    name,
    { key: 'spec', label: words('stockAnalysis.spec'), kind: 'text', width: 66 },
    { key: 'baseUnit', label: words('stockAnalysis.unit'), kind: 'text', width: 48 },
    ...(by === 'product-warehouse'
      ? [{ key: 'place', label: words('stockAnalysis.warehouse'), kind: 'text', width: 90 } as const]
      : []),
  ]
}

const quantityColumn = (key: string, what: string, words: Words): ReportColumn => ({
  key: `${key}Quantity`,
  label: words('stockAnalysis.quantity', { what }),
  kind: 'quantity',
  width: 84,
  opens: true,
})
const valueColumn = (key: string, what: string, words: Words): ReportColumn => ({
  key: `${key}Value`,
  label: words('stockAnalysis.value', { what }),
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
  words: Words,
): ReportColumn[] {
  const both = (key: string, what: string) => [
    quantityColumn(key, what, words),
    ...(hidesCost ? [] : [valueColumn(key, what, words)]),
  ]
  const occurs = (flow: Flow) => {
    const at = FLOWS.indexOf(flow)
    return [totals, ...rows].some((row) => row.quantity[at] !== 0 || (row.value !== null && row.value[at] !== 0))
  }
  const split = (flows: readonly Flow[]) =>
    flows
      .filter(occurs)
      .flatMap((flow) => both(flow, words(`stockAnalysis.flow.${flow}`)).map((one) => ({ ...one, width: 116 })))
  const corrected = VALUE_FLOWS.filter(occurs)
  const corrections: ReportColumn[] = detail
    ? corrected.map((flow) => ({ ...valueColumn(flow, '', words), label: words(`stockAnalysis.flow.${flow}`) }))
    : corrected.slice(0, 1).map(() => ({
        key: 'corrections',
        label: words('stockAnalysis.corrections'),
        kind: 'money',
        width: 96,
        opens: true,
      }))
  return [
    ...both('opening', words('stockAnalysis.opening')),
    ...(detail ? split(INFLOWS) : []),
    ...both('in', words('stockAnalysis.in')),
    ...(detail ? split(OUTFLOWS) : []),
    ...both('out', words('stockAnalysis.out')),
    ...(hidesCost ? [] : corrections),
    ...both('closing', words('stockAnalysis.closing')),
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
