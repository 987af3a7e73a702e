import type { Router } from 'vue-router'
import { labelRequest, type LabelWish } from './label-request.ts'

/** What other features may use of labels. */
export type { LabelWish } from './label-request.ts'

/** Opens the labels page with goods: a selection, the lines of a receipt, what lies in a bin. */
export function printLabels(router: Router, products: readonly LabelWish[]): void {
  labelRequest.value = { products }
  void router.push({ name: 'labels' })
}

/** Opens the labels page with bins. */
export function printBinLabels(router: Router, binIds: readonly string[]): void {
  labelRequest.value = { binIds }
  void router.push({ name: 'labels' })
}
