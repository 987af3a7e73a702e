import { COLUMN_OF, COLUMNS, matching, placesOf, type ColumnName, type Dimension, type Grouping } from './dimensions.ts'
import { between, counts, RETURN, SALE_KINDS, type Facts, type SalesBasis, type SalesDay } from './facts.ts'

/** Only what has one of the keys, dimension by dimension. */
export type SalesFilter = Partial<Record<Dimension, readonly string[]>>

/** What is counted: days (both included), basis, conditions. */
export interface Slice {
  from: number
  to: number
  basis: SalesBasis
  filter: SalesFilter
  /** Only these customers: a segment. */
  customerIds?: readonly string[] | undefined
  /** Only what this person sold. */
  personId?: string | undefined
}

/** Places of a group's sums in `Cells.sums`: 分, thousandths of the base unit, 1/10000 yuan for cost. Returns count negative. */
export const AMOUNT = 0
export const REVENUE = 1
export const QUANTITY = 2
/** Of the lines whose cost is known, and their revenue. */
export const COST = 3
export const COSTED = 4
/** Amount that came back, positive. */
export const RETURNED = 5
/** A group's sums lie in one line of the processor's cache. */
export const SUMS = 8
/** Places of a group's counts in `Cells.counts`. Lines, returns included: 0 is an empty group. */
export const LINES = 0
/** Documents that sold something: no returns. */
export const DOCUMENTS = 1
/** Customers of those documents, each once; only filled when asked for. */
export const CUSTOMERS = 2
/** Place + 1 in the list of base units; 0 none yet, -1 several. */
export const UNIT = 3
/** While counting: the document counted last. */
const LAST = 4
export const COUNTS = 8

/** Figures by group. */
export interface Cells {
  size: number
  sums: Float64Array
  counts: Int32Array
}

/** How each column takes part: which places count, and what each adds to the number of the group. */
interface Plan {
  fits: Record<ColumnName, Uint8Array>
  adds: Record<ColumnName, Uint32Array>
  size: number
  kinds: Uint8Array
  /** Whether lines of one document may differ in group or be left out. */
  byLine: boolean
  days: readonly SalesDay[]
  units: Int32Array
}

/** Base units of the products: as places + 1, and their names. */
export function unitsOf(facts: Facts): { places: Int32Array; names: readonly string[] } {
  const names: string[] = []
  const at = new Map<string, number>()
  const places = Int32Array.from(facts.products, ({ baseUnit }) => {
    let place = at.get(baseUnit)
    if (place === undefined) at.set(baseUnit, (place = names.push(baseUnit)))
    return place
  })
  return { places, names }
}

/**
 * Sums of the slice's lines by the groupings: group = (group of the first) × size of the second + (group of the second). One
 * pass over the columns. A document counts once in every group it has lines in: a group remembers the document counted last.
 * Distinct customers are exact: a bit for each group and customer, or, where that would be too many, a second pass customer
 * by customer.
 * @param units from `unitsOf`
 * @returns the groups, and all of it as one group with its own documents and customers
 */
export function sums(
  facts: Facts,
  slice: Slice,
  groupings: readonly Grouping[],
  units: Int32Array,
  withCustomers: boolean,
): { cells: Cells; total: Cells } {
  const plan = planOf(facts, slice, groupings, units)
  const cells = emptyCells(plan.size)
  const total = emptyCells(1)
  const customers = facts.customers.length
  const isSmall = plan.size * customers <= MOST_BITS
  const seen = withCustomers && isSmall ? new Uint32Array(Math.ceil((plan.size * customers) / 32)) : null
  addLines(plan, slice.from, cells, total, { seen, customers })
  if (withCustomers && !isSmall) countCustomers(plan, slice.from, customers, cells)
  return { cells, total }
}
/** 32 MB. */
const MOST_BITS = 2 ** 28

/** A document with what its counted lines sum up to. */
export interface CountedDocument {
  day: number
  /** Place in `SALE_KINDS`. */
  kind: number
  /** Which document of its kind on its day it is, by id. */
  nth: number
  /** Place in `Facts.customers`. */
  customer: number
  amount: number
  revenue: number
  quantity: number
  cost: number
  costed: number
  unit: number
}

/**
 * Documents of the slice, newest day first, with the sums of their counted lines.
 * @param after the day and the place within it of the last one seen
 * @returns at most `limit` documents, the place of each, and whether there are more
 */
