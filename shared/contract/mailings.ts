import * as z from 'zod'
import { MAIL_STATES } from '../domain/mail/outbox.ts'
import { SKIP_REASONS } from '../domain/mail/letter.ts'
import { id, instant, name, pageInput, pageOf, text } from './common.ts'
import { customerTarget } from './customer-file.ts'
import { command, query } from './method.ts'

const skipped = z.object({ customerId: id, customer: z.string(), reason: z.enum(SKIP_REASONS) })

export const mailingRow = z.object({
  id,
  subject: z.string(),
  /** Copies by how far they are. */
  counts: z.record(z.enum(MAIL_STATES), z.int()),
  /** Customers meant that get none. */
  skipped: z.int(),
  createdBy: z.string(),
  createdAt: instant,
})
export type MailingRow = z.infer<typeof mailingRow>

export const mailingView = mailingRow.extend({
  body: z.string(),
  left: z.array(skipped),
})
export type MailingView = z.infer<typeof mailingView>

const letter = { target: customerTarget, subject: name(200), body: name(20_000) }
/** Which of the copies is looked at, from 0, by customer code. */
const at = z.int().min(0)

/** Letters to many customers, each filled in; they go through the outbox. Users see their own; `company.manage` sees all. */
export const mailings = {
  /** Who would get it, and one copy as that customer would read it. Nothing is written. */
  preview: query('customers.edit')
    .input(z.object({ target: customerTarget, subject: text(200), body: text(20_000), at: at.default(0) }))
    .output(
      z.object({
        recipients: z.int(),
        left: z.array(skipped),
        /** The first word in braces that stands for nothing; empty: none. */
        unknown: z.string(),
        /** null: nobody gets one. */
        copy: z
          .object({ customerId: id, customer: z.string(), to: z.string(), subject: z.string(), body: z.string() })
          .nullable(),
      }),
    ),
  /** Sends the caller one copy as that customer would read it. The same id again sends nothing. */
  test: command('customers.edit')
    .input(z.object({ id, ...letter, at: at.default(0) }))
    .output(z.object({ to: z.string() })),
  /** Puts a copy for every customer meant into the outbox. The same id again returns what is there. */
  send: command('customers.edit')
    .input(z.object({ id, ...letter }))
    .output(mailingView),
  list: query('customers.edit').input(z.object(pageInput)).output(pageOf(mailingRow)),
  get: query('customers.edit').input(z.object({ id })).output(mailingView),
  /** Takes back the copies that wait or failed; what was sent is sent. */
  cancel: command('customers.edit').input(z.object({ id })).output(mailingView),
}
