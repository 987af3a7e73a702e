import { purchasesBefore, sampleOf, type Purchases } from './purchases.ts'

/**
 * What a customer takes next time. For each of the goods bought lately three things are looked at: since how many purchases
 * they are known (`known`), in how many of them they were taken (`times`), how many have passed without them (`missed`). How often goods in the same position
 * were taken again is counted over the purchases of all customers; whether an article does better or worse than that lately
 * (season, out of fashion, no longer sold) is its pace.
 */
export interface Habits {
  /** How often goods were taken again, 0 to 1, by `cellOf`. */
  again: Float64Array
  /** Of each product: purchases in which it was taken lately over those expected; 1 is neither better nor worse. */
  pace: Float64Array
}

/** Purchases back that are remembered: one bit each. */
const REMEMBERED = 32
/** Further purchases count like this many. */
const LOOKED_AT = 12
const SIDE = LOOKED_AT + 1
/** Cells with few cases are drawn towards a plain share with this weight. */
const DRAWN = 20
const PACE_DAYS = 30
const PACE_DRAWN = 3
/** Purchases that say how many goods a customer takes at a time, and what each counts against the one after it. */
const SIZE_PURCHASES = 7
const SIZE_FADE = 0.8
/** Quantities that are looked at. */
const QUANTITIES = 5
const CUSTOMERS_AT_ONCE = 200

/** One of the goods a customer is expected to take. */
export interface ExpectedGoods {
  /** Place in `Facts.products`. */
  product: number
  /** 0 to 1. */
  chance: number
  /** Thousandths of the base unit: the commonest of the last five, the newest of those equally common. */
  quantity: number
  /** 分, at the price of the last purchase of it. */
  amount: number
  /** Days since 1970-01-01. */
  lastDay: number
  /** Of the last `known` purchases (at most 12), in how many it was. */
  times: number
  known: number
}

/** A product's bits: bit 0 is the last purchase, set where it was in it. Never 0. */
function cellOf(bits: number): number {
  const { known, times, missed } = positionOf(bits)
  return (known * SIDE + times) * SIDE + missed
}

function positionOf(bits: number): { known: number; times: number; missed: number } {
  const known = Math.min(LOOKED_AT, 32 - Math.clz32(bits))
  const missed = Math.min(LOOKED_AT, 31 - Math.clz32(bits & -bits))
  let times = 0
  for (let rest = bits & ((1 << LOOKED_AT) - 1); rest !== 0; rest &= rest - 1) times++
  return { known, times, missed }
}

/** Learns from the purchases before `until`. @param breathe called between slices of the work */
export async function learnHabits(
  purchases: Purchases,
  until: number,
  products: number,
  breathe: () => Promise<void>,
): Promise<Habits> {
  const cases = new Float64Array(SIDE ** 3)
  const hits = new Float64Array(SIDE ** 3)
  await eachCase(purchases, { until, breathe, products }, (_, bits, isTaken) => {
    const cell = cellOf(bits)
    cases[cell]!++
    if (isTaken) hits[cell]!++
  })
  const again = cases.map((count, cell) => {
    const known = Math.floor(cell / SIDE / SIDE)
    const [times, missed] = [Math.floor(cell / SIDE) % SIDE, cell % SIDE]
    const plain = (times / (known + 3)) * Math.exp(-0.15 * missed)
    return (hits[cell]! + DRAWN * plain) / (count + DRAWN)
  })
  const expected = new Float64Array(products)
  const taken = new Float64Array(products)
  await eachCase(purchases, { until, breathe, products, from: until - PACE_DAYS }, (product, bits, isTaken) => {
    expected[product]! += again[cellOf(bits)]!
    if (isTaken) taken[product]!++
  })
  return { again, pace: taken.map((count, product) => (count + PACE_DRAWN) / (expected[product]! + PACE_DRAWN)) }
}

/** Every purchase from `from` to `until` with each product the customer had bought lately, and whether it was in it. */
async function eachCase(
  purchases: Purchases,
  scope: { from?: number; until: number; products: number; breathe: () => Promise<void> },
  visit: (product: number, bits: number, isTaken: boolean) => void,
): Promise<void> {
  const { from = -Infinity, until, breathe, products } = scope
  const memory = new Memory(products)
  let done = 0
  for (const customer of sampleOf(purchases)) {
    const end = purchasesBefore(purchases, customer, until)
    const begin = purchases.first[customer]!
    if (end > begin && purchases.day[end - 1]! >= from) {
      let at = begin
      while (purchases.day[at]! < from) at++
      memory.clear()
      for (let before = Math.max(begin, at - REMEMBERED); before < end; before++)
        memory.take(purchases, before, before >= at && before > begin ? visit : null)
    }
    if (++done % CUSTOMERS_AT_ONCE === 0) await breathe()
  }
}

