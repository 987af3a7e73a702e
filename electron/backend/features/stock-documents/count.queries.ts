import { sql } from 'kysely'
import type { CountScope, CountView } from '../../../../shared/contract/counts.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { costOf, type Pool } from '../../../../shared/domain/inventory/cost.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { packsOf } from '../inventory/packs.ts'
import { sheetLines } from './count-lines.ts'

/** One page of counts, newest first. */
export async function list(ctx: QueryContext, input: Requests['counts']['list']): Promise<Outputs['counts']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = heads(ctx)
    .orderBy('d.day', 'desc')
    .orderBy('d.id', 'desc')
    .limit(input.limit + 1)
  if (input.status) query = query.where('d.status', '=', input.status)
  if (input.warehouseId) query = query.where('d.warehouse_id', '=', input.warehouseId)
  const text = input.search?.trim()
  if (text)
    query = query.where((eb) =>
      eb.or([eb(sql`instr(d.number, ${text.toUpperCase()})`, '>', 0), eb(sql`instr(d.remark, ${text})`, '>', 0)]),
    )
  if (after) query = query.where(sql<boolean>`(d.day, d.id) < (${after[0]}, ${after[1]})`)
  const rows = await query.execute()
  return page(
    rows,
    input.limit,
    (row) => headView(row),
    (row) => [row.day, row.id],
  )
}

/** A count as its reviewer sees it. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<CountView> {
  const head = found(await heads(ctx).where('d.id', '=', input.id).executeTakeFirst(), 'count', input.id)
  const more = await ctx.db
    .selectFrom('stock_document as d')
    .innerJoin('stock_count as k', 'k.document_id', 'd.id')
    .leftJoin('user_account as u', 'u.id', 'd.posted_by')
    .select(['d.warehouse_id', 'd.version', 'd.posted_at', 'd.void_reason', 'k.recount_quantity', 'k.recount_value'])
    .select('u.name as posted_by')
    .where('d.id', '=', input.id)
    .executeTakeFirstOrThrow()
  const lines = await figures(ctx, input.id)
  const counters = await countersOf(ctx, input.id)
  const masked = ctx.user.mask.includes('purchase')
  const worth = (sign: 1 | -1) => (masked ? null : lines.reduce((sum, line) => sum + Math.max(0, sign * line.worth), 0))
  return {
    ...headView(head),
    warehouseId: more.warehouse_id,
    version: more.version,
    recountQuantity: more.recount_quantity,
    recountValue: masked ? null : more.recount_value,
    different: lines.filter((line) => line.difference !== null && line.difference !== 0).length,
    waiting: lines.filter((line) => line.counted === null && line.round > 1).length,
    found: lines.filter((line) => line.found === 1).length,
    entries: counters.reduce((sum, counter) => sum + counter.entries, 0),
    surplus: worth(1),
    loss: worth(-1),
    counters,
    unknown: await unknownCodes(ctx, input.id),
    mustBeReviewedByOther: !ctx.info.settings.countReviewOwn && counters.some((counter) => counter.id === ctx.user.id),
    postedBy: more.posted_by ?? '',
    postedAt: more.posted_at,
    voidReason: more.void_reason,
  }
}

/** Lines for the reviewer, along the way through the bins, those that turned up last. */
export async function lines(
  ctx: QueryContext,
  input: Requests['counts']['lines'],
): Promise<Outputs['counts']['lines']> {
  const after = decodeCursor<[number]>(input.cursor, 1)
  let query = ctx.db
    .selectFrom('stock_count_line as l')
    .innerJoin('stock_document as d', 'd.id', 'l.document_id')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .leftJoin('stock_lot as t', 't.id', 'l.lot_id')
    .leftJoin('user_account as u', 'u.id', 'l.counted_by')
    .leftJoin('product_place as k', (join) =>
      join.onRef('k.product_id', '=', 'p.id').onRef('k.warehouse_id', '=', 'd.warehouse_id'),
    )
    .leftJoin('bin as b', 'b.id', 'k.bin_id')
    .select(['l.line_no as lineNo', 'p.id as productId', 'p.code', 'p.name', 'p.spec', 'p.base_unit as baseUnit'])
    .select(['b.code as bin', 'l.lot_id as lotId', 't.number as lot', 'l.snapshot', 'l.expected', 'l.counted'])
    .select(['l.first_counted as firstCounted', 'l.round', 'l.moved', 'l.found', 'l.reason'])
    .select(['u.name as countedBy', 'l.counted_at as countedAt'])
    .where('l.document_id', '=', input.id)
    .orderBy('l.line_no')
    .limit(input.limit + 1)
  if (after) query = query.where('l.line_no', '>', after[0])
  if (input.filter === 'different') query = query.whereRef('l.counted', '<>', 'l.expected')
  if (input.filter === 'uncounted') query = query.where('l.counted', 'is', null)
  if (input.filter === 'recount') query = query.where('l.round', '>', 1)
  if (input.filter === 'moved') query = query.where('l.moved', '=', 1)
  if (input.filter === 'found') query = query.where('l.found', '=', 1)
  const rows = await query.execute()
  const packs = await packsOf(
    ctx,
    rows.map((row) => row.productId),
  )
  const worth = new Map((await figures(ctx, input.id, rows)).map((line) => [line.line_no, line.worth]))
  const masked = ctx.user.mask.includes('purchase')
  return page(
    rows,
    input.limit,
    (row) => ({
      ...row,
      bin: row.bin ?? '',
      lot: row.lot ?? '',
      packs: packs.get(row.productId) ?? [],
      difference: row.counted === null ? null : row.counted - row.expected!,
      value: masked ? null : (worth.get(row.lineNo) ?? 0),
      moved: row.moved === 1,
      found: row.found === 1,
      countedBy: row.countedBy ?? '',
    }),
    (row) => [row.lineNo],
  )
}

