import { computed, type Ref } from 'vue'
import { lineWarnings, type LineWarning } from '../../../../shared/domain/order/line-warnings.ts'
import { orderTotals } from '../../../../shared/domain/order/totals.ts'
import { NO_DISCOUNT } from '../../../../shared/money.ts'
import { orpc } from '../../../app/api.ts'
import { useApiQuery } from '../../../app/api-query.ts'
import type { GridModel } from '../../../components/LineGrid/index.ts'
import type { DeskLine } from './desk-line.ts'
import type { OrderHead } from './order-head.ts'
import type { DeskGift, useDeskPricing } from './useDeskPricing.ts'

/** Totals, free stock and warnings of an order being typed, live; by the same functions as the server's. */
export function useDeskFigures(desk: {
  pricing: ReturnType<typeof useDeskPricing>
  model: GridModel<DeskLine>
  head: OrderHead
  /** Warehouse of lines that name none. */
  warehouseId: Readonly<Ref<string | null>>
  /** False once the order is submitted: stock is not asked for any more. */
  isOpen: () => boolean
}) {
  const { model, head, warehouseId } = desk
  const { pricedLines, promotionOff, taxIncluded, gifts } = desk.pricing

  const totals = computed(() =>
    orderTotals(
      pricedLines.value.map((line) => ({ ...line, quantity: line.quantity ?? 0, price: line.price ?? 0 })),
      head.discount,
      { taxIncluded: taxIncluded.value, promotionOff: promotionOff.value },
    ),
  )

  const stockItems = computed(() => {
    const items = new Map<string, { productId: string; warehouseId: string }>()
    for (const line of [...model.rows, ...gifts.value]) {
      const place = line.warehouseId ?? warehouseId.value
      if (line.productId !== '' && place !== null)
        items.set(`${line.productId} ${place}`, { productId: line.productId, warehouseId: place })
    }
    return [...items.values()]
  })
  const stock = useApiQuery(
    orpc.orders.availability,
    () =>
      stockItems.value.length > 0 && desk.isOpen()
        ? { items: stockItems.value, customerId: head.customerId, deliveryDay: head.deliveryDay }
        : null,
    { keepPrevious: true },
  )
  const stockByPlace = computed(
    () => new Map(stock.data.value?.map((one) => [`${one.productId} ${one.warehouseId}`, one])),
  )
  const availableOf = (line: DeskLine): number | null => stockOf(line) ?? line.available
  const stockAt = (line: { productId: string; warehouseId: string | null }) =>
    stockByPlace.value.get(`${line.productId} ${line.warehouseId ?? warehouseId.value ?? ''}`)
  const stockOf = (line: Parameters<typeof stockAt>[0]): number | undefined => stockAt(line)?.available
  const acceptableOf = (line: Parameters<typeof stockAt>[0]): number | null => stockAt(line)?.acceptable ?? null

  /** Of the typed lines in their order, then of the gifts: they take from the same stock. */
  const found = computed(() => {
    const place = (line: { warehouseId: string | null }): string => line.warehouseId ?? warehouseId.value ?? ''
    return lineWarnings([
      ...model.rows.map((line) => ({
        ...line,
        warehouseId: place(line),
        available: availableOf(line),
        acceptable: acceptableOf(line),
      })),
      ...gifts.value.map((gift) => ({
        ...gift,
        warehouseId: place(gift),
        available: stockOf(gift) ?? null,
        acceptable: acceptableOf(gift),
        price: 0,
        discount: NO_DISCOUNT,
        gift: true,
        floorPrice: null,
        last: null,
      })),
    ])
  })
  const warnings = computed(
    () => new Map<string, LineWarning[]>(model.rows.map((line, index) => [line.id, found.value[index] ?? []])),
  )
  const missingIn = (warningsOfLine: readonly LineWarning[] | undefined): number => {
    const short = warningsOfLine?.find((one) => one.kind === 'short')
    return short?.kind === 'short' ? short.missing : 0
  }
  const missingOf = (line: DeskLine): number => missingIn(warnings.value.get(line.id))
  const giftMissing = (gift: DeskGift): number => missingIn(found.value[model.rows.length + gifts.value.indexOf(gift)])

  const isBelowFloor = computed(() => found.value.some((line) => line.some((one) => one.kind === 'below-floor')))

  return { totals, warnings, availableOf, missingOf, giftMissing, isBelowFloor }
}