export function documentsOf(
  facts: Facts,
  slice: Slice,
  units: Int32Array,
  after: { day: number; at: number } | null,
  limit: number,
): { rows: (CountedDocument & { at: number })[]; more: boolean } {
  const plan = planOf(facts, slice, [], units)
  const rows: (CountedDocument & { at: number })[] = []
  for (let n = plan.days.length - 1; n >= 0; n--) {
    const day = plan.days[n]!
    if (after && day.day > after.day) continue
    const nths = Array.from(SALE_KINDS, () => 0)
    for (let document = 0; document < day.documents; document++) {
      const nth = nths[day.kind[document]!]!++
      if (after && day.day === after.day && document <= after.at) continue
      if (!passes(plan, slice.from, day, document)) continue
      const sum = documentSum(plan, day, document)
      if (!sum) continue
      if (rows.length === limit) return { rows, more: true }
      rows.push({
        day: day.day,
        at: document,
        kind: day.kind[document]!,
        nth,
        customer: day.customer[document]!,
        ...sum,
      })
    }
  }
  return { rows, more: false }
}

function planOf(facts: Facts, slice: Slice, groupings: readonly Grouping[], units: Int32Array): Plan {
  const { from, to, basis, filter, customerIds, personId } = slice
  const size = to - from + 1
  const fits = {} as Plan['fits']
  const adds = {} as Plan['adds']
  for (const column of COLUMNS) {
    const places = placesOf(facts, column, size)
    fits[column] = new Uint8Array(places).fill(1)
    adds[column] = new Uint32Array(places)
  }
  const keep = (column: ColumnName, only: Uint8Array) => {
    const all = fits[column]
    for (let place = 0; place < all.length; place++) all[place]! &= only[place]!
  }
  for (const [dimension, keys] of Object.entries(filter) as [Dimension, readonly string[]][]) {
    keep(COLUMN_OF[dimension], matching(facts, dimension, keys, slice))
  }
  if (customerIds) keep('customer', matching(facts, 'customer', customerIds, slice))
  if (personId !== undefined) keep('person', matching(facts, 'person', [personId], slice))
  let groups = 1
  for (const { column, map, keys } of [...groupings].reverse()) {
    const add = adds[column]
    for (let place = 0; place < add.length; place++) add[place]! += map[place]! * groups
    groups *= Math.max(keys.length, 1)
  }
  const isByLine = (column: ColumnName) => column === 'product' || column === 'warehouse'
  const byLine =
    groupings.some(({ column }) => isByLine(column)) ||
    (Object.keys(filter) as Dimension[]).some((dimension) => isByLine(COLUMN_OF[dimension]))
  const kinds = Uint8Array.from(SALE_KINDS, (_, kind) => Number(counts(kind, basis)))
  return { fits, adds, size: groups, kinds, byLine, days: between(facts.sales, from, to), units }
}

const emptyCells = (size: number): Cells => ({
  size,
  sums: new Float64Array(size * SUMS),
  counts: new Int32Array(size * COUNTS),
})

/** Whether a document counts, as far as it can be said without its lines. */
function passes({ fits, kinds }: Plan, from: number, day: SalesDay, document: number): boolean {
  return (
    fits.day[day.day - from] === 1 &&
    kinds[day.kind[document]!] === 1 &&
    fits.customer[day.customer[document]!] === 1 &&
    fits.person[day.person[document]!] === 1 &&
    fits.site[day.site[document]!] === 1 &&
    fits.hour[day.hour[document]!] === 1
  )
}

/** The part of a group's number that all lines of a document share. */
const shared = ({ adds }: Plan, from: number, day: SalesDay, document: number): number =>
  adds.day[day.day - from]! +
  adds.customer[day.customer[document]!]! +
  adds.person[day.person[document]!]! +
  adds.site[day.site[document]!]! +
  adds.hour[day.hour[document]!]!