/** The counter's list, blind. @throws NOT_FOUND */
export async function sheet(
  ctx: QueryContext,
  input: Requests['counts']['sheet'],
): Promise<Outputs['counts']['sheet']> {
  const head = await ctx.db
    .selectFrom('stock_document as d')
    .innerJoin('warehouse as w', 'w.id', 'd.warehouse_id')
    .select(['d.id', 'd.number', 'd.warehouse_id as warehouseId', 'w.name as warehouse', 'd.status'])
    .where('d.id', '=', input.id)
    .where('d.kind', '=', 'count')
    .executeTakeFirst()
  const { status, ...rest } = found(head, 'count', input.id)
  return { ...rest, status: statusOf(status), lines: await sheetLines(ctx, input.id) }
}

/**
 * Lines counted once whose difference is above the count's limits (quantity or value at the moving average), and those
 * whose goods moved while they were being counted. Without limits: every difference.
 */
export async function aboveLimits(ctx: Pick<QueryContext, 'db'>, countId: string): Promise<number[]> {
  const limits = await ctx.db
    .selectFrom('stock_count')
    .select(['recount_quantity', 'recount_value'])
    .where('document_id', '=', countId)
    .executeTakeFirstOrThrow()
  const { recount_quantity: quantity, recount_value: value } = limits
  return (await figures(ctx, countId))
    .filter((line) => {
      if (line.round > 1 || line.difference === null) return false
      if (line.moved === 1) return true
      if (line.difference === 0) return false
      if (quantity === null && value === null) return true
      return (
        (quantity !== null && Math.abs(line.difference) > quantity) || (value !== null && Math.abs(line.worth) > value)
      )
    })
    .map((line) => line.line_no)
}

/** Who counted, with how many entries that stand. */
export function countersOf(
  ctx: Pick<QueryContext, 'db'>,
  countId: string,
): Promise<{ id: string; name: string; entries: number }[]> {
  return ctx.db
    .selectFrom('stock_count_entry as e')
    .innerJoin('user_account as u', 'u.id', 'e.counted_by')
    .select((eb) => ['u.id', 'u.name', eb.fn.countAll<number>().as('entries')])
    .where('e.document_id', '=', countId)
    .where('e.undone', '=', 0)
    .groupBy(['u.id', 'u.name'])
    .orderBy('u.name')
    .execute()
}

