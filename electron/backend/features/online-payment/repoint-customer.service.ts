import { repointTables, type RepointCustomer } from '../../db/repoint.ts'

/** Gives a customer's payments through services to another. */
export const repointPayments: RepointCustomer = (ctx, move) => repointTables(ctx, ['online_payment'], move)