function addLines(
  plan: Plan,
  from: number,
  { sums: sum, counts: count }: Cells,
  total: Cells,
  { seen, customers }: { seen: Uint32Array | null; customers: number },
): void {
  const { product: fitsProduct, warehouse: fitsWarehouse } = plan.fits
  const { product: addsProduct, warehouse: addsWarehouse } = plan.adds
  const { units } = plan
  const bought = new Uint8Array(customers)
  let documents = 0
  for (const day of plan.days) {
    const { first, product, warehouse, amount, revenue, quantity, cost } = day
    for (let document = 0; document < day.documents; document++) {
      if (!passes(plan, from, day, document)) continue
      const base = shared(plan, from, day, document)
      const isReturn = day.kind[document] === RETURN
      const customer = day.customer[document]!
      let isCounted = false
      const end = first[document + 1]!
      for (let line = first[document]!; line < end; line++) {
        const good = product[line]!
        const place = warehouse[line]!
        if (fitsProduct[good] === 0 || fitsWarehouse[place] === 0) continue
        const group = base + addsProduct[good]! + addsWarehouse[place]!
        const s = group * SUMS
        const c = group * COUNTS
        sum[s + AMOUNT]! += amount[line]!
        sum[s + REVENUE]! += revenue[line]!
        sum[s + QUANTITY]! += quantity[line]!
        const known = cost[line]!
        if (known === known) {
          sum[s + COST]! += known
          sum[s + COSTED]! += revenue[line]!
        }
        count[c + LINES]! += 1
        const unit = units[good]!
        if (count[c + UNIT] !== unit) count[c + UNIT] = count[c + UNIT] === 0 ? unit : -1
        if (isReturn) {
          sum[s + RETURNED]! -= amount[line]!
          continue
        }
        if (!isCounted) {
          isCounted = true
          documents++
          bought[customer] = 1
        }
        if (count[c + LAST] === documents) continue
        count[c + LAST] = documents
        count[c + DOCUMENTS]! += 1
        if (seen) {
          const bit = group * customers + customer
          const word = bit >>> 5
          const mask = 1 << (bit & 31)
          if ((seen[word]! & mask) === 0) {
            seen[word]! |= mask
            count[c + CUSTOMERS]! += 1
          }
        }
      }
    }
  }
  addUp(sum, count, total)
  total.counts[DOCUMENTS] = documents
  for (let customer = 0; customer < customers; customer++) total.counts[CUSTOMERS]! += bought[customer]!
}

/** All groups as one, as far as they add up. */
function addUp(sum: Float64Array, count: Int32Array, { sums: all, counts: allCounts }: Cells): void {
  for (let at = 0; at < sum.length; at++) all[at % SUMS]! += sum[at]!
  for (let c = 0; c < count.length; c += COUNTS) {
    if (count[c + LINES] === 0) continue
    allCounts[LINES]! += count[c + LINES]!
    const unit = count[c + UNIT]!
    if (allCounts[UNIT] !== unit) allCounts[UNIT] = allCounts[UNIT] === 0 ? unit : -1
  }
}

/** Documents customer by customer: a group that has counted this customer already says so by one number. */
function countCustomers(plan: Plan, from: number, customers: number, cells: Cells): void {
  const { fits, adds, days } = plan
  const starts = new Uint32Array(customers + 1)
  const each = (work: (day: SalesDay, n: number, document: number) => void) =>
    days.forEach((day, n) => {
      for (let document = 0; document < day.documents; document++) {
        if (day.kind[document] !== RETURN && passes(plan, from, day, document)) work(day, n, document)
      }
    })
  let all = 0
  each((day, _, document) => {
    starts[day.customer[document]! + 1]! += 1
    all++
  })
  for (let customer = 0; customer < customers; customer++) starts[customer + 1]! += starts[customer]!
  const dayOf = new Uint32Array(all)
  const documentOf = new Uint32Array(all)
  const next = starts.slice()
  each((day, n, document) => {
    const at = next[day.customer[document]!]!++
    dayOf[at] = n
    documentOf[at] = document
  })
  const last = new Uint32Array(cells.size)
  for (let customer = 0; customer < customers; customer++) {
    for (let at = starts[customer]!; at < starts[customer + 1]!; at++) {
      const day = days[dayOf[at]!]!
      const document = documentOf[at]!
      const base = shared(plan, from, day, document)
      const end = plan.byLine ? day.first[document + 1]! : day.first[document]! + 1
      for (let line = day.first[document]!; line < end; line++) {
        const good = day.product[line]!
        const place = day.warehouse[line]!
        if (fits.product[good] === 0 || fits.warehouse[place] === 0) continue
        const group = base + adds.product[good]! + adds.warehouse[place]!
        if (last[group] === customer + 1) continue
        last[group] = customer + 1
        cells.counts[group * COUNTS + CUSTOMERS]! += 1
      }
    }
  }
}

/** Sums of a document's counted lines; null when none counts. */
function documentSum(plan: Plan, day: SalesDay, document: number) {
  const sum = { amount: 0, revenue: 0, quantity: 0, cost: 0, costed: 0, unit: 0 }
  let lines = 0
  for (let line = day.first[document]!; line < day.first[document + 1]!; line++) {
    const good = day.product[line]!
    if (plan.fits.product[good] === 0 || plan.fits.warehouse[day.warehouse[line]!] === 0) continue
    lines++
    sum.amount += day.amount[line]!
    sum.revenue += day.revenue[line]!
    sum.quantity += day.quantity[line]!
    const known = day.cost[line]!
    if (known === known) {
      sum.cost += known
      sum.costed += day.revenue[line]!
    }
    const of = plan.units[good]!
    if (sum.unit !== of) sum.unit = sum.unit === 0 ? of : -1
  }
  return lines === 0 ? null : sum
}
