import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import { pricesInForce } from '../../../../shared/domain/pricing/dated.ts'
import type { PriceCell, Tier } from '../../../../shared/domain/pricing/price-cell.ts'
import type { Db } from '../../db/dialect.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { changeOwnPrices, type OwnPriceKind } from '../products/product-prices.ts'
import { endContract } from './pricing.service.ts'

/** What a cell of the price list holds on a day. */
export interface CellState {
  /** Thousandths of the base unit in one unit; null: the product has no such unit. */
  factor: number | null
  tiers: Tier[]
}

interface UnitRow {
  productId: string
  unit: string
  factor: number
}
interface OwnRow {
  productId: string
  unit: string
  kind: OwnPriceKind
  fromDay: Day | ''
  price: number | null
}
interface TierRow {
  productId: string
  unit: string
  kind: 'break' | 'level' | 'contract'
  grade: string
  customerId: string
  minQuantity: number
  fromDay: Day
  toDay: Day | null
  price: number | null
}

/** The prices in some cells on a day, in the order of the cells; null where the product is unknown. */
export async function cellsOn(db: Db, cells: readonly PriceCell[], day: Day): Promise<(CellState | null)[]> {
  const ids = sql`(select value from json_each(${JSON.stringify([...new Set(cells.map((c) => c.productId))])}))`
  const customers = [...new Set(cells.flatMap((c) => c.customerId ?? []))]
  const units = await sql<UnitRow>`
    select id as "productId", base_unit as unit, 1000 as factor from product where id in ${ids}
    union all select product_id, unit, factor from product_pack where product_id in ${ids}`.execute(db)
  const factors = new Map(units.rows.map((row) => [`${row.productId} ${row.unit}`, row.factor]))
  const known = new Set(units.rows.map((row) => row.productId))
  const own = await sql<OwnRow>`
    select id as "productId", base_unit as unit, 'sale' as kind, '' as "fromDay", sale_price as price from product where id in ${ids}
    union all select id, base_unit, 'retail', '', retail_price from product where id in ${ids}
    union all select id, base_unit, 'purchase', '', purchase_price from product where id in ${ids}
    union all select id, base_unit, 'floor', '', floor_price from product where id in ${ids}
    union all select product_id, unit, 'sale', '', price from product_pack where product_id in ${ids}
    union all select product_id, unit, kind, from_day, price from product_price where product_id in ${ids}`.execute(db)
  const tiers = await sql<TierRow>`
    select product_id as "productId", unit, 'break' as kind, '' as grade, '' as "customerId", min_quantity as "minQuantity",
      from_day as "fromDay", null as "toDay", price from quantity_break where product_id in ${ids}
    union all select product_id, unit, 'level', grade, '', min_quantity, from_day, null, price
      from level_price where product_id in ${ids}
    union all select product_id, unit, 'contract', '', customer_id, min_quantity, from_day, to_day, price
      from contract_price where product_id in ${ids}
        and customer_id in (select value from json_each(${JSON.stringify(customers)}))`.execute(db)
  const held = new Map<string, Tier[]>()
  const keyOf = (row: { productId: string; unit: string; kind: string; grade?: string; customerId?: string | null }) =>
    [row.productId, row.unit, row.kind, row.grade ?? '', row.customerId ?? ''].join('\u001f')
  for (const row of pricesInForce(own.rows, day, keyOf)) held.set(keyOf(row), [{ minQuantity: 0, price: row.price }])
  for (const row of pricesInForce(tiers.rows, day, (one) => `${keyOf(one)} ${one.minQuantity}`)) {
    const list = held.get(keyOf(row)) ?? []
    list.push({ minQuantity: row.minQuantity, price: row.price })
    held.set(keyOf(row), list)
  }
  return cells.map((cell) =>
    known.has(cell.productId)
      ? {
          factor: factors.get(`${cell.productId} ${cell.unit}`) ?? null,
          tiers: (held.get(keyOf(cell)) ?? []).sort((a, b) => a.minQuantity - b.minQuantity),
        }
      : null,
  )
}

