import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { Day } from '../../../../shared/day.ts'
import { resolvePrice, type ResolvedSource } from '../../../../shared/domain/pricing/resolve.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'

/** A price in 1/10000 yuan per unit of `factor` thousandths of the base unit. */
export interface UnitPrice {
  unit: string
  factor: number
  price: number
}

/** All that decides the price of one product for one customer on one day. */
export interface PriceFactsOfProduct {
  /** Base unit first, then the packs; `price`: the unit's own sale price, null when there is none. */
  units: { unit: string; factor: number; price: number | null }[]
  contract: UnitPrice[]
  level: UnitPrice[]
  last: UnitPrice | null
}

export interface ResolvedPrice {
  /** 1/10000 yuan per unit; null when nothing is known. */
  price: number | null
  source: ResolvedSource
  /** Thousandths of the base unit in one unit. */
  factor: number
}

/**
 * Prices of many lines with their sources by `productId unit`, by one SQL statement however many there are; no entry
 * where the product or its unit is unknown. Nothing is hidden here: callers that answer a user apply the price mask.
 */
export async function resolvePricesFor(
  ctx: Pick<QueryContext, 'db'>,
  input: { customerId?: string; day: Day; items: readonly { productId: string; unit: string }[] },
): Promise<Map<string, ResolvedPrice>> {
  const productIds = [...new Set(input.items.map((item) => item.productId))]
  const facts = await priceFacts(ctx, { ...input, productIds })
  const prices = new Map<string, ResolvedPrice>()
  for (const { productId, unit } of input.items) {
    const known = facts.get(productId)
    const factor = known && factorOf(known, unit)
    if (known && factor) prices.set(`${productId} ${unit}`, priceOf(known, unit, factor))
  }
  return prices
}

/** The price of a product in a unit, from its facts. @param factor thousandths of the base unit in one unit */
export function priceOf(facts: PriceFactsOfProduct, unit: string, factor: number): ResolvedPrice {
  const { price, source } = resolvePrice({
    unit,
    factor,
    contract: nearest(facts, facts.contract, unit),
    level: nearest(facts, facts.level, unit),
    last: facts.last,
    pack: facts.units.slice(1).find((u) => u.unit === unit)?.price ?? null,
    list: facts.units[0]!.price,
  })
  return { price, source, factor }
}

/** Thousandths of the base unit in one unit of the product; null when it has no such unit. */
export function factorOf(facts: PriceFactsOfProduct, unit: string): number | null {
  return facts.units.find((u) => u.unit === unit)?.factor ?? null
}

interface FactRow {
  kind: 'unit' | 'contract' | 'level' | 'last'
  productId: string
  unit: string
  factor: number | null
  price: number | null
  /** Pack number, or the day a contract began. */
  place: string
}

/** Everything that decides the prices of some products for a customer on a day, by product: one SQL statement. */
export async function priceFacts(
  ctx: Pick<QueryContext, 'db'>,
  input: { customerId?: string; day: Day; productIds: readonly string[] },
): Promise<Map<string, PriceFactsOfProduct>> {
  const { day } = input
  const customerId = input.customerId ?? null
  const ids = sql`(select value from json_each(${JSON.stringify(input.productIds)}))`
  // sorted here and not by SQL: ordering a compound select costs more than all its point reads
  const { rows } = await sql<FactRow>`
    select 'unit' as kind, id as "productId", base_unit as unit, 1000 as factor, sale_price as price, '0' as place
      from product where id in ${ids}
    union all
    select 'unit', product_id, unit, factor, price, cast(no as text) from product_pack where product_id in ${ids}
    union all
    select 'contract', product_id, unit, null, price, from_day from contract_price
      where customer_id = ${customerId} and product_id in ${ids}
        and from_day <= ${day} and (to_day is null or to_day >= ${day})
    union all
    select 'level', product_id, unit, null, price, '' from level_price
      where product_id in ${ids} and grade = (select grade from customer where id = ${customerId})
    union all
    select 'last', product_id, last_unit, last_factor, last_price, '' from customer_product
      where customer_id = ${customerId} and product_id in ${ids}`.execute(ctx.db)
  // the product's own row first, then packs in order; of contracts that overlap the one that began last comes first
  rows.sort((a, b) => rank(a) - rank(b) || (a.place < b.place ? -1 : 1) * (a.kind === 'contract' ? -1 : 1))
  const facts = new Map<string, PriceFactsOfProduct>()
  for (const row of rows) {
    if (row.kind !== 'unit') continue
    const product = facts.get(row.productId)
    const unit = { unit: row.unit, factor: row.factor!, price: row.price }
    if (product) product.units.push(unit)
    else facts.set(row.productId, { units: [unit], contract: [], level: [], last: null })
  }
  for (const row of rows) {
    const product = facts.get(row.productId)
    if (row.kind === 'unit' || !product) continue
    const factor = row.factor ?? factorOf(product, row.unit)
    // a price for a pack that the product no longer has cannot be converted
    if (factor === null || row.price === null) continue
    const known = { unit: row.unit, factor, price: row.price }
    if (row.kind === 'last') product.last = known
    else if (!product[row.kind].some((other) => other.unit === row.unit)) product[row.kind].push(known)
  }
  return facts
}

const KINDS: FactRow['kind'][] = ['unit', 'contract', 'level', 'last']
const rank = (row: FactRow) => KINDS.indexOf(row.kind)

/**
 * `products.price`: the price of one product for a customer in a unit; none when sale prices are hidden from the user.
 * @throws NOT_FOUND, RULE UNIT_UNKNOWN
 */
export async function price(
  ctx: QueryContext,
  input: Requests['products']['price'],
): Promise<Outputs['products']['price']> {
  await refuseForeignCustomer(ctx, input.customerId)
  const { productId, unit, customerId } = input
  const facts = await priceFacts(ctx, { customerId, day: input.day ?? ctx.today, productIds: [productId] })
  const known = found(facts.get(productId), 'product', productId)
  const factor = factorOf(known, unit)
  if (factor === null) throw ruleError('UNIT_UNKNOWN', { field: 'unit', value: unit })
  if (ctx.user.mask.includes('sale')) return { price: null, source: 'none' }
  const { price, source } = priceOf(known, unit, factor)
  return { price, source }
}

/** Prices and history of a customer are for those who may see the customer. @throws NOT_FOUND */
export async function refuseForeignCustomer(ctx: QueryContext, customerId: string | undefined): Promise<void> {
  if (customerId === undefined || ctx.user.scope === 'all') return
  const own = await ctx.db
    .selectFrom('customer')
    .select('id')
    .where('id', '=', customerId)
    .where('sales_person_id', '=', ctx.user.id)
    .executeTakeFirst()
  found(own, 'customer', customerId)
}

/** The price known for this very unit, else for the base unit, else for any. */
function nearest(facts: PriceFactsOfProduct, known: readonly UnitPrice[], unit: string): UnitPrice | null {
  const base = facts.units[0]!.unit
  return known.find((p) => p.unit === unit) ?? known.find((p) => p.unit === base) ?? known[0] ?? null
}
