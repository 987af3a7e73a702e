/** A period that stands out from those around it. */
export interface Extreme {
  index: number
  kind: 'peak' | 'trough'
  /** How far it stands out, in the unit of the values. */
  prominence: number
}

/** At most this many of each kind are marked. */
export const MOST_EXTREMES = 5
/** Fewer values show no pattern to stand out from. */
const FEWEST = 5

/**
 * Peaks and troughs of a series. The rule, printed on the page: a value is a peak when its neighbours are lower and its
 * prominence is at least one standard deviation of the series; the first and the last value are never marked. Prominence, as
 * of a mountain: the height above the higher of the two lowest points between it and higher ground (or the end of the
 * series) on either side. Troughs are the peaks of the series turned upside down. With `places` (weekdays) what is usual for
 * the place (the median) is taken out first, so that not every Sunday is a trough. The most prominent are kept.
 * @param places of each value: its place in a season
 */
export function extremesOf(values: readonly number[], places?: readonly number[]): Extreme[] {
  if (values.length < FEWEST) return []
  const level = places ? withoutSeason(values, places) : values
  const mean = level.reduce((sum, value) => sum + value, 0) / level.length
  const deviation = Math.sqrt(level.reduce((sum, value) => sum + (value - mean) ** 2, 0) / level.length)
  if (deviation <= Math.abs(mean) * 1e-9) return []
  const marked = (kind: Extreme['kind'], heights: readonly number[]): Extreme[] =>
    summitsOf(heights)
      .map((index) => ({ index, kind, prominence: prominenceOf(heights, index) }))
      .filter(({ prominence }) => prominence >= deviation)
      .sort((a, b) => b.prominence - a.prominence || a.index - b.index)
      .slice(0, MOST_EXTREMES)
  const turned = level.map((value) => -value)
  return [...marked('peak', level), ...marked('trough', turned)].sort((a, b) => a.index - b.index)
}

/** The values less the median of their place, on the median of all: what stands out does not shift what is usual. */
function withoutSeason(values: readonly number[], places: readonly number[]): number[] {
  const usual = new Map(
    [...Map.groupBy(values.keys(), (i) => places[i]!)].map(([place, members]) => [
      place,
      medianOf(members.map((i) => values[i]!)),
    ]),
  )
  const middle = medianOf(values)
  return values.map((value, i) => value - usual.get(places[i]!)! + middle)
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** Where the values rise before and fall after; of equal ones in a row the first. */
function summitsOf(heights: readonly number[]): number[] {
  const summits: number[] = []
  for (let i = 1; i < heights.length - 1; i++) {
    if (heights[i - 1]! >= heights[i]!) continue
    let end = i
    while (end + 1 < heights.length && heights[end + 1] === heights[i]) end += 1
    if (end + 1 < heights.length && heights[end + 1]! < heights[i]!) summits.push(i)
    i = end
  }
  return summits
}

function prominenceOf(heights: readonly number[], summit: number): number {
  const lowest = (step: -1 | 1): number => {
    let low = heights[summit]!
    for (let i = summit + step; i >= 0 && i < heights.length && heights[i]! <= heights[summit]!; i += step)
      low = Math.min(low, heights[i]!)
    return low
  }
  return heights[summit]! - Math.max(lowest(-1), lowest(1))
}