/** Makes a cell hold these prices from a day on. Prices agreed or changed for days after that stay as they are. */
export async function writeCell(ctx: CommandContext, cell: PriceCell, tiers: readonly Tier[], day: Day): Promise<void> {
  const { kind, productId, unit } = cell
  if (kind === 'break' || kind === 'level' || kind === 'contract') {
    const [state] = await cellsOn(ctx.db, [cell], day)
    const quantities = new Set([...(state?.tiers ?? []), ...tiers].map((tier) => tier.minQuantity))
    for (const minQuantity of quantities) {
      const old = state?.tiers.find((tier) => tier.minQuantity === minQuantity)?.price ?? null
      const price = tiers.find((tier) => tier.minQuantity === minQuantity)?.price ?? null
      if (old !== price) await writeTier(ctx, { ...cell, kind }, minQuantity, price, day)
    }
    return
  }
  await changeOwnPrices(ctx, [{ productId, unit, kind, price: tiers[0]?.price ?? null }], day)
}

type TierCell = PriceCell & { kind: 'break' | 'level' | 'contract' }

async function writeTier(
  ctx: CommandContext,
  cell: TierCell,
  minQuantity: number,
  price: number | null,
  day: Day,
): Promise<void> {
  const { productId, unit, kind, grade } = cell
  if (kind === 'contract') return writeContract(ctx, cell, minQuantity, price, day)
  if (kind === 'break') {
    await ctx.db
      .deleteFrom('quantity_break')
      .where('product_id', '=', productId)
      .where('unit', '=', unit)
      .where('min_quantity', '=', minQuantity)
      .where('from_day', '=', day)
      .execute()
  } else {
    await ctx.db
      .deleteFrom('level_price')
      .where('product_id', '=', productId)
      .where('grade', '=', grade)
      .where('unit', '=', unit)
      .where('min_quantity', '=', minQuantity)
      .where('from_day', '=', day)
      .execute()
  }
  // what holds from before needs no row of its own: taking a change back leaves nothing behind
  const [before] = await cellsOn(ctx.db, [cell], day)
  if ((before?.tiers.find((tier) => tier.minQuantity === minQuantity)?.price ?? null) === price) return
  const row = { product_id: productId, unit, min_quantity: minQuantity, from_day: day, price }
  if (kind === 'break') await ctx.db.insertInto('quantity_break').values(row).execute()
  else
    await ctx.db
      .insertInto('level_price')
      .values({ ...row, grade })
      .execute()
}

/** A new contract price ends when the one it takes the place of would have ended. */
async function writeContract(
  ctx: CommandContext,
  { productId, unit, customerId }: PriceCell,
  minQuantity: number,
  price: number | null,
  day: Day,
): Promise<void> {
  if (customerId === null) return
  if (price === null) return endContract(ctx, { customerId, productId, unit, minQuantity, fromDay: day })
  const current = await ctx.db
    .selectFrom('contract_price')
    .select(['to_day'])
    .where('customer_id', '=', customerId)
    .where('product_id', '=', productId)
    .where('unit', '=', unit)
    .where('min_quantity', '=', minQuantity)
    .where('from_day', '<=', day)
    .where((eb) => eb.or([eb('to_day', 'is', null), eb('to_day', '>=', day)]))
    .orderBy('from_day', 'desc')
    .executeTakeFirst()
  await ctx.db
    .insertInto('contract_price')
    .values({
      customer_id: customerId,
      product_id: productId,
      unit,
      min_quantity: minQuantity,
      from_day: day,
      to_day: current?.to_day ?? null,
      price,
    })
    .onConflict((oc) =>
      oc.columns(['customer_id', 'product_id', 'unit', 'min_quantity', 'from_day']).doUpdateSet({ price }),
    )
    .execute()
}
