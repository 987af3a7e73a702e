import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { LineAnswer, StatementLine } from '../../../../shared/contract/reconciliation.ts'
import { stateAfterAnswers } from '../../../../shared/domain/reconciliation/states.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { bookAdjustment } from './adjustments.service.ts'
import { differenceView } from './differences.queries.ts'
import { changeStatement, contentOf, requireAction, statementRecord, type StatementRecord } from './statement-store.ts'
import { get } from './statements.queries.ts'

type Outcome = 'corrected' | 'explained' | 'withdrawn'

/**
 * Notes what the customer said, line by line. A line seen differently becomes a task for the customer's sales person; a
 * line agreed to takes its open task back.
 * @throws CONFLICT, WRONG_STATE, RULE STATEMENT_LINE_UNKNOWN
 */
export async function answer(
  ctx: CommandContext,
  input: Requests['reconciliation']['answer'],
): Promise<Outputs['reconciliation']['answer']> {
  const statement = await statementRecord(ctx, input.id)
  requireAction(ctx, statement, 'answer', input.version)
  const { lines } = await contentOf(ctx.db, ctx.info.settings, statement, false)
  const known = new Map(lines.map((line) => [`${line.no}:${line.item}`, line]))
  const assignee = await assigneeOf(ctx, statement)
  for (const one of input.answers) {
    const ours = oursOf(one, known, statement)
    if (one.agreed) await withdraw(ctx, statement.id, one)
    else await dispute(ctx, statement, one, ours, assignee)
  }
  await markBills(ctx, statement.id, lines, input.answers, input.rest)
  const status = await stateOf(ctx, statement.id)
  await changeStatement(ctx, statement, { status }, { kind: status === 'sent' ? 'answered' : status, note: input.note })
  return get(ctx, input)
}

/** Our figure for what an answer is about. @throws RULE STATEMENT_LINE_UNKNOWN */
function oursOf(one: LineAnswer, known: ReadonlyMap<string, StatementLine>, statement: StatementRecord): number {
  if (one.no === 0) return one.item === 0 ? statement.closing! : 0
  const line = known.get(`${one.no}:${one.item}`)
  // a bill's goods may be agreed to together
  if (line) return line.amount
  if (one.item === 0 && known.size > 0 && [...known.values()].some(({ no }) => no === one.no)) return 0
  throw ruleError('STATEMENT_LINE_UNKNOWN', { line: one.no })
}

async function withdraw(ctx: CommandContext, statementId: string, { no, item }: LineAnswer): Promise<void> {
  let update = ctx.db
    .updateTable('statement_difference')
    .set((eb) => ({ ...closed(ctx, 'withdrawn'), version: eb('version', '+', 1) }))
    .where('statement_id', '=', statementId)
    .where('line_no', '=', no)
    .where('status', '=', 'open')
  if (item !== 0 || no === 0) update = update.where('item_no', '=', item)
  await update.execute()
}

const closed = (ctx: CommandContext, status: Outcome, resolution = '') => ({
  status,
  resolution,
  resolved_by: ctx.user.id,
  resolved_at: ctx.at,
})

