import type { Outputs } from '../../../../shared/contract/index.ts'
import type { TrendMeasure } from '../../../../shared/domain/analytics/series.ts'
import { dayFromNumber, dayNumber, type Day } from '../../../../shared/day.ts'
import type { SalesFilter } from '../../../../shared/domain/analytics/cube.ts'
import type { Facts, SalesBasis } from '../../../../shared/domain/analytics/facts.ts'
import { planFor } from '../../../../shared/domain/analytics/forecast-plan.ts'
import { forecastOf } from '../../../../shared/domain/analytics/forecast.ts'
import {
  bucketsOf,
  bucketStart,
  dailySales,
  pointOf,
  type Bucket,
  type SeriesUnit,
} from '../../../../shared/domain/analytics/series.ts'
import { forecastModels } from './forecast-models.ts'

export interface ForecastAsk {
  until: Day
  unit: SeriesUnit
  horizon: number
  measure: TrendMeasure
  basis: SalesBasis
  filter: SalesFilter
  customerIds: readonly string[] | undefined
  personId: string | undefined
}

/** Older days say little about the next weeks and cost time to learn from: three years. */
const MOST_DAYS = 3 * 364
/** Points of the past that are drawn before the forecast. */
const SHOWN = { day: 84, week: 52, month: 24 } as const

/**
 * Forecasts a series from the units that are over by `until`, beginning with its first sale.
 * @param job `breathe` lets other questions in
 * @throws CANCELLED
 */
export async function trendForecast(
  facts: Facts,
  ask: ForecastAsk,
  job: { breathe(): Promise<void> },
): Promise<Outputs['trends']['forecast']> {
  const { unit, horizon, measure, basis, filter, customerIds, personId } = ask
  const yesterday = facts.today - 1
  const until = Math.min(dayNumber(ask.until), yesterday)
  const begin = Math.max(facts.sales[0]?.day ?? until, unit === 'day' ? until - MOST_DAYS + 1 : 0)
  const daily = dailySales(facts, { from: begin, to: Math.max(begin, yesterday), basis, filter, customerIds, personId })
  if (measure === 'quantity' && daily.unit === null) return { state: 'mixed', measure }
  const valueOf = (days: Pick<Bucket, 'from' | 'to'>): number => pointOf(daily, days)[measure] ?? 0

  const sold = daily.orders.findIndex((orders) => orders > 0)
  if (sold < 0) return { state: 'empty', measure }
  const past = bucketsOf(unit, begin + sold, until, facts.today).filter(({ whole }) => whole)
  const values = Float64Array.from(past, valueOf)
  const plan = planFor(unit, horizon)
  const result = await forecastOf(values, plan, forecastModels(plan.season), () => job.breathe())
  if (result.state !== 'ready') return { measure, ...result }

  const { chosen, candidates, origins, within, steps } = result
  const next = bucketStart(unit, past.at(-1)!.from, 1)
  const shown = past.slice(-SHOWN[unit])
  return {
    state: 'ready',
    measure,
    chosen,
    candidates,
    origins,
    level: plan.level,
    within,
    history: shown.map((days) => ({ ...asDays(days), value: valueOf(days) })),
    steps: steps.point.map((point, i) => {
      const days = { from: bucketStart(unit, next, i), to: bucketStart(unit, next, i + 1) - 1 }
      return {
        ...asDays(days),
        value: Math.round(point),
        lower: Math.round(steps.lower[i]!),
        upper: Math.round(steps.upper[i]!),
        actual: days.to <= yesterday ? valueOf(days) : null,
      }
    }),
  }
}

const asDays = ({ from, to }: Pick<Bucket, 'from' | 'to'>) => ({ from: dayFromNumber(from), to: dayFromNumber(to) })
