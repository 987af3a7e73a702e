import type { Outputs } from '../../../../shared/contract/index.ts'
import { dayFromNumber, dayNumber, type Day } from '../../../../shared/day.ts'
import type { Facts } from '../../../../shared/domain/analytics/facts.ts'
import { stockCurve } from '../../../../shared/domain/analytics/stock-curve.ts'
import {
  figuresOf,
  fenOf,
  roundingRow,
  sumsOf,
  totalOf,
  type FlowFigures,
} from '../../../../shared/domain/analytics/stock-flow-rows.ts'
import {
  FLOWS,
  INFLOWS,
  OUTFLOWS,
  stockFlows,
  typeBelow,
  type StockFlows,
  type StockGroup,
} from '../../../../shared/domain/analytics/stock-flow.ts'
import type { StockScope } from '../../../../shared/domain/analytics/stock-scope.ts'

/** Long work: lets other questions in between two slices. @throws CANCELLED */
export interface Breathing {
  breathe(): Promise<void>
}

export interface RowsAsked {
  /** A column; absent: by code or name. */
  sort?: { key: string; descending: boolean } | undefined
  limit: number
}

type FlowInput = StockScope & RowsAsked & { from: Day; to: Day; by: StockGroup; hideCost: boolean }
type Answer = Outputs['stockAnalysis']['flow']

/** 进销存 of a period: the first rows in the order asked for, totals of all, and the value over time. */
export async function stockFlow(facts: Facts, input: FlowInput, job: Breathing): Promise<Answer> {
  const { from, to, hideCost, limit } = input
  const question = { ...input, from: dayNumber(from), to: dayNumber(to) }
  const flows = stockFlows(facts, question)
  await job.breathe()
  const totals = totalOf(flows)
  const rounding = roundingRow(flows, totals)
  await job.breathe()
  const order = sorted(flows, input, (group) => labelOf(facts, flows, group, input))
  const curve = hideCost ? [] : stockCurve(facts, question)
  return {
    rows: Array.from(order.subarray(0, limit), (group) => ({
      ...identityOf(facts, flows, group, input),
      ...figures(figuresOf(flows, group), hideCost),
    })),
    count: flows.groups,
    totals: figures(totals, hideCost),
    rounding: figures(rounding, hideCost),
    curve: curve.map(({ day, value }, i) => ({
      day: dayFromNumber(day),
      value: i === curve.length - 1 ? totals.closingValue : fenOf(Math.round(value)),
    })),
  }
}

function figures(row: FlowFigures, hideCost: boolean): Answer['totals'] {
  const { inQuantity, inValue, outQuantity, outValue, corrections } = sumsOf(row)
  const { openingQuantity, closingQuantity, quantity } = row
  const quantities = { openingQuantity, inQuantity, outQuantity, closingQuantity, quantity }
  if (hideCost) {
    const none = { openingValue: null, inValue: null, outValue: null, corrections: null, closingValue: null }
    return { ...quantities, ...none, value: null }
  }
  const { openingValue, closingValue, value } = row
  return { ...quantities, openingValue, inValue, outValue, corrections, closingValue, value }
}

/** What a row is about, by the names of the contract. */
function identityOf(facts: Facts, flows: StockFlows, group: number, { by, typeId }: FlowInput) {
  const { id, code, name, spec, baseUnit, brand } = facts.products[flows.product[group]!]!
  const warehouse = facts.warehouses[flows.warehouse[group]!]!
  const none = { productId: null, typeId: null, brand: null, warehouseId: null, siteId: null }
  const bare = { ...none, code: '', name: '', spec: '', baseUnit: '', place: '' }
  const goods = { productId: id, code, name, spec, baseUnit }
  switch (by) {
    case 'product':
      return { ...bare, ...goods, key: id }
    case 'product-warehouse':
      return { ...bare, ...goods, key: `${id} ${warehouse.id}`, warehouseId: warehouse.id, place: warehouse.name }
    case 'type': {
      const type = typeBelow(facts.products[flows.product[group]!]!, typeId) ?? ''
      return { ...bare, key: type, typeId: type, name: facts.nodes.get(type) ?? '' }
    }
    case 'brand':
      return { ...bare, key: brand, brand, name: brand }
    case 'warehouse':
      return { ...bare, key: warehouse.id, warehouseId: warehouse.id, name: warehouse.name }
    case 'site': {
      const site = facts.sites[warehouse.site]!
      return { ...bare, key: site.id, siteId: site.id, name: site.name }
    }
  }
}

/** What groups are put in order by unless a number is asked for. */
function labelOf(facts: Facts, flows: StockFlows, group: number, { by, typeId }: FlowInput): string {
  const product = facts.products[flows.product[group]!]!
  const warehouse = facts.warehouses[flows.warehouse[group]!]!
  switch (by) {
    case 'product':
      return product.code
    case 'product-warehouse':
      return `${product.code} ${warehouse.name}`
    case 'type':
      return facts.nodes.get(typeBelow(product, typeId) ?? '') ?? ''
    case 'brand':
      return product.brand
    case 'warehouse':
      return warehouse.name
    case 'site':
      return facts.sites[warehouse.site]!.name
  }
}

/** Groups in order; numbers that are hidden put nothing in order. */
function sorted(flows: StockFlows, { sort, hideCost, by }: FlowInput, label: (group: number) => string): Uint32Array {
  const order = Uint32Array.from({ length: flows.groups }, (_, group) => group)
  const numbers = sort && !(hideCost && isValue(sort.key)) ? columnOf(flows, sort.key) : null
  if (numbers) {
    const sign = sort!.descending ? -1 : 1
    return order.sort((a, b) => sign * (numbers[a]! - numbers[b]!) || a - b)
  }
  const labels = Array.from(order, label)
  const sign = sort?.descending ? -1 : 1
  // codes are many and plain, names are few and may be Chinese
  const compare = by.startsWith('product') ? byCode : new Intl.Collator('zh').compare
  return order.sort((a, b) => sign * compare(labels[a]!, labels[b]!) || a - b)
}

const byCode = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const isValue = (key: string): boolean => key.endsWith('Value') || key === 'corrections'

/** Numbers of a column of the table by its key; null: it has none. Flows are `<flow>Quantity` and `<flow>Value`. */
function columnOf(flows: StockFlows, key: string): Float64Array | null {
  const added = (columns: readonly Float64Array[]) =>
    Float64Array.from({ length: flows.groups }, (_, group) => columns.reduce((sum, column) => sum + column[group]!, 0))
  const numbers = key.endsWith('Quantity') ? flows.quantity : flows.value
  switch (key) {
    case 'openingQuantity':
    case 'openingValue':
    case 'closingQuantity':
    case 'closingValue':
      return flows[key]
    case 'inQuantity':
    case 'inValue':
      return added(numbers.slice(0, INFLOWS.length))
    case 'outQuantity':
    case 'outValue':
      return added(numbers.slice(INFLOWS.length, INFLOWS.length + OUTFLOWS.length))
    case 'corrections':
      return added(numbers.slice(INFLOWS.length + OUTFLOWS.length))
    default: {
      const flow = FLOWS.findIndex((one) => key === `${one}Quantity` || key === `${one}Value`)
      return flow < 0 ? null : numbers[flow]!
    }
  }
}
