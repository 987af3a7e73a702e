import { describe, expect, it } from 'vitest'
import { errorOf, seasonalScale } from '../../../shared/domain/analytics/forecast-error.ts'
import {
  forecastOf,
  originsOf,
  plainModels,
  type ForecastModel,
  type ForecastPlan,
} from '../../../shared/domain/analytics/forecast.ts'

const plan: ForecastPlan = { horizon: 7, season: 7, level: 0.8, origins: 8, stride: 7, training: 28 }
const models = Object.values(plainModels(7))
const noPause = async () => {}
const week = [100, 120, 90, 110, 150, 40, 0]
const weekly = (length: number, noise = (_: number) => 0) =>
  Float64Array.from({ length }, (_, i) => Math.max(0, week[i % 7]! + noise(i)))

describe('errors of forecasts', () => {
  it('are what their formulas say', () => {
    const error = errorOf([
      { point: [10, 20], actual: [12, 16], scale: 4 },
      { point: [0, 5], actual: [0, 0], scale: 0 },
    ])
    expect(error.wape).toBeCloseTo((2 + 4 + 5) / 28)
    expect(error.smape).toBeCloseTo((4 / 22 + 8 / 36 + 0 + 2) / 4)
    expect(error.mase).toBeCloseTo((2 / 4 + 4 / 4) / 2)
    expect(error.sums).toBeCloseTo((2 + 5) / 28)
    expect(errorOf([{ point: [1], actual: [0], scale: 0 }])).toMatchObject({ wape: null, mase: null, sums: null })
    expect(seasonalScale([1, 2, 4, 2, 4, 6], 3)).toBeCloseTo((1 + 2 + 2) / 3)
    expect(seasonalScale([1, 3], 7)).toBe(2)
  })
})

describe('a forecast', () => {
  it('is tested at times of the past that know nothing of what came after', async () => {
    expect(originsOf(70, plan)).toEqual([63, 56, 49, 42, 35, 28])
    const seen: number[] = []
    const spy: ForecastModel = {
      ...plainModels(7).naive,
      forecast: (history, horizon) => {
        seen.push(history.length)
        const point = Array.from({ length: horizon }, () => 0)
        return { point, lower: point, upper: point }
      },
    }
    await forecastOf(weekly(70), plan, [spy], noPause)
    expect(seen).toEqual([63, 56, 49, 42, 35, 28, 70])
  })

  it('repeats the week where every week is the same, and says that the plain guess errs', async () => {
    const result = await forecastOf(weekly(84), plan, models, noPause)
    if (result.state !== 'ready') throw new Error(result.state)
    expect(result.chosen).toBe('seasonal-naive')
    expect(result.steps.point).toEqual(week)
    expect(result.candidates.at(-1)).toMatchObject({ id: 'naive' })
    expect(result.candidates[0]!.wape).toBe(0)
  })

  it('uses the plain guess when it is the better one', async () => {
    let [level, seed] = [1000, 7]
    // a walk without a week in it
    const walk = Float64Array.from({ length: 120 }, () => {
      seed = (seed * 16_807) % 2_147_483_647
      return (level += (seed / 2_147_483_647 - 0.5) * 80)
    })
    const result = await forecastOf(walk, plan, models, noPause)
    expect(result).toMatchObject({ state: 'ready', chosen: 'naive' })
  })

  it('has bounds that hold as much of the past as they say', async () => {
    const result = await forecastOf(
      weekly(112, (i) => 12 * Math.sin(i * 12.9898)),
      plan,
      models,
      noPause,
    )
    if (result.state !== 'ready') throw new Error(result.state)
    expect(result.within).toBeGreaterThanOrEqual(0.8)
    expect(result.within).toBeLessThan(0.9)
    result.steps.point.forEach((point, i) => {
      expect(result.steps.lower[i]).toBeLessThanOrEqual(point)
      expect(result.steps.lower[i]).toBeGreaterThanOrEqual(0)
      expect(result.steps.upper[i]).toBeGreaterThanOrEqual(point)
    })
  })

  it('says how much is missing, and that nothing was sold', async () => {
    expect(await forecastOf(weekly(40), plan, models, noPause)).toEqual({ state: 'short', have: 40, needed: 49 })
    expect(await forecastOf(new Float64Array(90), plan, models, noPause)).toEqual({ state: 'empty' })
  })

  it('stops when nobody waits any more', async () => {
    const stop = async () => {
      throw new Error('stopped')
    }
    await expect(forecastOf(weekly(84), plan, models, stop)).rejects.toThrow('stopped')
  })
})
