import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { TrendMeasure } from '../../../../shared/domain/analytics/series.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { QueryContext } from '../../rpc/context.ts'
import type { TrendAsk } from './trends.jobs.ts'

type Views = Outputs['trends']

/** `trends.series`. Who may not see the measure gets the number of orders instead. @throws CANCELLED */
export async function series(ctx: QueryContext, input: Requests['trends']['series']): Promise<Views['series']> {
  const { range, before, unit } = input
  const ask = {
    today: ctx.today,
    ...sliceOf(ctx, input),
    range,
    before,
    unit,
    measure: shownMeasure(ctx, input.measure),
  }
  const found = await ctx.company.analytics.ask('trendSeries', ask, { signal: ctx.signal })
  const masked = <Point extends Views['series']['total']>(point: Point): Point => ({
    ...point,
    ...(hides(ctx, 'amount') ? { amount: null } : {}),
    ...(hides(ctx, 'margin') ? { margin: null, uncosted: null } : {}),
  })
  return {
    ...found,
    points: found.points.map(masked),
    total: masked(found.total),
    before: found.before && masked(found.before),
  }
}

/** `trends.growth`. @throws FORBIDDEN to those who may not see amounts, CANCELLED */
export function growth(ctx: QueryContext, input: Requests['trends']['growth']): Promise<Views['growth']> {
  if (hides(ctx, 'amount')) throw new AppError('FORBIDDEN', { right: 'prices.sale' })
  const { before, after } = input
  const ask = { today: ctx.today, ...sliceOf(ctx, input), before, after }
  return ctx.company.analytics.ask('trendGrowth', ask, { signal: ctx.signal })
}

/** `trends.forecast`. Measure as for `series`. @throws CANCELLED */
export function forecast(ctx: QueryContext, input: Requests['trends']['forecast']): Promise<Views['forecast']> {
  const { until, unit, horizon } = input
  const measure = shownMeasure(ctx, input.measure)
  const ask = { today: ctx.today, ...sliceOf(ctx, input), until, unit, horizon, measure }
  return ctx.company.analytics.ask('trendForecast', ask, { signal: ctx.signal })
}

/** Who sees only their own sales sees only those here. */
function sliceOf({ user }: QueryContext, { basis, filter }: Pick<TrendAsk, 'basis' | 'filter'>): TrendAsk {
  return { basis, filter, customerIds: undefined, personId: user.scope === 'own' ? user.id : undefined }
}

const hides = ({ user }: QueryContext, measure: TrendMeasure): boolean =>
  (measure === 'amount' && user.mask.includes('sale')) || (measure === 'margin' && user.mask.length > 0)

const shownMeasure = (ctx: QueryContext, measure: TrendMeasure): TrendMeasure =>
  hides(ctx, measure) ? 'orders' : measure
