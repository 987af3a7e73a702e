import { isWaiting } from '../../../../shared/domain/online-payment/states.ts'
import type { Company } from '../../backend.ts'
import type { TaskContext } from '../../rpc/context.ts'
import { accountOf, openGateway, setupOf } from './gateway-of.ts'
import { GatewayError, type PaymentAnswer, type PaymentGateway, type RefundOrder } from './gateways/gateway.ts'
import { noteAnswer, noteCode, noteRefund, paymentOf, refundsOf, type PaymentRow, type RefundRow } from './payments.ts'

/** A service that cannot be asked (no answer, other keys now) is no fault of ours: it is asked again. */
export interface Step {
  /** False: no answer that can be trusted came. */
  answered: boolean
}

/**
 * Brings one payment forward by asking its service: creates what is not created yet, asks what became of it, ends it when
 * its time is over or somebody wants that, sends refunds. Everything is written down before and after, so that it can stop
 * at any point and be called again. One payment is brought forward by one caller at a time.
 * @param first the very first time: the order goes out without asking before, with the scanned 付款码, which is used once
 *   and never kept
 */
export function advance(ctx: TaskContext, id: string, first: { authCode: string | null } | null = null): Promise<Step> {
  return alone(ctx.company, id, async () => {
    const row = await paymentOf(ctx, id)
    const gateway = await gatewayOf(ctx, row)
    if (!gateway) {
      await noteAnswer(ctx, id, { state: 'none' }, 'ACCOUNT_CHANGED')
      return { answered: false }
    }
    try {
      if (first && row.state === 'created') await create(ctx, gateway, row, first.authCode)
      else await ask(ctx, gateway, row)
      await sendRefunds(ctx, gateway, await paymentOf(ctx, id))
      return { answered: true }
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      await noteAnswer(ctx, id, { state: 'none' }, error.message)
      return { answered: false }
    }
  })
}

async function ask(ctx: TaskContext, gateway: PaymentGateway, row: PaymentRow): Promise<void> {
  const ref = { outTradeNo: row.id, tradeNo: row.trade_no, way: row.way }
  const answer = await gateway.query(ref)
  if (!isWaiting(row.state) || isOver(answer)) return noteAnswer(ctx, row.id, answer)
  if (row.closing === 0 && row.expires_at > ctx.now.toISOString()) {
    if (row.state === 'created' && row.way === 'qr') return create(ctx, gateway, row, null)
    return noteAnswer(ctx, row.id, answer)
  }
  await gateway.close(ref)
  const after = await gateway.query(ref)
  // unknown there even after closing: nothing to pay
  await noteAnswer(ctx, row.id, after.state === 'none' ? { state: 'closed', refunded: false } : after)
}

const isOver = ({ state }: PaymentAnswer) => state === 'paid' || state === 'closed' || state === 'failed'

/** Sends the order; one that is refused may still have come through in an earlier try, so that asking decides. */
async function create(ctx: TaskContext, gateway: PaymentGateway, row: PaymentRow, authCode: string | null) {
  const setup = (await setupOf(ctx.company, row.gateway))!
  try {
    const answer = await gateway.create({
      outTradeNo: row.id,
      amount: row.amount,
      subject: row.subject,
      way: row.way,
      authCode,
      expiresAt: new Date(row.expires_at),
      notifyUrl: setup.settings['notifyUrl'] || null,
    })
    if ('qr' in answer && answer.qr !== null) await noteCode(ctx, row.id, answer.qr, answer.tradeNo)
    else await noteAnswer(ctx, row.id, answer)
  } catch (error) {
    if (!(error instanceof GatewayError) || error.kind !== 'refused') throw error
    const answer = await gateway.query({ outTradeNo: row.id, tradeNo: row.trade_no, way: row.way })
    await noteAnswer(ctx, row.id, answer.state === 'none' ? { state: 'failed', reason: error.message } : answer)
  }
}

async function sendRefunds(ctx: TaskContext, gateway: PaymentGateway, payment: PaymentRow): Promise<void> {
  if (payment.state !== 'refunding') return
  for (const refund of await refundsOf(ctx, payment.id)) {
    if (refund.state !== 'asked') continue
    const order = orderOf(payment, refund)
    try {
      const known = await gateway.queryRefund(order)
      await noteRefund(ctx, refund.id, known.state === 'none' ? await gateway.refund(order) : known)
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error
      if (error.kind === 'refused') await noteRefund(ctx, refund.id, { state: 'failed', reason: error.message })
      else {
        await noteRefund(ctx, refund.id, { state: 'processing' }, error.message)
        throw error
      }
    }
  }
}

const orderOf = (payment: PaymentRow, refund: RefundRow): RefundOrder => ({
  outTradeNo: payment.id,
  tradeNo: payment.trade_no,
  outRefundNo: refund.id,
  amount: refund.amount,
  paid: payment.paid_amount!,
  reason: refund.reason,
})

/** The service as it was when the payment was made; null when the company is with another merchant now. */
async function gatewayOf(ctx: TaskContext, row: PaymentRow): Promise<PaymentGateway | null> {
  const setup = await setupOf(ctx.company, row.gateway)
  if (!setup || accountOf(setup) !== row.account) return null
  const began = Date.now()
  return openGateway(setup, () => new Date(ctx.now.getTime() + Date.now() - began))
}

const busy = new WeakMap<Company, Map<string, Promise<unknown>>>()

async function alone<T>(company: Company, id: string, work: () => Promise<T>): Promise<T> {
  const running = busy.get(company) ?? new Map<string, Promise<unknown>>()
  busy.set(company, running)
  const mine = (running.get(id) ?? Promise.resolve()).then(work, work)
  running.set(id, mine)
  try {
    return await mine
  } finally {
    if (running.get(id) === mine) running.delete(id)
  }
}
