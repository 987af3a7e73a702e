import type { Selectable } from 'kysely'
import { mayBecome, type PaymentFlag } from '../../../../shared/domain/online-payment/states.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { Schema } from '../../db/schema.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext, TaskContext } from '../../rpc/context.ts'
import { bookingDay, bookReceipt, bookRefund } from './booking.ts'
import type { PaymentAnswer, RefundAnswer } from './gateways/gateway.ts'

export type PaymentRow = Selectable<Schema['online_payment']>
export type RefundRow = Selectable<Schema['online_refund']>

export const isClosedPeriod = (error: unknown) =>
  error instanceof AppError && error.code === 'RULE' && (error.data as { rule: string }).rule === 'PERIOD_LOCKED'

/** @throws NOT_FOUND */
export async function paymentOf(ctx: Pick<CommandContext, 'db'>, id: string): Promise<PaymentRow> {
  const row = await ctx.db.selectFrom('online_payment').selectAll().where('id', '=', id).executeTakeFirst()
  return found(row, 'onlinePayment', id)
}

export function refundsOf(ctx: Pick<CommandContext, 'db'>, paymentId: string): Promise<RefundRow[]> {
  return ctx.db.selectFrom('online_refund').selectAll().where('payment_id', '=', paymentId).orderBy('id').execute()
}

type Change = Partial<Omit<PaymentRow, 'id' | 'version'>>

/** Writes what changed, if anything: answers that bring nothing new leave no trace. */
async function change(ctx: CommandContext, row: PaymentRow, values: Change): Promise<void> {
  const changed = (Object.keys(values) as (keyof Change)[]).some((key) => values[key] !== row[key])
  if (!changed) return
  const { state } = values
  if (state !== undefined && state !== row.state && !mayBecome(row.state, state)) {
    throw new Error(`online payment ${row.id}: ${row.state} cannot become ${state}`)
  }
  await ctx.db
    .updateTable('online_payment')
    .set({ ...values, version: row.version + 1 })
    .where('id', '=', row.id)
    .execute()
}

/**
 * Writes down what the service said of a payment, in a unit of work of its own. A payment that is paid gets its receipt in
 * the same unit, and only when it has none: the same news in any number and order books once. A late or different amount
 * is booked as it came and flagged; another currency is not booked.
 * @param problem what went wrong on the way, shown until it is better
 */
export async function noteAnswer(ctx: TaskContext, id: string, answer: PaymentAnswer, problem = ''): Promise<void> {
  const known = await paymentOf(ctx, id)
  if (bringsNothing(known, answer, problem)) return
  const write = (day: 'paid' | 'today') =>
    ctx.unit(async (unit) => {
      const row = await paymentOf(unit, id)
      if (answer.state === 'paid') return notePaid(unit, row, answer, day)
      if (row.receipt_id !== null) return noteGoneBack(unit, row, answer)
      if (answer.state === 'pending') {
        const state = row.state === 'created' ? 'pending' : row.state
        return change(unit, row, { state, trade_no: answer.tradeNo ?? row.trade_no, problem })
      }
      if (answer.state === 'none' || row.state === 'closed' || row.state === 'failed') {
        return change(unit, row, { problem })
      }
      const said = answer.state === 'failed' ? answer.reason : problem
      await change(unit, row, { state: answer.state, ended_at: unit.at, qr: null, problem: said })
    })
  try {
    await write('paid')
  } catch (error) {
    // the statement of that month is agreed: the money counts from today
    if (!isClosedPeriod(error)) throw error
    await write('today')
  }
}

/** The answer most polls get: no unit of work is opened for it. */
function bringsNothing(row: PaymentRow, answer: PaymentAnswer, problem: string): boolean {
  if (answer.state === 'paid') return row.receipt_id !== null
  if (answer.state === 'closed' && row.receipt_id !== null) return row.state === 'refunded' || row.flag !== null
  if (row.problem !== problem) return false
  if (answer.state === 'none') return true
  if (answer.state === 'pending') return row.state !== 'created' && (answer.tradeNo ?? row.trade_no) === row.trade_no
  return row.state === answer.state
}

