import { join } from 'node:path'
import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { answerOf, type ReturnedLine } from '../../../../shared/domain/reconciliation/answers.ts'
import { signedAs } from '../../../../shared/domain/reconciliation/figures.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { workerOf } from '../../db/workers/run-on-worker.ts'
import { prepareReader } from '../../files/read-spreadsheet.ts'
import { handOut } from '../../files/hand-out.ts'
import { FILE_TYPES, inFolder, stagedUpload } from '../../files/task-files.ts'
import type { CommandContext, QueryContext, TaskContext } from '../../rpc/context.ts'
import { hidesSale } from '../orders/mask.ts'
import { lookOf } from './printing.service.ts'
import { stopWhenCancelled, tracked } from './progress.ts'
import { STATEMENT_LABELS } from './statement-labels.ts'
import { contentOf, noteEvent, statementRecord } from './statement-store.ts'
import { fixFigures, insertDraft, requireDays } from './statements.service.ts'
import type { StatementJobs } from './statements.worker.ts'

export const worker = workerOf<StatementJobs>(new URL('./statements.worker.ts', import.meta.url))

/** Statements written in one unit of work: a few milliseconds, so that clerks are not kept waiting. */
const SLICE = 50

/** Drafts for all customers of some days; who has one keeps it. Run again it makes what is missing. @throws CANCELLED, RULE */
export function createMonth(
  ctx: TaskContext,
  input: Requests['reconciliation']['createMonth'],
): Promise<Outputs['reconciliation']['createMonth']> {
  const { job, ...question } = input
  requireDays(ctx, input.from, input.to)
  return tracked(ctx, job, async (report) => {
    const customers = await customersOf(ctx, input)
    const wanted = customers.filter((customer) => customer.there === 0).map((customer) => customer.id)
    let made = 0
    for (let at = 0; at < wanted.length; at += SLICE) {
      stopWhenCancelled(ctx)
      await ctx.unit(async (unit) => {
        const still = await without(unit, question, wanted.slice(at, at + SLICE))
        for (const customerId of still) await insertDraft(unit, unit.newId(), { ...question, customerId })
        made += still.length
      })
      report(Math.min(at + SLICE, wanted.length), wanted.length)
    }
    return { made, there: customers.length - made }
  })
}

/** Customers with entries in the days or a balance at their end, and whether they have a statement. */
function customersOf(ctx: QueryContext, { kind, from, to }: Requests['reconciliation']['createMonth']) {
  const query = ctx.db
    .selectFrom('receivable_balance as b')
    .innerJoin('customer as c', 'c.id', 'b.customer_id')
    .select('c.id')
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('customer_statement as s')
            .select('s.id')
            .whereRef('s.customer_id', '=', 'c.id')
            .where('s.kind', '=', kind)
            .where('s.period_to', '=', to)
            .where('s.status', '<>', 'void'),
        )
        .$castTo<0 | 1>()
        .as('there'),
    )
    .where(
      sql<boolean>`(exists (select 1 from receivable_entry e
          where e.customer_id = c.id and e.day >= ${kind === 'activity' ? from : to} and e.day <= ${to})
        or b.balance <> coalesce(
          (select sum(e.amount) from receivable_entry e where e.customer_id = c.id and e.day > ${to}), 0))`,
    )
    .orderBy('c.code')
  return (ctx.user.scope === 'own' ? query.where('c.sales_person_id', '=', ctx.user.id) : query).execute()
}

/** Those of some customers who have no statement: somebody else may have been faster. */
async function without(
  ctx: CommandContext,
  { kind, to }: { kind: 'activity' | 'outstanding'; to: string },
  customerIds: readonly string[],
): Promise<string[]> {
  const rows = await ctx.db
    .selectFrom('customer_statement')
    .select('customer_id')
    .where('customer_id', 'in', customerIds)
    .where('kind', '=', kind)
    .where('period_to', '=', to)
    .where('status', '<>', 'void')
    .execute()
  const there = new Set(rows.map((row) => row.customer_id))
  return customerIds.filter((id) => !there.has(id))
}

/** Fixes the figures of all drafts of some days. @throws CANCELLED */
export function sendMonth(
  ctx: TaskContext,
  input: Requests['reconciliation']['sendMonth'],
): Promise<Outputs['reconciliation']['sendMonth']> {
  return tracked(ctx, input.job, async (report) => {
    const ids = await idsOf(ctx, input, true)
    let sent = 0
    for (let at = 0; at < ids.length; at += SLICE) {
      stopWhenCancelled(ctx)
      await ctx.unit(async (unit) => {
        for (const id of ids.slice(at, at + SLICE)) {
          const statement = await statementRecord(unit, id)
          if (statement.status !== 'draft') continue
          await fixFigures(unit, statement, input.channel)
          sent++
        }
      })
      report(Math.min(at + SLICE, ids.length), ids.length)
    }
    return { sent }
  })
}

