import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { isPayCode, isWaiting, minutesToPay, WAYS_OF } from '../../../../shared/domain/online-payment/states.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, TaskContext } from '../../rpc/context.ts'
import { firstSite } from '../settlement/money-store.ts'
import { advance } from './engine.ts'
import { accountOf, isReady, setupOf } from './gateway-of.ts'
import { paymentView } from './online-payment.queries.ts'
import { noteClosing, paymentOf, refundsOf } from './payments.ts'

type View = Outputs['onlinePayments']['get']

/**
 * Asks a customer for money: written down first, then sent to the service. Whatever becomes of the sending, the number
 * stays this payment's; the job asks on. The same id again returns what is there.
 * @throws DUPLICATE when the id was used for another payment; RULE GATEWAY_OFF, WAY_UNKNOWN, PAY_CODE_INVALID
 */
export async function start(ctx: TaskContext, input: Requests['onlinePayments']['start']): Promise<View> {
  const existing = await ctx.db.selectFrom('online_payment').selectAll().where('id', '=', input.id).executeTakeFirst()
  if (existing) {
    const same =
      existing.amount === input.amount &&
      existing.customer_id === input.customerId &&
      existing.gateway === input.gateway &&
      existing.way === input.way
    if (!same) {
      throw new AppError('DUPLICATE', { entity: 'onlinePayment', field: 'id', value: input.id, id: input.id })
    }
    return paymentView(ctx, input.id)
  }
  const setup = await setupOf(ctx.company, input.gateway)
  if (!setup?.enabled || !isReady(setup)) throw ruleError('GATEWAY_OFF', { field: 'gateway' })
  if (!WAYS_OF[input.gateway].includes(input.way)) throw ruleError('WAY_UNKNOWN', { field: 'way' })
  const authCode = input.way === 'code' ? input.authCode : null
  if (authCode !== null && !isPayCode(input.gateway, authCode))
    throw ruleError('PAY_CODE_INVALID', { field: 'authCode' })
  const order = await partiesOf(ctx, input)
  const expires = new Date(ctx.now.getTime() + minutesToPay(input.gateway, input.way) * 60_000)
  await ctx.unit(async (unit) => {
    await unit.db
      .insertInto('online_payment')
      .values({
        id: input.id,
        site_id: order?.site_id ?? (await firstSite(unit)),
        customer_id: input.customerId,
        order_id: input.orderId,
        gateway: input.gateway,
        account: accountOf(setup),
        way: input.way,
        amount: input.amount,
        currency: 'CNY',
        subject: `${ctx.info.name} ${order?.number ?? ''}`.trim().slice(0, 60),
        state: 'created',
        day: unit.today,
        // whole seconds: what services are told
        expires_at: new Date(Math.floor(expires.getTime() / 1000) * 1000).toISOString(),
        created_by: ctx.user.id,
        created_at: unit.at,
      })
      .execute()
  })
  await advance(ctx, input.id, { authCode })
  return paymentView(ctx, input.id)
}

/** Asks the service what became of a payment and its refunds. */
export async function ask(ctx: TaskContext, input: { id: string }): Promise<View> {
  await paymentView(ctx, input.id)
  await advance(ctx, input.id)
  return paymentView(ctx, input.id)
}

/** Ends an unpaid payment; a payment that has been made meanwhile is booked instead. */
export async function close(ctx: TaskContext, input: { id: string }): Promise<View> {
  const { state } = await paymentView(ctx, input.id)
  if (!isWaiting(state)) return paymentView(ctx, input.id)
  await noteClosing(ctx, input.id)
  await advance(ctx, input.id)
  return paymentView(ctx, input.id)
}

/**
 * Gives all or a part of a payment back: written down first, then sent. Parts add up to no more than what was paid.
 * @throws WRONG_STATE; RULE REFUND_MORE_THAN_PAID
 */
export async function refund(ctx: TaskContext, input: Requests['onlinePayments']['refund']): Promise<View> {
  await paymentView(ctx, input.paymentId)
  await ctx.unit(async (unit) => {
    const payment = await paymentOf(unit, input.paymentId)
    const refunds = await refundsOf(unit, payment.id)
    if (refunds.some(({ id }) => id === input.id)) return
    const state = payment.state
    if (state !== 'paid' && state !== 'refunding') {
      throw new AppError('WRONG_STATE', { entity: 'onlinePayment', id: payment.id, action: 'refund', state })
    }
    const taken = refunds.filter((one) => one.state !== 'failed').reduce((sum, { amount }) => sum + amount, 0)
    if (input.amount > payment.paid_amount! - taken) throw ruleError('REFUND_MORE_THAN_PAID', { field: 'amount' })
    await unit.db
      .insertInto('online_refund')
      .values({
        id: input.id,
        payment_id: payment.id,
        amount: input.amount,
        reason: input.reason,
        state: 'asked',
        created_by: ctx.user.id,
        created_at: unit.at,
      })
      .execute()
    await unit.db
      .updateTable('online_payment')
      .set({ state: 'refunding', version: payment.version + 1 })
      .where('id', '=', payment.id)
      .execute()
  })
  await advance(ctx, input.paymentId)
  return paymentView(ctx, input.paymentId)
}

/** A person has looked at what was flagged and says what was done about it. */
export async function settleFlag(ctx: CommandContext, input: Requests['onlinePayments']['settleFlag']): Promise<View> {
  const row = await paymentOf(ctx, input.id)
  const update = ctx.db
    .updateTable('online_payment')
    .set({ flag: null, flag_note: input.note, version: input.version + 1 })
    .where('id', '=', row.id)
    .where('version', '=', input.version)
  await claim(update, 'onlinePayment', row.id)
  return paymentView(ctx, row.id)
}

/** The order it is for, when it is for one. @throws NOT_FOUND for a customer or order the user does not see, or another's order */
async function partiesOf(ctx: TaskContext, input: { customerId: string; orderId: string | null }) {
  const customer = found(
    await ctx.db
      .selectFrom('customer')
      .select(['id', 'sales_person_id'])
      .where('id', '=', input.customerId)
      .executeTakeFirst(),
    'customer',
    input.customerId,
  )
  const visible = ctx.user.scope === 'all' || customer.sales_person_id === ctx.user.id
  if (!visible) throw new AppError('NOT_FOUND', { entity: 'customer', id: input.customerId })
  if (input.orderId === null) return null
  return found(
    await ctx.db
      .selectFrom('sales_order')
      .select(['number', 'site_id'])
      .where('id', '=', input.orderId)
      .where('customer_id', '=', input.customerId)
      .executeTakeFirst(),
    'order',
    input.orderId,
  )
}
