import { sql, type RawBuilder } from 'kysely'
import type { MailRow, MailSettingsView, MailView } from '../../../../shared/contract/mail.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { MAIL_STATES, type MailKind, type MailProblem } from '../../../../shared/domain/mail/outbox.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { isReady, mailSetup, passwordOf } from './setup.ts'

/** The settings for their page; the password stays where it is. */
export async function settings(ctx: QueryContext): Promise<MailSettingsView> {
  const setup = await mailSetup(ctx.company.reader)
  return { ...setup, hasPassword: passwordOf(ctx.company) !== '', ready: isReady(ctx.company, setup) }
}

/** Whether e-mails can be sent now. */
export async function ready(ctx: QueryContext): Promise<Outputs['mail']['ready']> {
  return { ready: isReady(ctx.company, await mailSetup(ctx.db)) }
}

/** Which e-mails a user sees: who keeps the company all, others their own. */
export const visible = (ctx: QueryContext, column = 'mail_message.created_by'): RawBuilder<boolean> =>
  ctx.user.rights.includes('company.manage') ? sql`1` : sql`${sql.ref(column)} = ${ctx.user.id}`

/** One page of e-mails, newest first. */
export async function list(ctx: QueryContext, input: Requests['mail']['list']): Promise<Outputs['mail']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = rowsOf(ctx)
    .orderBy('mail_message.created_at', 'desc')
    .orderBy('mail_message.id', 'desc')
    .limit(input.limit + 1)
  if (input.state) query = query.where('mail_message.state', '=', input.state)
  if (input.customerId) query = query.where('mail_message.customer_id', '=', input.customerId)
  if (input.aboutId) query = query.where('mail_message.about_id', '=', input.aboutId)
  if (input.mailingId) query = query.where('mail_message.mailing_id', '=', input.mailingId)
  if (input.search) {
    const text = input.search
    query = query.where(
      sql<boolean>`(instr(mail_message.subject, ${text}) > 0 or instr(mail_message.recipients, ${text}) > 0
        or instr(coalesce(c.name, ''), ${text}) > 0)`,
    )
  }
  if (after) query = query.where(sql<boolean>`(mail_message.created_at, mail_message.id) < (${after[0]}, ${after[1]})`)
  return page(await query.execute(), input.limit, toRow, (row) => [row.createdAt, row.id])
}

/** How many e-mails stand in each state. */
export async function counts(ctx: QueryContext): Promise<Outputs['mail']['counts']> {
  const rows = await ctx.db
    .selectFrom('mail_message')
    .select((eb) => ['state', eb.fn.countAll<number>().as('count')])
    .where(visible(ctx))
    .groupBy('state')
    .execute()
  const byState = new Map(rows.map(({ state, count }) => [state, count]))
  return Object.fromEntries(MAIL_STATES.map((state) => [state, byState.get(state) ?? 0])) as Outputs['mail']['counts']
}

/** One e-mail with its text and files. @throws NOT_FOUND */
export async function get(ctx: QueryContext, { id }: Requests['mail']['get']): Promise<MailView> {
  const row = await rowsOf(ctx).select('mail_message.body').where('mail_message.id', '=', id).executeTakeFirst()
  const { body, ...head } = found(row, 'mail', id)
  const attachments = await ctx.db
    .selectFrom('mail_attachment')
    .select((eb) => ['no', 'name', 'size', eb('content', 'is not', null).as('kept')])
    .where('mail_id', '=', id)
    .orderBy('no')
    .execute()
  // what goes to customers shows prices; a code is for who reads the mailbox
  if (hidesFrom(ctx, head.kind)) return { ...toRow(head), body: '', attachments: [] }
  return { ...toRow(head), body, attachments: attachments.map((one) => ({ ...one, kept: Boolean(one.kept) })) }
}

/** A file that went or goes with an e-mail. @throws NOT_FOUND also when its content was let go */
export async function attachment(
  ctx: QueryContext,
  { id, no }: Requests['mail']['attachment'],
): Promise<Outputs['mail']['attachment']> {
  const row = await ctx.db
    .selectFrom('mail_attachment as a')
    .innerJoin('mail_message', 'mail_message.id', 'a.mail_id')
    .select(['a.name', 'a.type', 'a.content', 'mail_message.kind'])
    .where('a.mail_id', '=', id)
    .where('a.no', '=', no)
    .where(visible(ctx))
    .executeTakeFirst()
  const { name, type, content } = found(row && !hidesFrom(ctx, row.kind) ? row : undefined, 'mail', id)
  return new File([new Uint8Array(found(content ?? undefined, 'mail', id))], name, { type })
}

const hidesFrom = (ctx: QueryContext, kind: MailKind) =>
  kind === 'confirmation' || (ctx.user.mask.includes('sale') && kind !== 'letter')

const rowsOf = (ctx: QueryContext) =>
  ctx.db
    .selectFrom('mail_message')
    .innerJoin('user_account as u', 'u.id', 'mail_message.created_by')
    .leftJoin('customer as c', 'c.id', 'mail_message.customer_id')
    .select(['mail_message.id', 'mail_message.kind', 'mail_message.about_id as aboutId'])
    .select(['mail_message.customer_id as customerId', 'c.name as customer', 'mail_message.recipients'])
    .select(['mail_message.subject', 'mail_message.state', 'mail_message.problem', 'mail_message.detail'])
    .select(['mail_message.attempts', 'mail_message.next_at as nextAt', 'mail_message.sent_at as sentAt'])
    .select(['mail_message.created_at as createdAt', 'u.name as createdBy'])
    .select((eb) =>
      eb
        .selectFrom('mail_attachment as a')
        .select((e) => e.fn.countAll<number>().as('files'))
        .whereRef('a.mail_id', '=', 'mail_message.id')
        .as('files'),
    )
    .where(visible(ctx))

type Row = Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number]

function toRow({ customer, recipients, problem, files, ...row }: Row): MailRow {
  return {
    ...row,
    customer: customer ?? '',
    recipients: JSON.parse(recipients) as string[],
    problem: problem as MailProblem | '',
    files: files ?? 0,
  }
}
