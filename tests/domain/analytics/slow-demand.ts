import type { SaleDocument } from '../../support/facts.ts'

/** Everything of one customer on one day, product by product. */
export interface SlowPurchase {
  day: number
  goods: Map<number, { quantity: number; amount: number }>
}

const isOrdered = ({ kind }: SaleDocument): boolean => kind === 'order' || kind === 'history'
const isShipped = ({ kind }: SaleDocument): boolean => kind !== 'order'
const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0)

/** Purchases of one customer by order day, the oldest first. */
export function slowPurchases(documents: readonly SaleDocument[], customer: number): SlowPurchase[] {
  const own = documents.filter((d) => isOrdered(d) && d.customer === customer)
  return [...new Set(own.map((d) => d.day))]
    .sort((a, b) => a - b)
    .map((day) => {
      const lines = own.filter((d) => d.day === day).flatMap((d) => d.lines)
      const products = [...new Set(lines.map((l) => l.product ?? 0))]
      const goods = products.map((product) => {
        const its = lines.filter((l) => (l.product ?? 0) === product)
        return [product, { quantity: sum(its.map((l) => l.quantity!)), amount: sum(its.map((l) => l.amount)) }] as const
      })
      return { day, goods: new Map(goods.filter(([, { quantity }]) => quantity > 0)) }
    })
    .filter(({ goods }) => goods.size > 0)
}

/** All rules among up to four goods, by trying every set of goods that exist. */
export function slowRules(documents: readonly SaleDocument[], products: number, least: number, confidence: number) {
  const orders = documents
    .filter(isOrdered)
    .map((d) => new Set(d.lines.filter((l) => l.quantity! > 0).map((l) => l.product ?? 0)))
    .filter((goods) => goods.size > 0)
  const withAll = (goods: readonly number[]): number => orders.filter((o) => goods.every((one) => o.has(one))).length
  const all = Array.from({ length: products }, (_, product) => product)
  const sets = (size: number, from = 0): number[][] =>
    size === 0 ? [[]] : all.slice(from).flatMap((one) => sets(size - 1, one + 1).map((rest) => [one, ...rest]))
  const rules = [2, 3, 4].flatMap((size) =>
    sets(size)
      .filter((goods) => withAll(goods) >= least)
      .flatMap((goods) =>
        goods.map((to) => {
          const from = goods.filter((one) => one !== to)
          const together = withAll(goods)
          return { from, to, together, withFrom: withAll(from), withTo: withAll([to]) }
        }),
      ),
  )
  return {
    orders: orders.length,
    rules: rules.filter(
      (r) => r.together / r.withFrom >= confidence && r.together * orders.length > r.withFrom * r.withTo,
    ),
  }
}

/** What some customers bought of one product in a period. */
export function slowGoods(
  documents: readonly SaleDocument[],
  scope: { from: number; to: number; basis: 'shipped' | 'ordered'; members: readonly number[]; product?: number },
) {
  const { product, members, from, to, basis } = scope
  const counted = documents
    .filter((d) => d.kind === 'history' || (basis === 'ordered' ? d.kind === 'order' : isShipped(d)))
    .filter((d) => d.day >= from && d.day <= to && members.includes(d.customer))
  const lines = counted.flatMap((d) => d.lines.map((l) => ({ ...l, customer: d.customer })))
  const its = lines.filter((l) => product === undefined || (l.product ?? 0) === product)
  return {
    amount: sum(its.map((l) => l.amount)),
    quantity: sum(its.map((l) => l.quantity!)),
    buyers: new Set(its.filter((l) => l.quantity! > 0).map((l) => l.customer)).size,
  }
}

/** The share of goods taken again, by hand: every purchase looks back at those before it, 32 at most. */
export function slowAgain(all: readonly SlowPurchase[][]) {
  const cells = new Map<string, { cases: number; hits: number }>()
  for (const purchases of all)
    purchases.forEach((purchase, at) => {
      for (const { product, position } of slowPositions(purchases, at)) {
        const cell = cells.get(position) ?? { cases: 0, hits: 0 }
        cell.cases++
        if (purchase.goods.has(product)) cell.hits++
        cells.set(position, cell)
      }
    })
  return cells
}

/** Where the goods stand that a customer had bought before purchase `at`. */
export function slowPositions(purchases: readonly SlowPurchase[], at: number) {
  const before = purchases.slice(Math.max(0, at - 32), at).reverse()
  return [...new Set(before.flatMap(({ goods }) => [...goods.keys()]))].map((product) => {
    const taken = before.map(({ goods }) => goods.has(product))
    const known = Math.min(12, taken.lastIndexOf(true) + 1)
    const times = taken.slice(0, 12).filter(Boolean).length
    const missed = Math.min(12, taken.indexOf(true))
    return { product, known, times, missed, position: `${known} ${times} ${missed}` }
  })
}

/** What is left of lots when every day the same is sold of the lot that ends first, a day after the other. */
export function slowLeft(
  lots: readonly { id: string; free: number; expiryDay: number }[],
  today: number,
  pace: number,
): Map<string, number> {
  const left = new Map(lots.map(({ id, free }) => [id, free]))
  const result = new Map<string, number>()
  const last = Math.max(...lots.map(({ expiryDay }) => expiryDay))
  for (let day = today; day <= last; day++) {
    const open = lots
      .filter((lot) => lot.expiryDay > day)
      .sort((a, b) => a.expiryDay - b.expiryDay || (a.id < b.id ? -1 : 1))
    for (const lot of lots) if (lot.expiryDay <= day && !result.has(lot.id)) result.set(lot.id, left.get(lot.id)!)
    let sold = pace
    for (const { id } of open) {
      const taken = Math.min(sold, left.get(id)!)
      left.set(id, left.get(id)! - taken)
      sold -= taken
    }
  }
  return result
}
