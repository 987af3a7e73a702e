import { existsSync } from 'node:fs'
import type Database from 'better-sqlite3'
import { AppError } from '../../../shared/errors.ts'
import * as spine from './migrations/0010-spine.ts'
import * as stock from './migrations/0020-stock.ts'
import * as prices from './migrations/0030-prices.ts'
import * as purchasing from './migrations/0040-purchasing.ts'
import * as salesByWarehouse from './migrations/0050-sales-by-warehouse.ts'
import * as customerAlias from './migrations/0060-customer-alias.ts'
import * as reviewRules from './migrations/0070-review-rules.ts'
import * as money from './migrations/0080-money.ts'
import * as reconciliation from './migrations/0090-reconciliation.ts'
import * as returns from './migrations/0100-returns.ts'
import * as picking from './migrations/0110-picking.ts'
import * as delivery from './migrations/0120-delivery.ts'
import * as orderPlans from './migrations/0130-order-plans.ts'
import * as approvals from './migrations/0140-approvals.ts'
import * as onlinePayment from './migrations/0150-online-payment.ts'
import * as printing from './migrations/0160-printing.ts'
import * as contacts from './migrations/0170-contacts.ts'
import * as customers from './migrations/0180-customers.ts'
import * as leads from './migrations/0190-leads.ts'
import * as savedReports from './migrations/0200-saved-reports.ts'
import * as mail from './migrations/0210-mail.ts'
import * as orderPayment from './migrations/0230-order-payment.ts'
import * as reportFormat from './migrations/0250-report-format.ts'
import * as mailings from './migrations/0255-mailings.ts'
import { dropTriggers, installTriggers } from './triggers.ts'

export interface Migration {
  version: number
  sql: string
}

/** In order; a file joins this list once and never changes afterwards. */
export const MIGRATIONS: readonly Migration[] = [
  spine,
  stock,
  prices,
  purchasing,
  salesByWarehouse,
  customerAlias,
  reviewRules,
  money,
  reconciliation,
  returns,
  picking,
  delivery,
  orderPlans,
  approvals,
  onlinePayment,
  printing,
  contacts,
  customers,
  leads,
  savedReports,
  mail,
  orderPayment,
  reportFormat,
  mailings,
]

export const SCHEMA_VERSION = MIGRATIONS.at(-1)!.version

/**
 * Brings a company file up to date. Each migration is one transaction together with its version mark; before the first a
 * copy is kept beside the file. A file from a newer program is refused untouched.
 * @param upTo stop at this version (tests)
 * @throws AppError FILE_TOO_NEW
 */
export async function migrate(database: Database.Database, upTo: number = SCHEMA_VERSION): Promise<void> {
  const version = database.pragma('user_version', { simple: true }) as number
  if (version > SCHEMA_VERSION) {
    throw new AppError('FILE_TOO_NEW', { file: database.name, version, supported: SCHEMA_VERSION })
  }
  const open = MIGRATIONS.filter((m) => m.version > version && m.version <= upTo)
  if (open.length === 0) return
  if (version > 0 && !database.memory) await keepCopy(database, version)
  // dropping and re-making a table would fire foreign keys; they cannot be switched inside a transaction
  database.pragma('foreign_keys = OFF')
  try {
    for (const migration of open) {
      database.transaction(() => {
        // those of the former version; a file that stops on the way goes on and gets the new ones with the last step
        dropTriggers(database)
        database.exec(migration.sql)
        const broken = database.pragma('foreign_key_check') as unknown[]
        if (broken.length > 0) throw new Error(`migration ${migration.version} breaks ${broken.length} references`)
        if (migration.version === SCHEMA_VERSION) installTriggers(database)
        database.pragma(`user_version = ${migration.version}`)
      })()
    }
  } finally {
    database.pragma('foreign_keys = ON')
  }
}

async function keepCopy(database: Database.Database, version: number): Promise<void> {
  const copy = `${database.name}.before-${version}`
  if (!existsSync(copy)) await database.backup(copy)
}
