import type { StockWarning, WarningKind } from '../../../shared/contract/replenishment.ts'

export type { StockWarning, WarningKind }

/** Tabs of the warnings, the most pressing first. The contract's own list would bring its schemas into the browser. */
export const WARNING_KINDS = [
  'sold-out',
  'below-minimum',
  'near-expiry',
  'over-maximum',
  'no-movement',
  'negative',
] as const satisfies readonly WarningKind[]
