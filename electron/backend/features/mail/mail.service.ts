import type { MailSettingsView, MailView } from '../../../../shared/contract/mail.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { isOwnNetwork } from '../../../../shared/domain/mail/address.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext, TaskContext } from '../../rpc/context.ts'
import { ringMail } from './bell.ts'
import { get, settings, visible } from './mail.queries.ts'
import { sendMail } from './send-mail.service.ts'
import { isOn, isReady, mailSetup, passwordOf, SECRET } from './setup.ts'
import { openTransport } from './transport.ts'

/**
 * Keeps the mail server's settings; a password that was not given stays. What waits is tried at once.
 * @throws RULE MAIL_INCOMPLETE, MAIL_NOT_SECURE (a password through an open connection); CONFLICT
 */
export async function saveSettings(
  ctx: TaskContext,
  input: Requests['mail']['saveSettings'],
): Promise<MailSettingsView> {
  const { password, ...next } = input
  const now = await mailSetup(ctx.db)
  if (input.version !== now.version) throw new AppError('CONFLICT', { entity: 'mailSettings', id: 'mail' })
  if (next.enabled) {
    const hasPassword = password !== '' || passwordOf(ctx.company) !== ''
    const missing =
      next.host === ''
        ? 'host'
        : next.fromAddress === ''
          ? 'fromAddress'
          : next.user !== '' && !hasPassword
            ? 'password'
            : null
    if (missing) throw ruleError('MAIL_INCOMPLETE', { field: missing })
    if (next.security === 'none' && next.user !== '' && !isOwnNetwork(next.host))
      throw ruleError('MAIL_NOT_SECURE', { field: 'security' })
  }
  // first the secret: what is switched on has it
  if (password !== '') ctx.company.secrets.write(SECRET, { password })
  await ctx.unit(async (unit) => {
    const { user, fromAddress, fromName, replyTo, confirmOrders, webAddress, enabled, ...rest } = next
    const row = {
      ...rest,
      id: 1,
      enabled: enabled ? 1 : 0,
      user_name: user,
      from_address: fromAddress,
      from_name: fromName,
      reply_to: replyTo,
      confirm_orders: confirmOrders ? 1 : 0,
      web_address: webAddress,
      version: now.version + 1,
    }
    await unit.db
      .insertInto('mail_setting')
      .values(row)
      .onConflict((oc) => oc.column('id').doUpdateSet(row))
      .execute()
    await tryEverything(unit)
    unit.afterCommit(() => ringMail(ctx.company))
  })
  return settings(ctx)
}

const TEST_TEXT = {
  'zh-CN': { subject: '货栈邮件测试', text: '收到这封信，说明邮件设置可以用了。' },
  en: { subject: 'Huozhan test e-mail', text: 'You have received this: the e-mail settings work.' },
}

/** Sends a test e-mail past the outbox with the settings as they are saved. @throws RULE MAIL_OFF */
export async function test(ctx: TaskContext, input: Requests['mail']['test']): Promise<Outputs['mail']['test']> {
  const setup = await mailSetup(ctx.db)
  if (!isOn(setup)) throw ruleError('MAIL_OFF')
  if (!isReady(ctx.company, setup)) return { ok: false, problem: 'password', detail: '' }
  const transport = await openTransport(setup, passwordOf(ctx.company), ctx.info.name)
  try {
    const at = ctx.now.toISOString()
    const id = `test-${Date.parse(at)}`
    const outcome = await transport.send({ id, to: [input.to], at, attachments: [], ...TEST_TEXT[setup.locale] })
    return { ok: outcome.sent, problem: outcome.problem, detail: outcome.detail }
  } finally {
    transport.close()
  }
}

/** What waits because the server did not answer or let us in is tried at once: somebody has seen to it. */
async function tryEverything({ db, at }: CommandContext): Promise<void> {
  await db.updateTable('mail_message').set({ next_at: at, attempts: 0 }).where('state', '=', 'waiting').execute()
}

/** Tries again now what was not sent, to other addresses where they are given: never a code that asks for one certain address. */
export async function retry(ctx: CommandContext, input: Requests['mail']['retry']): Promise<Outputs['mail']['retry']> {
  await tryEverything(ctx)
  const to = input.ids.length === 1 && input.to ? { recipients: JSON.stringify(input.to) } : {}
  const { numUpdatedRows } = await ctx.db
    .updateTable('mail_message')
    .where((eb) => (input.to ? eb('kind', '<>', 'confirmation') : eb.lit(true)))
    // its three days begin again: a person has looked at it
    .set({ state: 'waiting', attempts: 0, next_at: ctx.at, asked_at: ctx.at, problem: '', detail: '', ...to })
    .where('id', 'in', input.ids)
    .where(visible(ctx))
    .where('state', '<>', 'sent')
    .executeTakeFirst()
  ctx.afterCommit(() => ringMail(ctx.company))
  return { changed: Number(numUpdatedRows) }
}

/** Takes back what was not sent. */
export async function cancel(
  ctx: CommandContext,
  input: Requests['mail']['cancel'],
): Promise<Outputs['mail']['cancel']> {
  const { numUpdatedRows } = await ctx.db
    .updateTable('mail_message')
    .set({ state: 'cancelled', next_at: null })
    .where('id', 'in', input.ids)
    .where(visible(ctx))
    .where('state', 'in', ['waiting', 'failed'])
    .executeTakeFirst()
  ctx.afterCommit(() => ringMail(ctx.company))
  return { changed: Number(numUpdatedRows) }
}

/** A letter to a customer the user may see. @throws NOT_FOUND, RULE MAIL_OFF */
export async function write(ctx: CommandContext, input: Requests['mail']['write']): Promise<MailView> {
  let query = ctx.db.selectFrom('customer').select('id').where('id', '=', input.customerId)
  if (ctx.user.scope === 'own') query = query.where('sales_person_id', '=', ctx.user.id)
  found(await query.executeTakeFirst(), 'customer', input.customerId)
  const { id, customerId, to, subject, body } = input
  await sendMail(ctx, { id, kind: 'letter', to, subject, text: body, customerId })
  return get(ctx, { id })
}