/** Statements of some days that are not void, by number. */
export async function idsOf(
  ctx: QueryContext,
  { from, to }: { from?: string | undefined; to?: string | undefined },
  draftsOnly: boolean,
): Promise<string[]> {
  let query = ctx.db
    .selectFrom('customer_statement as s')
    .innerJoin('customer as c', 'c.id', 's.customer_id')
    .select('s.id')
    .where('s.period_to', '>=', from ?? '')
    .where('s.period_to', '<=', to ?? ctx.today)
    .orderBy('s.number')
  query = draftsOnly ? query.where('s.status', '=', 'draft') : query.where('s.status', '<>', 'void')
  if (ctx.user.scope === 'own') query = query.where('c.sales_person_id', '=', ctx.user.id)
  return (await query.execute()).map((row) => row.id)
}

/** Statements as files, noted on each. @throws CANCELLED, FORBIDDEN, NOT_FOUND, FILE_REFUSED, RULE DOCUMENT_EMPTY */
export function save(ctx: TaskContext, input: Requests['reconciliation']['save']): Promise<File> {
  if (!ctx.user.rights.includes('settlement.view')) throw new AppError('FORBIDDEN', { right: 'settlement.view' })
  return tracked(ctx, input.job, async (report) => {
    const ids = input.ids ?? (await idsOf(ctx, input, false))
    if (ids.length === 0) throw ruleError('DOCUMENT_EMPTY')
    const first = await statementRecord(ctx, ids[0]!)
    for (const id of input.ids ?? []) await statementRecord(ctx, id)
    const ending = ids.length === 1 || (input.oneWorkbook && ids.length <= MOST_SHEETS) ? 'xlsx' : 'zip'
    return inFolder(async (folder) => {
      const to = join(folder, `statements.${ending}`)
      const { company, info, signal } = ctx
      const look = await lookOf(ctx, input.locale)
      await worker(
        'write',
        { file: company.file, to, ids, settings: info.settings, look, showPrices: !hidesSale(ctx) },
        { signal, onProgress: (done) => report(done, ids.length) },
      )
      for (let at = 0; at < ids.length; at += SLICE * 10) {
        await ctx.unit(async (unit) => {
          for (const id of ids.slice(at, at + SLICE * 10)) await noteEvent(unit, id, 'saved')
        })
      }
      const title = STATEMENT_LABELS[input.locale].title
      const name = ids.length === 1 ? `${title}-${first.number}` : `${title}-${ctx.today.replaceAll('-', '')}`
      return handOut(to, `${name}.${ending}`, FILE_TYPES[ending])
    })
  })
}

/** Sheets of one workbook at most: more than anybody turns over. */
const MOST_SHEETS = 500

/** What a file that came back says about our statements. Writes nothing. @throws FILE_REFUSED, CANCELLED, RULE STATEMENT_FILE_UNKNOWN */
export async function readAnswer(
  ctx: TaskContext,
  input: Requests['reconciliation']['readAnswer'],
): Promise<Outputs['reconciliation']['readAnswer']> {
  const returned = await inFolder(async (folder) => {
    const stage = await stagedUpload(folder, input.file, ctx.signal)
    return worker('readAnswers', { stage }, { signal: ctx.signal })
  })
  const byStatement = Map.groupBy(returned, (line) => line.statementId)
  const statements: Outputs['reconciliation']['readAnswer']['statements'] = []
  for (const [id, lines] of byStatement) {
    if (input.id !== undefined && input.id !== id) continue
    const read = await answersTo(ctx, id, lines)
    if (read) statements.push(read)
  }
  if (statements.length === 0) throw ruleError('STATEMENT_FILE_UNKNOWN', { field: 'file' })
  return { statements }
}

type Read = Outputs['reconciliation']['readAnswer']['statements'][number]

/** Answers of one statement; null: it is none that this user may see and that waits for an answer. */
async function answersTo(ctx: TaskContext, id: string, lines: readonly ReturnedLine[]): Promise<Read | null> {
  const statement = await statementRecord(ctx, id).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null
    throw error
  })
  if (!statement || statement.closing === null) return null
  const content = await contentOf(ctx.db, ctx.info.settings, statement, false)
  const known = new Map(content.lines.map((line) => [`${line.no}:${line.item}`, line]))
  const read: Read = {
    id,
    number: statement.number,
    customer: content.customer.name,
    status: statement.status,
    version: statement.version,
    answers: [],
    silent: 0,
    unreadable: [],
  }
  const seen = new Set<string>()
  for (const returned of lines) {
    const key = `${returned.no}:${returned.item}`
    const line = known.get(key)
    if (returned.unreadable || (returned.no > 0 && !line) || seen.has(key)) {
      read.unreadable.push({ row: returned.row, text: returned.unreadable || key })
      continue
    }
    seen.add(key)
    const ours = line ? line.amount : returned.item === 0 ? content.figures.closing : null
    const one = answerOf(returned, ours, (typed) => (line ? signedAs(line, typed) : typed))
    if (one) read.answers.push(one)
    else if (line) read.silent++
  }
  return read
}

/** Starts the reading process early. */
export const prepare = async (): Promise<void> => prepareReader()
