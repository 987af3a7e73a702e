import { repointTables, type RepointCustomer } from '../../db/repoint.ts'

/** Gives a customer's standing orders to another. */
export const repointPlans: RepointCustomer = (ctx, move) => repointTables(ctx, ['order_plan'], move)
