import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { StoredResult, ShipmentCheck } from '../../../../shared/contract/review.ts'
import { limitsFor } from '../../../../shared/domain/review/limits.ts'
import { REVIEW_RULES_VERSION, verdictOf } from '../../../../shared/domain/review/rules.ts'
import { reviewShipment, type ShipmentFacts } from '../../../../shared/domain/review/shipment.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { prepared } from '../../db/prepared.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { creditOf, isPrepaid, roomFor, siteRooms } from './credit.ts'
import { hidesSale } from './mask.ts'
import { decidesFor, orderRecord, type OrderRecord } from './order-store.ts'

/**
 * Judges credit, overdue debts and the customer's state once more as a note's goods are to leave, and keeps what was found.
 * @param note its amount is what it books (分)
 * @param leftReason why the goods have left already, empty: they have not. Then nothing stops them, only a person is told.
 * @returns false: the note has to wait until somebody releases it; the caller books nothing and commits
 */
export async function judgeShipment(
  ctx: CommandContext,
  order: OrderRecord,
  note: { id: string; amount: number },
  leftReason = '',
): Promise<boolean> {
  const { review } = ctx.info.settings
  if (!review.atShipment) return true
  const last = await lastCheck(ctx, note.id)
  // leave is for what was seen: a note that has grown since is judged anew
  if (last?.decided === 'released' && note.amount <= last.amount) return true
  const customer = await ctx.db
    .selectFrom('customer')
    .select(['status', 'credit_limit', 'grade'])
    .where('id', '=', order.customer_id)
    .executeTakeFirstOrThrow()
  const results = reviewShipment(
    await shipmentFacts(ctx, order, note.amount, customer),
    limitsFor(review, customer.grade),
  )
  const verdict = verdictOf(results)
  const isStopped = verdict === 'hold' || verdict === 'reject'
  const hasLeft = leftReason !== ''
  await ctx.db
    .updateTable('shipment_review')
    .set({ waiting: 0 })
    .where('shipment_id', '=', note.id)
    .where('waiting', '=', 1)
    .execute()
  await ctx.db
    .insertInto('shipment_review')
    .values({
      shipment_id: note.id,
      run: (last?.run ?? 0) + 1,
      order_id: order.id,
      amount: note.amount,
      outcome: isStopped ? (hasLeft ? 'left' : 'stopped') : verdict === 'warn' ? 'warn' : 'pass',
      results: JSON.stringify(results),
      rule_version: REVIEW_RULES_VERSION,
      settings_version: review.version,
      at: ctx.at,
      user_id: ctx.user.id,
      left_reason: leftReason,
      waiting: isStopped ? 1 : 0,
    })
    .execute()
  return !isStopped || hasLeft
}

/**
 * Lets a stopped note go, for the amount that was seen; of one whose goods had left already it is only noted. Sent twice
 * it changes nothing.
 * @throws NOT_FOUND, CONFLICT when it was judged anew, RULE OWN_ORDER_REVIEW, REASON_REQUIRED
 */
export async function release(
  ctx: CommandContext,
  input: Requests['reviews']['release'],
): Promise<Outputs['reviews']['release']> {
  const last = found(await lastCheck(ctx, input.shipmentId), 'shipment', input.shipmentId)
  const order = await orderRecord(ctx, last.order_id)
  if (last.run !== input.run) throw new AppError('CONFLICT', { entity: 'shipment', id: input.shipmentId })
  if (last.decided !== null) return { ok: true }
  if (last.waiting === 0) throw new AppError('CONFLICT', { entity: 'shipment', id: input.shipmentId })
  if (order.created_by === ctx.user.id && !ctx.info.settings.review.reviewOwn) throw ruleError('OWN_ORDER_REVIEW')
  const isStopped = last.outcome === 'stopped'
  if (isStopped && input.reason === '') throw ruleError('REASON_REQUIRED', { field: 'reason' })
  await ctx.db
    .updateTable('shipment_review')
    .set({
      waiting: 0,
      decided: isStopped ? 'released' : 'seen',
      reason: input.reason,
      decided_at: ctx.at,
      decided_by: ctx.user.id,
      decided_for: decidesFor(ctx),
    })
    .where('shipment_id', '=', input.shipmentId)
    .where('run', '=', input.run)
    .execute()
  return { ok: true }
}

/** Notes the rules stopped as their goods were to leave, and goods that left all the same, oldest first. */
export async function stopped(ctx: QueryContext): Promise<Outputs['reviews']['stopped']> {
  let query = checks(ctx)
    .innerJoin('sales_order as o', 'o.id', 'r.order_id')
    .innerJoin('customer as c', 'c.id', 's.customer_id')
    .innerJoin('user_account as m', 'm.id', 'o.created_by')
    .select(['o.number as orderNumber', 'c.name as customer', 'o.created_by as makerId', 'm.name as maker'])
    // literal, so that SQLite can use the small partial index
    .where(sql<boolean>`r.waiting = 1`)
    .where((eb) => eb.or([eb('s.status', '=', 'draft'), eb('r.outcome', '=', 'left')]))
    .orderBy('r.at')
    .orderBy('r.shipment_id')
    .limit(200)
  if (ctx.user.scope === 'own') query = query.where('o.sales_person_id', '=', ctx.user.id)
  const rows = await query.execute()
  const { reviewOwn } = ctx.info.settings.review
  return rows.map(({ orderNumber, customer, makerId, maker, ...row }) => ({
    ...shownCheck(ctx, row),
    orderNumber: orderNumber ?? '',
    customer,
    maker,
    mayRelease: reviewOwn || makerId !== ctx.user.id,
  }))
}

