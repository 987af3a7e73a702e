import type { TripResult, TripState } from '../../../shared/domain/delivery/logistics.ts'
import type { Tone } from '../../components/state-tones.ts'

/** Colours of a trip's states and of how its notes ended. */
export const STATE_TONES: Record<TripState, Tone> = {
  planned: 'info',
  underway: 'attention',
  settled: 'good',
  void: 'void',
}
export const RESULT_TONES: Record<TripResult, Tone> = {
  open: 'neutral',
  delivered: 'info',
  signed: 'good',
  short: 'attention',
  refused: 'danger',
  back: 'attention',
}

/** Kilograms for reading, from grams. */
export const kilograms = (grams: number): string =>
  (grams / 1000).toLocaleString('en-US', { maximumFractionDigits: grams < 100_000 ? 1 : 0 })
