import { counts, type Facts } from './facts.ts'

/** Goods that stand together on orders, exactly counted (Agrawal and Srikant 1994; found by occurrence deliver, Uno 2004). */
export interface BoughtTogether {
  /** Orders looked at: those with at least one product of positive quantity. */
  orders: number
  /** Products that are on at least `least` orders. */
  products: number
  /** Sets of two to four products on at least `least` orders. */
  sets: number
  /** Orders a set had to be on: what was asked for, or more where there would have been too many sets. */
  least: number
  /** The rules asked for, the strongest first. */
  rules: BasketRule[]
  /** Rules that fit the question, of which `rules` are the first. */
  found: number
}

/** Who takes all of `from` takes `to` as well. Places in `Facts.products`. */
export interface BasketRule {
  from: number[]
  to: number
  /** Orders with all of them, with all of `from`, and with `to`. */
  together: number
  withFrom: number
  withTo: number
  /** How many times as often as chance would have it: (together × orders) ÷ (withFrom × withTo). */
  lift: number
}

export interface BasketQuestion {
  /** Days since 1970-01-01, both included. */
  from: number
  to: number
  /** Orders a set must at least be on, 2 and more; null: one in 200, but 5 to 100. */
  least: number | null
  /** Least part of the orders with `from` that have `to` too, 0 to 1. */
  confidence: number
  /** Only rules that begin with this product, place in `Facts.products`. */
  product?: number
  /** Only orders of this person, place in `Facts.people`. */
  person?: number
  /** Only orders of these customers: 1 by place in `Facts.customers`. */
  customers?: Uint8Array
  limit: number
}

/** Largest set looked for. */
const LARGEST = 4
/** Sets that are kept at most: beyond it the least number of orders is raised. */
const MOST_SETS = 150_000
const RAISE = 1.5
/** Pairs counted between two breaths. */
const PAIRS_AT_ONCE = 2_000_000

/**
 * Finds the rules among the goods on orders (effective orders and imported history, by order day). Sorted by the orders more
 * than chance would have it (together − withFrom × withTo ÷ orders): what a hint at the order desk would bring.
 */
export async function boughtTogether(
  facts: Facts,
  question: BasketQuestion,
  breathe: () => Promise<void>,
): Promise<BoughtTogether> {
  const orders = ordersOf(facts, question)
  let least =
    question.least === null ? Math.min(100, Math.max(5, Math.round(orders.count / 200))) : Math.max(2, question.least)
  let mined = await mine(orders, facts.products.length, least, breathe)
  while (mined === null) {
    least = Math.ceil(least * RAISE)
    mined = await mine(orders, facts.products.length, least, breathe)
  }
  const rules = rulesOf(mined, orders.count, question)
  const extra = (rule: BasketRule) => rule.together - (rule.withFrom * rule.withTo) / orders.count
  rules.sort((a, b) => extra(b) - extra(a) || b.lift - a.lift || a.to - b.to)
  return {
    orders: orders.count,
    products: mined.single.reduce((sum, count) => sum + (count >= least ? 1 : 0), 0),
    sets: mined.sets.length,
    least,
    rules: rules.slice(0, question.limit),
    found: rules.length,
  }
}

/** Orders with their distinct products: those of order n lie from `first[n]` on. */
interface Orders {
  count: number
  first: number[]
  product: Uint32Array
}

function ordersOf(facts: Facts, { from, to, person, customers }: BasketQuestion): Orders {
  const days = facts.sales.filter(({ day }) => day >= from && day <= to)
  const product = new Uint32Array(days.reduce((sum, day) => sum + day.product.length, 0))
  const stamp = new Int32Array(facts.products.length).fill(-1)
  const first = [0]
  let lines = 0
  for (const day of days)
    for (let d = 0; d < day.documents; d++) {
      if (!counts(day.kind[d]!, 'ordered') || (person !== undefined && day.person[d] !== person)) continue
      if (customers && customers[day.customer[d]!] !== 1) continue
      const order = first.length
      for (let line = day.first[d]!; line < day.first[d + 1]!; line++) {
        const one = day.product[line]!
        if (day.quantity[line]! <= 0 || stamp[one] === order) continue
        stamp[one] = order
        product[lines++] = one
      }
      if (lines > first.at(-1)!) first.push(lines)
    }
  return { count: first.length - 1, first, product }
}

interface Mined {
  /** Orders by product. */
  single: Uint32Array
  sets: { goods: number[]; count: number }[]
}

