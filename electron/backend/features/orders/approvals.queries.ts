import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ReviewTrail } from '../../../../shared/contract/review.ts'
import { approvalsOf, leaveOf, levelsFor } from '../../../../shared/domain/review/approval.ts'
import { verdictOf, type ReviewOutcome, type ReviewRule } from '../../../../shared/domain/review/rules.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { inIds } from '../search/find.ts'
import { hidesSale } from './mask.ts'
import { actingUser, orderRecord } from './order-store.ts'
import { versionOf } from './review.ts'
import { shipmentChecks } from './shipment-review.ts'

export { rooms, setRoom } from './credit-rooms.service.ts'
export { release, stopped } from './shipment-review.ts'

/** One page of the orders that wait for a person, oldest day first, with what holds each and whether this user may act. */
export async function queue(
  ctx: QueryContext,
  input: Requests['reviews']['queue'],
): Promise<Outputs['reviews']['queue']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let waiting = ctx.db
    .selectFrom('sales_order as o')
    .select(['o.id', 'o.number', 'o.day', 'o.total', 'o.created_by', 'o.submitted_at as submittedAt', 'o.approvals'])
    .select(['o.customer_id', 'o.review_run', 'o.version'])
    .where('o.status', '=', 'pending')
    .orderBy('o.day')
    .orderBy('o.id')
    .limit(input.limit + 1)
  if (ctx.user.scope === 'own') waiting = waiting.where('o.sales_person_id', '=', ctx.user.id)
  if (after) waiting = waiting.where(sql<boolean>`(o.day, o.id) > (${after[0]}, ${after[1]})`)
  const rows = await waiting.execute()
  const holds = await holdsOf(ctx, rows)
  const customers = await namesIn(
    ctx,
    'customer',
    rows.map((r) => r.customer_id),
  )
  const makers = await namesIn(
    ctx,
    'user_account',
    rows.map((r) => r.created_by),
  )
  const user = actingUser(ctx)
  return page(
    rows,
    input.limit,
    ({ customer_id, created_by, approvals, review_run: _, ...row }) => {
      const leave = leaveOf({ createdBy: created_by, total: row.total, approvals }, user)
      return {
        ...row,
        customer: customers.get(customer_id) ?? '',
        createdBy: makers.get(created_by) ?? '',
        total: hidesSale(ctx) ? null : row.total,
        holds: holds.get(row.id) ?? [],
        level: approvalsOf(approvals).length + 1,
        levels: Math.max(1, levelsFor(row.total, user.levels).length),
        mine: leave !== null,
        for: ctx.user.deputyFor.find((one) => one.id === leave?.forId)?.name ?? '',
      }
    },
    (r) => [r.day, r.id],
  )
}

/** All runs of the rules over an order, all decisions, and how its notes were judged as their goods left. @throws NOT_FOUND */
export async function trail(ctx: QueryContext, input: { id: string }): Promise<ReviewTrail> {
  const order = await orderRecord(ctx, input.id)
  const decisions = await ctx.db
    .selectFrom('order_decision as d')
    .innerJoin('user_account as u', 'u.id', 'd.user_id')
    .leftJoin('user_account as f', 'f.id', 'd.for_user_id')
    .select(['d.run', 'd.kind', 'd.level', 'd.levels', 'd.reason', 'd.at', 'u.name as by', 'f.name as for'])
    .where('d.order_id', '=', order.id)
    .orderBy('d.no')
    .execute()
  return {
    runs: await runsOf(ctx, order.id),
    decisions: decisions.map((one) => ({ ...one, for: one.for ?? '' })),
    shipments: await shipmentChecks(ctx, order.id),
    levels: order.review === 'pending' ? await openLevels(ctx, order.total, order.approvals) : [],
  }
}

async function runsOf(ctx: QueryContext, orderId: string): Promise<ReviewTrail['runs']> {
  const rows = await ctx.db
    .selectFrom('order_review as r')
    .leftJoin('user_account as u', 'u.id', 'r.user_id')
    .select(['r.run', 'r.rule', 'r.outcome', 'r.rule_version', 'r.settings_version', 'r.at', 'u.name as by'])
    .where('r.order_id', '=', orderId)
    .orderBy('r.run')
    .orderBy('r.no')
    .execute()
  const runs = new Map<number, { run: ReviewTrail['runs'][number]; results: { outcome: ReviewOutcome }[] }>()
  for (const { run, rule, outcome, rule_version, settings_version, at, by } of rows) {
    const version = versionOf(rule_version, settings_version)
    const known = runs.get(run) ?? { run: { run, at, by: by ?? '', version, outcome: 'pass', rules: [] }, results: [] }
    known.results.push({ outcome: outcome as ReviewOutcome })
    if (outcome !== 'pass' && !known.run.rules.includes(rule as ReviewRule)) known.run.rules.push(rule as ReviewRule)
    runs.set(run, known)
  }
  return [...runs.values()].map(({ run, results }) => ({ ...run, outcome: verdictOf(results) }))
}

async function openLevels(ctx: QueryContext, total: number, approvals: string): Promise<ReviewTrail['levels']> {
  const levels = levelsFor(total, ctx.info.settings.review.levels)
  const given = approvalsOf(approvals)
  const roles = await namesIn(
    ctx,
    'role',
    levels.map((level) => level.roleId),
  )
  const people = await namesIn(
    ctx,
    'user_account',
    given.map((step) => step.userId),
  )
  return levels.map(({ roleId }, i) => ({
    level: i + 1,
    role: roles.get(roleId) ?? '',
    by: given[i] ? (people.get(given[i].userId) ?? '') : '',
  }))
}

/** Rules that hold each order in its last run. */
async function holdsOf(ctx: QueryContext, orders: readonly { id: string; review_run: number }[]) {
  const runs = new Map(orders.map((order) => [order.id, order.review_run]))
  const holds = new Map<string, ReviewRule[]>()
  if (orders.length === 0) return holds
  const rows = await ctx.db
    .selectFrom('order_review')
    .select(['order_id', 'run', 'rule'])
    .where(inIds('order_id', [...runs.keys()]))
    .where('outcome', '=', 'hold')
    .execute()
  for (const { order_id, run, rule } of rows) {
    if (runs.get(order_id) !== run) continue
    const known = holds.get(order_id) ?? []
    if (!known.includes(rule as ReviewRule)) known.push(rule as ReviewRule)
    holds.set(order_id, known)
  }
  return holds
}

async function namesIn(
  ctx: QueryContext,
  table: 'customer' | 'user_account' | 'role',
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await ctx.db
    .selectFrom(table)
    .select(['id', 'name'])
    .where(inIds('id', [...new Set(ids)]))
    .execute()
  return new Map(rows.map((row) => [row.id, row.name]))
}
