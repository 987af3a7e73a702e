import { zOf } from '../replenishment/advice.ts'
import { errorOf, seasonalScale, type ForecastError, type TestedForecast } from './forecast-error.ts'

/** Ways to forecast. The first three need no library; `mstl-root` works on square roots, so that large days swing wider. */
export const FORECAST_MODELS = [
  'naive',
  'seasonal-naive',
  'seasonal-mean',
  'ets',
  'mstl',
  'mstl-root',
  'combined',
  'mstl-year',
] as const
export type ForecastModelId = (typeof FORECAST_MODELS)[number]

/** Forecast of some steps and the bounds the model believes in. */
export interface Steps {
  point: number[]
  lower: number[]
  upper: number[]
}

export interface ForecastModel {
  id: ForecastModelId
  /** Values it must have seen. */
  minimum: number
  /** @returns null when it finds nothing to go by */
  forecast: (history: Float64Array, horizon: number, level: number) => Steps | null
}

export interface ForecastPlan {
  /** Steps ahead. */
  horizon: number
  /** Values a season has: 7 days, 52 weeks, 12 months. */
  season: number
  /** Share of what happens that shall lie within the bounds. */
  level: number
  /** At most so many times of the past are forecast again. */
  origins: number
  /** Steps between those times. */
  stride: number
  /** Values that must be there before the first of them. */
  training: number
}

export interface Candidate extends ForecastError {
  id: ForecastModelId
}

export type ForecastResult =
  | { state: 'short'; have: number; needed: number }
  /** Nothing was sold in the time that is tested. */
  | { state: 'empty' }
  | {
      state: 'ready'
      chosen: ForecastModelId
      steps: Steps
      /** Best first. */
      candidates: Candidate[]
      /** Times of the past that were forecast again. */
      origins: number
      /** Of what happened in the test, the share within the bounds as they are drawn. */
      within: number
    }

/** Fewer times tested say too little to choose by. */
export const FEWEST_ORIGINS = 3
/** Bounds are made wider or narrower within these factors only. */
const NARROWEST = 0.5
const WIDEST = 5

/**
 * Forecasts a series by the way that would have been best lately. Rolling origin (Tashman 2000): the last periods are forecast
 * again from several times in the past, each way seeing only what was known then; the way with the smallest sum of absolute
 * errors wins. Plain guesses compete with the rest, so that a model is used only when it beats them. The bounds are those of
 * the model, made wider or narrower until the wanted share of what happened in the test lies within them.
 * @param breathe called between the fits; it throws when nobody waits for the answer any more
 */
export async function forecastOf(
  values: Float64Array,
  plan: ForecastPlan,
  models: readonly ForecastModel[],
  breathe: () => Promise<void>,
): Promise<ForecastResult> {
  const times = originsOf(values.length, plan)
  if (times.length < FEWEST_ORIGINS)
    return {
      state: 'short',
      have: values.length,
      needed: plan.training + plan.horizon + (FEWEST_ORIGINS - 1) * plan.stride,
    }
  const tested = values.subarray(times.at(-1)!)
  if (tested.every((value) => value === 0)) return { state: 'empty' }

  const trials: { model: ForecastModel; past: Trial[] }[] = []
  for (const model of models) {
    if (model.minimum > times.at(-1)!) continue
    const past: Trial[] = []
    for (const origin of times) {
      await breathe()
      const history = values.subarray(0, origin)
      const steps = forecastBy(model, history, plan)
      if (!steps) break
      const actual = values.subarray(origin, origin + plan.horizon)
      past.push({ point: steps.point, steps, actual, scale: seasonalScale(history, plan.season) })
    }
    if (past.length === times.length) trials.push({ model, past })
  }
  const candidates = trials
    .map(({ model, past }) => ({ model, past, error: errorOf(past) }))
    .sort((a, b) => a.error.wape! - b.error.wape!)
  for (const { model, past } of candidates) {
    const steps = forecastBy(model, values, plan)
    if (!steps) continue
    const factor = factorFor(past, plan.level)
    return {
      state: 'ready',
      chosen: model.id,
      steps: stretched(steps, factor),
      candidates: candidates.map((candidate) => ({ id: candidate.model.id, ...candidate.error })),
      origins: times.length,
      within: shareWithin(past, factor),
    }
  }
  return { state: 'empty' }
}

/** Where the forecasts of the past begin, the latest first. */
export function originsOf(length: number, { horizon, origins, stride, training }: ForecastPlan): number[] {
  const times: number[] = []
  for (let at = length - horizon; at >= training && times.length < origins; at -= stride) times.push(at)
  return times
}

