/** How far forecasts were from what happened. */
export interface ForecastError {
  /** Σ|error| ÷ Σ|actual|; null when nothing happened. */
  wape: number | null
  /** Mean of 2|error| ÷ (|actual| + |forecast|), 0 where both are 0; between 0 and 2. */
  smape: number
  /**
   * Mean |error| ÷ the mean |error| the seasonal guess (the plain one where there is no season) makes one step ahead in the
   * days it learns from (Hyndman and Koehler 2006); below 1 is better than that. null when that guess is never wrong.
   */
  mase: number | null
  /** Like `wape`, of the sums of whole forecasts: a day too high and the next too low cancel out. */
  sums: number | null
}

/** A forecast that was made, what happened, and the scale for MASE. */
export interface TestedForecast {
  point: ArrayLike<number>
  actual: ArrayLike<number>
  scale: number
}

/** The errors of forecasts made at several times, every step counted alike. */
export function errorOf(tested: readonly TestedForecast[]): ForecastError {
  let [count, errors, actuals, relative, scaled, scalable, sums] = [0, 0, 0, 0, 0, 0, 0]
  let sumActuals = 0
  for (const { point, actual, scale } of tested) {
    let sum = 0
    let happened = 0
    for (let i = 0; i < actual.length; i++) {
      const error = Math.abs(point[i]! - actual[i]!)
      const size = Math.abs(actual[i]!) + Math.abs(point[i]!)
      count += 1
      errors += error
      actuals += Math.abs(actual[i]!)
      relative += size === 0 ? 0 : (2 * error) / size
      if (scale > 0) {
        scaled += error / scale
        scalable += 1
      }
      sum += point[i]!
      happened += actual[i]!
    }
    sums += Math.abs(sum - happened)
    sumActuals += Math.abs(happened)
  }
  return {
    wape: actuals === 0 ? null : errors / actuals,
    smape: count === 0 ? 0 : relative / count,
    mase: scalable === 0 ? null : scaled / scalable,
    sums: sumActuals === 0 ? null : sums / sumActuals,
  }
}

/** Mean |difference| of values `season` apart; the plain neighbour where there are not enough. The scale of MASE. */
export function seasonalScale(values: ArrayLike<number>, season: number): number {
  const lag = values.length > season ? season : 1
  let sum = 0
  for (let i = lag; i < values.length; i++) sum += Math.abs(values[i]! - values[i - lag]!)
  return values.length > lag ? sum / (values.length - lag) : 0
}
