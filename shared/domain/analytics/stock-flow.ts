import { between, type Facts, type ProductFact, type StockDay } from './facts.ts'
import { keptOf, type Kept, type StockScope } from './stock-scope.ts'
import { shareValues } from './stock-value.ts'

/** 进销存: opening + in − out + corrections = closing, in quantity and value, for any period and grouping. */

/** What goods come in by; a document taken back counts in the column of the document, with the opposite sign. */
export const INFLOWS = ['purchase', 'sales-return', 'transfer-in', 'count-in', 'assembly-in', 'other-in'] as const
/** What they go out by. */
export const OUTFLOWS = ['sale', 'purchase-return', 'transfer-out', 'count-out', 'assembly-out', 'other-out'] as const
/**
 * What changes the value alone: costs of sales worked out again, other corrections and cost documents, and what a warehouse
 * gains or loses when the average of its site moves (always 0 where all warehouses of a site are together).
 */
export const VALUE_FLOWS = ['sales-cost', 'other-cost', 'average'] as const
export const FLOWS = [...INFLOWS, ...OUTFLOWS, ...VALUE_FLOWS] as const
export type Flow = (typeof FLOWS)[number]

type Booked = Exclude<Flow, 'average'>
/** Columns of a type of movement: for what comes in, for what goes out, for what only changes the value. */
const COLUMNS: Record<string, readonly [Booked, Booked, Booked]> = {
  opening: ['other-in', 'other-out', 'other-cost'],
  'other-in': ['other-in', 'other-out', 'other-cost'],
  'other-out': ['other-in', 'other-out', 'other-cost'],
  'return-loss': ['other-in', 'other-out', 'other-cost'],
  surplus: ['count-in', 'count-out', 'other-cost'],
  loss: ['count-in', 'count-out', 'other-cost'],
  count: ['count-in', 'count-out', 'other-cost'],
  transfer: ['transfer-in', 'transfer-out', 'other-cost'],
  assembly: ['assembly-in', 'assembly-out', 'other-cost'],
  disassembly: ['assembly-in', 'assembly-out', 'other-cost'],
  cost: ['other-in', 'other-out', 'other-cost'],
  shipment: ['sales-return', 'sale', 'sales-cost'],
  'sales-return': ['sales-return', 'sale', 'sales-cost'],
  'purchase-receipt': ['purchase', 'purchase-return', 'other-cost'],
  'purchase-return': ['purchase', 'purchase-return', 'other-cost'],
}

/** The column a movement counts in. @param quantity its sign says the way; a document taken back went the other way */
export function flowOf(type: string, quantity: number): Booked {
  const taken = type.endsWith('-void')
  const columns = COLUMNS[taken ? type.slice(0, -'-void'.length) : type] ?? COLUMNS['other-in']!
  return columns[quantity === 0 ? 2 : quantity > 0 === !taken ? 0 : 1]
}

/** Goods, a quality of theirs, a place, or goods at a place. */
export const STOCK_GROUPS = ['product', 'type', 'brand', 'warehouse', 'site', 'product-warehouse'] as const
export type StockGroup = (typeof STOCK_GROUPS)[number]

export interface StockFlowQuestion extends StockScope {
  /** Days since 1970-01-01, both included. */
  from: number
  to: number
  by: StockGroup
}

/** Columns of numbers by group. Quantities are thousandths of the base unit, values 1/10000 yuan; what goes out is positive. */
export interface StockFlows {
  groups: number
  /** Places in the lists of `Facts` of any of the group's goods and warehouses: what the groups have in common is theirs. */
  product: Int32Array
  warehouse: Int32Array
  openingQuantity: Float64Array
  openingValue: Float64Array
  closingQuantity: Float64Array
  closingValue: Float64Array
  /** By flow, in the order of FLOWS. */
  quantity: readonly Float64Array[]
  value: readonly Float64Array[]
}

/**
 * Opening, flows and closing of every group in which anything was or moved. The opening is the sum of all movements of the
 * days before `from`, the closing that of all up to `to`: quantity and value as the stock ledger has them. Of a single
 * warehouse the value is its share of the site's (stock-value.ts), and `average` what that differs by.
 */
export function stockFlows(facts: Facts, question: StockFlowQuestion): StockFlows {
  const kept = keptOf(facts, question)
  const opening = balancesAt(facts, question.from - 1)
  const closing = { quantity: opening.quantity.slice(), value: opening.value.slice() }
  const moved = new Uint8Array(opening.quantity.length)
  const days = between(facts.stock, question.from, question.to)
  addMovements(closing, days, facts.warehouses.length, moved)
  const groups = groupCells(facts, question, kept, (cell) => {
    return moved[cell] === 1 || opening.quantity[cell] !== 0 || opening.value[cell] !== 0
  })
  const flows = emptyFlows(groups)
  addFlows(facts, days, groups, flows)
  if (kept.partOfSites || question.by === 'warehouse' || question.by === 'product-warehouse') {
    const sites = facts.warehouses.map(({ site }) => site)
    shareValues(opening.quantity, opening.value, sites)
    shareValues(closing.quantity, closing.value, sites)
  }
  groups.of.forEach((group, cell) => {
    if (group < 0) return
    flows.openingQuantity[group]! += opening.quantity[cell]!
    flows.openingValue[group]! += opening.value[cell]!
    flows.closingQuantity[group]! += closing.quantity[cell]!
    flows.closingValue[group]! += closing.value[cell]!
  })
  balance(flows)
  return flows
}

/** Quantity and value by `product * warehouses + warehouse`. */
export interface Balances {
  quantity: Float64Array
  value: Float64Array
}

