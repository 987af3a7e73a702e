/** Segments of the R package `rfm` (domain.md 10), in the order in which they are tried; `other` is what no row fits. */
export const RFM_SEGMENTS = [
  'champions',
  'cant-lose',
  'new',
  'promising',
  'loyal',
  'potential',
  'attention',
  'at-risk',
  'sleeping',
  'lost',
  'other',
] as const
export type RfmSegment = (typeof RFM_SEGMENTS)[number]

/** The Chinese eight: value, grow, keep, win back; important ones have a high M. */
export const RFM_CELLS = [
  'important-value',
  'important-grow',
  'important-keep',
  'important-win',
  'general-value',
  'general-grow',
  'general-keep',
  'general-win',
] as const
export type RfmCell = (typeof RFM_CELLS)[number]

/** Least and most score, both included. */
export type ScoreRange = readonly [number, number]

export interface SegmentRule {
  segment: Exclude<RfmSegment, 'other'>
  r: ScoreRange
  f: ScoreRange
  m: ScoreRange
}

/**
 * Bounds of the R package `rfm` 0.2.2. They overlap; the first row that fits counts, so the narrow ones stand before the wide
 * ones they lie in (new before potential loyalist, can't lose before at risk).
 */
export const SEGMENT_RULES: readonly SegmentRule[] = [
  { segment: 'champions', r: [4, 5], f: [4, 5], m: [4, 5] },
  { segment: 'cant-lose', r: [1, 1], f: [4, 5], m: [4, 5] },
  { segment: 'new', r: [4, 5], f: [1, 1], m: [1, 1] },
  { segment: 'promising', r: [3, 4], f: [1, 1], m: [1, 1] },
  { segment: 'loyal', r: [2, 5], f: [3, 5], m: [3, 5] },
  { segment: 'potential', r: [3, 5], f: [1, 3], m: [1, 3] },
  { segment: 'attention', r: [2, 3], f: [2, 3], m: [2, 3] },
  { segment: 'at-risk', r: [1, 2], f: [2, 5], m: [2, 5] },
  { segment: 'sleeping', r: [2, 3], f: [1, 2], m: [1, 2] },
  { segment: 'lost', r: [1, 2], f: [1, 2], m: [1, 2] },
]

/** Four rising values between the five scores; a value equal to one still belongs to the lower side. */
export type ScoreBounds = readonly [number, number, number, number]

export interface RfmBounds {
  r: ScoreBounds
  f: ScoreBounds
  m: ScoreBounds
}

export interface FixedBounds {
  /** Days since the last order in percent of the customer's rhythm. */
  rhythm: ScoreBounds
  /** Days since the last order. */
  days: ScoreBounds
  /** Orders of the period. */
  orders: ScoreBounds
  /** 分 of the period. */
  value: ScoreBounds
}

/** For companies with few customers; a year's orders and margin of a small distributor. */
export const FIXED_BOUNDS: FixedBounds = {
  rhythm: [100, 150, 200, 300],
  days: [14, 30, 60, 120],
  orders: [2, 6, 12, 24],
  value: [100_000, 500_000, 2_000_000, 5_000_000],
}
/** With fewer customers than this quintiles jump about: fixed bounds count. */
export const LEAST_FOR_QUINTILES = 50

/** What is scored, a number a customer; who does not take part has recency NaN. */
export interface RfmInput {
  /** Smaller is better. */
  recency: Float64Array
  frequency: Float64Array
  monetary: Float64Array
}

export interface RfmScores {
  /** 1 (worst) to 5 of every customer; 0: takes no part. */
  r: Uint8Array
  f: Uint8Array
  m: Uint8Array
  bounds: RfmBounds
  /** False: fixed bounds, because there are too few customers. */
  quintiles: boolean
  customers: number
  /** Means of the scores, what "high" means in the Chinese form. */
  mean: { r: number; f: number; m: number }
}

/**
 * Scores 1 to 5: quintiles, or fixed bounds with fewer than `LEAST_FOR_QUINTILES` customers. The k-th bound is the value of
 * the customer at rank ⌈k·n/5⌉, rising; a value scores one for every bound below it, recency the other way round. Equal
 * values always score the same.
 */
export function scoreRfm(input: RfmInput, fixed: RfmBounds): RfmScores {
  const count = input.recency.length
  const scored = input.recency.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0)
  const quintiles = scored >= LEAST_FOR_QUINTILES
  const taking = (column: Float64Array): Float64Array => {
    const values = new Float64Array(scored)
    for (let c = 0, n = 0; c < count; c++) if (!Number.isNaN(input.recency[c]!)) values[n++] = column[c]!
    return values
  }
  const bounds = quintiles
    ? {
        r: quintileBounds(taking(input.recency)),
        f: quintileBounds(taking(input.frequency)),
        m: quintileBounds(taking(input.monetary)),
      }
    : fixed
  const [r, f, m] = [new Uint8Array(count), new Uint8Array(count), new Uint8Array(count)]
  const sums = { r: 0, f: 0, m: 0 }
  for (let c = 0; c < count; c++) {
    if (Number.isNaN(input.recency[c]!)) continue
    sums.r += r[c] = 6 - scoreIn(input.recency[c]!, bounds.r)
    sums.f += f[c] = scoreIn(input.frequency[c]!, bounds.f)
    sums.m += m[c] = scoreIn(input.monetary[c]!, bounds.m)
  }
  const over = Math.max(1, scored)
  const mean = { r: sums.r / over, f: sums.f / over, m: sums.m / over }
  return { r, f, m, bounds, quintiles, customers: scored, mean }
}

/** The values at ranks ⌈n/5⌉, ⌈2n/5⌉, ⌈3n/5⌉ and ⌈4n/5⌉; sorts `values`, of which there must be some. */
export function quintileBounds(values: Float64Array): ScoreBounds {
  values.sort()
  const at = (k: number): number => values[Math.ceil((k * values.length) / 5) - 1]!
  return [at(1), at(2), at(3), at(4)]
}

/** 1 and one more for every bound that lies below the value. */
function scoreIn(value: number, bounds: ScoreBounds): number {
  return value <= bounds[1] ? (value <= bounds[0] ? 1 : 2) : value <= bounds[2] ? 3 : value <= bounds[3] ? 4 : 5
}

/** The segment of three scores: the first rule that holds all of them. */
export function segmentOf(r: number, f: number, m: number, rules: readonly SegmentRule[]): RfmSegment {
  const within = (score: number, [least, most]: ScoreRange): boolean => score >= least && score <= most
  return rules.find((rule) => within(r, rule.r) && within(f, rule.f) && within(m, rule.m))?.segment ?? 'other'
}

/** Segments of all 125 combinations, at `r × 36 + f × 6 + m`: asked once instead of for every customer. */
export function segmentTable(rules: readonly SegmentRule[]): RfmSegment[] {
  return Array.from({ length: 216 }, (_, i) => segmentOf(Math.floor(i / 36), Math.floor(i / 6) % 6, i % 6, rules))
}
/** Where the three scores stand in the table of `segmentTable`. */
export const segmentPlace = (r: number, f: number, m: number): number => r * 36 + f * 6 + m

/**
 * The Chinese form: a score above the mean of all customers is high. Important with a high M; value (R, F high), grow (only R
 * high), keep (only F high), win back (neither).
 */
export function cellOf(r: number, f: number, m: number, mean: RfmScores['mean']): RfmCell {
  return RFM_CELLS[(m > mean.m ? 0 : 4) + (r > mean.r ? (f > mean.f ? 0 : 1) : f > mean.f ? 2 : 3)]!
}
