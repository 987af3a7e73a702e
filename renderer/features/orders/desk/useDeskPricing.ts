import { computed } from 'vue'
import { quantityByProduct, stepAt } from '../../../../shared/domain/pricing/resolve.ts'
import { applyPromotions, type AppliedPromotion, type GiftLine } from '../../../../shared/domain/promotion/apply.ts'
import { orpc } from '../../../app/api.ts'
import { useApiQuery } from '../../../app/api-query.ts'
import type { GridModel } from '../../../components/LineGrid/index.ts'
import { unitsOf, type DeskLine } from './desk-line.ts'
import type { OrderHead } from './order-head.ts'

/** A gift with the names to show it by. */
export interface DeskGift extends GiftLine {
  name: string
  spec: string
  baseUnit: string
}

/** Prices that move with quantities, and promotions, while an order is typed: by the same functions as the server's. */
export function useDeskPricing(desk: { model: GridModel<DeskLine>; head: OrderHead; isOpen: () => boolean }) {
  const { model, head } = desk
  const facts = useApiQuery(
    orpc.pricing.desk,
    () =>
      desk.isOpen()
        ? {
            ...(head.customerId === null ? {} : { customerId: head.customerId }),
            ...(head.day === null ? {} : { day: head.day }),
          }
        : null,
    { keepPrevious: true },
  )
  /** Lines far enough to have an amount. */
  const lines = computed(() => model.rows.filter((line) => line.productId !== '' && (line.quantity ?? 0) > 0))
  const goods = computed(() => new Map(facts.data.value?.goods.map((one) => [one.id, one])))
  const promoted = computed(() =>
    applyPromotions(
      lines.value.map((line) => ({ ...line, quantity: line.quantity ?? 0, price: line.price ?? 0 })),
      facts.data.value?.promotions ?? [],
      {
        unitsOf: (productId) => {
          const product = goods.value.get(productId) ?? lines.value.find((line) => line.productId === productId)
          return product && unitsOf(product)
        },
      },
    ),
  )
  const gifts = computed((): DeskGift[] =>
    promoted.value.gifts.map((gift) => {
      const product = goods.value.get(gift.productId) ?? lines.value.find((line) => line.productId === gift.productId)
      return { ...gift, name: product?.name ?? '', spec: product?.spec ?? '', baseUnit: product?.baseUnit ?? '' }
    }),
  )
  const reductions = computed((): AppliedPromotion[] => promoted.value.applied.filter((one) => one.off > 0))

  /** Gives every line whose price nobody typed the price of the quantity its product has now, as part of a change. */
  function followQuantities(group: number): void {
    const quantities = quantityByProduct(model.rows)
    const changes = model.rows.flatMap((line) => {
      if (line.steps.length < 2 || line.source === 'typed' || line.gift) return []
      const { price, source, promotionId } = stepAt(line.steps, quantities.get(line.productId) ?? 0)
      return [{ type: 'patch', id: line.id, patch: { price, source, promotionId } } as const]
    })
    if (changes.length > 0) model.apply(changes, { reason: 'reply', group })
  }

  return {
    /** Prices include tax. */
    taxIncluded: computed(() => facts.data.value?.taxIncluded ?? true),
    pricedLines: lines,
    promotionOff: computed(() => promoted.value.off),
    gifts,
    reductions,
    followQuantities,
  }
}
