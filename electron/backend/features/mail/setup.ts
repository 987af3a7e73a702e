import type { MailSecurity } from '../../../../shared/domain/mail/outbox.ts'
import type { Company } from '../../backend.ts'
import type { Db } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'

/** The mail server as the company has entered it. */
export interface MailSetup {
  enabled: boolean
  host: string
  port: number
  security: MailSecurity
  user: string
  fromAddress: string
  fromName: string
  replyTo: string
  locale: 'zh-CN' | 'en'
  confirmOrders: boolean
  /** Where browsers find the program; empty: nowhere. */
  webAddress: string
  version: number
}

/** The name its password is kept under. */
export const SECRET = 'mail'

export const passwordOf = (company: Company): string => company.secrets.read(SECRET)?.['password'] ?? ''

const EMPTY: MailSetup = {
  enabled: false,
  host: '',
  port: 465,
  security: 'tls',
  user: '',
  fromAddress: '',
  fromName: '',
  replyTo: '',
  locale: 'zh-CN',
  confirmOrders: false,
  webAddress: '',
  version: 0,
}

/** The settings as they are; version 0: never entered. */
export async function mailSetup(db: Db): Promise<MailSetup> {
  const row = await settingRow.first(db, {})
  if (!row) return EMPTY
  const { enabled, confirmOrders, ...rest } = row
  return { ...rest, enabled: enabled === 1, confirmOrders: confirmOrders === 1 }
}

/** Switched on with everything it needs but the password, which a company brought to another machine asks for again. */
export const isOn = (setup: MailSetup): boolean => setup.enabled && setup.host !== '' && setup.fromAddress !== ''

/** E-mails can be sent now. */
export const isReady = (company: Company, setup: MailSetup): boolean =>
  isOn(setup) && (setup.user === '' || passwordOf(company) !== '')

type Row = Omit<MailSetup, 'enabled' | 'confirmOrders'> & { enabled: number; confirmOrders: number }

// asked at every approval of an order
const settingRow = prepared<Record<string, never>, Row>((db) =>
  db
    .selectFrom('mail_setting')
    .select(['enabled', 'host', 'port', 'security', 'user_name as user', 'from_address as fromAddress'])
    .select(['from_name as fromName', 'reply_to as replyTo', 'locale', 'confirm_orders as confirmOrders'])
    .select(['web_address as webAddress', 'version']),
)
