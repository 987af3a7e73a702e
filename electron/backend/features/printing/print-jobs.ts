import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PrintKind } from '../../../../shared/contract/printing.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'

/** Who keeps the company sees what everybody printed; others see their own. */
const seesAll = (ctx: QueryContext) => ctx.user.rights.includes('company.manage')

/** One page of prints, newest first; `open`: those that wait or failed. */
export async function jobs(
  ctx: QueryContext,
  input: Requests['printing']['jobs'],
): Promise<Outputs['printing']['jobs']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = ctx.db
    .selectFrom('print_job as j')
    .innerJoin('user_account as u', 'u.id', 'j.printed_by')
    .select(['j.id', 'j.kind', 'j.title', 'j.document_ids', 'j.copies', 'j.printer', 'j.outcome', 'j.problem', 'j.at'])
    .select('u.name as printedBy')
    .orderBy('j.at', 'desc')
    .orderBy('j.id', 'desc')
    .limit(input.limit + 1)
  if (!seesAll(ctx)) query = query.where('j.printed_by', '=', ctx.user.id)
  if (input.filter === 'open') query = query.where('j.outcome', 'in', ['waiting', 'failed'])
  const text = input.search?.trim()
  if (text) query = query.where(sql<boolean>`(instr(j.title, ${text}) > 0 or instr(u.name, ${text}) > 0)`)
  if (after) query = query.where(sql<boolean>`(j.at, j.id) < (${after[0]}, ${after[1]})`)
  return page(
    await query.execute(),
    input.limit,
    ({ document_ids, kind, ...row }) => ({
      ...row,
      kind: kind as PrintKind,
      documentIds: JSON.parse(document_ids) as string[],
    }),
    (row) => [row.at, row.id],
  )
}

/** Notes a print that begins. The same id again changes nothing. */
export async function begin(
  ctx: CommandContext,
  input: Requests['printing']['begin'],
): Promise<Outputs['printing']['begin']> {
  const { id, kind, title, copies, printer } = input
  await ctx.db
    .insertInto('print_job')
    .values({
      id,
      kind,
      title,
      document_ids: JSON.stringify(input.documentIds),
      copies,
      printer,
      outcome: 'waiting',
      printed_by: ctx.user.id,
      at: ctx.at,
    })
    .onConflict((oc) => oc.column('id').doNothing())
    .execute()
  return { id }
}

/** Notes how the caller's own print ended. @throws NOT_FOUND */
export async function finish(
  ctx: CommandContext,
  { id, outcome, problem }: Requests['printing']['finish'],
): Promise<Outputs['printing']['finish']> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('print_job')
    .set({ outcome, problem })
    .where('id', '=', id)
    .where('printed_by', '=', ctx.user.id)
    .executeTakeFirstOrThrow()
  found(numUpdatedRows > 0n ? id : undefined, 'printJob', id)
  return { id }
}
