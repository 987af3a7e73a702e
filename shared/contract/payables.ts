import * as z from 'zod'
import { day, fen, id, pageInput, pageOf, positiveFen, text, version } from './common.ts'
import { command, query } from './method.ts'
import { PAY_METHODS } from '../domain/settlement/money.ts'

export const PAYABLE_KINDS = [
  'opening',
  'receipt',
  'return',
  'cost',
  'payment',
  'refund',
  'discount',
  'void',
  'adjust',
] as const

/** What is owed to a supplier; amounts in 分, null where purchase prices are hidden from the user. */
export const payableSupplierRow = z.object({
  supplierId: id,
  code: z.string(),
  name: z.string(),
  balance: fen.nullable(),
  /** Not yet settled bills, and of them what is due today or before. */
  open: fen.nullable(),
  overdue: fen.nullable(),
  /** Prepayments and credits not yet used. */
  credit: fen.nullable(),
  nextDue: day.nullable(),
})
export type PayableSupplierRow = z.infer<typeof payableSupplierRow>

export const payableRow = z.object({
  id,
  day,
  kind: z.enum(PAYABLE_KINDS),
  documentId: id,
  documentNumber: z.string(),
  amount: fen.nullable(),
  dueDay: day,
  open: fen.nullable(),
  held: z.boolean(),
  /** Version of the payment this entry booked, for voiding it; null for other entries and payments taken back. */
  paymentVersion: version.nullable(),
})
export type PayableRow = z.infer<typeof payableRow>

export const paymentView = z.object({
  id,
  number: z.string(),
  supplierId: id,
  supplier: z.string(),
  day,
  amount: fen,
  method: z.enum(PAY_METHODS),
  held: z.boolean(),
  note: z.string(),
  status: z.enum(['posted', 'void']),
  version,
  allocated: z.array(z.object({ documentNumber: z.string(), amount: fen })),
})
export type PaymentView = z.infer<typeof paymentView>

export const payables = {
  /** Suppliers with a balance or something open, those longest due first. */
  list: query('settlement.view')
    .input(z.object({ ...pageInput, search: text(100).optional(), overdueOnly: z.boolean().default(false) }))
    .output(pageOf(payableSupplierRow)),
  entries: query('purchasing.view')
    .input(z.object({ ...pageInput, supplierId: id, openOnly: z.boolean().default(false) }))
    .output(pageOf(payableRow)),
  /** Books money paid: settles the oldest due bills first, or is kept as a prepayment until it is used. */
  pay: command('settlement.edit')
    .input(
      z.object({
        id,
        supplierId: id,
        day: day.optional(),
        amount: positiveFen,
        method: z.enum(PAY_METHODS),
        /** Keep all of it as a prepayment. */
        hold: z.boolean().default(false),
        note: text(200).default(''),
      }),
    )
    .output(paymentView),
  /** Lets kept prepayments of a supplier settle its open bills now. */
  usePrepayments: command('settlement.edit')
    .input(z.object({ supplierId: id }))
    .output(z.object({ settled: fen })),
}
