import type Database from 'better-sqlite3'
import type { ReviewSettings } from '../../../../shared/contract/company.ts'
import type { ReviewSimulation } from '../../../../shared/contract/review.ts'
import type { Day } from '../../../../shared/day.ts'
import { mulDiv } from '../../../../shared/money.ts'
import { paysAhead, type OrderPayment } from '../../../../shared/domain/order/payment.ts'
import { marginOf } from '../../../../shared/domain/pricing/cost.ts'
import type { ReviewOutcome, ReviewResult, ReviewRule } from '../../../../shared/domain/review/rules.ts'
import { rejudge, type JudgedOrder } from '../../../../shared/domain/review/simulate.ts'

/** Orders shown at most. */
const MOST_ROWS = 200
const RANK: Record<ReviewOutcome, number> = { reject: 0, hold: 1, warn: 2, pass: 3 }

export interface SimulationInput {
  fromDay: Day
  toDay: Day
  /** The rules as they are saved, and as they might become. */
  saved: ReviewSettings
  changed: ReviewSettings
}

interface OrderRow {
  id: string
  number: string | null
  day: Day
  customer: string
  grade: string
  creditLimit: number | null
  floorMargin: number | null
  payBy: OrderPayment
  total: number
  overrideReason: string
  discount: number
  discounted: number
}
interface LineSums {
  id: string
  revenue: number | null
  cost: number | null
  largestOff: number | null
  /** Of the worst line below its cost: revenue and cost, 分. */
  lossRevenue: number | null
  lossCost: number | null
}
type ResultRow = ReviewResult & { id: string }

/**
 * Orders of some days judged again by the saved rules and by changed ones, from what is stored of each: its results of its
 * last run, its lines, its customer as of today. Each is read in one pass. Orders the rules refused were never kept.
 */
export function simulateReview(database: Database.Database, input: SimulationInput): ReviewSimulation {
  const { fromDay, toDay } = input
  const orders = database
    .prepare<[Day, Day], OrderRow>(
      `select o.id, o.number, o.day, c.name as customer, c.grade, c.credit_limit as creditLimit,
         p.floor_margin as floorMargin, o.pay_by as payBy, o.total, o.override_reason as overrideReason, o.discount,
         o.amount - o.promotion_off as discounted
       from sales_order o join customer c on c.id = o.customer_id
       left join customer_pricing p on p.customer_id = c.id
       where o.day between ? and ? and o.review_run > 0`,
    )
    .all(fromDay, toDay)
  const results = grouped(
    database
      .prepare<[Day, Day], ResultRow>(
        `select r.order_id as id, r.rule, r.outcome, r.line_no as lineNo, r.measured, r.threshold, r.detail
         from sales_order o join order_review r on r.order_id = o.id and r.run = o.review_run
         where o.day between ? and ? and o.review_run > 0`,
      )
      .iterate(fromDay, toDay),
  )
  const sums = sumsOf(database, fromDay, toDay)
  const simulation: ReviewSimulation = {
    fromDay,
    toDay,
    orders: orders.length,
    before: { warn: 0, hold: 0, reject: 0 },
    after: { warn: 0, hold: 0, reject: 0 },
    changed: 0,
    rows: [],
    more: false,
    unknown: [],
  }
  const unknown = new Map<ReviewRule, number>()
  const found: Omit<ReviewSimulation['rows'][number], 'line'>[] = []
  for (const order of orders) {
    const judged = judgedOrder(order, results.get(order.id) ?? [], sums.get(order.id))
    const before = rejudge(judged, input.saved)
    const after = rejudge(judged, input.changed)
    if (before.outcome !== 'pass') simulation.before[before.outcome]++
    if (after.outcome !== 'pass') simulation.after[after.outcome]++
    if (before.outcome !== after.outcome) simulation.changed++
    for (const rule of after.unknown) unknown.set(rule, (unknown.get(rule) ?? 0) + 1)
    const shown = after.struck[0] ?? before.struck[0]
    if (!shown) continue
    const { id, number, day, customer, total } = order
    const { rule, lineNo, measured, threshold, detail } = shown
    const outcomes = { before: before.outcome, after: after.outcome }
    found.push({ orderId: id, number, day, customer, total, ...outcomes, rule, lineNo, measured, threshold, detail })
  }
  found.sort(
    (a, b) =>
      Number(a.before === a.after) - Number(b.before === b.after) ||
      RANK[a.after] - RANK[b.after] ||
      (a.day < b.day ? 1 : a.day > b.day ? -1 : a.orderId < b.orderId ? 1 : -1),
  )
  const lineOf = linesIn(database)
  simulation.rows = found.slice(0, MOST_ROWS).map((row) => ({ ...row, line: lineOf(row.orderId, row.lineNo) }))
  simulation.more = found.length > MOST_ROWS
  simulation.unknown = [...unknown].map(([rule, count]) => ({ rule, orders: count }))
  return simulation
}

