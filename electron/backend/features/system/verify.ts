import type Database from 'better-sqlite3'
import type { VerifyResult } from '../../../../shared/contract/system.ts'
import { installFunctions, Shared, type Check } from './checks/check.ts'
import { CONTACT_CHECKS } from './checks/contacts.ts'
import { MONEY_CHECKS } from './checks/money.ts'
import { DELIVERY_CHECKS } from './checks/delivery.ts'
import { ONLINE_PAYMENT_CHECKS } from './checks/online-payments.ts'
import { LEAD_CHECKS } from './checks/leads.ts'
import { ORDER_CHECKS } from './checks/orders.ts'
import { REVIEW_CHECKS } from './checks/reviews.ts'
import { PAYABLE_CHECKS } from './checks/payables.ts'
import { PICKING_CHECKS } from './checks/picking.ts'
import { RECEIVABLE_CHECKS } from './checks/receivables.ts'
import { RECONCILIATION_CHECKS } from './checks/reconciliation.ts'
import { RECORD_CHECKS } from './checks/records.ts'
import { RETURN_CHECKS } from './checks/returns.ts'
import { ROLLUP_CHECKS } from './checks/rollups.ts'
import { STOCK_CHECKS } from './checks/stock.ts'

/** All checks, in the order they are shown. */
export const CHECKS: readonly Check[] = [
  ...RECORD_CHECKS,
  ...STOCK_CHECKS,
  ...ORDER_CHECKS,
  ...PICKING_CHECKS,
  ...DELIVERY_CHECKS,
  ...REVIEW_CHECKS,
  ...RECEIVABLE_CHECKS,
  ...PAYABLE_CHECKS,
  ...MONEY_CHECKS,
  ...RETURN_CHECKS,
  ...RECONCILIATION_CHECKS,
  ...ONLINE_PAYMENT_CHECKS,
  ...CONTACT_CHECKS,
  ...LEAD_CHECKS,
  ...ROLLUP_CHECKS,
]

/**
 * Recomputes every balance, state, rollup and chain from what it is derived from, on one unchanging view of the file.
 * Writes nothing. Synchronous: give it a connection of its own, on a worker when the company is large.
 */
export function verifyDatabase(database: Database.Database): VerifyResult {
  const start = performance.now()
  installFunctions(database)
  const checks: VerifyResult['checks'] = []
  const shared = new Shared()
  const ownTransaction = !database.inTransaction
  if (ownTransaction) database.exec('BEGIN')
  try {
    for (const { name, run } of CHECKS) {
      const began = performance.now()
      const { count, faults } = run(database, shared)
      checks.push({ name, ok: faults.length === 0, count, faults, ms: rounded(performance.now() - began) })
    }
  } finally {
    if (ownTransaction) database.exec('COMMIT')
  }
  return { ok: checks.every((c) => c.ok), checks, ms: rounded(performance.now() - start) }
}

const rounded = (ms: number) => Math.round(ms * 10) / 10