/** What every warehouse holds of every product in the evening of a day: the sum of all movements up to it. */
export function balancesAt(facts: Facts, day: number): Balances {
  const cells = facts.products.length * facts.warehouses.length
  const balances = { quantity: new Float64Array(cells), value: new Float64Array(cells) }
  addMovements(balances, between(facts.stock, -Infinity, day), facts.warehouses.length)
  return balances
}

/** Adds the movements of some days. @param moved gets a 1 in every cell that moved */
export function addMovements(
  { quantity, value }: Balances,
  days: readonly StockDay[],
  warehouses: number,
  moved?: Uint8Array,
): void {
  for (const day of days) {
    for (let i = 0; i < day.count; i++) {
      const cell = day.product[i]! * warehouses + day.warehouse[i]!
      quantity[cell]! += day.quantity[i]!
      value[cell]! += day.value[i]!
      if (moved) moved[cell] = 1
    }
  }
}

/** Places in FLOWS by type of movement: of what goes out, what only changes the value, what comes in. */
export type FlowPlaces = readonly (readonly [number, number, number])[]

/** Columns of types of movement, to be found without their names. @param types `Facts.movementTypes` */
export function flowPlaces(types: readonly string[]): FlowPlaces {
  const place = (type: string, quantity: number) => FLOWS.indexOf(flowOf(type, quantity))
  return types.map((type) => [place(type, -1), place(type, 0), place(type, 1)])
}

const FIRST_OUT = INFLOWS.length
const FIRST_VALUE = INFLOWS.length + OUTFLOWS.length
const AVERAGE = FLOWS.indexOf('average')

function addFlows(facts: Facts, days: readonly StockDay[], groups: CellGroups, flows: StockFlows): void {
  const places = flowPlaces(facts.movementTypes)
  for (const day of days) {
    for (let i = 0; i < day.count; i++) {
      const group = groups.of[day.product[i]! * facts.warehouses.length + day.warehouse[i]!]!
      if (group < 0) continue
      const quantity = day.quantity[i]!
      const flow = places[day.type[i]!]![Math.sign(quantity) + 1]!
      flows.quantity[flow]![group]! += signOf(flow) * quantity
      flows.value[flow]![group]! += signOf(flow) * day.value[i]!
    }
  }
}

/** What is left between opening and closing is what the average of the sites did to single warehouses. */
function balance(flows: StockFlows): void {
  for (let group = 0; group < flows.groups; group++) {
    let rest = flows.closingValue[group]! - flows.openingValue[group]!
    FLOWS.forEach((_, flow) => {
      if (flow !== AVERAGE) rest -= signOf(flow) * flows.value[flow]![group]!
    })
    flows.value[AVERAGE]![group] = rest
  }
}

/** What a flow does to the stock: −1 for what goes out. @param flow place in FLOWS */
export const signOf = (flow: number): 1 | -1 => (flow >= FIRST_OUT && flow < FIRST_VALUE ? -1 : 1)

interface CellGroups {
  /** Group of each cell; −1: not asked for. */
  of: Int32Array
  product: number[]
  warehouse: number[]
}

/** Numbers the groups in which there is anything. @param isUsed of a cell */
function groupCells(
  facts: Facts,
  question: StockFlowQuestion,
  kept: Kept,
  isUsed: (cell: number) => boolean,
): CellGroups {
  const width = facts.warehouses.length
  const keys = groupKeys(facts, question)
  const groups: CellGroups = { of: new Int32Array(facts.products.length * width).fill(-1), product: [], warehouse: [] }
  const known = new Map<number, number>()
  for (let product = 0; product < facts.products.length; product++) {
    if (kept.products[product] === 0) continue
    for (let warehouse = 0; warehouse < width; warehouse++) {
      const cell = product * width + warehouse
      if (kept.warehouses[warehouse] === 0 || !isUsed(cell)) continue
      const key = keys(product, warehouse)
      let group = known.get(key)
      if (group === undefined) {
        known.set(key, (group = groups.product.push(product) - 1))
        groups.warehouse.push(warehouse)
      }
      groups.of[cell] = group
    }
  }
  return groups
}

/** What makes two cells one group, as a number. */
function groupKeys(facts: Facts, { by, typeId }: StockFlowQuestion): (product: number, warehouse: number) => number {
  switch (by) {
    case 'product':
      return (product) => product
    case 'type':
    case 'brand': {
      const numbers = new Map<string, number>()
      const keys = facts.products.map((product) => {
        const name = by === 'brand' ? product.brand : (typeBelow(product, typeId) ?? '')
        if (!numbers.has(name)) numbers.set(name, numbers.size)
        return numbers.get(name)!
      })
      return (product) => keys[product]!
    }
    case 'warehouse':
      return (_, warehouse) => warehouse
    case 'site':
      return (_, warehouse) => facts.warehouses[warehouse]!.site
    case 'product-warehouse':
      return (product, warehouse) => product * facts.warehouses.length + warehouse
  }
}

/** The type a product counts under: one of the highest, or of those right below the type asked for; null: it has none. */
export function typeBelow(product: ProductFact, typeId: string | undefined): string | null {
  const { typePath } = product
  const at = typeId ? typePath.indexOf(typeId) + 1 : 0
  return typePath[Math.min(at, typePath.length - 1)] ?? product.typeId
}

function emptyFlows(groups: CellGroups): StockFlows {
  const count = groups.product.length
  const column = () => new Float64Array(count)
  return {
    groups: count,
    product: Int32Array.from(groups.product),
    warehouse: Int32Array.from(groups.warehouse),
    openingQuantity: column(),
    openingValue: column(),
    closingQuantity: column(),
    closingValue: column(),
    quantity: FLOWS.map(column),
    value: FLOWS.map(column),
  }
}
