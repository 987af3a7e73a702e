import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { AutoETS, initSync as initEts } from '@bsull/augurs/ets'
import { initSync as initMstl, MSTL } from '@bsull/augurs/mstl'
import {
  meanOf,
  plainModels,
  type ForecastModel,
  type ForecastModelId,
  type Steps,
} from '../../../../shared/domain/analytics/forecast.ts'

/** Days of a year of whole weeks: a season that does not push the weekdays out of step. */
const YEAR_OF_WEEKS = 364
/** Fewer values let the library search among more parameters than they can tell apart. */
const FEWEST_VALUES = 12

let ready = false

/**
 * The ways to forecast a series: plain guesses and models of the library augurs (WebAssembly, no network).
 * `ets`: exponential smoothing with the trend and errors that fit best. `mstl`: seasons taken out by loess (Bandara and others
 * 2021), ets on the rest. `mstl-root`: on square roots, where busy days swing wider than quiet ones. `combined`: the mean of
 * that and of the last seasons, which errs less than either where both are near (Bates and Granger 1969). `mstl-year`: with
 * the season of the year besides the week, for daily series of more than two years.
 * @param season values a season has
 */
export function forecastModels(season: number): ForecastModel[] {
  load()
  const { naive, seasonalNaive, seasonalMean } = plainModels(season)
  const onRoots = model('mstl-root', 2 * season + 1, roots, () => MSTL.ets([season]))
  const models = [
    naive,
    seasonalNaive,
    seasonalMean,
    model('ets', FEWEST_VALUES, asTheyAre, () => new AutoETS(1, 'ZZN')),
    model('mstl', 2 * season + 1, asTheyAre, () => MSTL.ets([season])),
    onRoots,
    meanOf('combined', seasonalMean, onRoots),
  ]
  if (season === 7)
    models.push(model('mstl-year', 2 * YEAR_OF_WEEKS + 1, roots, () => MSTL.ets([season, YEAR_OF_WEEKS])))
  return models
}

/** What the library offers of a model. */
interface Fitted {
  fit(values: Float64Array): void
  predict(
    horizon: number,
    level: number,
  ): {
    point: number[]
    intervals: { lower: number[]; upper: number[] } | undefined
  }
  free(): void
}

interface Scale {
  there: (values: Float64Array) => Float64Array
  back: (value: number) => number
}
const asTheyAre: Scale = { there: (values) => values, back: (value) => value }
const roots: Scale = {
  there: (values) => values.map((value) => Math.sqrt(Math.max(0, value))),
  back: (value) => Math.max(0, value) ** 2,
}

function model(id: ForecastModelId, minimum: number, scale: Scale, create: () => Fitted): ForecastModel {
  return {
    id,
    minimum,
    forecast(history, horizon, level): Steps | null {
      const fitted = create()
      try {
        fitted.fit(scale.there(history))
        const { point, intervals } = fitted.predict(horizon, level)
        return {
          point: point.map(scale.back),
          lower: (intervals?.lower ?? point).map(scale.back),
          upper: (intervals?.upper ?? point).map(scale.back),
        }
      } catch {
        // the library found no model that fits these values: the way is left out, the others answer
        return null
      } finally {
        fitted.free()
      }
    },
  }
}

/** Reads the library's two WebAssembly files, which lie beside its modules, also inside the packaged application. */
function load(): void {
  if (ready) return
  const folder = join(createRequire(import.meta.url).resolve('@bsull/augurs/ets'), '..')
  initEts({ module: readFileSync(join(folder, 'ets_bg.wasm')) })
  initMstl({ module: readFileSync(join(folder, 'mstl_bg.wasm')) })
  ready = true
}
