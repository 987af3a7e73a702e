import type { CustomerRow } from '../../../shared/contract/customers.ts'

// The contract's own lists would bring its schemas, and zod with them, into the page.
const settlements: Record<CustomerRow['settlement'], true> = {
  cash: true,
  cod: true,
  monthly: true,
  credit: true,
  deposit: true,
}
const statuses: Record<CustomerRow['status'], true> = { active: true, frozen: true, archived: true }

export const SETTLEMENT_METHODS = Object.keys(settlements) as CustomerRow['settlement'][]
export const CUSTOMER_STATUSES = Object.keys(statuses) as CustomerRow['status'][]
