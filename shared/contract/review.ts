import * as z from 'zod'
import { REVIEW_RULES } from '../domain/review/rules.ts'
import { day, done, factor, fen, id, pageInput, pageOf, text, version } from './common.ts'
import { command, query } from './method.ts'

const reviewOutcome = z.enum(['pass', 'warn', 'hold', 'reject'])

/** What one rule found, as it is kept. */
const storedResult = z.object({
  rule: z.enum(REVIEW_RULES),
  outcome: reviewOutcome,
  lineNo: z.int().nullable(),
  measured: z.number(),
  threshold: z.number(),
  detail: z.string(),
})
export type StoredResult = z.infer<typeof storedResult>

/** What one rule found, when, and for whom. */
export const reviewResult = storedResult.extend({
  at: z.string(),
  /** Whose submit made the rules run; empty: not written down. */
  by: z.string(),
  /** Of the rules: of the program's table, and how often the company had changed its own. */
  version: z.string(),
})

/** A note judged as its goods were to leave. `left`: they had left already, with `leftReason`. */
export const shipmentCheck = z.object({
  shipmentId: id,
  number: z.string(),
  orderId: id,
  run: z.int(),
  /** What the note books, 分; null: hidden. */
  amount: fen.nullable(),
  outcome: z.enum(['pass', 'warn', 'stopped', 'left']),
  results: z.array(storedResult),
  version: z.string(),
  at: z.string(),
  by: z.string(),
  leftReason: z.string(),
  /** Nobody has decided yet. */
  waiting: z.boolean(),
  /** `released`: may go for this amount; `seen`: somebody knows that it left. */
  decided: z.enum(['released', 'seen']).nullable(),
  /** `for`: whose deputy decided; empty: nobody's. */
  decision: z.object({ at: z.string(), by: z.string(), for: z.string(), reason: z.string() }).nullable(),
})
export type ShipmentCheck = z.infer<typeof shipmentCheck>

/** What a person decided about a held order. */
export const orderDecision = z.object({
  run: z.int(),
  kind: z.enum(['approve', 'reject', 'send-back', 'withdraw']),
  level: z.int(),
  levels: z.int(),
  reason: z.string(),
  at: z.string(),
  by: z.string(),
  /** Whose deputy decided; empty: nobody's. */
  for: z.string(),
})

/** One run of the rules over an order. */
export const reviewRun = z.object({
  run: z.int(),
  at: z.string(),
  by: z.string(),
  version: z.string(),
  outcome: reviewOutcome,
  /** Rules that were broken. */
  rules: z.array(z.enum(REVIEW_RULES)),
})

/** All that was judged and decided of an order. */
export const reviewTrail = z.object({
  runs: z.array(reviewRun),
  decisions: z.array(orderDecision),
  shipments: z.array(shipmentCheck),
  /** Levels the order has to pass while it waits, with who has given leave. */
  levels: z.array(z.object({ level: z.int(), role: z.string(), by: z.string() })),
})
export type ReviewTrail = z.infer<typeof reviewTrail>

/** What a customer may owe a site that works on its own, and what it does, 分. `isOwn`: set for this customer. */
export const creditRoom = z.object({
  siteId: id,
  site: z.string(),
  amount: fen,
  isOwn: z.boolean(),
  balance: fen,
  openOrders: fen,
})
export type CreditRoom = z.infer<typeof creditRoom>

/** An order that waits for a person. */
export const queueRow = z.object({
  id,
  number: z.string().nullable(),
  day,
  customer: z.string(),
  total: fen.nullable(),
  createdBy: z.string(),
  submittedAt: z.string().nullable(),
  /** Rules that hold it. */
  holds: z.array(z.enum(REVIEW_RULES)),
  /** The level it waits for, of how many. */
  level: z.int(),
  levels: z.int(),
  /** This user may approve it now; `for`: as whose deputy, empty: as themselves. */
  mine: z.boolean(),
  for: z.string(),
  version,
})
export type QueueRow = z.infer<typeof queueRow>

const outcomeCounts = z.object({ warn: z.int(), hold: z.int(), reject: z.int() })

/** What other review rules would have made of the orders of some days. */
export const reviewSimulation = z.object({
  fromDay: day,
  toDay: day,
  /** Orders judged again: all that were judged in these days. */
  orders: z.int(),
  /** By the saved rules, and by the ones tried. */
  before: outcomeCounts,
  after: outcomeCounts,
  /** Orders that come out otherwise. */
  changed: z.int(),
  /** At most 200: those that change first, then the worst. With the result that weighs most and its line. */
  rows: z.array(
    z.object({
      orderId: id,
      number: z.string().nullable(),
      day,
      customer: z.string(),
      total: fen,
      before: reviewOutcome,
      after: reviewOutcome,
      rule: z.enum(REVIEW_RULES),
      lineNo: z.int().nullable(),
      measured: z.number(),
      threshold: z.number(),
      detail: z.string(),
      line: z.object({ lineNo: z.int(), name: z.string(), baseUnit: z.string(), unit: z.string(), factor }).nullable(),
    }),
  ),
  more: z.boolean(),
  /** Rules that cannot be judged afterwards for so many orders; there they count as passed. */
  unknown: z.array(z.object({ rule: z.enum(REVIEW_RULES), orders: z.int() })),
})
export type ReviewSimulation = z.infer<typeof reviewSimulation>

/** Review of orders by people: what waits, what was decided, and what customers may owe branches. */
export const reviews = {
  /** Orders that wait for a person, oldest day first. */
  queue: query('orders.review').input(z.object(pageInput)).output(pageOf(queueRow)),
  /** All runs of the rules over an order, all decisions, and how its notes were judged as their goods left. */
  trail: query('orders.view').input(z.object({ id })).output(reviewTrail),
  /** Notes stopped as their goods were to leave, and goods that left all the same, until somebody decides. */
  stopped: query('orders.review').output(
    z.array(
      shipmentCheck.extend({
        orderNumber: z.string(),
        customer: z.string(),
        maker: z.string(),
        mayRelease: z.boolean(),
      }),
    ),
  ),
  /** Lets a stopped note go for the amount that was seen, with a reason; takes note of goods that had left. */
  release: command('orders.review')
    .input(z.object({ shipmentId: id, run: z.int(), reason: text(200).default('') }))
    .output(done),
  /** What a customer may owe the sites that work on their own, and does; empty without such sites or without a limit. */
  rooms: query('customers.view')
    .input(z.object({ customerId: id }))
    .output(z.array(creditRoom)),
  /** Sets a customer's room at such a site; null: the site's share of the limit again. */
  setRoom: command('customers.edit')
    .input(z.object({ customerId: id, siteId: id, amount: fen.min(0).nullable() }))
    .output(z.array(creditRoom)),
}
