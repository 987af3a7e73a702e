import { isMailAddress } from '../../../../shared/domain/mail/address.ts'
import { MOST_ATTACHED, type MailKind } from '../../../../shared/domain/mail/outbox.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
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
  /** The letter to many it is one of. */
  mailingId?: string | null
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
  await requireOn(ctx)
  const attachments = mail.attachments ?? []
  const bytes = attachments.reduce((sum, { content }) => sum + content.byteLength, 0)
  if (bytes > MOST_ATTACHED) throw ruleError('MAIL_TOO_LARGE', { value: String(Math.ceil(bytes / 1_000_000)) })
  const row = rowOf(ctx, mail)
  const { numInsertedOrUpdatedRows } = await ctx.db
    .insertInto('mail_message')
    .values(row)
    .onConflict((oc) => oc.column('id').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows === 0n) return row.id
  for (const [index, { name, type, content }] of attachments.entries()) {
    await ctx.db
      .insertInto('mail_attachment')
      .values({ mail_id: row.id, no: index + 1, name, type, size: content.byteLength, content: Buffer.from(content) })
      .execute()
  }
  ctx.afterCommit(() => ringMail(ctx.company))
  return row.id
}

/** Puts many new e-mails without files into the outbox. @throws RULE MAIL_OFF, MAIL_ADDRESS_INVALID */
export async function sendMails(ctx: CommandContext, mails: readonly Omit<NewMail, 'attachments'>[]): Promise<void> {
  await requireOn(ctx)
  await insertRecords(
    ctx.db,
    'mail_message',
    mails.map((mail) => rowOf(ctx, mail)),
  )
  ctx.afterCommit(() => ringMail(ctx.company))
}

async function requireOn(ctx: CommandContext): Promise<void> {
  if (!isOn(await mailSetup(ctx.db))) throw ruleError('MAIL_OFF')
}

function rowOf(ctx: CommandContext, mail: NewMail) {
  const wrong = mail.to.find((address) => !isMailAddress(address))
  if (mail.to.length === 0 || wrong !== undefined)
    throw ruleError('MAIL_ADDRESS_INVALID', { field: 'to', value: wrong })
  return {
    id: mail.id ?? ctx.newId(),
    kind: mail.kind,
    about_id: mail.aboutId ?? null,
    customer_id: mail.customerId ?? null,
    mailing_id: mail.mailingId ?? null,
    recipients: JSON.stringify(mail.to),
    // a line break would begin another header
    subject: mail.subject.replace(/\s+/g, ' ').trim(),
    body: mail.text,
    state: 'waiting' as const,
    next_at: ctx.at,
    created_by: ctx.user.id,
    created_at: ctx.at,
    day: ctx.today,
    asked_at: ctx.at,
  }
}

/** Takes back the copies of a letter to many that were not sent. */
export async function cancelMailing(ctx: CommandContext, mailingId: string): Promise<void> {
  await ctx.db
    .updateTable('mail_message')
    .set({ state: 'cancelled', next_at: null })
    .where('mailing_id', '=', mailingId)
    .where('state', 'in', ['waiting', 'failed'])
    .execute()
  ctx.afterCommit(() => ringMail(ctx.company))
}

/** Takes back what waits of one kind about one thing: something newer takes its place. */
export async function withdrawMail(ctx: CommandContext, kind: MailKind, aboutId: string): Promise<void> {
  await ctx.db
    .updateTable('mail_message')
    .set({ state: 'cancelled', next_at: null })
    .where('about_id', '=', aboutId)
    .where('kind', '=', kind)
    .where('state', 'in', ['waiting', 'failed'])
    .execute()
}
