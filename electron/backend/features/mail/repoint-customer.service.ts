import { repointTables, type RepointCustomer } from '../../db/repoint.ts'

/** Gives the mail a customer was sent to another. */
export const repointMail: RepointCustomer = (ctx, move) => repointTables(ctx, ['mail_message'], move)
