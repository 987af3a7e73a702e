import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ProductSuggestion } from '../../../../shared/contract/products.ts'
import { dayNumber, type Day } from '../../../../shared/day.ts'
import { priceSteps } from '../../../../shared/domain/pricing/resolve.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { isHidden } from '../products/mask.ts'
import { promotionsForId } from './active-promotions.ts'
import { factorOf, priceFacts } from './price-facts.ts'
import { refuseForeignCustomer } from './pricing.queries.ts'

/** Usual goods of a customer that can come first among equally good matches. */
const MOST_USUAL = 1000
/** Days after which one purchase counts half. */
const HALF_DAYS = 30
/** Usual goods looked at beyond the limit, because some may be archived. */
const SPARE = 50

interface Row {
  id: string
  code: string
  name: string
  spec: string
  baseUnit: string
  taxRate: number | null
  status: ProductSuggestion['status']
  barcode: string | null
  matchedBarcode: string | null
  matchedUnit: string | null
  available: number
  lastUnit: string | null
  lastQuantity: number | null
  lastPrice: number | null
  lastDay: string | null
}

/**
 * Products for what has been typed so far, the likeliest first: by how well they match, then by how often and how
 * lately this customer took them. An empty text with a customer gives its usual goods. Four SQL statements at most.
 */
export async function suggest(
  ctx: QueryContext,
  input: Requests['products']['suggest'],
): Promise<Outputs['products']['suggest']> {
  const { customerId, limit } = input
  await refuseForeignCustomer(ctx, customerId)
  const usual = customerId === undefined ? new Map<string, number>() : await usualGoods(ctx, customerId)
  const ids =
    input.text === ''
      ? [...usual.keys()].slice(0, limit + SPARE)
      : ctx.company.search.search('product', input.text, { limit, boost: usual }).map((hit) => hit.id)
  return (await suggestionsOf(ctx, ids, input)).slice(0, limit)
}

/** What the order grid shows of some products, in this order; unknown and archived ones are left out. Three SQL statements. */
export async function suggestionsOf(
  ctx: QueryContext,
  ids: readonly string[],
  input: { text?: string; customerId?: string; warehouseId?: string; day?: Day },
): Promise<ProductSuggestion[]> {
  const { customerId } = input
  const day = input.day ?? ctx.today
  if (ids.length === 0) return []
  const rows = new Map((await rowsOf(ctx, input, ids)).map((row) => [row.id, row]))
  const promotions = await promotionsForId(ctx, customerId, day)
  const facts = await priceFacts(ctx, { customerId, day, productIds: ids, promotions })
  const suggestions: ProductSuggestion[] = []
  for (const id of ids) {
    const row = rows.get(id)
    const known = facts.get(id)
    if (!row || !known || row.status !== 'active') continue
    const unit = [row.matchedUnit, row.lastUnit].find((u) => u !== null && factorOf(known, u) !== null) ?? row.baseUnit
    const factor = factorOf(known, unit)!
    const steps = isHidden(ctx.user, 'sale') ? [] : priceSteps(known, unit, factor)
    suggestions.push({
      id,
      code: row.code,
      name: row.name,
      spec: row.spec,
      barcode: row.matchedBarcode ?? row.barcode ?? '',
      unit,
      factor,
      baseUnit: row.baseUnit,
      packs: known.units.slice(1).map((pack) => ({ unit: pack.unit, factor: pack.factor })),
      price: steps[0]?.price ?? null,
      priceSource: steps[0]?.source ?? 'none',
      promotionId: steps[0]?.promotionId ?? null,
      steps,
      floorPrice: isHidden(ctx.user, 'purchase') ? null : known.floorPrice,
      taxRate: row.taxRate ?? ctx.info.settings.taxRate,
      available: row.available,
      lastQuantity: row.lastQuantity,
      lastPrice: isHidden(ctx.user, 'sale') ? null : row.lastPrice,
      lastDay: row.lastDay,
      status: row.status,
    })
  }
  return suggestions
}

/**
 * Weight of each product the customer takes, the heaviest first: times taken, halved a month after the last time. Only
 * this customer's rows are read; archived products among them are left out where the products are.
 */
async function usualGoods(ctx: QueryContext, customerId: string): Promise<Map<string, number>> {
  const rows = await ctx.db
    .selectFrom('customer_product')
    .select(['product_id', 'times', 'last_day'])
    .where('customer_id', '=', customerId)
    .orderBy('times', 'desc')
    .limit(MOST_USUAL)
    .execute()
  const today = dayNumber(ctx.today)
  const weighed = rows.map((row): [string, number] => {
    const days = Math.max(0, today - dayNumber(row.last_day))
    return [row.product_id, (row.times * HALF_DAYS) / (HALF_DAYS + days)]
  })
  return new Map(weighed.sort((a, b) => b[1] - a[1]))
}

async function rowsOf(
  ctx: QueryContext,
  input: { text?: string; customerId?: string; warehouseId?: string },
  ids: readonly string[],
): Promise<Row[]> {
  // a scanned code names one product in one unit; without a text nothing was scanned
  const scanned = (input.text ?? '').normalize('NFKC').trim()
  const customerId = input.customerId ?? null
  const warehouseId = input.warehouseId ?? ctx.info.settings.defaultWarehouseId
  const { rows } = await sql<Row>`
    select p.id, p.code, p.name, p.spec, p.base_unit as "baseUnit",
      p.tax_rate as "taxRate", p.status,
      (select barcode from product_barcode where product_id = p.id and unit = p.base_unit) as barcode,
      scanned.barcode as "matchedBarcode", scanned.unit as "matchedUnit",
      coalesce((select sum(on_hand - reserved - frozen) from stock_balance where product_id = p.id
        and (${warehouseId} is null or warehouse_id = ${warehouseId})), 0) as available,
      c.last_unit as "lastUnit", c.last_quantity as "lastQuantity", c.last_price as "lastPrice", c.last_day as "lastDay"
    from product p
    left join product_barcode scanned on scanned.product_id = p.id and scanned.barcode = ${scanned} collate nocase
    left join customer_product c on c.customer_id = ${customerId} and c.product_id = p.id
    where p.id in (select value from json_each(${JSON.stringify(ids)}))`.execute(ctx.db)
  return rows
}
