import { sql, type SelectQueryBuilder } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { statementActions } from '../../../../shared/domain/reconciliation/states.ts'
import type { Schema } from '../../db/schema.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { hidesSale } from '../orders/mask.ts'
import { lateOf } from '../periods/locks.ts'
import { inIds } from '../search/find.ts'
import { accountNow } from './content.ts'
import { differencesOf } from './differences.queries.ts'
import { contentFrom, contentOf, requireCustomer, statementRecord } from './statement-store.ts'

type Filter = Omit<Requests['reconciliation']['list'], 'cursor' | 'limit' | 'status'>

/** Statements, newest period first. A draft shows the figures of now. */
export async function list(
  ctx: QueryContext,
  input: Requests['reconciliation']['list'],
): Promise<Outputs['reconciliation']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = filtered(ctx, input)
    .select(['s.id', 's.number', 's.customer_id as customerId', 'c.name as customer', 'c.code', 's.kind', 's.detail'])
    .select(['s.period_from as from', 's.period_to as to', 's.status', 's.reply_by as replyBy', 's.version'])
    .select(['s.opening', 's.closing', 's.sent_at as sentAt'])
    .select((eb) =>
      eb
        .selectFrom('statement_difference as d')
        .select((one) => one.fn.countAll<number>().as('count'))
        .whereRef('d.statement_id', '=', 's.id')
        .where('d.status', '=', 'open')
        .as('openDifferences'),
    )
    .select((eb) =>
      eb.selectFrom('statement_late as l').select('l.amount').whereRef('l.statement_id', '=', 's.id').as('late'),
    )
    .orderBy('s.period_to', 'desc')
    .orderBy('s.id', 'desc')
    .limit(input.limit + 1)
  if (input.status) query = query.where('s.status', '=', input.status)
  if (after) query = query.where(sql<boolean>`(s.period_to, s.id) < (${after[0]}, ${after[1]})`)
  const found = page(
    await query.execute(),
    input.limit,
    (row) => row,
    (row) => [row.to, row.id],
  )
  const rows: Outputs['reconciliation']['list']['rows'] = []
  for (const row of found.rows) {
    const { opening, closing } = row.closing === null ? (await accountNow(ctx.db, ctx.info.settings, row)).figures : row
    rows.push({
      ...row,
      late: row.late ?? 0,
      opening: opening ?? 0,
      closing: closing ?? 0,
      openDifferences: row.openDifferences ?? 0,
    })
  }
  return { rows, next: found.next }
}

/** Statements per state under the other filters, for the tabs. */
export async function counts(
  ctx: QueryContext,
  input: Requests['reconciliation']['counts'],
): Promise<Outputs['reconciliation']['counts']> {
  const rows = await filtered(ctx, input)
    .select((eb) => ['s.status', eb.fn.countAll<number>().as('count')])
    .groupBy('s.status')
    .execute()
  const states = Object.fromEntries(rows.map((row) => [row.status, row.count]))
  return { all: rows.reduce((sum, row) => sum + row.count, 0), states }
}

/** One statement with its lines, differences and what happened to it. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<Outputs['reconciliation']['get']> {
  const statement = await statementRecord(ctx, input.id)
  const content = await contentOf(ctx.db, ctx.info.settings, statement, !hidesSale(ctx))
  const events = await ctx.db
    .selectFrom('customer_statement_event as e')
    .innerJoin('user_account as u', 'u.id', 'e.user_id')
    .select(['e.id', 'e.kind', 'e.note', 'u.name as user', 'e.at'])
    .where('e.statement_id', '=', statement.id)
    .orderBy('e.id', 'desc')
    .execute()
  const { id, number, status, version, reason, kind, detail } = statement
  return {
    id,
    number,
    customerId: statement.customer_id,
    customer: content.customer.name,
    kind,
    detail,
    from: statement.period_from,
    to: statement.period_to,
    status,
    late: await lateOf(ctx, id),
    replyBy: statement.reply_by,
    version,
    content,
    reason,
    actions: statementActions(status, ctx.user.rights),
    differences: await differencesOf(ctx, id),
    events,
  }
}

/** A customer's account of any days, as the ledger has it now. @throws NOT_FOUND */
export async function preview(
  ctx: QueryContext,
  input: Requests['reconciliation']['preview'],
): Promise<Outputs['reconciliation']['preview']> {
  await requireCustomer(ctx, input.customerId)
  const question = input.kind === 'outstanding' ? { ...input, detail: 'bill' as const } : input
  const account = await accountNow(ctx.db, ctx.info.settings, question)
  return contentFrom(ctx.db, question, account, !hidesSale(ctx))
}

type Statements = SelectQueryBuilder<
  Schema & { s: Schema['customer_statement']; c: Schema['customer'] },
  's' | 'c',
  object
>

function filtered(ctx: QueryContext, { from, to, customerId, search }: Filter): Statements {
  let query: Statements = ctx.db
    .selectFrom('customer_statement as s')
    .innerJoin('customer as c', 'c.id', 's.customer_id')
  if (ctx.user.scope === 'own') query = query.where('c.sales_person_id', '=', ctx.user.id)
  if (from) query = query.where('s.period_to', '>=', from)
  if (to) query = query.where('s.period_to', '<=', to)
  if (customerId) query = query.where('s.customer_id', '=', customerId)
  const text = search?.trim()
  if (!text) return query
  const customers = ctx.company.search.search('customer', text, { limit: 500 }).map((hit) => hit.id)
  return query.where((eb) => eb.or([eb('s.number', '=', text.toUpperCase()), inIds('s.customer_id', customers)]))
}
