import { afterAll, beforeAll, expect, it } from 'vitest'
import { forecastModels } from '../../../electron/backend/features/trends/forecast-models.ts'
import { dayNumber } from '../../../shared/day.ts'
import {
  errorOf,
  seasonalScale,
  type ForecastError,
  type TestedForecast,
} from '../../../shared/domain/analytics/forecast-error.ts'
import { forecastOf, plainModels, type ForecastModelId } from '../../../shared/domain/analytics/forecast.ts'
import { planFor } from '../../../shared/domain/analytics/forecast-plan.ts'
import type { SeriesUnit } from '../../../shared/domain/analytics/series.ts'
import { ONLINE_RETAIL, readAll, scratchFolder } from '../files/support.ts'

/**
 * A real wholesaler's year, forecast by somebody who does not know what comes: at each time of the past the way is chosen by
 * its own back-test on the time before, and the four weeks after are compared with what happened. The figures printed here
 * stand in docs/analytics.md.
 */
interface Sale {
  day: number
  product: string
  customer: string
  quantity: number
  /** 分. */
  amount: number
}

const scratch = scratchFolder()
let sales: Sale[]
let first: number
let days: number

beforeAll(async () => {
  const { sheets } = await readAll(ONLINE_RETAIL, scratch.path('retail.stage'))
  const [headers, ...rows] = sheets[0]!.rows
  const at = (name: string) => headers!.indexOf(name)
  const [product, quantity, date, price, customer] = [
    'StockCode',
    'Quantity',
    'InvoiceDate',
    'UnitPrice',
    'CustomerID',
  ].map(at)
  sales = rows
    .map((row) => ({
      day: dayNumber((row[date!] as { d: string }).d),
      product: String(row[product!]),
      customer: String(row[customer!] ?? ''),
      quantity: Number(row[quantity!]),
      amount: Math.round(Number(row[quantity!]) * Number(row[price!]) * 100),
    }))
    // what an import takes as a sale: no cancellations, write-offs and gifts
    .filter((sale) => sale.quantity > 0 && sale.amount > 0)
  first = sales[0]!.day
  days = sales.at(-1)!.day - first + 1
}, 60_000)
afterAll(scratch.remove)

it('forecasts of all sales, of goods and of customers err less than the plain guesses', async () => {
  const goods = best('product').map((id) => series((sale) => sale.product === id, 'quantity'))
  const customers = best('customer').map((id) => inWeeks(series((sale) => sale.customer === id, 'amount')))
  const figures = {
    'all sales, 28 days': await replay([series(() => true, 'amount')], {
      unit: 'day',
      horizon: 28,
      times: 8,
      apart: 7,
    }),
    'five goods, 28 days': await replay(goods, { unit: 'day', horizon: 28, times: 4, apart: 14 }),
    'five customers, 4 weeks': await replay(customers, { unit: 'week', horizon: 4, times: 4, apart: 2 }),
  }
  for (const [what, { chosen, naive, seasonalNaive, ways, skipped }] of Object.entries(figures)) {
    const names = Object.entries(ways).map(([way, times]) => `${way} ${times}`)
    console.info(
      [
        `${what}: ${names.join(', ')}; too short or no sales ${skipped}`,
        text('chosen', chosen),
        text('naive', naive),
        text('seasonal naive', seasonalNaive),
      ].join('\n'),
    )
    expect(chosen.wape).toBeLessThan(naive.wape!)
    expect(chosen.mase).toBeLessThan(naive.mase!)
    expect(chosen.sums).toBeLessThan(naive.sums!)
    if (seasonalNaive.wape === null) continue
    expect(chosen.wape).toBeLessThan(seasonalNaive.wape)
    expect(chosen.mase).toBeLessThan(seasonalNaive.mase!)
  }
}, 60_000)

interface Replay {
  unit: SeriesUnit
  horizon: number
  /** Times of the past at which somebody forecasts, and steps between them. */
  times: number
  apart: number
}

/** Forecasts each series at several times of the past, and the plain guesses beside it. */
async function replay(all: readonly Float64Array[], { unit, horizon, times, apart }: Replay) {
  const plan = planFor(unit, horizon)
  const plain = plainModels(plan.season)
  const tested: Record<'chosen' | 'naive' | 'seasonalNaive', TestedForecast[]> = {
    chosen: [],
    naive: [],
    seasonalNaive: [],
  }
  const ways: Partial<Record<ForecastModelId, number>> = {}
  let skipped = 0
  for (const values of all) {
    for (let time = 0; time < times; time++) {
      const now = values.length - plan.horizon - time * apart
      const known = values.subarray(0, now)
      const actual = values.subarray(now, now + plan.horizon)
      const result = await forecastOf(known, plan, forecastModels(plan.season), async () => {})
      if (result.state !== 'ready') {
        skipped += 1
        continue
      }
      ways[result.chosen] = (ways[result.chosen] ?? 0) + 1
      const scale = seasonalScale(known, plan.season)
      tested.chosen.push({ point: result.steps.point, actual, scale })
      for (const name of ['naive', 'seasonalNaive'] as const) {
        if (plain[name].minimum <= known.length)
          tested[name].push({ point: plain[name].forecast(known, horizon, plan.level)!.point, actual, scale })
      }
    }
  }
  return {
    chosen: errorOf(tested.chosen),
    naive: errorOf(tested.naive),
    seasonalNaive: errorOf(tested.seasonalNaive),
    ways,
    skipped,
  }
}

function series(counts: (sale: Sale) => boolean, measure: 'amount' | 'quantity'): Float64Array {
  const values = new Float64Array(days)
  for (const sale of sales) if (counts(sale)) values[sale.day - first]! += sale[measure]
  return values
}

/** Sums of seven days each, the last week ending with the last day. */
function inWeeks(values: Float64Array): Float64Array {
  const weeks = Math.floor(values.length / 7)
  const start = values.length - 7 * weeks
  return Float64Array.from({ length: weeks }, (_, week) =>
    values.subarray(start + 7 * week, start + 7 * week + 7).reduce((sum, value) => sum + value, 0),
  )
}

/** The five with the largest sales; postage and hand-written lines are no goods. */
function best(by: 'product' | 'customer'): string[] {
  const sums = new Map<string, number>()
  for (const sale of sales)
    if (sale[by] !== '' && (by === 'customer' || /^\d/.test(sale.product)))
      sums.set(sale[by], (sums.get(sale[by]) ?? 0) + sale.amount)
  return [...sums]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
    .map(([id]) => id)
}

const text = (name: string, { wape, smape, mase, sums }: ForecastError): string =>
  `  ${name.padEnd(15)} WAPE ${percent(wape)} sMAPE ${percent(smape)} MASE ${mase?.toFixed(2) ?? '–'} sums ${percent(sums)}`
const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(1)}%`)
