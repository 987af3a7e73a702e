import { isMailAddress } from '../../../../shared/domain/mail/address.ts'
import { MOST_ATTACHED, type MailKind } from '../../../../shared/domain/mail/outbox.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { ringMail } from './bell.ts'
import { isOn, mailSetup } from './setup.ts'

export interface NewMail {
  /** The same id again changes nothing; absent: a new one. */
  id?: string
  kind: MailKind
  /** Addresses, each alone in its text. */
  to: readonly string[]
  subject: string
  /** Plain text. */
  text: string
  attachments?: readonly MailFile[]
  /** Whose it is: listed with the customer. */
  customerId?: string | null
  /** The document it is about. */
  aboutId?: string | null
}

export interface MailFile {
  name: string
  /** Media type. */
  type: string
  content: Uint8Array
}

/**
 * Puts an e-mail into the outbox in the caller's unit of work: it goes out after the commit, or never was. Who has no network
 * now need not care: it is tried again for three days.
 * @returns its id
 * @throws RULE MAIL_OFF, MAIL_ADDRESS_INVALID, MAIL_TOO_LARGE
 */
export async function sendMail(ctx: CommandContext, mail: NewMail): Promise<string> {
  if (!isOn(await mailSetup(ctx.db))) throw ruleError('MAIL_OFF')
  const wrong = mail.to.find((address) => !isMailAddress(address))
  if (mail.to.length === 0 || wrong !== undefined)
    throw ruleError('MAIL_ADDRESS_INVALID', { field: 'to', value: wrong })
  const attachments = mail.attachments ?? []
  const bytes = attachments.reduce((sum, { content }) => sum + content.byteLength, 0)
  if (bytes > MOST_ATTACHED) throw ruleError('MAIL_TOO_LARGE', { value: String(Math.ceil(bytes / 1_000_000)) })
  const id = mail.id ?? ctx.newId()
  const { numInsertedOrUpdatedRows } = await ctx.db
    .insertInto('mail_message')
    .values({
      id,
      kind: mail.kind,
      about_id: mail.aboutId ?? null,
      customer_id: mail.customerId ?? null,
      recipients: JSON.stringify(mail.to),
      // a line break would begin another header
      subject: mail.subject.replace(/\s+/g, ' ').trim(),
      body: mail.text,
      state: 'waiting',
      next_at: ctx.at,
      created_by: ctx.user.id,
      created_at: ctx.at,
      asked_at: ctx.at,
    })
    .onConflict((oc) => oc.column('id').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) return id
  for (const [index, { name, type, content }] of attachments.entries()) {
    await ctx.db
      .insertInto('mail_attachment')
      .values({ mail_id: id, no: index + 1, name, type, size: content.byteLength, content: Buffer.from(content) })
      .execute()
  }
  ctx.afterCommit(() => ringMail(ctx.company))
  return id
}
