import { repointTables, type RepointCustomer } from '../../db/repoint.ts'

/** Gives what was talked about with a customer, and its reminders, to another. */
export const repointContacts: RepointCustomer = (ctx, move) => repointTables(ctx, ['activity', 'reminder'], move)
