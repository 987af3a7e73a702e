/** E-mails on their way: states, what can go wrong, when to try again. */
export const MAIL_STATES = ['waiting', 'sent', 'failed', 'cancelled'] as const
export type MailState = (typeof MAIL_STATES)[number]

/** `order`, `shipment`: a customer is told of one; `mailing`: a letter to many; `confirmation`: asks whether somebody reads there. */
export const MAIL_KINDS = ['statement', 'order', 'shipment', 'report', 'letter', 'mailing', 'confirmation'] as const
export type MailKind = (typeof MAIL_KINDS)[number]

/** Orders a customer is told of by e-mail: when one is approved, when goods leave; `company`: as the company does it. */
export const ORDER_MAILS = ['company', 'none', 'approval', 'shipment', 'both'] as const
export type OrderMail = (typeof ORDER_MAILS)[number]

/** `tls` from the first byte (usually port 465), `starttls` (587), `none`: only inside one's own network. */
export const MAIL_SECURITIES = ['tls', 'starttls', 'none'] as const
export type MailSecurity = (typeof MAIL_SECURITIES)[number]

/** What was wrong with a try; each has a text in both languages. */
export const MAIL_PROBLEMS = [
  'server',
  'certificate',
  'login',
  'password',
  'sender',
  'recipient',
  'some-recipients',
  'content',
  'busy',
  'expired',
] as const
export type MailProblem = (typeof MAIL_PROBLEMS)[number]

/** The server or the settings are at fault: every e-mail would meet the same. */
export const COMMON_PROBLEMS: readonly MailProblem[] = ['server', 'certificate', 'login', 'password', 'sender']

/** Bytes of all files of one e-mail: what mail servers commonly take, before their encoding makes it a third larger. */
export const MOST_ATTACHED = 15_000_000

/** After this long an e-mail is not sent any more by itself: it may no longer be true. */
export const GIVE_UP_HOURS = 72

const MINUTE = 60_000
const DELAYS = [1, 5, 15, 60, 180, 360].map((minutes) => minutes * MINUTE)

/** Milliseconds until the next try. @param attempts tries so far that failed, from 1 */
export const retryDelay = (attempts: number): number => DELAYS[Math.min(attempts, DELAYS.length) - 1]!

/** True when an e-mail has waited for so long that a person decides whether it still goes out. */
export const isStale = (askedAt: string, at: Date): boolean =>
  at.getTime() - Date.parse(askedAt) > GIVE_UP_HOURS * 3_600_000

/** What a failed try means. */
export interface MailFailure {
  problem: MailProblem
  /** The server or the settings are at fault: the e-mails behind it would meet the same. */
  everybody: boolean
  /** Trying again would bring the same answer. */
  final: boolean
}

/**
 * Reads a failure of the mail library: its own codes, and the server's reply code (RFC 5321: 4yz may pass later, 5yz will not)
 * with the command it answered.
 */
export function failureOf(error: {
  code?: unknown
  originalCode?: unknown
  responseCode?: unknown
  command?: unknown
}): MailFailure {
  const code = [error.code, error.originalCode].filter((part) => typeof part === 'string').join(' ')
  const reply = typeof error.responseCode === 'number' ? error.responseCode : 0
  const command = typeof error.command === 'string' ? error.command : ''
  if (/AUTH|OAUTH/.test(code) || reply === 530 || reply === 535) return server('login')
  if (/ETLS|CERT|SELF_SIGNED|ALTNAME/.test(code)) return server('certificate')
  if (code === 'EENVELOPE' && reply === 0) return { problem: 'recipient', everybody: false, final: true }
  if (reply >= 500 && reply !== 503) {
    if (command === 'MAIL FROM') return server('sender')
    const problem = command === 'RCPT TO' ? 'recipient' : 'content'
    return command === '' || command === 'CONN' ? server('server') : { problem, everybody: false, final: true }
  }
  if (reply >= 400 && command !== '' && command !== 'CONN') return { problem: 'busy', everybody: false, final: false }
  return server('server')
}

const server = (problem: MailProblem): MailFailure => ({ problem, everybody: true, final: false })
