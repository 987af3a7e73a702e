import { sql } from 'kysely'
import type { MailingRow, MailingView } from '../../../../shared/contract/mailings.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { unknownPlaceholder } from '../../../../shared/domain/mail/letter.ts'
import { MAIL_STATES } from '../../../../shared/domain/mail/outbox.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { addressed, copiesFor, type Addressed } from './copies.ts'

/** `mailings.preview` @throws NOT_FOUND when the segment is gone */
export async function preview(
  ctx: QueryContext,
  { target, subject, body, at }: Requests['mailings']['preview'],
): Promise<Outputs['mailings']['preview']> {
  const { recipients, left } = await addressed(ctx, target)
  const one = recipients[Math.min(at, recipients.length - 1)]
  const [copy] = one ? await copiesFor(ctx, [one], { subject, body }) : []
  return {
    recipients: recipients.length,
    left,
    unknown: unknownPlaceholder(`${subject}\n${body}`) ?? '',
    copy: copy ?? null,
  }
}

/** `mailings.list`, newest first. */
export async function list(
  ctx: QueryContext,
  input: Requests['mailings']['list'],
): Promise<Outputs['mailings']['list']> {
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = rowsOf(ctx)
    .orderBy('m.created_at', 'desc')
    .orderBy('m.id', 'desc')
    .limit(input.limit + 1)
  if (after) query = query.where(sql<boolean>`(m.created_at, m.id) < (${after[0]}, ${after[1]})`)
  const rows = await query.execute()
  const counts = await countsOf(
    ctx,
    rows.map((row) => row.id),
  )
  return page(
    rows,
    input.limit,
    (row) => toRow(row, counts),
    (row) => [row.createdAt, row.id],
  )
}

/** `mailings.get` @throws NOT_FOUND */
export async function get(ctx: QueryContext, { id }: { id: string }): Promise<MailingView> {
  const row = found(await rowsOf(ctx).select('m.body').where('m.id', '=', id).executeTakeFirst(), 'mailing', id)
  return { ...toRow(row, await countsOf(ctx, [id])), body: row.body, left: leftOf(row) }
}

const rowsOf = (ctx: QueryContext) => {
  const query = ctx.db
    .selectFrom('mailing as m')
    .innerJoin('user_account as u', 'u.id', 'm.created_by')
    .select(['m.id', 'm.subject', 'm.skipped', 'u.name as createdBy', 'm.created_at as createdAt'])
  return ctx.user.rights.includes('company.manage') ? query : query.where('m.created_by', '=', ctx.user.id)
}

type Row = Awaited<ReturnType<ReturnType<typeof rowsOf>['execute']>>[number]
type Counts = Map<string, MailingRow['counts']>

const leftOf = ({ skipped }: Pick<Row, 'skipped'>) => JSON.parse(skipped) as Addressed['left']

const toRow = ({ id, subject, createdBy, createdAt, ...row }: Row, counts: Counts): MailingRow => ({
  id,
  subject,
  counts: counts.get(id) ?? noneOf(),
  skipped: leftOf(row).length,
  createdBy,
  createdAt,
})

const noneOf = () => Object.fromEntries(MAIL_STATES.map((state) => [state, 0])) as MailingRow['counts']

async function countsOf(ctx: QueryContext, ids: readonly string[]): Promise<Counts> {
  const rows = await ctx.db
    .selectFrom('mail_message')
    .select((eb) => [eb.ref('mailing_id').$notNull().as('id'), 'state', eb.fn.countAll<number>().as('count')])
    .where('mailing_id', 'in', ids)
    .groupBy(['mailing_id', 'state'])
    .execute()
  const counts: Counts = new Map()
  for (const { id, state, count } of rows) counts.set(id, { ...(counts.get(id) ?? noneOf()), [state]: count })
  return counts
}
