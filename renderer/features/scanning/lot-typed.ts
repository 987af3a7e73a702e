import type { Day } from '../../../shared/day.ts'

/** A lot as it was chosen or typed: one that is known by its id, otherwise by number or days. */
export interface LotTyped {
  lotId: string | null
  number: string
  productionDay: Day | null
  expiryDay: Day | null
}
