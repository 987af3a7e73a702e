import type { MailingView } from '../../../../shared/contract/mailings.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { MOST_RECIPIENTS, unknownPlaceholder } from '../../../../shared/domain/mail/letter.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { cancelMailing, sendMail, sendMails } from '../mail/send-mail.service.ts'
import { addressed, copiesFor } from './copies.ts'
import { get } from './mailings.queries.ts'

/** `mailings.test` @throws RULE MAIL_OFF, MAIL_ADDRESS_INVALID (the caller has none), MAILING_PLACEHOLDER, MAILING_EMPTY */
export async function test(
  ctx: CommandContext,
  { id, target, at, ...letter }: Requests['mailings']['test'],
): Promise<Outputs['mailings']['test']> {
  refuseUnknown(letter)
  const { recipients } = await addressed(ctx, target)
  const one = recipients[Math.min(at, recipients.length - 1)]
  if (!one) throw ruleError('MAILING_EMPTY')
  const [copy] = await copiesFor(ctx, [one], letter)
  const to = ctx.user.email
  await sendMail(ctx, { id, kind: 'letter', to: [to], subject: copy!.subject, text: copy!.body })
  return { to }
}

/**
 * `mailings.send`: one unit of work, so that either every customer meant has a copy in the outbox or none has.
 * @throws RULE MAIL_OFF, MAILING_PLACEHOLDER, MAILING_EMPTY, MAILING_TOO_MANY
 */
export async function send(
  ctx: CommandContext,
  { id, target, ...letter }: Requests['mailings']['send'],
): Promise<MailingView> {
  const known = await ctx.db.selectFrom('mailing').select('id').where('id', '=', id).executeTakeFirst()
  if (known) return get(ctx, { id })
  refuseUnknown(letter)
  const { recipients, left } = await addressed(ctx, target)
  if (recipients.length === 0) throw ruleError('MAILING_EMPTY')
  if (recipients.length > MOST_RECIPIENTS) throw ruleError('MAILING_TOO_MANY', { value: String(MOST_RECIPIENTS) })
  const copies = await copiesFor(ctx, recipients, letter)
  await ctx.db
    .insertInto('mailing')
    .values({ id, ...letter, skipped: JSON.stringify(left), created_by: ctx.user.id, created_at: ctx.at })
    .execute()
  await sendMails(
    ctx,
    copies.map(({ customerId, to, subject, body }) => ({
      kind: 'mailing',
      to: [to],
      subject,
      text: body,
      customerId,
      mailingId: id,
    })),
  )
  return get(ctx, { id })
}

/** `mailings.cancel` @throws NOT_FOUND */
export async function cancel(ctx: CommandContext, { id }: Requests['mailings']['cancel']): Promise<MailingView> {
  await get(ctx, { id })
  await cancelMailing(ctx, id)
  return get(ctx, { id })
}

function refuseUnknown({ subject, body }: Pick<Requests['mailings']['send'], 'subject' | 'body'>): void {
  for (const [field, text] of Object.entries({ subject, body })) {
    const unknown = unknownPlaceholder(text)
    if (unknown !== null) throw ruleError('MAILING_PLACEHOLDER', { field, value: unknown })
  }
}
