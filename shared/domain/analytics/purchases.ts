import { counts, type Facts } from './facts.ts'

/**
 * What customers took, as purchases 采购: everything one customer ordered on one day, several orders together. Goods that
 * were taken back the same day are not in it; a day on which nothing is left is no purchase. Purchases lie customer by
 * customer, the oldest first.
 */
export interface Purchases {
  /** Where each customer's purchases begin; one more entry than customers. */
  first: Uint32Array
  /** Days since 1970-01-01. */
  day: Int32Array
  /** Lines of each purchase: from `begin` up to, not including, `end`. */
  begin: Uint32Array
  end: Uint32Array
  /** Place in `Facts.products`, each at most once a purchase. */
  product: Uint32Array
  /** Thousandths of the base unit, always above 0. */
  quantity: Float64Array
  /** 分. */
  amount: Float64Array
}

/** Which purchases are wanted; days since 1970-01-01, both included. */
export interface PurchaseScope {
  from: number
  to: number
  /** Places of customers left out: walk-in customers are nobody in particular. */
  without?: ReadonlySet<number>
}

/** Collects purchases by order day (effective orders and imported history); one pass over the lines. */
export function purchasesOf(facts: Facts, { from, to, without }: PurchaseScope): Purchases {
  const days = facts.sales.filter(({ day }) => day >= from && day <= to)
  const most = days.reduce((sum, day) => sum + day.product.length, 0)
  const product = new Uint32Array(most)
  const quantity = new Float64Array(most)
  const amount = new Float64Array(most)
  /** Of each purchase in the order of days: customer, day, first line. */
  const found: { customer: number[]; day: number[]; begin: number[] } = { customer: [], day: [], begin: [] }
  const quantityOf = new Float64Array(facts.products.length)
  const amountOf = new Float64Array(facts.products.length)
  const isTouched = new Uint8Array(facts.products.length)
  let lines = 0
  for (const day of days) {
    const documents: number[] = []
    for (let d = 0; d < day.documents; d++)
      if (counts(day.kind[d]!, 'ordered') && !without?.has(day.customer[d]!)) documents.push(d)
    documents.sort((a, b) => day.customer[a]! - day.customer[b]! || a - b)
    for (let at = 0; at < documents.length;) {
      const customer = day.customer[documents[at]!]!
      const touched: number[] = []
      for (; at < documents.length && day.customer[documents[at]!] === customer; at++) {
        const d = documents[at]!
        for (let line = day.first[d]!; line < day.first[d + 1]!; line++) {
          const p = day.product[line]!
          if (isTouched[p] === 0) {
            isTouched[p] = 1
            touched.push(p)
          }
          quantityOf[p]! += day.quantity[line]!
          amountOf[p]! += day.amount[line]!
        }
      }
      const begin = lines
      for (const p of touched) {
        if (quantityOf[p]! > 0) {
          product[lines] = p
          quantity[lines] = quantityOf[p]!
          amount[lines] = amountOf[p]!
          lines++
        }
        quantityOf[p] = amountOf[p] = isTouched[p] = 0
      }
      if (lines === begin) continue
      found.customer.push(customer)
      found.day.push(day.day)
      found.begin.push(begin)
    }
  }
  found.begin.push(lines)
  return {
    ...byCustomer(found, facts.customers.length),
    product: product.slice(0, lines),
    quantity: quantity.slice(0, lines),
    amount: amount.slice(0, lines),
  }
}

/** Sorts purchases by customer without disturbing the order of days; lines stay where they are. */
function byCustomer(found: { customer: number[]; day: number[]; begin: number[] }, customers: number) {
  const first = new Uint32Array(customers + 1)
  for (const customer of found.customer) first[customer + 1]!++
  for (let i = 0; i < customers; i++) first[i + 1]! += first[i]!
  const next = first.slice()
  const day = new Int32Array(found.customer.length)
  const begin = new Uint32Array(found.customer.length)
  const end = new Uint32Array(found.customer.length)
  found.customer.forEach((customer, i) => {
    const at = next[customer]!++
    day[at] = found.day[i]!
    begin[at] = found.begin[i]!
    end[at] = found.begin[i + 1]!
  })
  return { first, day, begin, end }
}

/** The purchase after the last one of a customer before a day: `purchases.first[customer]` when there is none. */
export function purchasesBefore(purchases: Purchases, customer: number, day: number): number {
  let low = purchases.first[customer]!
  let high = purchases.first[customer + 1]!
  while (low < high) {
    const middle = (low + high) >> 1
    if (purchases.day[middle]! < day) low = middle + 1
    else high = middle
  }
  return low
}

/** Customers that are learned from at most; more would not change what is learned. */
const MOST_CUSTOMERS = 5000

/** All customers that count, or every so-manieth of very many. */
export function* sampleOf(
  { first }: Purchases,
  include: (customer: number) => boolean = () => true,
): Generator<number> {
  let count = 0
  for (let customer = 0; customer + 1 < first.length; customer++) if (include(customer)) count++
  const step = Math.max(1, Math.ceil(count / MOST_CUSTOMERS))
  let at = 0
  for (let customer = 0; customer + 1 < first.length; customer++)
    if (include(customer) && at++ % step === 0) yield customer
}

/** What a purchase came to, 分. */
export function amountOfPurchase(purchases: Purchases, at: number): number {
  let sum = 0
  for (let line = purchases.begin[at]!; line < purchases.end[at]!; line++) sum += purchases.amount[line]!
  return sum
}
