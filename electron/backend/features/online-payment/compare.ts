import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PaymentDifference } from '../../../../shared/contract/online-payment.ts'
import type { Day } from '../../../../shared/day.ts'
import type { GatewayCode } from '../../../../shared/domain/online-payment/states.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { TaskContext } from '../../rpc/context.ts'
import { accountOf, isReady, openGateway, setupOf } from './gateway-of.ts'
import { GatewayError, type GatewayBillLine } from './gateways/gateway.ts'

/**
 * Compares a day's payments and refunds with the service's own bill of that day, by number and amount. A payment that
 * stands there only was made outside or got lost here; one that stands here only was never paid.
 * @throws RULE GATEWAY_OFF, BILL_UNREADABLE with the service's words
 */
export async function compare(
  ctx: TaskContext,
  input: Requests['onlinePayments']['compare'],
): Promise<Outputs['onlinePayments']['compare']> {
  const setup = await setupOf(ctx.company, input.gateway)
  if (!setup || !isReady(setup)) throw ruleError('GATEWAY_OFF', { field: 'gateway' })
  const there = await billOf(ctx, setup, input.day)
  const here = await booksOf(ctx, { ...input, account: accountOf(setup) })
  const differences: PaymentDifference[] = []
  for (const [key, line] of there) {
    const own = here.get(key)
    if (own?.amount === line.amount) continue
    differences.push({
      kind: own ? 'amount' : 'only-there',
      refund: line.kind === 'refund',
      outTradeNo: line.outTradeNo,
      tradeNo: line.tradeNo,
      there: line.amount,
      here: own?.amount ?? null,
      paymentId: own?.paymentId ?? null,
      customer: own?.customer ?? null,
    })
  }
  for (const [key, own] of here) {
    if (there.has(key)) continue
    const { kind, customer, paymentId, amount } = own
    const numbers = { outTradeNo: paymentId, tradeNo: own.tradeNo }
    differences.push({
      kind: 'only-here',
      refund: kind === 'refund',
      ...numbers,
      there: null,
      here: amount,
      paymentId,
      customer,
    })
  }
  return { compared: new Set([...there.keys(), ...here.keys()]).size, differences }
}

/** The bill by kind and number; parts given back of one payment are added up. */
async function billOf(ctx: TaskContext, setup: Parameters<typeof openGateway>[0], day: Day) {
  try {
    const opened = await openGateway(setup, () => ctx.now)
    return summed(await opened.bill(day))
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error
    throw ruleError('BILL_UNREADABLE', { value: error.message })
  }
}

function summed<Line extends Pick<GatewayBillLine, 'kind' | 'outTradeNo' | 'amount'>>(
  lines: readonly Line[],
): Map<string, Line> {
  const sums = new Map<string, Line>()
  for (const line of lines) {
    const key = `${line.kind} ${line.outTradeNo}`
    const before = sums.get(key)
    sums.set(key, before ? { ...before, amount: before.amount + line.amount } : line)
  }
  return sums
}

async function booksOf(ctx: TaskContext, of: { gateway: GatewayCode; account: string; day: Day }) {
  const rows = await ctx.db
    .selectFrom('online_payment as p')
    .innerJoin('customer as c', 'c.id', 'p.customer_id')
    .select(['p.id as paymentId', 'p.trade_no as tradeNo', 'p.paid_amount as amount', 'p.paid_at as at'])
    .select('c.name as customer')
    .where('p.gateway', '=', of.gateway)
    .where('p.account', '=', of.account)
    .where('p.receipt_id', 'is not', null)
    .where('p.paid_at', '>=', dayStart(of.day))
    .where('p.paid_at', '<', dayEnd(of.day))
    .execute()
  const refunds = await ctx.db
    .selectFrom('online_refund as r')
    .innerJoin('online_payment as p', 'p.id', 'r.payment_id')
    .innerJoin('customer as c', 'c.id', 'p.customer_id')
    .select(['p.id as paymentId', 'p.trade_no as tradeNo', 'r.amount', 'r.ended_at as at', 'c.name as customer'])
    .where('p.gateway', '=', of.gateway)
    .where('p.account', '=', of.account)
    .where('r.state', '=', 'done')
    .where('r.ended_at', '>=', dayStart(of.day))
    .where('r.ended_at', '<', dayEnd(of.day))
    .execute()
  const line = (kind: 'payment' | 'refund') => (row: (typeof rows)[number]) => ({
    kind,
    outTradeNo: row.paymentId,
    paymentId: row.paymentId,
    tradeNo: row.tradeNo ?? '',
    amount: row.amount ?? 0,
    customer: row.customer,
  })
  return summed([...rows.map(line('payment')), ...refunds.map(line('refund'))])
}

const dayStart = (day: Day) => new Date(`${day}T00:00:00+08:00`).toISOString()
const dayEnd = (day: Day) => new Date(Date.parse(`${day}T00:00:00+08:00`) + 86_400_000).toISOString()
