import type { PriceMask } from '../../../../shared/access.ts'
import type { SessionUser } from '../../rpc/context.ts'

interface ProductPrices {
  purchasePrice: number | null
  retailPrice: number | null
  salePrice: number | null
  floorPrice: number | null
  packs: readonly { unit: string; price: number | null }[]
}

/** Whether a kind of price is hidden from the user. The floor price tells the cost, so it is hidden with it. */
export const isHidden = (user: Pick<SessionUser, 'mask'>, kind: PriceMask): boolean => user.mask.includes(kind)

/** The same product without the prices this user may not see (domain.md 1: the mask holds everywhere, not only on screens). */
export function withoutHidden<T extends ProductPrices>(user: Pick<SessionUser, 'mask'>, product: T): T {
  if (user.mask.length === 0) return product
  const shown = { ...product }
  if (isHidden(user, 'purchase')) {
    shown.purchasePrice = null
    shown.floorPrice = null
  }
  if (isHidden(user, 'retail')) shown.retailPrice = null
  if (isHidden(user, 'sale')) {
    shown.salePrice = null
    shown.packs = product.packs.map((p) => ({ ...p, price: null }))
  }
  return shown
}

/** Fields to save: what this user could not see stays as it is, whatever the form sent. */
export function keepHidden<T extends ProductPrices>(
  user: Pick<SessionUser, 'mask'>,
  fields: T,
  current: ProductPrices,
): T {
  if (user.mask.length === 0) return fields
  const kept = { ...fields }
  if (isHidden(user, 'purchase')) {
    kept.purchasePrice = current.purchasePrice
    kept.floorPrice = current.floorPrice
  }
  if (isHidden(user, 'retail')) kept.retailPrice = current.retailPrice
  if (isHidden(user, 'sale')) {
    kept.salePrice = current.salePrice
    const known = new Map(current.packs.map((p) => [p.unit, p.price]))
    kept.packs = fields.packs.map((p) => ({ ...p, price: known.get(p.unit) ?? null }))
  }
  return kept
}
