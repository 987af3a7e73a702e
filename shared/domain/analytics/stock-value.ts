import { mulDiv } from '../../money.ts'

/**
 * What the warehouses of a site hold of one product of the site's value. Costs are a moving average per product and site, so
 * the movements of a single warehouse need not add up to what its goods are worth: every warehouse has its share by quantity,
 * and the shares add up to the site's value exactly. Where one of them holds less than nothing, shares have no meaning and what
 * the movements say stays.
 *
 * @param quantities thousandths of the base unit, by warehouse
 * @param values what the movements of each say, 1/10000 yuan; their sum is the site's value
 * @returns values by warehouse, in the order given
 */
export function sharesOf(quantities: readonly number[], values: readonly number[]): readonly number[] {
  if (quantities.length === 1 || quantities.some((one) => one < 0)) return values
  const total = quantities.reduce((sum, one) => sum + one, 0)
  const worth = values.reduce((sum, one) => sum + one, 0)
  if (total === 0) return values.map((_, i) => (i === 0 ? worth : 0))
  let upTo = 0
  let given = 0
  return quantities.map((one) => {
    upTo += one
    const share = mulDiv(worth, upTo, total) - given
    given += share
    return share
  })
}

/**
 * Replaces what the movements say of every product and warehouse by its share of the site's value, in place.
 * @param cell `product * warehouses + warehouse`
 * @param sites place of each warehouse's site
 */
export function shareValues(quantity: Float64Array, value: Float64Array, sites: readonly number[]): void {
  const width = sites.length
  const warehousesOf = groupsOf(sites)
  if (warehousesOf.length === width) return
  for (let base = 0; base < quantity.length; base += width) {
    for (const warehouses of warehousesOf) {
      const used = warehouses.filter((w) => quantity[base + w] !== 0 || value[base + w] !== 0)
      if (used.length < 2) continue
      const shares = sharesOf(
        used.map((w) => quantity[base + w]!),
        used.map((w) => value[base + w]!),
      )
      used.forEach((w, i) => (value[base + w] = shares[i]!))
    }
  }
}

function groupsOf(sites: readonly number[]): number[][] {
  const groups = new Map<number, number[]>()
  sites.forEach((site, warehouse) => groups.set(site, [...(groups.get(site) ?? []), warehouse]))
  return [...groups.values()]
}