/** Every set of two to `LARGEST` products on at least `least` orders; null: more than `MOST_SETS`. */
async function mine(
  { count, first, product }: Orders,
  products: number,
  least: number,
  breathe: () => Promise<void>,
): Promise<Mined | null> {
  const single = new Uint32Array(products)
  for (let line = 0; line < first[count]!; line++) single[product[line]!]!++
  // rare goods first: the lists that are gone through again and again are short
  const ranked = Array.from(single.keys())
    .filter((one) => single[one]! >= least)
    .sort((a, b) => single[a]! - single[b]! || a - b)
  const rank = new Int32Array(products).fill(-1)
  ranked.forEach((one, at) => (rank[one] = at))
  const { starts, items } = rankedOrders({ count, first, product }, rank)
  const where = occurrences(starts, items, ranked.length)
  const sets: Mined['sets'] = []
  const counters = Array.from({ length: LARGEST }, () => new Uint32Array(ranked.length))
  let counted = 0

  /** @param at positions in `items`, each right behind the last of `set` in an order that has all of it */
  const extend = (set: readonly number[], at: readonly number[] | Uint32Array): boolean => {
    const counter = counters[set.length]!
    const met: number[] = []
    for (const position of at)
      for (let i = position; items[i]! >= 0; i++) {
        const item = items[i]!
        if (counter[item]!++ === 0) met.push(item)
        counted++
      }
    const frequent = met.filter((item) => counter[item]! >= least).sort((a, b) => a - b)
    for (const item of frequent) sets.push({ goods: [...set, item], count: counter[item]! })
    if (sets.length > MOST_SETS) return false
    if (set.length + 1 < LARGEST && frequent.length > 1) {
      const next = new Map<number, number[]>(frequent.map((item) => [item, []]))
      for (const position of at)
        for (let i = position; items[i]! >= 0; i++) if (counter[items[i]!]! >= least) next.get(items[i]!)!.push(i + 1)
      for (const item of met) counter[item] = 0
      for (const [item, positions] of next) if (!extend([...set, item], positions)) return false
    } else for (const item of met) counter[item] = 0
    return true
  }
  for (let item = 0; item < ranked.length; item++) {
    if (!extend([item], where.positions.subarray(where.starts[item]!, where.starts[item + 1]!))) return null
    if (counted > PAIRS_AT_ONCE) {
      counted = 0
      await breathe()
    }
  }
  return { single, sets: sets.map(({ goods, count: its }) => ({ goods: goods.map((at) => ranked[at]!), count: its })) }
}

/** Orders as ranks in ascending order, each closed by −1; ranks below 0 are left out. */
function rankedOrders({ count, first, product }: Orders, rank: Int32Array) {
  const items = new Int32Array(product.length + count)
  const starts: number[] = []
  let end = 0
  for (let order = 0; order < count; order++) {
    starts.push(end)
    const from = end
    for (let line = first[order]!; line < first[order + 1]!; line++) {
      const its = rank[product[line]!]!
      if (its >= 0) items[end++] = its
    }
    items.subarray(from, end).sort()
    items[end++] = -1
  }
  return { starts, items: items.subarray(0, end) }
}

/** For each rank the positions right behind it in all orders. */
function occurrences(orders: readonly number[], items: Int32Array, ranks: number) {
  const starts = new Uint32Array(ranks + 1)
  for (const item of items) if (item >= 0) starts[item + 1]!++
  for (let i = 0; i < ranks; i++) starts[i + 1]! += starts[i]!
  const next = starts.slice()
  const positions = new Uint32Array(items.length - orders.length)
  items.forEach((item, at) => {
    if (item >= 0) positions[next[item]!++] = at + 1
  })
  return { starts, positions }
}

/** All rules with one product on the right whose share is high enough and that are better than chance. */
function rulesOf({ single, sets }: Mined, orders: number, question: BasketQuestion): BasketRule[] {
  const key = (goods: readonly number[]) => [...goods].sort((a, b) => a - b).join(' ')
  const counted = new Map(sets.map(({ goods, count }) => [key(goods), count]))
  const rules: BasketRule[] = []
  for (const { goods, count: together } of sets)
    for (const to of goods) {
      const from = goods.filter((one) => one !== to)
      if (question.product !== undefined && !from.includes(question.product)) continue
      const withFrom = from.length === 1 ? single[from[0]!]! : counted.get(key(from))!
      const withTo = single[to]!
      const lift = (together * orders) / (withFrom * withTo)
      if (together >= question.confidence * withFrom && lift > 1)
        rules.push({ from: from.sort((a, b) => a - b), to, together, withFrom, withTo, lift })
    }
  return rules
}
