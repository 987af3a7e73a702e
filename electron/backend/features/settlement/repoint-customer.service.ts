import { repointTables, type RepointCustomer } from '../../db/repoint.ts'

/** Gives a customer's receipts, refunds and settlements to another; the ledger follows by `moveOpenItems`. */
export const repointMoney: RepointCustomer = (ctx, move) => repointTables(ctx, ['money_document'], move)
