import { computed } from 'vue'
import type { Outputs } from '../../../shared/contract/index.ts'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'

export type Entry = Outputs['settlement']['entries']['rows'][number]

/** More open documents of one customer than this are not shown before a payment; the backend settles all. */
const SHOWN = 500

/** The open documents of a customer in the order in which payments settle them, and open advances. */
export function useOpenCharges(customerId: () => string | null) {
  const query = useApiQuery(orpc.settlement.entries, () => {
    const id = customerId()
    return id === null ? null : { customerId: id, openOnly: true, limit: SHOWN }
  })
  const rows = computed(() => (customerId() === null ? [] : (query.data.value?.rows ?? [])))
  const charges = computed(() => rows.value.filter((row) => row.open > 0).sort(byDue))
  const total = computed(() => charges.value.reduce((sum, row) => sum + row.open, 0))
  /** Advances not used up yet, as a positive amount. */
  const advance = computed(() => -rows.value.reduce((sum, row) => sum + Math.min(0, row.open), 0))
  return { query, charges, total, advance }
}

function byDue(a: Entry, b: Entry): number {
  const dueA = a.dueDay ?? a.day
  const dueB = b.dueDay ?? b.day
  if (dueA !== dueB) return dueA < dueB ? -1 : 1
  return a.id < b.id ? -1 : 1
}
