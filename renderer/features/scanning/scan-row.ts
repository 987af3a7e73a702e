import type { Pack } from '../../../shared/quantity.ts'

/** A line of a scanner screen; quantities in thousandths of the base unit, null: not said. */
export interface ScanRow {
  key: string
  bin: string
  name: string
  spec: string
  lot: string
  baseUnit: string
  packs: readonly Pack[]
  taken: number | null
  wanted: number | null
  tone: 'open' | 'done' | 'wait'
}