/** How often and with what outcome the notes of an order were judged as their goods were to leave, oldest first. */
export async function shipmentChecks(ctx: QueryContext, orderId: string): Promise<ShipmentCheck[]> {
  const rows = await checks(ctx)
    .where('r.order_id', '=', orderId)
    .orderBy('r.at')
    .orderBy('r.shipment_id')
    .orderBy('r.run')
    .execute()
  return rows.map((row) => shownCheck(ctx, row))
}

/** How a note was judged last; null: never. */
export async function shipmentCheck(ctx: QueryContext, shipmentId: string): Promise<ShipmentCheck | null> {
  const row = await checks(ctx)
    .where('r.shipment_id', '=', shipmentId)
    .orderBy('r.run', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? shownCheck(ctx, row) : null
}

interface LastCheck {
  run: number
  order_id: string
  amount: number
  outcome: string
  waiting: number
  decided: string | null
}
const lastOf = prepared<{ id: string }, LastCheck>((db, value) =>
  db
    .selectFrom('shipment_review')
    .select(['run', 'order_id', 'amount', 'outcome', 'waiting', 'decided'])
    .where('shipment_id', '=', value('id'))
    .orderBy('run', 'desc')
    .limit(1),
)
const lastCheck = (ctx: CommandContext, id: string) => lastOf.first(ctx.db, { id })

async function shipmentFacts(
  ctx: CommandContext,
  order: OrderRecord,
  amount: number,
  customer: Pick<ShipmentCustomer, 'status' | 'credit_limit'>,
): Promise<ShipmentFacts> {
  const credit = await creditOf(ctx, order.customer_id, order.id)
  const limit = customer.credit_limit
  const rooms = limit === null ? [] : await siteRooms(ctx, order.customer_id, limit, order.id)
  const room = roomFor(rooms, order.site_id, { ...credit, creditLimit: limit ?? 0 })
  const passed = order.review === 'approved' ? await passedByHand(ctx, order) : new Map<string, number>()
  return {
    customerStatus: customer.status,
    prepaid: await isPrepaid(ctx, order, amount, { ...credit, openOrders: 0 }),
    owed: room.balance + amount,
    creditLimit: limit === null ? null : room.creditLimit,
    creditSite: room.site,
    overdueAmount: credit.overdueAmount,
    overdueDays: credit.overdueDays,
    approvedExposure: passed.get('credit-limit') ?? null,
    approvedOverdue: passed.get('overdue') ?? null,
  }
}
interface ShipmentCustomer {
  status: 'active' | 'frozen' | 'archived'
  credit_limit: number | null
}

/** What the rules measured that held the order, and a person let pass. */
async function passedByHand(ctx: CommandContext, order: OrderRecord): Promise<Map<string, number>> {
  const rows = await ctx.db
    .selectFrom('order_review')
    .select(['rule', 'measured'])
    .where('order_id', '=', order.id)
    .where('run', '=', order.review_run)
    .where('outcome', '=', 'hold')
    .where('rule', 'in', ['credit-limit', 'overdue'])
    .execute()
  return new Map(rows.map((row) => [row.rule, row.measured]))
}

const checks = (ctx: QueryContext) =>
  ctx.db
    .selectFrom('shipment_review as r')
    .innerJoin('shipment as s', 's.id', 'r.shipment_id')
    .innerJoin('user_account as u', 'u.id', 'r.user_id')
    .leftJoin('user_account as d', 'd.id', 'r.decided_by')
    .leftJoin('user_account as f', 'f.id', 'r.decided_for')
    .select(['r.shipment_id as shipmentId', 's.number', 'r.order_id as orderId', 'r.run', 'r.amount', 'r.outcome'])
    .select([
      'r.results',
      'r.rule_version',
      'r.settings_version',
      'r.at',
      'u.name as by',
      'r.left_reason as leftReason',
    ])
    .select(['r.waiting', 'r.decided', 'r.reason', 'r.decided_at as decidedAt'])
    .select(['d.name as decidedBy', 'f.name as decidedFor'])

type CheckRow = Awaited<ReturnType<ReturnType<typeof checks>['execute']>>[number]

function shownCheck(ctx: QueryContext, row: CheckRow): ShipmentCheck {
  const { results, rule_version, settings_version, decidedAt, decidedBy, decidedFor, reason, ...check } = row
  const isHidden = hidesSale(ctx)
  return {
    ...check,
    amount: isHidden ? null : row.amount,
    results: isHidden ? [] : (JSON.parse(results) as StoredResult[]),
    version: `${rule_version}.${settings_version}`,
    waiting: row.waiting === 1,
    decision:
      decidedAt === null || decidedBy === null ? null : { at: decidedAt, by: decidedBy, for: decidedFor ?? '', reason },
  }
}
