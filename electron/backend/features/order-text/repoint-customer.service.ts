import { repointTables, type RepointCustomer } from '../../db/repoint.ts'

/** Gives a customer's words for goods to another, which keeps its own meaning of the same words. */
export const repointWords: RepointCustomer = (ctx, move) => repointTables(ctx, ['customer_alias'], move)