/** Names and units of lines, for the few that are shown. */
function linesIn(database: Database.Database) {
  const line = database.prepare<[string, number], NonNullable<ReviewSimulation['rows'][number]['line']>>(
    `select l.line_no as lineNo, p.name, p.base_unit as baseUnit, l.unit, l.factor
     from sales_order_line l join product p on p.id = l.product_id where l.order_id = ? and l.line_no = ?`,
  )
  return (orderId: string, lineNo: number | null) => (lineNo === null ? null : (line.get(orderId, lineNo) ?? null))
}

function grouped(rows: Iterable<ResultRow>): Map<string, ReviewResult[]> {
  const byOrder = new Map<string, ReviewResult[]>()
  for (const { id, ...result } of rows) {
    const known = byOrder.get(id)
    if (known) known.push(result)
    else byOrder.set(id, [result])
  }
  return byOrder
}

/** What the lines of each order bring and cost, as the review sums them. */
function sumsOf(database: Database.Database, fromDay: Day, toDay: Day): Map<string, LineSums> {
  const sums = new Map<string, LineSums>()
  const lines = database
    .prepare<[Day, Day], { id: string; revenue: number; cost: number | null; off: number; gift: number }>(
      `select o.id, case o.tax_included when 1 then l.net else l.net - l.tax end as revenue, l.cost,
         10000 - l.discount as off, l.gift
       from sales_order o join sales_order_line l on l.order_id = o.id
       where o.day between ? and ? and o.review_run > 0`,
    )
    .iterate(fromDay, toDay)
  for (const { id, revenue, cost, off, gift } of lines) {
    let sum = sums.get(id)
    if (!sum) {
      sum = { id, revenue: 0, cost: 0, largestOff: 0, lossRevenue: null, lossCost: null }
      sums.set(id, sum)
    }
    if (gift === 0 && off > sum.largestOff!) sum.largestOff = off
    if (cost === null) continue
    sum.revenue! += revenue
    sum.cost! += cost
    if (gift === 1 || revenue >= cost) continue
    const isWorse = sum.lossCost === null || revenue * sum.lossCost < sum.lossRevenue! * cost
    if (isWorse) Object.assign(sum, { lossRevenue: revenue, lossCost: cost })
  }
  return sums
}

function judgedOrder(order: OrderRow, results: readonly ReviewResult[], sums: LineSums | undefined): JudgedOrder {
  const { overrideReason, total, grade, creditLimit, floorMargin, discounted } = order
  const orderOff = discounted > 0 ? mulDiv(order.discount, 10_000, discounted) : 0
  const cost = sums?.cost ?? 0
  const lossCost = sums?.lossCost ?? null
  return {
    results,
    overrideReason,
    total,
    grade,
    creditLimit,
    floorMargin,
    paysAhead: paysAhead(order.payBy),
    margin: cost > 0 ? (marginOf(sums!.revenue!, cost) ?? -10_000) : null,
    lineMargin: lossCost === null ? null : (marginOf(sums!.lossRevenue!, lossCost) ?? -10_000),
    discount: Math.max(orderOff, sums?.largestOff ?? 0),
  }
}
