import { repointTables, type RepointCustomer } from '../../db/repoint.ts'

/** Gives the leads a customer came from to another; what the pool noted of it is a ledger and stays. */
export const repointLeads: RepointCustomer = (ctx, move) => repointTables(ctx, ['lead'], move)
