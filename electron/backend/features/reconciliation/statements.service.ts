import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { Day } from '../../../../shared/day.ts'
import { addDays } from '../../../../shared/day.ts'
import { stateAfterAnswers } from '../../../../shared/domain/reconciliation/states.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { forgetLate, lateOf } from '../periods/locks.ts'
import { firstSite } from '../settlement/money-store.ts'
import { accountNow, type Question } from './content.ts'
import {
  changeStatement,
  noteEvent,
  requireAction,
  requireCustomer,
  statementRecord,
  type StatementRecord,
} from './statement-store.ts'
import { get } from './statements.queries.ts'

type View = Outputs['reconciliation']['get']

/** A draft for one customer and days. The same id again returns what is there. @throws NOT_FOUND, DUPLICATE, RULE */
export async function create(ctx: CommandContext, input: Requests['reconciliation']['create']): Promise<View> {
  const { id, ...question } = input
  const existing = await ctx.db.selectFrom('customer_statement').select('id').where('id', '=', id).executeTakeFirst()
  if (existing) return get(ctx, { id })
  await requireCustomer(ctx, question.customerId)
  requireDays(ctx, question.from, question.to)
  const other = await ctx.db
    .selectFrom('customer_statement')
    .select(['id', 'number'])
    .where('customer_id', '=', question.customerId)
    .where('kind', '=', question.kind)
    .where('period_to', '=', question.to)
    .where('status', '<>', 'void')
    .executeTakeFirst()
  if (other) {
    throw new AppError('DUPLICATE', { entity: 'statement', field: 'to', value: other.number, id: other.id })
  }
  await insertDraft(ctx, id, question)
  return get(ctx, { id })
}

/** @throws RULE DATES_REVERSED, DAY_IN_FUTURE */
export function requireDays(ctx: Pick<CommandContext, 'today'>, from: Day, to: Day): void {
  if (from > to) throw ruleError('DATES_REVERSED', { field: 'to' })
  if (to > ctx.today) throw ruleError('DAY_IN_FUTURE', { field: 'to', value: to })
}

export async function insertDraft(ctx: CommandContext, id: string, question: Question): Promise<void> {
  const { customerId, kind, from, to } = question
  const siteId = await firstSite(ctx)
  await ctx.db
    .insertInto('customer_statement')
    .values({
      id,
      number: await nextNumber(ctx, 'statement', siteId),
      site_id: siteId,
      customer_id: customerId,
      kind,
      // what is open of a bill has no goods
      detail: kind === 'outstanding' ? 'bill' : question.detail,
      period_from: from,
      period_to: to,
      status: 'draft',
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
  await noteEvent(ctx, id, 'created')
}

/** Fixes the figures as they are now and notes how they reached the customer. @throws CONFLICT, WRONG_STATE */
export async function send(ctx: CommandContext, input: Requests['reconciliation']['send']): Promise<View> {
  const statement = await statementRecord(ctx, input.id)
  requireAction(ctx, statement, 'send', input.version)
  await fixFigures(ctx, statement, [input.channel, input.note].filter(Boolean).join(' '))
  return get(ctx, input)
}

const LINE_COLUMNS = ['statement_id', 'no', 'entry_id', 'amount']

/** Stores figures and lines as the ledger has them now; what was booked late until now is in them. */
export async function fixFigures(ctx: CommandContext, statement: StatementRecord, note: string): Promise<void> {
  const { statements } = ctx.info.settings
  const { id, customer_id: customerId, kind, detail, period_from: from, period_to: to } = statement
  const { figures, ageing, bills } = await accountNow(ctx.db, ctx.info.settings, { customerId, kind, detail, from, to })
  const fixed = {
    ...figures,
    ageing: JSON.stringify(ageing),
    status: 'sent' as const,
    sent_at: ctx.at,
    reply_by: addDays(ctx.today, statements.replyDays),
  }
  await changeStatement(ctx, statement, fixed, { kind: 'sent', note })
  await forgetLate(ctx, id)
  if (statement.closing !== null)
    await ctx.db.deleteFrom('customer_statement_line').where('statement_id', '=', id).execute()
  const rows = bills.map((bill, index) => [id, index + 1, bill.id, bill.amount])
  await insertRows(ctx.db, 'customer_statement_line', LINE_COLUMNS, rows)
}

/**
 * Closes the statement's days for its customer.
 * @throws CONFLICT; WRONG_STATE while a line is disputed or nobody has confirmed; RULE STATEMENT_OUTDATED when something
 *   was booked into its days after it was sent
 */
export async function lock(ctx: CommandContext, input: Requests['reconciliation']['lock']): Promise<View> {
  const statement = await statementRecord(ctx, input.id)
  requireAction(ctx, statement, 'lock', input.version)
  if ((await lateOf(ctx, statement.id)) !== 0) throw ruleError('STATEMENT_OUTDATED')
  await changeStatement(ctx, statement, { status: 'locked', locked_at: ctx.at }, { kind: 'locked' })
  return get(ctx, input)
}

/** Opens the days again, for a reason that is kept. @throws CONFLICT, WRONG_STATE, RULE LATER_PERIOD_LOCKED */
export async function unlock(ctx: CommandContext, input: Requests['reconciliation']['unlock']): Promise<View> {
  const statement = await statementRecord(ctx, input.id)
  requireAction(ctx, statement, 'unlock', input.version)
  const later = await ctx.db
    .selectFrom('customer_statement')
    .select('number')
    .where('customer_id', '=', statement.customer_id)
    .where('status', '=', 'locked')
    .where('period_to', '>', statement.period_to)
    .executeTakeFirst()
  if (later) throw ruleError('LATER_PERIOD_LOCKED', { value: later.number })
  const differences = await ctx.db
    .selectFrom('statement_difference')
    .select('status')
    .where('statement_id', '=', statement.id)
    .execute()
  // every line was agreed or settled, or it could not have been locked
  const status = stateAfterAnswers([], differences)
  await changeStatement(ctx, statement, { status, locked_at: null }, { kind: 'unlocked', note: input.reason })
  return get(ctx, input)
}

/** Takes a statement back; open differences end with it. The number stays. @throws CONFLICT, WRONG_STATE */
export async function voidStatement(ctx: CommandContext, input: Requests['reconciliation']['void']): Promise<View> {
  const statement = await statementRecord(ctx, input.id)
  requireAction(ctx, statement, 'void', input.version)
  const { reason } = input
  await changeStatement(ctx, statement, { status: 'void', reason }, { kind: 'void', note: reason })
  await ctx.db
    .updateTable('statement_difference')
    .set((eb) => ({
      status: 'withdrawn' as const,
      resolution: reason,
      resolved_by: ctx.user.id,
      resolved_at: ctx.at,
      version: eb('version', '+', 1),
    }))
    .where('statement_id', '=', statement.id)
    .where('status', '=', 'open')
    .execute()
  return get(ctx, input)
}
