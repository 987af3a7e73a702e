import { sql } from 'kysely'
import { COMMON_PROBLEMS, isStale, retryDelay, type MailProblem } from '../../../../shared/domain/mail/outbox.ts'
import type { Company } from '../../backend.ts'
import type { Db } from '../../db/dialect.ts'
import { ringMail } from './bell.ts'
import type { MailFile } from './send-mail.service.ts'
import { isOn, isReady, mailSetup, passwordOf } from './setup.ts'
import { openTransport, type MailTransport, type Outcome } from './transport.ts'

/** Days a sent e-mail keeps its files. */
const FILES_KEPT_DAYS = 30

/** How long everything rests while the password is missing: entering it ends the wait. */
const WITHOUT_PASSWORD_MS = 3_600_000

/** Letters read at once; their files come one letter at a time. */
const ROUND = 50

interface DueMail {
  id: string
  recipients: string
  subject: string
  body: string
  attempts: number
  created_by: string
  asked_at: string
  mailing_id: string | null
}

/**
 * Sends what is due. What the server at large refuses (login, no connection) puts off everything behind it, so that a wrong
 * password is not tried once for each e-mail; what it refuses for good waits for a person.
 * @param now asked again for each e-mail: a round may last
 * @param stopped looked at between two e-mails
 */
export async function sendDue(company: Company, now: () => Date, stopped: () => boolean): Promise<void> {
  const setup = await mailSetup(company.reader)
  if (!isOn(setup) || (await due(company, now())).length === 0) return
  const rest = await restOf(company, now())
  if (rest) return putOff(company, new Date(rest.at), rest.problem as MailProblem, '')
  if (!isReady(company, setup)) {
    return putOff(company, new Date(now().getTime() + WITHOUT_PASSWORD_MS), 'password', '')
  }
  const transport = await openTransport(setup, passwordOf(company), company.info().name)
  try {
    while (!stopped()) {
      const mails = await due(company, now())
      if (mails.length === 0) return
      for (const mail of mails) {
        if (stopped() || !(await sendOne(company, transport, mail, now))) return
      }
    }
  } finally {
    transport.close()
  }
}

/** When the next e-mail that waits is due; null: none waits. */
export async function nextDue(company: Company): Promise<string | null> {
  const row = await company.reader
    .selectFrom('mail_message')
    .select((eb) => eb.fn.min('next_at').as('at'))
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  return row?.at ?? null
}

/** Lets the files of e-mails go that were sent some weeks ago: their names stay. */
export async function dropOldFiles(company: Company, now: Date): Promise<void> {
  const before = new Date(now.getTime() - FILES_KEPT_DAYS * 86_400_000).toISOString()
  const old = await company.reader
    .selectFrom('mail_attachment as a')
    .innerJoin('mail_message as m', 'm.id', 'a.mail_id')
    .select('a.mail_id')
    .where('m.sent_at', '<', before)
    .where('a.content', 'is not', null)
    .limit(500)
    .execute()
  if (old.length === 0) return
  await company.units.run({ command: 'mail.dropFiles', userId: '', at: now.toISOString() }, (db) =>
    db
      .updateTable('mail_attachment')
      .set({ content: null })
      .where(
        'mail_id',
        'in',
        old.map(({ mail_id }) => mail_id),
      )
      .execute(),
  )
}

/** Until when everything waits because the last try failed for a reason that concerns all. */
function restOf(company: Company, now: Date): Promise<{ at: string; problem: string } | undefined> {
  return company.reader
    .selectFrom('mail_message')
    .select(['problem'])
    .select((eb) => eb.ref('next_at').$notNull().as('at'))
    .where('state', '=', 'waiting')
    .where('next_at', '>', now.toISOString())
    .where('problem', 'in', COMMON_PROBLEMS)
    .orderBy('next_at')
    .limit(1)
    .executeTakeFirst()
}

function due(company: Company, now: Date): Promise<DueMail[]> {
  return (
    company.reader
      .selectFrom('mail_message')
      .select(['id', 'recipients', 'subject', 'body', 'attempts', 'created_by', 'asked_at', 'mailing_id'])
      .where('state', '=', 'waiting')
      .where('next_at', '<=', now.toISOString())
      // letters to many let everything else by
      .orderBy(sql`mailing_id is not null`)
      .orderBy('next_at')
      .orderBy('id')
      .limit(ROUND)
      .execute()
  )
}

/** False: the others behind it need not be tried now. */
async function sendOne(company: Company, transport: MailTransport, mail: DueMail, now: () => Date): Promise<boolean> {
  const began = now()
  if (isStale(mail.asked_at, began)) {
    await settle(company, mail, began, { sent: false, problem: 'expired', detail: '', everybody: false, final: true })
    return true
  }
  const outcome = await transport.send({
    id: mail.id,
    to: JSON.parse(mail.recipients) as string[],
    subject: mail.subject,
    text: mail.body,
    at: mail.asked_at,
    attachments: await filesOf(company, mail.id),
    toMany: mail.mailing_id !== null,
  })
  await settle(company, mail, now(), outcome)
  if (outcome.sent || !outcome.everybody) return true
  await putOff(company, new Date(now().getTime() + retryDelay(mail.attempts + 1)), outcome.problem, outcome.detail)
  return false
}

/** Writes down what a try brought. Sent is sent, even when somebody took it back meanwhile. */
function settle(company: Company, mail: DueMail, now: Date, outcome: Outcome): Promise<void> {
  const attempts = mail.attempts + 1
  const { problem, detail } = outcome
  return write(company, mail, now, async (db) => {
    const update = db.updateTable('mail_message').where('id', '=', mail.id)
    if (outcome.sent) {
      const sent = { state: 'sent' as const, sent_at: now.toISOString(), next_at: null }
      // a code that went out is nowhere to be read but in the mailbox
      const body = sql<string>`iif(kind = 'confirmation', '', body)`
      await update.set({ ...sent, problem, detail, attempts, body }).execute()
      return
    }
    const next = outcome.final
      ? { state: 'failed' as const, next_at: null }
      : { next_at: new Date(now.getTime() + retryDelay(attempts)).toISOString() }
    await update
      .set({ ...next, problem, detail, attempts })
      .where('state', '=', 'waiting')
      .execute()
  })
}

/** Nothing is tried before `until`. */
function putOff(company: Company, until: Date, problem: MailProblem, detail: string): Promise<void> {
  return write(company, null, until, async (db) => {
    await db
      .updateTable('mail_message')
      .set({ next_at: until.toISOString(), problem, detail })
      .where('state', '=', 'waiting')
      .where('next_at', '<', until.toISOString())
      .execute()
  })
}

async function write(
  company: Company,
  mail: DueMail | null,
  now: Date,
  work: (db: Db) => Promise<void>,
): Promise<void> {
  await company.units.run({ command: 'mail.sent', userId: mail?.created_by ?? '', at: now.toISOString() }, work)
  ringMail(company)
}

async function filesOf(company: Company, mailId: string): Promise<MailFile[]> {
  const rows = await company.reader
    .selectFrom('mail_attachment')
    .select(['name', 'type', 'content'])
    .where('mail_id', '=', mailId)
    .orderBy('no')
    .execute()
  return rows.map(({ name, type, content }) => ({ name, type, content: content ?? new Uint8Array() }))
}