async function dispute(
  ctx: CommandContext,
  statement: StatementRecord,
  { no, item, theirs, remark }: LineAnswer,
  ours: number,
  assignee: string | null,
): Promise<void> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('statement_difference')
    .set((eb) => ({ theirs, remark, version: eb('version', '+', 1) }))
    .where('statement_id', '=', statement.id)
    .where('line_no', '=', no)
    .where('item_no', '=', item)
    .where('status', '=', 'open')
    .executeTakeFirst()
  if (numUpdatedRows > 0n) return
  await ctx.db
    .insertInto('statement_difference')
    .values({
      id: ctx.newId(),
      statement_id: statement.id,
      customer_id: statement.customer_id,
      line_no: no,
      item_no: item,
      ours,
      theirs,
      remark,
      assigned_to: assignee,
      status: 'open',
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
}

/** The customer's sales person, else who answers now. */
async function assigneeOf(ctx: CommandContext, statement: StatementRecord): Promise<string | null> {
  const customer = await ctx.db
    .selectFrom('customer')
    .select('sales_person_id')
    .where('id', '=', statement.customer_id)
    .executeTakeFirstOrThrow()
  return customer.sales_person_id ?? ctx.user.id
}

/** A bill is disputed by any of its lines and agreed to by all of them together. */
async function markBills(
  ctx: CommandContext,
  statementId: string,
  lines: readonly StatementLine[],
  answers: readonly LineAnswer[],
  rest: boolean,
): Promise<void> {
  const linesLeft = new Map<number, Set<number>>()
  for (const { no, item } of lines) linesLeft.set(no, (linesLeft.get(no) ?? new Set()).add(item))
  const disputed = new Set<number>()
  const agreed = new Set<number>()
  for (const { no, item, agreed: yes } of answers) {
    const left = linesLeft.get(no)
    if (!left) continue
    if (!yes) disputed.add(no)
    if (item === 0) left.clear()
    else left.delete(item)
    if (left.size === 0) agreed.add(no)
  }
  const set = async (value: 'agreed' | 'disputed', numbers: Iterable<number>) => {
    for (const no of numbers) {
      await ctx.db
        .updateTable('customer_statement_line')
        .set({ answer: value })
        .where('statement_id', '=', statementId)
        .where('no', '=', no)
        .where('answer', '<>', value)
        .execute()
    }
  }
  await set(
    'agreed',
    [...agreed].filter((no) => !disputed.has(no)),
  )
  await set('disputed', disputed)
  if (!rest) return
  await ctx.db
    .updateTable('customer_statement_line')
    .set({ answer: 'agreed' })
    .where('statement_id', '=', statementId)
    .where('answer', '=', 'none')
    .execute()
}

async function stateOf(ctx: CommandContext, statementId: string) {
  const answers = await ctx.db
    .selectFrom('customer_statement_line')
    .select('answer')
    .distinct()
    .where('statement_id', '=', statementId)
    .execute()
  const differences = await ctx.db
    .selectFrom('statement_difference')
    .select('status')
    .where('statement_id', '=', statementId)
    .execute()
  return stateAfterAnswers(
    answers.map((line) => line.answer),
    differences,
  )
}

/** Gives a difference to somebody else. @throws CONFLICT, WRONG_STATE */
export async function assign(
  ctx: CommandContext,
  input: Requests['reconciliation']['assign'],
): Promise<Outputs['reconciliation']['assign']> {
  await openDifference(ctx, input.id, 'assign')
  await changeDifference(ctx, input, { assigned_to: input.userId })
  return differenceView(ctx, input.id)
}

/**
 * Ends a difference: explained to the customer, or corrected by an adjustment of the customer's account on an open day.
 * The last one resolves the statement.
 * @throws CONFLICT, WRONG_STATE, RULE PERIOD_LOCKED; FORBIDDEN to others than the assigned without settlement.edit
 */
export async function resolve(
  ctx: CommandContext,
  input: Requests['reconciliation']['resolve'],
): Promise<Outputs['reconciliation']['resolve']> {
  const difference = await openDifference(ctx, input.id, 'resolve')
  const { adjustment, resolution } = input
  const mayEdit = ctx.user.rights.includes('settlement.edit')
  if (!mayEdit && (adjustment !== null || difference.assigned_to !== ctx.user.id)) {
    throw new AppError('FORBIDDEN', { right: 'settlement.edit' })
  }
  if (adjustment) await bookAdjustment(ctx, { ...adjustment, customerId: difference.customer_id, reason: resolution })
  await changeDifference(ctx, input, {
    ...closed(ctx, adjustment ? 'corrected' : 'explained', resolution),
    adjustment_id: adjustment?.id ?? null,
  })
  const statement = await statementRecord(ctx, difference.statement_id)
  const status = await stateOf(ctx, statement.id)
  if (status !== statement.status) {
    await changeStatement(ctx, statement, { status }, { kind: status === 'sent' ? 'answered' : status })
  }
  return differenceView(ctx, input.id)
}

/** @throws NOT_FOUND, WRONG_STATE */
async function openDifference(ctx: CommandContext, id: string, action: string) {
  const difference = found(
    await ctx.db.selectFrom('statement_difference').selectAll().where('id', '=', id).executeTakeFirst(),
    'difference',
    id,
  )
  await statementRecord(ctx, difference.statement_id)
  if (difference.status !== 'open') {
    throw new AppError('WRONG_STATE', { entity: 'difference', id, action, state: difference.status })
  }
  return difference
}

async function changeDifference(
  ctx: CommandContext,
  { id, version }: { id: string; version: number },
  patch: {
    assigned_to?: string | null
    status?: Outcome
    resolution?: string
    resolved_by?: string
    resolved_at?: string
    adjustment_id?: string | null
  },
): Promise<void> {
  const update = ctx.db
    .updateTable('statement_difference')
    .set({ ...patch, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
  await claim(update, 'difference', id)
}
