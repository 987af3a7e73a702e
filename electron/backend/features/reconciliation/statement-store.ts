import type { Selectable } from 'kysely'
import type { StatementContent } from '../../../../shared/contract/reconciliation.ts'
import type { Ageing } from '../../../../shared/domain/reconciliation/ageing.ts'
import type { CompanySettings } from '../../../../shared/contract/company.ts'
import { AppError } from '../../../../shared/errors.ts'
import { statementActions, type StatementAction } from '../../../../shared/domain/reconciliation/states.ts'
import type { Db } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'
import type { CustomerStatementEventTable, CustomerStatementTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { SOURCE } from './accounts.ts'
import { accountNow, linesOf, type Account, type Bill } from './content.ts'

export type StatementRecord = Selectable<CustomerStatementTable>
type EventKind = Selectable<CustomerStatementEventTable>['kind']

/** A statement of a customer this user may see. @throws NOT_FOUND */
export async function statementRecord(ctx: QueryContext, id: string): Promise<StatementRecord> {
  const row = await byId.first(ctx.db, { id })
  return found(row && (await maySee(ctx, row.customer_id)) ? row : undefined, 'statement', id)
}

/** A user who sees only own customers sees only their accounts. @throws NOT_FOUND */
export async function requireCustomer(ctx: QueryContext, customerId: string): Promise<void> {
  if (!(await maySee(ctx, customerId))) throw new AppError('NOT_FOUND', { entity: 'customer', id: customerId })
}

async function maySee(ctx: QueryContext, customerId: string): Promise<boolean> {
  const customer = await customerById.first(ctx.db, { customerId })
  return customer !== undefined && (ctx.user.scope === 'all' || customer.salesPersonId === ctx.user.id)
}

/** @throws WRONG_STATE, CONFLICT, FORBIDDEN */
export function requireAction(
  ctx: QueryContext,
  statement: Pick<StatementRecord, 'id' | 'status' | 'version'>,
  action: StatementAction,
  version: number,
): void {
  const { id, status } = statement
  if (statement.version !== version) throw new AppError('CONFLICT', { entity: 'statement', id })
  if (statementActions(status, ctx.user.rights).includes(action)) return
  throw new AppError('WRONG_STATE', { entity: 'statement', id, action, state: status })
}

/** The one way a statement changes: claims its version and notes what happened. @throws CONFLICT */
export async function changeStatement(
  ctx: CommandContext,
  { id, version }: Pick<StatementRecord, 'id' | 'version'>,
  patch: Partial<Omit<StatementRecord, 'id' | 'version'>>,
  event: { kind: EventKind; note?: string },
): Promise<void> {
  const update = ctx.db
    .updateTable('customer_statement')
    .set({ ...patch, version: version + 1 })
    .where('id', '=', id)
    .where('version', '=', version)
  await claim(update, 'statement', id)
  await noteEvent(ctx, id, event.kind, event.note)
}

export async function noteEvent(ctx: CommandContext, statementId: string, kind: EventKind, note = ''): Promise<void> {
  await insertEvent.run(ctx.db, { id: ctx.newId(), statementId, kind, note, userId: ctx.user.id, at: ctx.at })
}

/** What a statement says: a draft as of now, a sent one as it was sent. */
export async function contentOf(
  db: Db,
  settings: Pick<CompanySettings, 'statements'>,
  statement: StatementRecord,
  showPrices: boolean,
): Promise<StatementContent> {
  const { customer_id: customerId, kind, detail, period_from: from, period_to: to } = statement
  const question = { customerId, kind, detail, from, to }
  const account =
    statement.closing === null ? await accountNow(db, settings, question) : await accountSent(db, statement)
  return contentFrom(db, question, account, showPrices)
}

export async function contentFrom(
  db: Db,
  question: Pick<StatementRecord, 'kind' | 'detail'> & { customerId: string; from: string; to: string },
  account: Account,
  showPrices: boolean,
): Promise<StatementContent> {
  const { customerId, kind, detail, from, to } = question
  const { id, code, name, contact, phone } = found(await customerById.first(db, { customerId }), 'customer', customerId)
  return {
    customer: { id, code, name, contact: contact ?? '', phone: phone ?? '' },
    kind,
    detail,
    from,
    to,
    figures: account.figures,
    ageing: account.ageing,
    lines: await linesOf(db, account, detail, showPrices),
  }
}

/** The figures as they were sent; entries never change, so a line only says which one it is and how much of it. */
async function accountSent(db: Db, statement: StatementRecord): Promise<Account> {
  const { opening, charged, returned, received, discounted, adjusted, closing } = statement
  return {
    figures: {
      opening: opening!,
      charged: charged!,
      returned: returned!,
      received: received!,
      discounted: discounted!,
      adjusted: adjusted!,
      closing: closing!,
    },
    ageing: JSON.parse(statement.ageing!) as Ageing,
    bills: await billsSent.all(db, { id: statement.id }),
  }
}

const byId = prepared<{ id: string }, StatementRecord>((db, value) =>
  db.selectFrom('customer_statement').selectAll().where('id', '=', value('id')),
)

interface CustomerHead {
  id: string
  code: string
  name: string
  salesPersonId: string | null
  contact: string | null
  phone: string | null
}

const customerById = prepared<{ customerId: string }, CustomerHead>((db, value) =>
  db
    .selectFrom('customer as c')
    .leftJoin('customer_contact as k', (join) => join.onRef('k.customer_id', '=', 'c.id').on('k.no', '=', 1))
    .select(['c.id', 'c.code', 'c.name', 'c.sales_person_id as salesPersonId', 'k.name as contact'])
    .select((eb) =>
      eb.case().when('k.mobile', '<>', '').then(eb.ref('k.mobile')).else(eb.ref('k.phone')).end().as('phone'),
    )
    .where('c.id', '=', value('customerId')),
)

const billsSent = prepared<{ id: string }, Bill>((db, value) =>
  db
    .selectFrom('customer_statement_line as l')
    .innerJoin('receivable_entry as e', 'e.id', 'l.entry_id')
    .select(['e.id', 'e.day', 'e.kind', 'e.document_id as documentId', 'e.document_number as documentNumber'])
    .select((eb) => ['l.amount', 'l.answer', SOURCE.as('source'), eb.fn.coalesce('e.due_day', 'e.day').as('dueDay')])
    .where('l.statement_id', '=', value('id'))
    .orderBy('l.no'),
)

const insertEvent = prepared<{
  id: string
  statementId: string
  kind: EventKind
  note: string
  userId: string
  at: string
}>((db, value) =>
  db.insertInto('customer_statement_event').values({
    id: value('id'),
    statement_id: value('statementId'),
    kind: value('kind'),
    note: value('note'),
    user_id: value('userId'),
    at: value('at'),
  }),
)