/** The last value again, the last season again, and the mean of the last four seasons. */
export function plainModels(season: number): Record<'naive' | 'seasonalNaive' | 'seasonalMean', ForecastModel> {
  return {
    naive: repeating('naive', 1, 1),
    seasonalNaive: repeating('seasonal-naive', 1, season),
    seasonalMean: repeating('seasonal-mean', 4, season),
  }
}

/** The mean of two ways, bounds included. */
export function meanOf(id: ForecastModelId, one: ForecastModel, other: ForecastModel): ForecastModel {
  return {
    id,
    minimum: Math.max(one.minimum, other.minimum),
    forecast(history, horizon, level) {
      const steps = one.forecast(history, horizon, level)
      const others = other.forecast(history, horizon, level)
      if (!steps || !others) return null
      const mean = (part: keyof Steps): number[] => steps[part].map((value, i) => (value + others[part][i]!) / 2)
      return { point: mean('point'), lower: mean('lower'), upper: mean('upper') }
    },
  }
}

/** The mean of the last `seasons` seasons of `period` values, over and over. */
function repeating(id: ForecastModelId, seasons: number, period: number): ForecastModel {
  return {
    id,
    minimum: seasons * period + 1,
    forecast(history, horizon, level) {
      const point = Array.from({ length: horizon }, (_, i) => {
        let sum = 0
        for (let k = 1; k <= seasons; k++) sum += history[history.length - k * period + (i % period)]!
        return sum / seasons
      })
      // errors grow with the square root of the seasons ahead, as of a random walk
      const spread = repeatError(history, seasons, period) * zOf((1 + level) / 2)
      const widths = point.map((_, i) => spread * Math.sqrt(Math.floor(i / period) + 1))
      return {
        point,
        lower: point.map((value, i) => value - widths[i]!),
        upper: point.map((value, i) => value + widths[i]!),
      }
    },
  }
}

interface Trial extends TestedForecast {
  steps: Steps
}

/** What sells does not sell less than nothing, unless it did before (returns above sales). */
function forecastBy(model: ForecastModel, history: Float64Array, { horizon, level }: ForecastPlan): Steps | null {
  const steps = model.forecast(history, horizon, level)
  if (!steps || ![...steps.point, ...steps.lower, ...steps.upper].every(Number.isFinite)) return null
  if (history.some((value) => value < 0)) return steps
  const least = (values: number[]): number[] => values.map((value) => Math.max(0, value))
  return { point: least(steps.point), lower: least(steps.lower), upper: least(steps.upper) }
}

/** By how much the bounds must grow so that `level` of what happened lies within them. */
function factorFor(past: readonly Trial[], level: number): number {
  const needed = past.flatMap(({ steps, actual }) => Array.from(actual, (value, i) => neededFactor(steps, i, value)))
  needed.sort((a, b) => a - b)
  const factor = needed[Math.min(needed.length - 1, Math.ceil(level * needed.length) - 1)]!
  return Math.min(WIDEST, Math.max(NARROWEST, factor))
}

function shareWithin(past: readonly Trial[], factor: number): number {
  const needed = past.flatMap(({ steps, actual }) => Array.from(actual, (value, i) => neededFactor(steps, i, value)))
  return needed.filter((value) => value <= factor).length / needed.length
}

function neededFactor({ point, lower, upper }: Steps, i: number, actual: number): number {
  const error = actual - point[i]!
  if (error === 0) return 0
  const width = error > 0 ? upper[i]! - point[i]! : point[i]! - lower[i]!
  return width > 0 ? Math.abs(error) / width : Infinity
}

function stretched({ point, lower, upper }: Steps, factor: number): Steps {
  const floor = lower.every((value) => value >= 0) ? 0 : -Infinity
  return {
    point,
    lower: point.map((value, i) => Math.max(floor, value - (value - lower[i]!) * factor)),
    upper: point.map((value, i) => value + (upper[i]! - value) * factor),
  }
}

/** Root of the mean squared error of repeating the mean of the last seasons, one season ahead, over the history. */
function repeatError(history: Float64Array, seasons: number, period: number): number {
  let [sum, count] = [0, 0]
  for (let i = seasons * period; i < history.length; i++) {
    let mean = 0
    for (let k = 1; k <= seasons; k++) mean += history[i - k * period]! / seasons
    sum += (history[i]! - mean) ** 2
    count += 1
  }
  return count === 0 ? 0 : Math.sqrt(sum / count)
}
