import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PriceRow } from '../../../../shared/contract/pricing.ts'
import type { Day } from '../../../../shared/day.ts'
import { pricesInForce } from '../../../../shared/domain/pricing/dated.ts'
import type { Tier } from '../../../../shared/domain/pricing/price-cell.ts'
import type { Db } from '../../db/dialect.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { isHidden } from '../products/mask.ts'
import * as products from '../products/products.queries.ts'
import { refuseForeignCustomer } from './pricing.queries.ts'

/** One page of the price list: active products in the order of their codes, a row for every unit. @throws NOT_FOUND */
export async function list(ctx: QueryContext, input: Requests['pricing']['list']): Promise<Outputs['pricing']['list']> {
  const { customerId, search, typeId, brand, cursor, limit } = input
  await refuseForeignCustomer(ctx, customerId)
  const page = await products.list(ctx, {
    cursor,
    limit,
    sort: 'code',
    descending: false,
    filter: { status: 'active', search, typeId, brand },
  })
  return { rows: await priceRows(ctx, page.rows, customerId), next: page.next }
}

type ProductRow = Outputs['products']['list']['rows'][number]

/** All prices in force today of some products, for a user and perhaps a customer. */
export async function priceRows(
  ctx: QueryContext,
  rows: readonly ProductRow[],
  customerId: string | undefined,
): Promise<PriceRow[]> {
  const ids = rows.map((row) => row.id)
  const hidden = isHidden(ctx.user, 'sale')
  const tiers = hidden ? new Map<string, ListedTiers>() : await tiersOf(ctx.db, ids, ctx.today, customerId ?? null)
  const next = await nextChanges(ctx.db, ids, ctx.today, customerId ?? null)
  return rows.flatMap((product) => {
    const units = [{ unit: product.baseUnit, factor: 1000, price: product.salePrice }, ...product.packs]
    return units.map((unit, no): PriceRow => {
      const own = tiers.get(`${product.id} ${unit.unit}`)
      const isBase = no === 0
      return {
        productId: product.id,
        code: product.code,
        name: product.name,
        spec: product.spec,
        unit: unit.unit,
        factor: unit.factor,
        isBase,
        purchase: isBase ? product.purchasePrice : null,
        retail: isBase ? product.retailPrice : null,
        sale: unit.price,
        floor: isBase ? product.floorPrice : null,
        breaks: own?.breaks ?? [],
        levels: own?.levels ?? [],
        contract: own?.contract ?? [],
        nextChange: next.get(`${product.id} ${unit.unit}`) ?? null,
      }
    })
  })
}

interface ListedTiers {
  breaks: Tier[]
  levels: { grade: string; tiers: Tier[] }[]
  contract: Tier[]
}

interface TierRow {
  kind: 'break' | 'level' | 'contract'
  productId: string
  unit: string
  grade: string
  minQuantity: number
  fromDay: Day
  toDay: Day | null
  price: number | null
}

/** Quantity breaks, level prices and one customer's contract prices in force on a day, by `productId unit`. */
export async function tiersOf(
  db: Db,
  productIds: readonly string[],
  day: Day,
  customerId: string | null,
): Promise<Map<string, ListedTiers>> {
  const ids = sql`(select value from json_each(${JSON.stringify(productIds)}))`
  const { rows } = await sql<TierRow>`
    select 'break' as kind, product_id as "productId", unit, '' as grade, min_quantity as "minQuantity",
      from_day as "fromDay", null as "toDay", price
      from quantity_break where product_id in ${ids} and from_day <= ${day}
    union all
    select 'level', product_id, unit, grade, min_quantity, from_day, null, price
      from level_price where product_id in ${ids} and from_day <= ${day}
    union all
    select 'contract', product_id, unit, '', min_quantity, from_day, to_day, price
      from contract_price where customer_id = ${customerId} and product_id in ${ids} and from_day <= ${day}`.execute(db)
  const found = new Map<string, ListedTiers>()
  const keyOf = (row: TierRow) => [row.kind, row.productId, row.unit, row.grade, row.minQuantity].join(' ')
  for (const row of pricesInForce(rows, day, keyOf)) {
    const key = `${row.productId} ${row.unit}`
    const own = found.get(key) ?? { breaks: [], levels: [], contract: [] }
    found.set(key, own)
    const tier = { minQuantity: row.minQuantity, price: row.price }
    if (row.kind === 'break') own.breaks.push(tier)
    else if (row.kind === 'contract') own.contract.push(tier)
    else {
      const level = own.levels.find((one) => one.grade === row.grade)
      if (level) level.tiers.push(tier)
      else own.levels.push({ grade: row.grade, tiers: [tier] })
    }
  }
  for (const own of found.values()) {
    const sort = (list: Tier[]) => list.sort((a, b) => a.minQuantity - b.minQuantity)
    sort(own.breaks)
    sort(own.contract)
    own.levels.sort((a, b) => (a.grade < b.grade ? -1 : 1))
    for (const level of own.levels) sort(level.tiers)
  }
  return found
}