/** What one customer has bought lately, purchase by purchase. */
class Memory {
  readonly #bits: Uint32Array
  readonly #stamp: Int32Array
  #goods: number[] = []

  constructor(products: number) {
    this.#bits = new Uint32Array(products)
    this.#stamp = new Int32Array(products).fill(-1)
  }

  clear(): void {
    for (const product of this.#goods) {
      this.#bits[product] = 0
      this.#stamp[product] = -1
    }
    this.#goods = []
  }

  take(
    { product, begin, end }: Purchases,
    at: number,
    visit: ((product: number, bits: number, isTaken: boolean) => void) | null,
  ): void {
    for (let line = begin[at]!; line < end[at]!; line++) this.#stamp[product[line]!] = at
    const goods: number[] = []
    for (const one of this.#goods) {
      const isTaken = this.#stamp[one] === at
      visit?.(one, this.#bits[one]!, isTaken)
      this.#bits[one] = (this.#bits[one]! << 1) | (isTaken ? 1 : 0)
      if (this.#bits[one] !== 0) goods.push(one)
    }
    for (let line = begin[at]!; line < end[at]!; line++) {
      const one = product[line]!
      if (this.#bits[one] !== 0) continue
      this.#bits[one] = 1
      goods.push(one)
    }
    this.#goods = goods
  }
}

/** How likely goods in this position are taken next time, 0 to 0.98. */
const chanceOf = (habits: Habits, product: number, bits: number): number =>
  Math.min(0.98, habits.again[cellOf(bits)]! * habits.pace[product]!)

/**
 * The basket expected next: as many of the customer's goods as a purchase usually has, the likeliest first.
 * @param end the customer's purchases known end before this one
 */
export function expectedBasket(purchases: Purchases, customer: number, end: number, habits: Habits): ExpectedGoods[] {
  const begin = Math.max(purchases.first[customer]!, end - REMEMBERED)
  if (end <= begin) return []
  const bits = new Map<number, number>()
  for (let at = end - 1; at >= begin; at--)
    for (let line = purchases.begin[at]!; line < purchases.end[at]!; line++) {
      const product = purchases.product[line]!
      bits.set(product, (bits.get(product) ?? 0) | (1 << (end - 1 - at)))
    }
  return [...bits]
    .map(([product, its]) => ({ product, its, chance: chanceOf(habits, product, its) }))
    .sort((a, b) => b.chance - a.chance || a.product - b.product)
    .slice(0, usualSize(purchases, purchases.first[customer]!, end))
    .map(({ product, its, chance }) => {
      const { known, times } = positionOf(its)
      return { product, chance, known, times, ...usualQuantity(purchases, product, begin, end) }
    })
}

/** How many goods a customer takes at a time: a mean of the last purchases, the newer counting more. At least 1. */
export function usualSize(purchases: Purchases, begin: number, end: number): number {
  let sum = 0
  let weights = 0
  for (let at = end - 1, weight = 1; at >= Math.max(begin, end - SIZE_PURCHASES); at--, weight *= SIZE_FADE) {
    sum += weight * (purchases.end[at]! - purchases.begin[at]!)
    weights += weight
  }
  return Math.max(1, Math.round(sum / weights))
}

function usualQuantity(purchases: Purchases, product: number, begin: number, end: number) {
  const newest: number[] = []
  let last = { price: 0, lastDay: 0 }
  for (let at = end - 1; at >= begin && newest.length < QUANTITIES; at--)
    for (let line = purchases.begin[at]!; line < purchases.end[at]!; line++) {
      if (purchases.product[line] !== product) continue
      if (newest.length === 0)
        last = { price: purchases.amount[line]! / purchases.quantity[line]!, lastDay: purchases.day[at]! }
      newest.push(purchases.quantity[line]!)
    }
  const quantity = commonest(newest)
  return { quantity, amount: Math.round(quantity * last.price), lastDay: last.lastDay }
}

/** The commonest value, the first of those equally common. @param values not empty */
export function commonest(values: readonly number[]): number {
  const counted = new Map<number, number>()
  for (const value of values) counted.set(value, (counted.get(value) ?? 0) + 1)
  let best = values[0]!
  for (const [value, count] of counted) if (count > counted.get(best)!) best = value
  return best
}
