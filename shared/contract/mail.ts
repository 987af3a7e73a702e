import * as z from 'zod'
import { isMailAddress } from '../domain/mail/address.ts'
import { MAIL_KINDS, MAIL_PROBLEMS, MAIL_SECURITIES, MAIL_STATES } from '../domain/mail/outbox.ts'
import { id, instant, name, pageInput, pageOf, text, version } from './common.ts'
import { command, query, task } from './method.ts'

export const mailAddress = z.string().trim().refine(isMailAddress, 'e-mail')
const problem = z.enum(['', ...MAIL_PROBLEMS])

const settingFields = {
  enabled: z.boolean(),
  host: text(200),
  port: z.int().min(1).max(65_535),
  security: z.enum(MAIL_SECURITIES),
  /** Empty: the server asks for no login. */
  user: text(200),
  fromAddress: z.union([z.literal(''), mailAddress]),
  /** Empty: the company's name. */
  fromName: text(100),
  /** Where answers go; empty: to `fromAddress`. */
  replyTo: z.union([z.literal(''), mailAddress]),
  /** Language of e-mails to customers. */
  locale: z.enum(['zh-CN', 'en']),
  /** Customers with an address get a confirmation of each approved order. */
  confirmOrders: z.boolean(),
  /** Where browsers find the program, for links in e-mails; empty: nowhere. */
  webAddress: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(200)]).default(''),
}

export const mailSettingsView = z.object({
  ...settingFields,
  /** A password is kept; it never leaves. */
  hasPassword: z.boolean(),
  /** E-mails can be sent: switched on, and everything is there. */
  ready: z.boolean(),
  version,
})
export type MailSettingsView = z.infer<typeof mailSettingsView>

export const mailRow = z.object({
  id,
  kind: z.enum(MAIL_KINDS),
  aboutId: id.nullable(),
  customerId: id.nullable(),
  customer: z.string(),
  recipients: z.array(z.string()),
  subject: z.string(),
  state: z.enum(MAIL_STATES),
  problem,
  /** The server's own words. */
  detail: z.string(),
  attempts: z.int(),
  nextAt: instant.nullable(),
  sentAt: instant.nullable(),
  files: z.int(),
  createdBy: z.string(),
  createdAt: instant,
})
export type MailRow = z.infer<typeof mailRow>

export const mailView = mailRow.extend({
  body: z.string(),
  /** `kept`: it can still be opened. */
  attachments: z.array(z.object({ no: z.int(), name: z.string(), size: z.int(), kept: z.boolean() })),
})
export type MailView = z.infer<typeof mailView>

const ids = z.array(id).min(1).max(500)

/** E-mail: the company's mail server, what waits to be sent, what was sent. Users see their own; `company.manage` sees all. */
export const mail = {
  settings: query('company.manage').output(mailSettingsView),
  /** An empty password keeps the one that is there. */
  saveSettings: task('company.manage')
    .input(z.object({ ...settingFields, password: z.string().max(500).default(''), version }))
    .output(mailSettingsView),
  /** Sends a test e-mail with the saved settings at once, and says what became of it. */
  test: task('company.manage')
    .input(z.object({ to: mailAddress }))
    .output(z.object({ ok: z.boolean(), problem, detail: z.string() })),
  /** Whether e-mails can be sent now. */
  ready: query('signed-in').output(z.object({ ready: z.boolean() })),
  list: query('signed-in')
    .input(
      z.object({
        ...pageInput,
        state: z.enum(MAIL_STATES).optional(),
        customerId: id.optional(),
        aboutId: id.optional(),
        mailingId: id.optional(),
        search: text(100).optional(),
      }),
    )
    .output(pageOf(mailRow)),
  counts: query('signed-in').output(z.record(z.enum(MAIL_STATES), z.int())),
  get: query('signed-in').input(z.object({ id })).output(mailView),
  attachment: query('signed-in')
    .input(z.object({ id, no: z.int() }))
    .output(z.file()),
  /** Tries again now what waits, failed or was cancelled; `to`: other addresses, for one e-mail. */
  retry: command('signed-in')
    .input(z.object({ ids, to: z.array(mailAddress).min(1).max(50).optional() }))
    .output(z.object({ changed: z.int() })),
  /** Takes back what was not sent. */
  cancel: command('signed-in')
    .input(z.object({ ids }))
    .output(z.object({ changed: z.int() })),
  /** A letter to a customer. The same id again changes nothing. */
  write: command('customers.edit')
    .input(
      z.object({
        id,
        customerId: id,
        to: z.array(mailAddress).min(1).max(50),
        subject: name(200),
        body: name(20_000),
      }),
    )
    .output(mailView),
}
