import type { Router } from 'vue-router'
import { newId } from '../../../shared/ids.ts'

/** What other features may use of returns. */
export { default as RelatedReturns } from './RelatedReturns.vue'
export { useReturned } from './related.ts'

/** Opens a new return with what can still come back of an order or a note. */
export function startReturn(
  router: Router,
  from: { customer: string } & ({ order: string } | { shipment: string }),
): void {
  void router.push({ name: 'sales-return', params: { id: newId() }, query: { new: '', ...from } })
}