/** The first day after today on which a price of a unit begins or ends, by `productId unit`. */
async function nextChanges(
  db: Db,
  productIds: readonly string[],
  today: Day,
  customerId: string | null,
): Promise<Map<string, Day>> {
  const ids = sql`(select value from json_each(${JSON.stringify(productIds)}))`
  const { rows } = await sql<{ productId: string; unit: string; day: Day }>`
    select "productId", unit, min(day) as day from (
      select product_id as "productId", unit, from_day as day from product_price where product_id in ${ids}
      union all select product_id, unit, from_day from quantity_break where product_id in ${ids}
      union all select product_id, unit, from_day from level_price where product_id in ${ids}
      union all select product_id, unit, from_day from contract_price
        where customer_id = ${customerId} and product_id in ${ids})
    where day > ${today} group by "productId", unit`.execute(db)
  return new Map(rows.map((row) => [`${row.productId} ${row.unit}`, row.day]))
}

/** `pricing.contracts`: everything agreed with a customer; nothing when sale prices are hidden. @throws NOT_FOUND */
export async function contracts(
  ctx: QueryContext,
  input: Requests['pricing']['contracts'],
): Promise<Outputs['pricing']['contracts']> {
  await refuseForeignCustomer(ctx, input.customerId)
  if (isHidden(ctx.user, 'sale')) return []
  const rows = await ctx.db
    .selectFrom('contract_price as c')
    .innerJoin('product as p', 'p.id', 'c.product_id')
    .leftJoin('product_pack as k', (join) => join.onRef('k.product_id', '=', 'p.id').onRef('k.unit', '=', 'c.unit'))
    .selectAll('c')
    .select(['p.code', 'p.name', 'p.spec', 'p.base_unit', 'k.factor'])
    .where('c.customer_id', '=', input.customerId)
    .orderBy('p.code')
    .orderBy('c.unit')
    .orderBy('c.min_quantity')
    .orderBy('c.from_day', 'desc')
    .execute()
  const ids = [...new Set(rows.map((row) => row.product_id))]
  const listed = await priceRows(ctx, await products.rowsByIds(ctx, ids), undefined)
  const saleOf = new Map(listed.map((row) => [`${row.productId} ${row.unit}`, row]))
  const current = new Set<string>()
  return rows.map((row) => {
    const key = `${row.product_id} ${row.unit} ${row.min_quantity}`
    const begun = row.from_day <= ctx.today && (row.to_day === null || row.to_day >= ctx.today)
    const state = row.from_day > ctx.today ? 'coming' : begun && !current.has(key) ? 'current' : 'over'
    if (state === 'current') current.add(key)
    const sale = saleOf.get(`${row.product_id} ${row.unit}`)
    const base = saleOf.get(`${row.product_id} ${row.base_unit}`)
    const factor = row.unit === row.base_unit ? 1000 : (row.factor ?? 1000)
    return {
      productId: row.product_id,
      code: row.code,
      name: row.name,
      spec: row.spec,
      unit: row.unit,
      factor,
      minQuantity: row.min_quantity,
      fromDay: row.from_day,
      toDay: row.to_day,
      price: row.price,
      list: sale?.sale ?? (base?.sale == null ? null : Math.round((base.sale * factor) / 1000)),
      state,
    }
  })
}

/** Grades that customers have or that prices are set for, in order. */
export async function gradesOf(db: Db): Promise<string[]> {
  const { rows } = await sql<{ grade: string }>`
    select grade from customer where grade <> '' union select grade from level_price order by grade`.execute(db)
  return rows.map((row) => row.grade)
}
