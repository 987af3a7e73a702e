import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import { pricesInForce } from '../../../../shared/domain/pricing/dated.ts'
import {
  resolvePrice,
  type ProductPrices,
  type PromotionPrice,
  type Resolution,
  type TierPrice,
} from '../../../../shared/domain/pricing/resolve.ts'
import type { Promotion } from '../../../../shared/domain/promotion/promotion.ts'
import type { Db } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'

/** All that decides the price of one product for one customer on one day, and what it may not fall below. */
export interface PricedProduct extends ProductPrices {
  /** 1/10000 yuan per base unit; null: none. */
  floorPrice: number | null
  purchasePrice: number | null
}

export interface ResolvedPrice extends Resolution {
  /** Thousandths of the base unit in one unit. */
  factor: number
}

/** What prices are asked for. */
export interface PriceQuestion {
  customerId?: string | undefined
  day: Day
  productIds: readonly string[]
  /** Promotions for this customer on this day; only their special prices matter here. */
  promotions?: readonly Promotion[]
}

type Kind = 'unit' | 'sale' | 'floor' | 'purchase' | 'contract' | 'level' | 'break' | 'last'

interface FactRow {
  kind: Kind
  productId: string
  unit: string
  factor: number | null
  minQuantity: number
  fromDay: string
  toDay: string | null
  price: number | null
  /** Of the product itself, on its base unit's row. */
  ownFloor: number | null
  ownPurchase: number | null
}

/**
 * One statement however many products there are; sorted by its reader, which costs less than ordering a compound select. A
 * promotion's special price is nobody's last price: it would outlive the promotion.
 */
const factRows = prepared<{ ids: string; day: Day; customerId: string | null }, FactRow>((_, value) => {
  const ids = () => sql`(select value from json_each(${value('ids')}))`
  return sql<FactRow>`
    select 'unit' as kind, id as "productId", base_unit as unit, 1000 as factor, 0 as "minQuantity", '0' as "fromDay",
      null as "toDay", sale_price as price, floor_price as "ownFloor", purchase_price as "ownPurchase"
      from product where id in ${ids()}
    union all
    select 'unit', product_id, unit, factor, 0, cast(no as text), null, price, null, null from product_pack where product_id in ${ids()}
    union all
    select kind, product_id, unit, null, 0, from_day, null, price, null, null from product_price
      where product_id in ${ids()} and kind <> 'retail' and from_day <= ${value('day')}
    union all
    select 'contract', product_id, unit, null, min_quantity, from_day, to_day, price, null, null from contract_price
      where customer_id = ${value('customerId')} and product_id in ${ids()} and from_day <= ${value('day')}
    union all
    select 'level', product_id, unit, null, min_quantity, from_day, null, price, null, null from level_price
      where product_id in ${ids()} and grade = (select grade from customer where id = ${value('customerId')})
        and from_day <= ${value('day')}
    union all
    select 'break', product_id, unit, null, min_quantity, from_day, null, price, null, null from quantity_break
      where product_id in ${ids()} and from_day <= ${value('day')}
    union all
    select 'last', product_id, last_unit, last_factor, 0, '', null, last_price, null, null from customer_product k
      where customer_id = ${value('customerId')} and product_id in ${ids()} and not exists (
        select 1 from sales_order_line l
        where l.order_id = k.last_order_id and l.product_id = k.product_id and l.price_source = 'promotion')`
})

/** Everything that decides the prices of some products for a customer on a day, by product: one SQL statement. */
export async function priceFacts(
  ctx: { db: Db },
  { customerId, day, productIds, promotions = [] }: PriceQuestion,
): Promise<Map<string, PricedProduct>> {
  const rows = await factRows.all(ctx.db, { ids: JSON.stringify(productIds), day, customerId: customerId ?? null })
  const found = new Map<string, PricedProduct>()
  for (const [productId, own] of Map.groupBy(rows, (row) => row.productId)) {
    const of = (kind: Kind) => own.filter((row) => row.kind === kind)
    const units = of('unit').sort((a, b) => (a.fromDay < b.fromDay ? -1 : 1))
    // rows of a product that is not there (any more) price nothing
    const base = units[0]
    if (!base) continue
    const factorOfUnit = (unit: string) => units.find((one) => one.unit === unit)?.factor ?? null
    const sale = of('sale')
    const dated = (kind: Kind, unit: string, column: number | null) => {
      const begun = kind === 'sale' ? sale : of(kind)
      if (begun.length === 0) return column
      const newest = begun.filter((row) => row.unit === unit).reduce<FactRow | null>(later, null)
      return newest ? newest.price : column
    }
    // a price for a pack that the product no longer has cannot be converted
    const tiers = (kind: 'contract' | 'level' | 'break'): TierPrice[] =>
      pricesInForce(of(kind), day, (row) => `${row.unit} ${row.minQuantity}`).flatMap((row) => {
        const factor = factorOfUnit(row.unit)
        return factor === null ? [] : [{ unit: row.unit, factor, price: row.price, minQuantity: row.minQuantity }]
      })
    const last = of('last')[0]
    found.set(productId, {
      units: units.map((row) => ({
        unit: row.unit,
        factor: row.factor!,
        price: dated('sale', row.unit, row.price),
      })),
      contract: tiers('contract'),
      level: tiers('level'),
      breaks: tiers('break'),
      promotion: specialPrices(promotions, productId, factorOfUnit),
      last: last ? { unit: last.unit, factor: last.factor!, price: last.price! } : null,
      floorPrice: dated('floor', base.unit, base.ownFloor),
      purchasePrice: dated('purchase', base.unit, base.ownPurchase),
    })
  }
  return found
}

/** The price of a product in a unit, from its facts. @param factor thousandths of the base unit in one unit */
export function priceOf(facts: PricedProduct, unit: string, factor: number, quantity: number): ResolvedPrice {
  return { ...resolvePrice({ ...facts, unit, factor, quantity, typed: null }), factor }
}

/** Thousandths of the base unit in one unit of the product; null when it has no such unit. */
export function factorOf(facts: Pick<PricedProduct, 'units'>, unit: string): number | null {
  return facts.units.find((u) => u.unit === unit)?.factor ?? null
}

const later = (a: FactRow | null, b: FactRow): FactRow => (a && a.fromDay > b.fromDay ? a : b)

function specialPrices(
  promotions: readonly Promotion[],
  productId: string,
  factorOfUnit: (unit: string) => number | null,
): PromotionPrice[] {
  return promotions.flatMap((promotion) => {
    if (promotion.kind !== 'price') return []
    const { minQuantity, maxQuantity, prices } = promotion.rule
    return prices.flatMap((special): PromotionPrice[] => {
      const factor = special.productId === productId ? factorOfUnit(special.unit) : null
      if (factor === null) return []
      // a promotion counts in the unit of its price
      const inBase = (count: number) => Math.round((count * factor) / 1000)
      return [
        {
          unit: special.unit,
          factor,
          price: special.price,
          minQuantity: minQuantity === null ? 0 : inBase(minQuantity),
          maxQuantity: maxQuantity === null ? null : inBase(maxQuantity),
          promotionId: promotion.id,
          priority: promotion.priority,
        },
      ]
    })
  })
}