interface Figures {
  line_no: number
  counted: number | null
  round: number
  moved: number
  found: number
  difference: number | null
  /** Of the difference, 1/10000 yuan: as booked, or at the site's moving average now. */
  worth: number
}

async function figures(
  ctx: Pick<QueryContext, 'db'>,
  countId: string,
  only?: readonly { lineNo: number }[],
): Promise<Figures[]> {
  let query = ctx.db
    .selectFrom('stock_count_line as l')
    .innerJoin('stock_document as d', 'd.id', 'l.document_id')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .leftJoin('stock_value as v', (join) =>
      join.onRef('v.product_id', '=', 'l.product_id').onRef('v.site_id', '=', 'd.site_id'),
    )
    .select(['l.line_no', 'l.counted', 'l.expected', 'l.round', 'l.moved', 'l.found', 'l.value', 'd.status'])
    .select(['v.quantity', 'v.value as pool', 'v.last_cost', 'p.purchase_price'])
    .where('l.document_id', '=', countId)
  if (only) {
    const numbers = JSON.stringify(only.map((line) => line.lineNo))
    query = query.where(sql<boolean>`l.line_no in (select value from json_each(${numbers}))`)
  }
  const rows = await query.execute()
  return rows.map((row) => {
    const difference = row.counted === null ? null : row.counted - row.expected!
    const pool: Pool = {
      quantity: row.quantity ?? 0,
      value: row.pool ?? 0,
      lastCost: row.last_cost ?? row.purchase_price ?? 0,
    }
    const worth =
      row.status !== 'draft'
        ? row.value
        : difference === null || difference === 0
          ? 0
          : Math.sign(difference) * costOf(pool, Math.abs(difference))
    return { ...row, difference, worth }
  })
}

function unknownCodes(ctx: Pick<QueryContext, 'db'>, countId: string): Promise<CountView['unknown']> {
  return ctx.db
    .selectFrom('stock_count_entry as e')
    .innerJoin('user_account as u', 'u.id', 'e.counted_by')
    .select(['e.id as entryId', 'e.code', 'u.name as by', 'e.counted_at as at'])
    .where('e.document_id', '=', countId)
    .where('e.line_no', 'is', null)
    .where('e.undone', '=', 0)
    .orderBy('e.counted_at')
    .execute()
}

function heads(ctx: Pick<QueryContext, 'db'>) {
  return ctx.db
    .selectFrom('stock_document as d')
    .innerJoin('stock_count as k', 'k.document_id', 'd.id')
    .innerJoin('warehouse as w', 'w.id', 'd.warehouse_id')
    .innerJoin('user_account as u', 'u.id', 'd.created_by')
    .select(['d.id', 'd.number', 'd.day', 'w.name as warehouse', 'k.scope', 'd.status', 'd.remark'])
    .select(['u.name as createdBy', 'd.created_at as createdAt'])
    .select((eb) => [
      eb
        .selectFrom('stock_count_line as l')
        .select(eb.fn.countAll<number>().as('n'))
        .whereRef('l.document_id', '=', 'd.id')
        .as('lines'),
      eb
        .selectFrom('stock_count_line as l')
        .select(eb.fn.countAll<number>().as('n'))
        .whereRef('l.document_id', '=', 'd.id')
        .where('l.counted', 'is not', null)
        .as('counted'),
    ])
}

function headView(row: Awaited<ReturnType<ReturnType<typeof heads>['execute']>>[number]) {
  return {
    ...row,
    scope: JSON.parse(row.scope) as CountScope,
    status: statusOf(row.status),
    lines: row.lines ?? 0,
    counted: row.counted ?? 0,
  }
}

/** A count is never on its way. */
const statusOf = (status: string): CountView['status'] => (status === 'posted' || status === 'void' ? status : 'draft')
