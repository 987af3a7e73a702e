import { failureOf, type MailFailure, type MailProblem } from '../../../../shared/domain/mail/outbox.ts'
import type { MailSetup } from './setup.ts'
import type { MailFile } from './send-mail.service.ts'

/** What a try brought. `detail`: the server's own words. */
export type Outcome =
  { sent: true; problem: MailProblem | ''; detail: string } | ({ sent: false; detail: string } & MailFailure)

export interface Letter {
  id: string
  to: readonly string[]
  subject: string
  text: string
  /** Instant it was written at. */
  at: string
  attachments: readonly MailFile[]
  /** One of a letter to many: mail programs offer to have no more of them. */
  toMany?: boolean
}

const CONNECT_MS = 15_000
const SILENT_MS = 60_000
const MOST_DETAIL = 300

/** One connection to the company's mail server for a few letters; close it afterwards. */
export interface MailTransport {
  /** Never throws: what went wrong is in the outcome. */
  send(letter: Letter): Promise<Outcome>
  close(): void
}

/** @param companyName stands in the sender's place where no name was entered */
export async function openTransport(setup: MailSetup, password: string, companyName: string): Promise<MailTransport> {
  // read when it is first needed: no start has to pay for it
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    pool: true,
    maxConnections: 1,
    host: setup.host,
    port: setup.port,
    secure: setup.security === 'tls',
    requireTLS: setup.security === 'starttls',
    ignoreTLS: setup.security === 'none',
    ...(setup.user === '' ? {} : { auth: { user: setup.user, pass: password } }),
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    send: async ({ id, to, subject, text, at, attachments, toMany }) => {
      try {
        const info = await transport.sendMail({
          // the same for every try: who gets it twice sees it once
          messageId: `<${id.toLowerCase()}@${setup.fromAddress.split('@')[1]!}>`,
          date: new Date(at),
          from: { name: setup.fromName || companyName, address: setup.fromAddress },
          ...(setup.replyTo === '' ? {} : { replyTo: setup.replyTo }),
          to: to.map((address) => ({ name: '', address })),
          subject,
          text,
          ...(toMany ? { list: { unsubscribe: unsubscribeAddress(setup) } } : {}),
          attachments: attachments.map(({ name, type, content }) => ({
            filename: name,
            contentType: type,
            content: Buffer.from(content),
          })),
        })
        return sentTo(info.rejected)
      } catch (error) {
        return { sent: false, detail: wordsOf(error), ...failureOf(error as object) }
      }
    },
    close: () => transport.close(),
  }
}

/** Where an answer asks for no more letters: a program without a public address can be told in no other way. */
const unsubscribeAddress = ({ replyTo, fromAddress, locale }: MailSetup): string =>
  `mailto:${replyTo || fromAddress}?subject=${encodeURIComponent(locale === 'en' ? 'unsubscribe' : '退订')}`

function sentTo(rejected: readonly string[]): Outcome {
  return { sent: true, problem: rejected.length > 0 ? 'some-recipients' : '', detail: rejected.join(', ') }
}

function wordsOf(error: unknown): string {
  const { response, message } = error as { response?: unknown; message?: unknown }
  const words = typeof response === 'string' && response !== '' ? response : String(message)
  return words.replace(/\s+/g, ' ').slice(0, MOST_DETAIL)
}
