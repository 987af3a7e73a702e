import type { Outputs } from '../../../../shared/contract/index.ts'
import { addDays, type Day } from '../../../../shared/day.ts'
import { addMonths, comparedDays, type DayRange } from '../../../../shared/domain/analytics/period.ts'
import type { QueryContext } from '../../rpc/context.ts'

type Sales = NonNullable<Outputs['system']['home']['sales']>
type Sums = Sales['today']

/** Days of the picture. */
const CHART_DAYS = 30
const NONE: Sums = { amount: 0, orders: 0 }

/**
 * What was ordered today and this month, beside the same days before, and day by day: sums of effective orders by order day,
 * returns not taken off, as the sales report counts by `ordered`. From the daily sales alone.
 */
export async function homeSales(ctx: QueryContext): Promise<Sales> {
  const { today } = ctx
  const month = { from: `${today.slice(0, 7)}-01`, to: today }
  const chart = { from: addDays(today, 1 - CHART_DAYS), to: today }
  const monthBefore = comparedDays(month, 'previous')!
  const monthYear = comparedDays(month, 'last-year')!
  const now = await byDay(ctx, { from: chart.from < month.from ? chart.from : month.from, to: today })
  const year = await byDay(ctx, monthYear)
  return {
    today: sumOf(now, { from: today, to: today }),
    todayBefore: sumOf(now, { from: addDays(today, -7), to: addDays(today, -7) }),
    todayYear: sumOf(year, { from: addMonths(today, -12), to: addMonths(today, -12) }),
    month: sumOf(now, month),
    monthBefore: sumOf(await byDay(ctx, monthBefore), monthBefore),
    monthYear: sumOf(year, monthYear),
    byDay: Array.from({ length: CHART_DAYS }, (_, i) => addDays(chart.from, i)).map((day) => ({
      day,
      ...(now.get(day) ?? NONE),
    })),
  }
}

function sumOf(days: ReadonlyMap<Day, Sums>, { from, to }: DayRange): Sums {
  let [amount, orders] = [0, 0]
  for (const [day, sums] of days) {
    if (day < from || day > to) continue
    amount += sums.amount
    orders += sums.orders
  }
  return { amount, orders }
}

async function byDay(ctx: QueryContext, { from, to }: DayRange): Promise<Map<Day, Sums>> {
  const rows =
    ctx.user.scope === 'all'
      ? await ctx.db
          .selectFrom('sales_customer_day')
          .select((eb) => ['day', eb.fn.sum<number>('amount').as('amount'), eb.fn.sum<number>('orders').as('orders')])
          .where('day', '>=', from)
          .where('day', '<=', to)
          .groupBy('day')
          .execute()
      : await ctx.db
          .selectFrom('sales_order')
          .select((eb) => ['day', eb.fn.sum<number>('total').as('amount'), eb.fn.countAll<number>().as('orders')])
          .where('sales_person_id', '=', ctx.user.id)
          .where('day', '>=', from)
          .where('day', '<=', to)
          .where('review', 'in', ['auto', 'approved'])
          .where('closed', '<>', 'void')
          .groupBy('day')
          .execute()
  const hidden = ctx.user.mask.includes('sale')
  return new Map(rows.map(({ day, amount, orders }) => [day, { amount: hidden ? 0 : amount, orders }]))
}
