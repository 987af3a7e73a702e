import { computed, ref, shallowRef, type Ref } from 'vue'
import type { AmendedOrder } from '../../../../shared/contract/order-changes.ts'
import type { DraftOrder, OrderView } from '../../../../shared/contract/orders.ts'
import { lineDifferences } from '../../../../shared/domain/order/changes.ts'
import { newId } from '../../../../shared/ids.ts'
import { api } from '../../../app/api.ts'
import type { GridModel } from '../../../components/LineGrid/index.ts'
import { fromOrderLine, isComplete, isTyped, type DeskLine } from './desk-line.ts'
import type { OrderHead } from './order-head.ts'

/** An approved order that is being changed at the desk: how it was, what is different now, and how it is sent. */
export function useAmendment(desk: {
  model: GridModel<DeskLine>
  head: OrderHead
  review: Ref<OrderView['review']>
  warehouseId: Ref<string | null>
}) {
  const former = shallowRef<OrderView | null>(null)
  /** The same change sent twice is one. */
  const changeId = ref(newId())
  const isOn = computed(() => desk.review.value === 'auto' || desk.review.value === 'approved')

  const compared = (line: DeskLine, orderWarehouseId: string) => ({
    ...line,
    lineNo: line.lineNo ?? -1,
    quantity: line.quantity ?? 0,
    warehouseId: line.warehouseId ?? orderWarehouseId,
  })
  const before = computed(() => {
    const view = former.value
    return view
      ? view.lines.filter(isTyped).map((line) => compared(fromOrderLine(line, view.warehouseId), view.warehouseId))
      : []
  })
  const goodsOf = computed(() => new Map(before.value.map((line) => [line.lineNo, line.productId])))
  /** The line of the order this one is; a line that got other goods is a new one. */
  const lineNoOf = (line: DeskLine): number | null =>
    line.lineNo !== null && goodsOf.value.get(line.lineNo) === line.productId ? line.lineNo : null

  const differences = computed(() => {
    if (!isOn.value || !former.value) return []
    const lines = desk.model.rows.filter(isComplete)
    const after = lines.map((line, i) => ({
      ...compared(line, desk.warehouseId.value ?? ''),
      // new lines compare with nothing
      lineNo: lineNoOf(line) ?? -1 - i,
    }))
    return lineDifferences(before.value, after)
  })

  function begin(view: OrderView): void {
    former.value = view
    changeId.value = newId()
  }

  const send = (at: { id: string; version: number }, draft: DraftOrder): Promise<OrderView> => {
    const { customerId: _, day: __, lines: ___, ...head } = draft
    const rows = desk.model.rows.filter(isComplete)
    const lines: AmendedOrder['lines'] = draft.lines.map((line, i) => ({ ...line, lineNo: lineNoOf(rows[i]!) }))
    return api.orders.amend({ ...at, changeId: changeId.value, order: { ...head, lines } })
  }

  return { isOn, differences, begin, send }
}
