import { randomBytes } from 'node:crypto'
import type { Outputs } from '../../../../shared/contract/index.ts'
import { CODE_LENGTH, CONFIRMATION_DAYS, plainCode, shownCode } from '../../../../shared/domain/mail/confirmation.ts'
import { isMailAddress } from '../../../../shared/domain/mail/address.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { idOfBytes } from '../../../../shared/ids.ts'
import type { Company } from '../../backend.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { hashSecret } from '../../rpc/session.ts'
import { sendMail, withdrawMail } from '../mail/send-mail.service.ts'
import { mailSetup } from '../mail/setup.ts'
import { CONFIRMATION_WORDS } from './confirmation-words.ts'

/** Asked again within this time, the code just written stands. */
const AGAIN_MS = 60_000
const DAY_MS = 86_400_000

/** Who is asked whether they read their address. */
export interface Asked {
  id: string
  name: string
  email: string
}

/** `users.sendConfirmation`: asks for the caller's address once more; the codes sent before hold no longer. @throws RULE MAIL_OFF, MAIL_ADDRESS_INVALID */
export async function sendConfirmation(ctx: CommandContext): Promise<Outputs['users']['sendConfirmation']> {
  const { id } = ctx.user
  const user = await ctx.db
    .selectFrom('user_account')
    .select(['name', 'email', 'email_confirmed_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const { email } = user
  if (email === null) throw ruleError('MAIL_ADDRESS_INVALID', { field: 'email' })
  if (user.email_confirmed_at !== null) return { ok: true }
  const recent = await ctx.db
    .selectFrom('email_confirmation')
    .select('token_hash')
    .where('user_id', '=', id)
    .where('email', '=', email)
    .where('used_at', 'is', null)
    .where('created_at', '>', new Date(ctx.now.getTime() - AGAIN_MS).toISOString())
    .executeTakeFirst()
  if (!recent) await askFor(ctx, { id, name: user.name, email })
  return { ok: true }
}

/** Users who sign in with an address that nobody has confirmed or been asked for: the founder, invited and changed ones. */
export async function unasked(company: Company): Promise<Asked[]> {
  const rows = await company.reader
    .selectFrom('user_account as u')
    .select(['u.id', 'u.name'])
    .select((eb) => eb.ref('u.email').$notNull().as('email'))
    .where('u.status', '=', 'active')
    .where('u.email', 'is not', null)
    .where('u.email_confirmed_at', 'is', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('email_confirmation as c')
            .select('c.token_hash')
            .whereRef('c.user_id', '=', 'u.id')
            .whereRef('c.email', '=', 'u.email')
            .where('c.used_at', 'is', null),
        ),
      ),
    )
    .orderBy('u.id')
    .execute()
  return rows.filter(({ email }) => isMailAddress(email))
}

/** Writes a new code for a user's address and puts it into the outbox. @throws RULE MAIL_OFF */
export async function askFor(ctx: CommandContext, user: Asked): Promise<void> {
  await ctx.db.deleteFrom('email_confirmation').where('user_id', '=', user.id).where('used_at', 'is', null).execute()
  await withdrawMail(ctx, 'confirmation', user.id)
  const code = idOfBytes(randomBytes(16)).slice(-CODE_LENGTH)
  await ctx.db
    .insertInto('email_confirmation')
    .values({
      token_hash: hashSecret(code),
      user_id: user.id,
      email: user.email,
      created_at: ctx.at,
      expires_at: new Date(ctx.now.getTime() + CONFIRMATION_DAYS * DAY_MS).toISOString(),
    })
    .execute()
  const { locale, webAddress } = await mailSetup(ctx.db)
  const words = CONFIRMATION_WORDS[locale]
  const link = webAddress && `${webAddress.replace(/\/+$/, '')}/#/confirm?company=${ctx.info.id}&code=${code}`
  await sendMail(ctx, {
    kind: 'confirmation',
    to: [user.email],
    subject: words.subject(ctx.info.name),
    text: words.text({ name: user.name, company: ctx.info.name, code: shownCode(code), link, days: CONFIRMATION_DAYS }),
    aboutId: user.id,
  })
}

/**
 * Takes a code: its address counts as read by its user from now on. Twice the same answers that it is done already; it changes
 * nothing again, not even when the address was changed and came back.
 * @returns null when this company sent no such code
 * @throws RULE CONFIRMATION_INVALID when it is of another address than the user's present one, CONFIRMATION_EXPIRED
 */
export async function takeCode(
  company: Company,
  typed: string,
  now: Date,
): Promise<{ email: string; already: boolean } | null> {
  const token_hash = hashSecret(plainCode(typed))
  const known = await company.reader
    .selectFrom('email_confirmation')
    .select('user_id')
    .where('token_hash', '=', token_hash)
    .executeTakeFirst()
  if (!known) return null
  const at = now.toISOString()
  const { result } = await company.units.run(
    { command: 'home.confirmEmail', userId: known.user_id, at },
    async (db) => {
      // read again inside: of two at once the second finds it used
      const row = await db
        .selectFrom('email_confirmation as c')
        .innerJoin('user_account as u', 'u.id', 'c.user_id')
        .select(['c.email', 'c.expires_at', 'c.used_at', 'u.email as present', 'u.email_confirmed_at', 'u.status'])
        .where('c.token_hash', '=', token_hash)
        .executeTakeFirst()
      if (!row || row.present !== row.email || row.status !== 'active') throw ruleError('CONFIRMATION_INVALID')
      if (row.used_at !== null) {
        if (row.email_confirmed_at === null) throw ruleError('CONFIRMATION_INVALID')
        return { email: row.email, already: true }
      }
      if (row.expires_at <= at) throw ruleError('CONFIRMATION_EXPIRED')
      await db.updateTable('email_confirmation').set({ used_at: at }).where('token_hash', '=', token_hash).execute()
      await db
        .updateTable('user_account')
        .set((eb) => ({ email_confirmed_at: at, version: eb('version', '+', 1) }))
        .where('id', '=', known.user_id)
        .execute()
      return { email: row.email, already: false }
    },
  )
  return result
}
