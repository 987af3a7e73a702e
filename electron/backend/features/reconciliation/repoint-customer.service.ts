import { repointTables, type RepointCustomer } from '../../db/repoint.ts'

/**
 * Gives a customer's adjustments to another. Statements stay: they quote the account they were drawn up from, which keeps
 * its entries.
 */
export const repointAdjustments: RepointCustomer = (ctx, move) => repointTables(ctx, ['receivable_adjustment'], move)
