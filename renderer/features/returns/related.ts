import { computed, type ComputedRef } from 'vue'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { useSession } from '../../app/session.ts'

/** An order or an outbound note. */
export type ReturnSource = { orderId: string } | { shipmentId: string }

/** Returns of an order or a note and what came back; asked for once, however many parts of a page show it. */
export function useRelated(source: () => ReturnSource) {
  const session = useSession()
  return useApiQuery(orpc.returns.related, () => (session.may('orders.view') ? source() : null))
}

/** What came back of each line of the order or note, thousandths of the base unit, by its line number there. */
export function useReturned(source: () => ReturnSource): ComputedRef<Map<number, number>> {
  const related = useRelated(source)
  return computed(() => {
    const isOrder = 'orderId' in source()
    const sums = new Map<number, number>()
    for (const { lineNo, orderLineNo, returned } of related.data.value?.lines ?? []) {
      const key = isOrder ? orderLineNo : lineNo
      sums.set(key, (sums.get(key) ?? 0) + returned)
    }
    return sums
  })
}
