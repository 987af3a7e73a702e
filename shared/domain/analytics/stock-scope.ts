import type { Facts } from './facts.ts'

/** Which goods and which places a report about stock looks at; absent: all. */
export interface StockScope {
  /** Ids of products. */
  productIds?: readonly string[] | undefined
  /** A type with everything below it; empty: goods without a type. */
  typeId?: string | undefined
  brand?: string | undefined
  warehouseId?: string | undefined
  siteId?: string | undefined
}

/** The scope by place in the lists of `Facts`: 1 is in it. */
export interface Kept {
  products: Uint8Array
  warehouses: Uint8Array
  /** Not every warehouse of a site is looked at: what is there is worth its share of what the site holds. */
  partOfSites: boolean
}

export function keptOf(facts: Facts, scope: StockScope): Kept {
  const { typeId, brand, warehouseId, siteId } = scope
  const ids = scope.productIds ? new Set(scope.productIds) : null
  const products = Uint8Array.from(facts.products, (product) =>
    (ids === null || ids.has(product.id)) &&
    (typeId === undefined || (typeId === '' ? product.typeId === null : product.typePath.includes(typeId))) &&
    (brand === undefined || product.brand === brand)
      ? 1
      : 0,
  )
  const site = siteId === undefined ? -1 : facts.sites.findIndex((one) => one.id === siteId)
  const warehouses = Uint8Array.from(facts.warehouses, (warehouse) =>
    (warehouseId === undefined || warehouse.id === warehouseId) && (siteId === undefined || warehouse.site === site)
      ? 1
      : 0,
  )
  return { products, warehouses, partOfSites: warehouseId !== undefined }
}
