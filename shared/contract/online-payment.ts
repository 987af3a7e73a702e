import * as z from 'zod'
import { GATEWAYS, ONLINE_STATES, PAY_WAYS, PAYMENT_FLAGS, REFUND_STATES } from '../domain/online-payment/states.ts'
import { day, fen, id, instant, name, pageInput, pageOf, positiveFen, text, version } from './common.ts'
import { command, query, task } from './method.ts'

const gateway = z.enum(GATEWAYS)

/** Fields of a payment service that are no secret; which ones it has: `GATEWAY_FIELDS`. */
export const gatewayView = z.object({
  gateway,
  enabled: z.boolean(),
  /** Everything is there that a payment needs. */
  ready: z.boolean(),
  baseUrl: z.string(),
  settings: z.record(z.string(), z.string()),
  /** Secrets that are kept; they never leave. */
  secrets: z.array(z.string()),
  version,
})
export type GatewayView = z.infer<typeof gatewayView>

export const onlinePaymentRow = z.object({
  id,
  createdAt: instant,
  createdBy: z.string(),
  customerId: id,
  customer: z.string(),
  orderId: id.nullable(),
  orderNumber: z.string().nullable(),
  gateway,
  way: z.enum(PAY_WAYS),
  amount: fen,
  /** What came, which may differ; null: nothing. */
  paidAmount: fen.nullable(),
  refunded: fen,
  state: z.enum(ONLINE_STATES),
  flag: z.enum(PAYMENT_FLAGS).nullable(),
  receiptId: id.nullable(),
  receiptNumber: z.string().nullable(),
  expiresAt: instant,
  paidAt: instant.nullable(),
  problem: z.string(),
  version,
})
export type OnlinePaymentRow = z.infer<typeof onlinePaymentRow>

export const onlinePaymentView = onlinePaymentRow.extend({
  /** What the QR code says, while the customer may pay. */
  qr: z.string().nullable(),
  /** The service's own number. */
  tradeNo: z.string().nullable(),
  closing: z.boolean(),
  flagNote: z.string(),
  refunds: z.array(
    z.object({
      id,
      amount: fen,
      reason: z.string(),
      state: z.enum(REFUND_STATES),
      createdAt: instant,
      documentNumber: z.string().nullable(),
      problem: z.string(),
    }),
  ),
})
export type OnlinePaymentView = z.infer<typeof onlinePaymentView>

export const onlinePaymentFilter = z.object({
  states: z.array(z.enum(ONLINE_STATES)).max(ONLINE_STATES.length).optional(),
  gateway: gateway.optional(),
  customerId: id.optional(),
  orderId: id.optional(),
  from: day.optional(),
  to: day.optional(),
  /** Only those a person has to look at. */
  flagged: z.boolean().default(false),
  search: text(100).optional(),
})

/** A payment that stands in one of the two books only, or with another amount. */
export const paymentDifference = z.object({
  kind: z.enum(['only-there', 'only-here', 'amount']),
  refund: z.boolean(),
  outTradeNo: z.string(),
  tradeNo: z.string(),
  /** 分; null: not in that book. */
  there: fen.nullable(),
  here: fen.nullable(),
  paymentId: id.nullable(),
  customer: z.string().nullable(),
})
export type PaymentDifference = z.infer<typeof paymentDifference>

/** Payments through WeChat Pay, Alipay and Stripe. Methods that ask a service are tasks: no unit of work waits for it. */
export const onlinePayments = {
  /** Services that can be used now. */
  choices: query('payments.online').output(z.array(gateway)),
  gateways: query('company.manage').output(z.array(gatewayView)),
  /** Absent secrets stay as they are. */
  saveGateway: task('company.manage')
    .input(
      z.object({
        gateway,
        version,
        enabled: z.boolean(),
        baseUrl: text(200),
        settings: z.record(z.string().max(40), text(4000)),
        secrets: z.record(z.string().max(40), text(8000)).default({}),
      }),
    )
    .output(gatewayView),
  /** Asks the service for a payment that does not exist, as it is set now: keys, signature and clock fit when it says so. */
  testGateway: task('company.manage')
    .input(z.object({ gateway }))
    .output(z.object({ ok: z.boolean(), reason: z.string() })),
  /** Asks for money. The same id again returns what is there; for another amount it is refused. */
  start: task('payments.online')
    .input(
      z.object({
        id,
        customerId: id,
        orderId: id.nullable().default(null),
        gateway,
        way: z.enum(PAY_WAYS),
        amount: positiveFen,
        /** The scanned 付款码; with way `code`. */
        authCode: text(64).default(''),
      }),
    )
    .output(onlinePaymentView),
  get: query('payments.online').input(z.object({ id })).output(onlinePaymentView),
  list: query('payments.online')
    .input(onlinePaymentFilter.extend(pageInput).prefault({}))
    .output(pageOf(onlinePaymentRow)),
  /** Asks the service what became of a payment and its refunds. */
  ask: task('payments.online').input(z.object({ id })).output(onlinePaymentView),
  /** Ends an unpaid payment; what arrives nevertheless is booked. */
  close: task('payments.online').input(z.object({ id })).output(onlinePaymentView),
  /** Gives all or a part back. The same id again returns what is there. */
  refund: task('settlement.edit')
    .input(z.object({ id, paymentId: id, amount: positiveFen, reason: name(80) }))
    .output(onlinePaymentView),
  /** A person has looked at what was flagged. */
  settleFlag: command('settlement.edit')
    .input(z.object({ id, version, note: name(200) }))
    .output(onlinePaymentView),
  /** Compares a day's payments with the service's own books. */
  compare: task('settlement.view')
    .input(z.object({ gateway, day }))
    .output(z.object({ compared: z.int(), differences: z.array(paymentDifference) })),
}
