import { dayAt, type Day } from '../../../../shared/day.ts'
import type { GatewayCode } from '../../../../shared/domain/online-payment/states.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { bookPartyMoney, receiveMoney } from '../settlement/money.ts'

/** Money that came through a service, to be booked as a receipt. */
export interface Arrived {
  customerId: string
  siteId: string
  orderId: string | null
  gateway: GatewayCode
  /** 分, above zero. */
  amount: number
  /** The service's number of it. */
  reference: string
  day: Day
}

/** The one place where online money becomes a receipt. @returns the receipt's id */
export async function bookReceipt(ctx: CommandContext, money: Arrived): Promise<string> {
  const { customerId, siteId, orderId, day } = money
  const { id } = await receiveMoney(ctx, { id: ctx.newId(), customerId, siteId, orderId, day, lines: [lineOf(money)] })
  return id
}

/** The one place where online money that went back becomes a refund. @returns the document's id */
export async function bookRefund(ctx: CommandContext, money: Omit<Arrived, 'orderId'>): Promise<string> {
  const { customerId: partyId, siteId, day } = money
  const { id } = await bookPartyMoney(ctx, {
    id: ctx.newId(),
    kind: 'refund',
    partyId,
    siteId,
    day,
    lines: [lineOf(money)],
    // the money is gone: what no credit covers the customer owes again
    uncovered: 'owed',
  })
  return id
}

const lineOf = ({ gateway, amount, reference }: Pick<Arrived, 'gateway' | 'amount' | 'reference'>) => ({
  method: gateway,
  amount,
  reference,
})

/** The company's day of a moment the service names; its clock may be ahead of ours, but nothing is booked for tomorrow. */
export function bookingDay(ctx: { info: { timeZone: string }; today: Day }, at: string | null): Day {
  const day = at === null ? ctx.today : dayAt(new Date(at), ctx.info.timeZone)
  return day > ctx.today ? ctx.today : day
}
