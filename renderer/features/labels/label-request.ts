import { shallowRef } from 'vue'
import type { Day } from '../../../shared/day.ts'

/** One kind of label to print; `unit` empty: the base unit. */
export interface LabelWish {
  productId: string
  unit?: string
  copies?: number
  lot?: string
  productionDay?: Day | null
  expiryDay?: Day | null
}

/** What another page wants labels of; the labels page takes it over. */
export const labelRequest = shallowRef<{ products: readonly LabelWish[] } | { binIds: readonly string[] } | null>(null)
