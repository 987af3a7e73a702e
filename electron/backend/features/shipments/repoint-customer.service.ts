import { repointTables, type RepointCustomer } from '../../db/repoint.ts'

/** Gives a customer's notes to another. */
export const repointShipments: RepointCustomer = (ctx, move) => repointTables(ctx, ['shipment'], move)
