import type { TableName } from '../../db/tables.ts'
import type { Moved, RepointCustomer } from '../../db/repoint.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { repointContacts } from '../crm/repoint-customer.service.ts'
import { repointLeads } from '../leads/repoint-customer.service.ts'
import { repointMail } from '../mail/repoint-customer.service.ts'
import { repointPayments } from '../online-payment/repoint-customer.service.ts'
import { repointPlans } from '../order-plans/repoint-customer.service.ts'
import { repointWords } from '../order-text/repoint-customer.service.ts'
import { repointOrders } from '../orders/repoint-customer.service.ts'
import { repointPrices } from '../pricing/repoint-customer.service.ts'
import { repointAdjustments } from '../reconciliation/repoint-customer.service.ts'
import { repointReturns } from '../returns/repoint-customer.service.ts'
import { repointMoney } from '../settlement/repoint-customer.service.ts'
import { repointShipments } from '../shipments/repoint-customer.service.ts'

/** Every feature that keeps rows of customers gives its own over. */
const FEATURES: readonly RepointCustomer[] = [
  repointOrders,
  repointShipments,
  repointReturns,
  repointMoney,
  repointPayments,
  repointPlans,
  repointPrices,
  repointWords,
  repointAdjustments,
  repointContacts,
  repointLeads,
  repointMail,
]

/** Gives everything one customer owns outside its own file to another. @param moved what went over before: only that goes back */
export async function repointAll(
  ctx: CommandContext,
  move: { from: string; to: string; moved?: Moved },
): Promise<Moved> {
  let all: Moved = {}
  for (const repoint of FEATURES) all = { ...all, ...(await repoint(ctx, move)) }
  return all
}

/** Tables with a customer that stay as they are in a merge, and why; a test knows every other one goes over. */
export const STAYING: Partial<Record<TableName, string>> = {
  customer_contact: 'copied into the file of the one that stays',
  customer_address: 'copied into the file of the one that stays',
  customer_attachment: 'goes over with the file',
  receivable_entry: 'the ledger: what is open moves by opposite entries',
  receivable_open: 'follows its entry',
  receivable_balance: 'follows the entries',
  pool_event: 'the ledger of who looked after that record',
  customer_statement: 'quotes the account it was drawn up from',
  statement_difference: 'belongs to its statement',
  sales_customer_day: 'counted again from the orders',
  customer_product: 'counted again from the orders',
}
