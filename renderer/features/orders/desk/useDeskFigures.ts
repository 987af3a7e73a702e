import { computed, type Ref } from 'vue'
import { lineWarnings, type LineWarning } from '../../../../shared/domain/order/line-warnings.ts'
import { orderTotals } from '../../../../shared/domain/order/totals.ts'
import { orpc } from '../../../app/api.ts'
import { useApiQuery } from '../../../app/api-query.ts'
import type { GridModel } from '../../../components/LineGrid/index.ts'
import type { DeskLine } from './desk-line.ts'
import type { OrderHead } from './order-head.ts'

/** Totals, free stock and warnings of an order being typed, live; by the same functions as the server's. */
export function useDeskFigures(desk: {
  model: GridModel<DeskLine>
  head: OrderHead
  /** Warehouse of lines that name none. */
  warehouseId: Readonly<Ref<string | null>>
  /** False once the order is submitted: stock is not asked for any more. */
  isOpen: () => boolean
}) {
  const { model, head, warehouseId } = desk

  const totals = computed(() => {
    const lines = model.rows.filter((line) => line.productId !== '' && line.quantity !== null)
    return orderTotals(
      lines.map((line) => ({ ...line, quantity: line.quantity ?? 0, price: line.price ?? 0 })),
      head.discount,
    )
  })

  const stockItems = computed(() => {
    const items = new Map<string, { productId: string; warehouseId: string }>()
    for (const line of model.rows) {
      const place = line.warehouseId ?? warehouseId.value
      if (line.productId !== '' && place !== null)
        items.set(`${line.productId} ${place}`, { productId: line.productId, warehouseId: place })
    }
    return [...items.values()]
  })
  const stock = useApiQuery(
    orpc.orders.availability,
    () => (stockItems.value.length > 0 && desk.isOpen() ? { items: stockItems.value } : null),
    { keepPrevious: true },
  )
  const stockByPlace = computed(
    () => new Map(stock.data.value?.map((one) => [`${one.productId} ${one.warehouseId}`, one.available])),
  )
  const availableOf = (line: DeskLine): number | null =>
    stockByPlace.value.get(`${line.productId} ${line.warehouseId ?? warehouseId.value ?? ''}`) ?? line.available

  const warnings = computed(() => {
    const found = lineWarnings(
      model.rows.map((line) => ({
        ...line,
        warehouseId: line.warehouseId ?? warehouseId.value ?? '',
        available: availableOf(line),
      })),
    )
    return new Map<string, LineWarning[]>(model.rows.map((line, index) => [line.id, found[index] ?? []]))
  })
  const missingOf = (line: DeskLine): number => {
    const short = warnings.value.get(line.id)?.find((one) => one.kind === 'short')
    return short?.kind === 'short' ? short.missing : 0
  }

  return { totals, warnings, availableOf, missingOf }
}
