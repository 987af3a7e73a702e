/**
 * What reports are worked out from: one record a day, in columns, of everything sold and everything that moved. People, goods
 * and places are numbers: the place of the record in its list of `Facts`. Loaded by the backend, read by pure functions.
 */

/** What a document of the sales is; `order` counts when sales are asked for as ordered, `shipment` and `return` as shipped. */
export const SALE_KINDS = ['history', 'shipment', 'return', 'order'] as const
export type SaleKind = (typeof SALE_KINDS)[number]
export const HISTORY = 0
export const SHIPMENT = 1
export const RETURN = 2
export const ORDER = 3

/**
 * How sales are counted. `shipped`: what left by the day it left, less what came back on the day it came, with its cost;
 * `ordered`: effective orders by order day. Past orders brought in by an import count in both.
 */
export type SalesBasis = 'shipped' | 'ordered'

/** No hour is known: past orders that were imported without a time. */
export const NO_HOUR = 255
/** No sales person. */
export const NOBODY = 65_535

/** Sales documents of one day with their lines. Quantities and amounts of returns are negative. */
export interface SalesDay {
  /** Days since 1970-01-01. */
  day: number
  documents: number
  kind: Uint8Array
  /** Place in `Facts.customers`. */
  customer: Uint32Array
  /** Place in `Facts.people`, or NOBODY. */
  person: Uint16Array
  /** Place in `Facts.sites`. */
  site: Uint8Array
  /** Hour of the order in the company's zone, or NO_HOUR. */
  hour: Uint8Array
  /** Where each document's lines begin; one more entry than documents, the last is the number of lines. */
  first: Uint32Array
  /** Place in `Facts.products`. */
  product: Uint32Array
  /** Place in `Facts.warehouses`. */
  warehouse: Uint16Array
  /** Thousandths of the base unit. */
  quantity: Float64Array
  /** 分, as billed. */
  amount: Float64Array
  /** 分 without tax; what margin is measured on. */
  revenue: Float64Array
  /** 1/10000 yuan; NaN where no cost is known (imported history, goods not yet shipped). */
  cost: Float64Array
}

/** Stock movements of one day, from the ledger, corrections of their value included. */
export interface StockDay {
  day: number
  count: number
  product: Uint32Array
  warehouse: Uint16Array
  /** Place in `Facts.movementTypes`. */
  type: Uint8Array
  /** Thousandths of the base unit, in positive, out negative; 0 only changes the value. */
  quantity: Float64Array
  /** 1/10000 yuan. */
  value: Float64Array
}

export interface CustomerFact {
  id: string
  code: string
  name: string
  grade: string
  industry: string
  channel: string
  /** Id of the region's node, and the ids from the root down to it. */
  regionId: string | null
  regionPath: readonly string[]
  /** Place in `Facts.people`, or NOBODY: who looks after the customer today. */
  person: number
  status: string
}

export interface ProductFact {
  id: string
  code: string
  name: string
  spec: string
  baseUnit: string
  brand: string
  typeId: string | null
  typePath: readonly string[]
  status: string
}

export interface PlaceFact {
  id: string
  name: string
  /** Of a warehouse: place in `Facts.sites`. */
  site: number
}

export interface PersonFact {
  id: string
  name: string
}

/** Everything the reports of one company are made of, as of the last commit. */
export interface Facts {
  /** The company's day. */
  today: number
  /** Days with sales, oldest first. */
  sales: readonly SalesDay[]
  /** Days with movements, oldest first. */
  stock: readonly StockDay[]
  customers: readonly CustomerFact[]
  products: readonly ProductFact[]
  warehouses: readonly PlaceFact[]
  sites: readonly PlaceFact[]
  people: readonly PersonFact[]
  /** Names of regions and product types by node id. */
  nodes: ReadonlyMap<string, string>
  movementTypes: readonly string[]
}

/** True when a document of this kind counts for the basis. */
export function counts(kind: number, basis: SalesBasis): boolean {
  return kind === HISTORY || (basis === 'ordered' ? kind === ORDER : kind === SHIPMENT || kind === RETURN)
}

/** The days of a list from `from` to `to`, both included; found by halving. @param days oldest first */
export function between<Day extends { day: number }>(days: readonly Day[], from: number, to: number): readonly Day[] {
  return days.slice(firstFrom(days, from), firstFrom(days, to + 1))
}

function firstFrom(days: readonly { day: number }[], day: number): number {
  let low = 0
  let high = days.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (days[middle]!.day < day) low = middle + 1
    else high = middle
  }
  return low
}
