import { between, counts, type CustomerFact, type Facts, type SalesBasis } from './facts.ts'

/** What customers are told apart by: their attributes of today, or the saved segments they are in. */
export const SEGMENT_DIMENSIONS = ['grade', 'industry', 'region', 'channel', 'saved'] as const
export type SegmentDimension = (typeof SEGMENT_DIMENSIONS)[number]

export interface SegmentQuestion {
  /** Days since 1970-01-01, both included. */
  from: number
  to: number
  basis: SalesBasis
  /** Of each customer whether it is in the segment. */
  isMember: (customer: CustomerFact) => boolean
  /** Only documents of this person, place in `Facts.people`. */
  person?: number
}

/** One of the goods in the segment and with all customers. */
export interface SegmentGoods {
  /** Place in `Facts.products`. */
  product: number
  /** 分, less returns. */
  amount: number
  amountOfAll: number
  /** Thousandths of the base unit, less returns. */
  quantity: number
  /** Customers who took it. */
  buyers: number
  buyersOfAll: number
}

export interface SegmentAnswer {
  /** 分, less returns. */
  amount: number
  amountOfAll: number
  /** Customers with any sale. */
  buyers: number
  buyersOfAll: number
  /** Everything sold to the segment or taken by it, by amount. */
  goods: SegmentGoods[]
}

/** What a segment buys beside what all customers (the segment among them) buy. */
export function segmentGoods(facts: Facts, question: SegmentQuestion): SegmentAnswer {
  const isMember = facts.customers.map((customer) => (question.isMember(customer) ? 1 : 0))
  const size = facts.products.length
  const sums = {
    amount: new Float64Array(size),
    amountOfAll: new Float64Array(size),
    quantity: new Float64Array(size),
    buyers: new Uint32Array(size),
    buyersOfAll: new Uint32Array(size),
  }
  const answer: SegmentAnswer = { amount: 0, amountOfAll: 0, buyers: 0, buyersOfAll: 0, goods: [] }
  const bought = new Int32Array(size).fill(-1)
  let last = -1
  eachDocument(facts, question, (customer, day, document) => {
    const isIn = isMember[customer] === 1
    for (let line = day.first[document]!; line < day.first[document + 1]!; line++) {
      const product = day.product[line]!
      const amount = day.amount[line]!
      sums.amountOfAll[product]! += amount
      if (isIn) {
        sums.amount[product]! += amount
        sums.quantity[product]! += day.quantity[line]!
      }
      if (day.quantity[line]! <= 0) continue
      if (bought[product] !== customer) {
        bought[product] = customer
        sums.buyersOfAll[product]!++
        if (isIn) sums.buyers[product]!++
      }
      if (last === customer) continue
      last = customer
      answer.buyersOfAll++
      if (isIn) answer.buyers++
    }
  })
  for (let product = 0; product < size; product++) {
    answer.amount += sums.amount[product]!
    answer.amountOfAll += sums.amountOfAll[product]!
    if (sums.buyers[product] === 0 && sums.amount[product] === 0) continue
    answer.goods.push({
      product,
      amount: sums.amount[product]!,
      amountOfAll: sums.amountOfAll[product]!,
      quantity: sums.quantity[product]!,
      buyers: sums.buyers[product]!,
      buyersOfAll: sums.buyersOfAll[product]!,
    })
  }
  answer.goods.sort((a, b) => b.amount - a.amount || a.product - b.product)
  return answer
}

type Scope = Pick<SegmentQuestion, 'from' | 'to' | 'basis' | 'person'>

/** Documents that count, customer by customer: whoever counts customers sees each of them once. */
function eachDocument(
  facts: Facts,
  { from, to, basis, person }: Scope,
  visit: (customer: number, day: Facts['sales'][number], document: number) => void,
): void {
  const days = between(facts.sales, from, to)
  const starts = new Uint32Array(facts.customers.length + 1)
  const isCounted = (day: Facts['sales'][number], document: number): boolean =>
    counts(day.kind[document]!, basis) && (person === undefined || day.person[document] === person)
  for (const day of days) for (let d = 0; d < day.documents; d++) if (isCounted(day, d)) starts[day.customer[d]! + 1]!++
  for (let customer = 0; customer < facts.customers.length; customer++) starts[customer + 1]! += starts[customer]!
  const next = starts.slice()
  const dayOf = new Uint32Array(starts.at(-1)!)
  const documentOf = new Uint32Array(starts.at(-1)!)
  days.forEach((day, at) => {
    for (let d = 0; d < day.documents; d++) {
      if (!isCounted(day, d)) continue
      const place = next[day.customer[d]!]!++
      dayOf[place] = at
      documentOf[place] = d
    }
  })
  for (let customer = 0; customer < facts.customers.length; customer++)
    for (let at = starts[customer]!; at < starts[customer + 1]!; at++)
      visit(customer, days[dayOf[at]!]!, documentOf[at]!)
}

export interface SegmentSize {
  /** Text of the attribute, or id of the region or of the saved segment. */
  value: string
  /** 分, less returns. */
  amount: number
  /** Customers with any sale. */
  buyers: number
}

/**
 * The segments of a dimension that sold anything, by amount. Regions of every level are there: a customer counts in its own and in all above;
 * in every saved segment it is in.
 * @param question `saved`: as of `segmentValues`
 */
export function segmentsOf(
  facts: Facts,
  question: Scope & { dimension: SegmentDimension; saved: SavedSegments },
): SegmentSize[] {
  const { dimension, saved } = question
  const found = new Map<string, SegmentSize>()
  const amounts = new Float64Array(facts.customers.length)
  const bought = new Uint8Array(facts.customers.length)
  eachDocument(facts, question, (customer, day, document) => {
    for (let line = day.first[document]!; line < day.first[document + 1]!; line++) {
      amounts[customer]! += day.amount[line]!
      if (day.quantity[line]! > 0) bought[customer] = 1
    }
  })
  facts.customers.forEach((customer, at) => {
    if (amounts[at] === 0 && bought[at] === 0) return
    for (const value of segmentValues(customer, dimension, saved)) {
      let segment = found.get(value)
      if (!segment) found.set(value, (segment = { value, amount: 0, buyers: 0 }))
      segment.amount += amounts[at]!
      segment.buyers += bought[at]!
    }
  })
  return [...found.values()].sort((a, b) => b.amount - a.amount || (a.value < b.value ? -1 : 1))
}

/** Ids of the customers in each saved segment, by its id. */
export type SavedSegments = ReadonlyMap<string, ReadonlySet<string>>

/** Segments a customer is in; '' is that of customers without the attribute. */
export function segmentValues(
  customer: CustomerFact,
  dimension: SegmentDimension,
  saved: SavedSegments,
): readonly string[] {
  if (dimension === 'saved') return [...saved].filter(([, members]) => members.has(customer.id)).map(([id]) => id)
  if (dimension !== 'region') return [customer[dimension]]
  return customer.regionPath.length === 0 ? [''] : customer.regionPath
}
