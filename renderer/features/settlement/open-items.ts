import { computed } from 'vue'
import type { Outputs } from '../../../shared/contract/index.ts'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'

export type Entry = Outputs['settlement']['entries']['rows'][number]

/** An open bill or credit of either side. */
export interface OpenEntry {
  id: string
  number: string
  isOpening: boolean
  day: string
  dueDay: string
  /** 分; above 0: a bill, below 0: a credit. */
  open: number
  held: boolean
}

/** More open items of one party than this are not shown beforehand; the backend settles all. */
const SHOWN = 500

/** The open bills of a customer or supplier in the order in which money settles them, and the open credits. */
export function useOpenItems(side: () => 'receivable' | 'payable', partyId: () => string | null) {
  const input = (wanted: 'receivable' | 'payable') => (side() === wanted ? partyId() : null)
  const received = useApiQuery(orpc.settlement.entries, () => {
    const customerId = input('receivable')
    return customerId === null ? null : { customerId, openOnly: true, limit: SHOWN }
  })
  const paid = useApiQuery(orpc.payables.entries, () => {
    const supplierId = input('payable')
    return supplierId === null ? null : { supplierId, openOnly: true, limit: SHOWN }
  })
  const query = computed(() => (side() === 'receivable' ? received : paid))
  const items = computed((): OpenEntry[] => {
    if (partyId() === null) return []
    const rows = side() === 'receivable' ? received.data.value?.rows : paid.data.value?.rows
    return (rows ?? [])
      .map((row) => ({
        id: row.id,
        number: row.documentNumber,
        isOpening: row.kind === 'opening',
        day: row.day,
        dueDay: row.dueDay ?? row.day,
        open: row.open ?? 0,
        held: row.held,
      }))
      .sort((a, b) => (a.dueDay !== b.dueDay ? (a.dueDay < b.dueDay ? -1 : 1) : a.id < b.id ? -1 : 1))
  })
  const bills = computed(() => items.value.filter((item) => item.open > 0))
  const credits = computed(() => items.value.filter((item) => item.open < 0))
  const owed = computed(() => bills.value.reduce((sum, item) => sum + item.open, 0))
  /** Credits not used up yet, as a positive amount. */
  const credit = computed(() => -credits.value.reduce((sum, item) => sum + item.open, 0))
  return {
    bills,
    credits,
    owed,
    credit,
    loaded: computed(() => query.value.data.value !== undefined),
    error: computed(() => query.value.error.value),
    refetch: () => void query.value.refetch(),
  }
}