async function notePaid(
  ctx: CommandContext,
  row: PaymentRow,
  answer: Extract<PaymentAnswer, { state: 'paid' }>,
  day: 'paid' | 'today',
): Promise<void> {
  if (row.receipt_id !== null) return
  if (answer.currency !== row.currency) return change(ctx, row, { flag: 'currency', problem: answer.currency })
  const receiptId = await bookReceipt(ctx, {
    customerId: row.customer_id,
    siteId: row.site_id,
    orderId: row.order_id,
    gateway: row.gateway,
    amount: answer.amount,
    reference: answer.tradeNo,
    day: day === 'paid' ? bookingDay(ctx, answer.paidAt) : ctx.today,
  })
  const late = row.state === 'closed' || row.state === 'failed'
  const flag: PaymentFlag | null = answer.amount !== row.amount ? 'amount' : late ? 'late' : null
  await change(ctx, row, {
    state: 'paid',
    receipt_id: receiptId,
    trade_no: answer.tradeNo,
    paid_at: answer.paidAt ?? ctx.at,
    paid_amount: answer.amount,
    closing: 0,
    qr: null,
    flag,
    problem: '',
  })
}

/** Paid here and gone there without a refund of ours: somebody gave it back in the service's own pages. */
async function noteGoneBack(ctx: CommandContext, row: PaymentRow, answer: PaymentAnswer): Promise<void> {
  if (answer.state === 'closed' && row.state === 'paid') await change(ctx, row, { flag: 'refunded-there' })
}

/** A new payment's QR code. */
export async function noteCode(ctx: TaskContext, id: string, qr: string, tradeNo: string | null): Promise<void> {
  await ctx.unit(async (unit) => {
    const row = await paymentOf(unit, id)
    if (row.state !== 'created') return
    await change(unit, row, { state: 'pending', qr, trade_no: tradeNo ?? row.trade_no, problem: '' })
  })
}

/** Somebody wants an unpaid payment to end. */
export async function noteClosing(ctx: TaskContext, id: string): Promise<void> {
  await ctx.unit(async (unit) => {
    const row = await paymentOf(unit, id)
    if (row.state === 'created' || row.state === 'pending') await change(unit, row, { closing: 1 })
  })
}

/**
 * Writes down what the service said of a refund: gone through, it is booked in the same unit of work, once; refused, the
 * payment is paid as before.
 */
export async function noteRefund(
  ctx: TaskContext,
  refundId: string,
  answer: RefundAnswer,
  problem = '',
): Promise<void> {
  if (answer.state !== 'done' && answer.state !== 'failed' && problem === '') return
  const write = (day: 'paid' | 'today') =>
    ctx.unit(async (unit) => {
      const refund = await refundOf(unit, refundId)
      if (refund.state === 'done') return
      const payment = await paymentOf(unit, refund.payment_id)
      if (answer.state === 'done') {
        const documentId = await bookRefund(unit, {
          customerId: payment.customer_id,
          siteId: payment.site_id,
          gateway: payment.gateway,
          amount: refund.amount,
          reference: answer.refundNo,
          day: day === 'paid' ? bookingDay(unit, answer.at) : unit.today,
        })
        const values = { state: 'done' as const, document_id: documentId, refund_no: answer.refundNo, problem: '' }
        await changeRefund(unit, refund, { ...values, ended_at: answer.at ?? unit.at })
      } else if (answer.state === 'failed') {
        await changeRefund(unit, refund, { state: 'failed', problem: answer.reason, ended_at: unit.at })
      } else {
        await changeRefund(unit, refund, { problem })
      }
      await settleState(unit, payment, answer.state === 'failed')
    })
  try {
    await write('paid')
  } catch (error) {
    if (!isClosedPeriod(error)) throw error
    await write('today')
  }
}

async function refundOf(ctx: CommandContext, id: string): Promise<RefundRow> {
  const row = await ctx.db.selectFrom('online_refund').selectAll().where('id', '=', id).executeTakeFirst()
  return found(row, 'onlinePayment', id)
}

async function changeRefund(ctx: CommandContext, row: RefundRow, values: Partial<RefundRow>): Promise<void> {
  const changed = (Object.keys(values) as (keyof RefundRow)[]).some((key) => values[key] !== row[key])
  if (changed) await ctx.db.updateTable('online_refund').set(values).where('id', '=', row.id).execute()
}

/** The payment's state follows from its refunds: one still asked for, all of it back, or a part. */
async function settleState(ctx: CommandContext, payment: PaymentRow, stuck: boolean): Promise<void> {
  const refunds = await refundsOf(ctx, payment.id)
  const back = refunds.filter(({ state }) => state === 'done').reduce((sum, { amount }) => sum + amount, 0)
  const asked = refunds.some(({ state }) => state === 'asked')
  const state = asked ? 'refunding' : back >= payment.paid_amount! ? 'refunded' : 'paid'
  await change(ctx, payment, { state, ...(stuck ? { flag: 'refund-stuck' } : {}) })
}
