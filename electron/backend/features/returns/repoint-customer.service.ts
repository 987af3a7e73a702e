import { repointTables, type RepointCustomer } from '../../db/repoint.ts'

/** Gives a customer's returns to another. */
export const repointReturns: RepointCustomer = (ctx, move) => repointTables(ctx, ['sales_return'], move)
