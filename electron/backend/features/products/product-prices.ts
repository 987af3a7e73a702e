import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import { pricesInForce } from '../../../../shared/domain/pricing/dated.ts'
import type { Db } from '../../db/dialect.ts'
import type { CommandContext } from '../../rpc/context.ts'

/**
 * A product's own prices: the columns of the product, and changes that begin on a day. Whoever reads a price reads it for a
 * day: a change is in force from its day on without anything having to run. When the columns are written, what began until
 * then is done with and its rows go.
 */
export const OWN_PRICE_KINDS = ['sale', 'retail', 'purchase', 'floor'] as const
export type OwnPriceKind = (typeof OWN_PRICE_KINDS)[number]

const COLUMN = {
  sale: 'sale_price',
  retail: 'retail_price',
  purchase: 'purchase_price',
  floor: 'floor_price',
} as const satisfies Record<OwnPriceKind, string>
type PriceColumn = (typeof COLUMN)[OwnPriceKind]

interface DatedRow {
  productId: string
  kind: OwnPriceKind
  unit: string
  fromDay: Day
  price: number | null
}

/** Prices that have begun by a day and are not in the product's columns yet, by product, then by `kind unit`. */
export async function begunPrices(
  db: Db,
  productIds: readonly string[],
  day: Day,
): Promise<Map<string, Map<string, number | null>>> {
  if (productIds.length === 0) return new Map()
  const { rows } = await sql<DatedRow>`
    select product_id as "productId", kind, unit, from_day as "fromDay", price from product_price
    where product_id in (select value from json_each(${JSON.stringify(productIds)})) and from_day <= ${day}
    order by product_id, kind, unit, from_day`.execute(db)
  const found = new Map<string, Map<string, number | null>>()
  // later days follow and win; a price that ended is null and still hides the column
  for (const row of rows) {
    const own = found.get(row.productId) ?? new Map<string, number | null>()
    own.set(`${row.kind} ${row.unit}`, row.price)
    found.set(row.productId, own)
  }
  return found
}

interface Priced {
  id: string
  baseUnit: string
  purchasePrice: number | null
  retailPrice: number | null
  salePrice: number | null
  floorPrice: number | null
  packs: { unit: string; price: number | null }[]
}

/** The same products with the prices of a day. */
export async function withPricesOf<Product extends Priced>(
  db: Db,
  products: readonly Product[],
  day: Day,
): Promise<Product[]> {
  const begun = await begunPrices(
    db,
    products.map((p) => p.id),
    day,
  )
  if (begun.size === 0) return [...products]
  return products.map((product) => {
    const own = begun.get(product.id)
    if (!own) return product
    const priceOf = (kind: OwnPriceKind, unit: string, column: number | null): number | null => {
      const found = own.get(`${kind} ${unit}`)
      return found === undefined ? column : found
    }
    return {
      ...product,
      purchasePrice: priceOf('purchase', product.baseUnit, product.purchasePrice),
      retailPrice: priceOf('retail', product.baseUnit, product.retailPrice),
      salePrice: priceOf('sale', product.baseUnit, product.salePrice),
      floorPrice: priceOf('floor', product.baseUnit, product.floorPrice),
      packs: product.packs.map((pack) => ({ ...pack, price: priceOf('sale', pack.unit, pack.price) })),
    }
  })
}

export interface OwnPriceChange {
  productId: string
  unit: string
  kind: OwnPriceKind
  /** 1/10000 yuan per unit; null: none. */
  price: number | null
}

/**
 * Changes own prices from a day on; a day that has come changes the product itself. A pack has only a sale price. Counts as
 * an edit of the product: a form that was opened before notices.
 */
export async function changeOwnPrices(
  ctx: CommandContext,
  changes: readonly OwnPriceChange[],
  fromDay: Day,
): Promise<void> {
  for (const change of changes) {
    if (fromDay > ctx.today) await setLater(ctx, change, fromDay)
    else await setNow(ctx, change)
  }
  for (const id of new Set(changes.map((c) => c.productId))) {
    await ctx.db
      .updateTable('product')
      .set((eb) => ({ updated_at: ctx.at, version: eb('version', '+', 1) }))
      .where('id', '=', id)
      .execute()
  }
}

/**
 * After prices of a product were written into its columns: what had begun by today is done with.
 * @param written which of them, when only some of one unit's were (the base unit's unless told); absent: all
 */
export async function dropBegunPrices(
  ctx: CommandContext,
  productId: string,
  written?: { kinds: readonly OwnPriceKind[]; unit?: string },
): Promise<void> {
  let begun = ctx.db.deleteFrom('product_price').where('product_id', '=', productId).where('from_day', '<=', ctx.today)
  if (written) {
    const { kinds, unit } = written
    begun = begun.where('kind', 'in', kinds)
    begun =
      unit === undefined
        ? begun.where('unit', '=', (eb) => eb.selectFrom('product').select('base_unit').where('id', '=', productId))
        : begun.where('unit', '=', unit)
  }
  await begun.execute()
}

/** Kinds of own price that a set of written columns holds. */
export const kindsIn = (columns: object): OwnPriceKind[] => OWN_PRICE_KINDS.filter((kind) => COLUMN[kind] in columns)

async function setLater(
  ctx: CommandContext,
  { productId, kind, unit, price }: OwnPriceChange,
  day: Day,
): Promise<void> {
  await ctx.db
    .deleteFrom('product_price')
    .where('product_id', '=', productId)
    .where('kind', '=', kind)
    .where('unit', '=', unit)
    .where('from_day', '=', day)
    .execute()
  // a change to what holds by then anyway is no change: taking one back leaves nothing behind
  if ((await priceOn(ctx, { productId, kind, unit }, day)) === price) return
  await ctx.db.insertInto('product_price').values({ product_id: productId, kind, unit, from_day: day, price }).execute()
}

async function setNow(ctx: CommandContext, { productId, kind, unit, price }: OwnPriceChange): Promise<void> {
  await ctx.db
    .deleteFrom('product_price')
    .where('product_id', '=', productId)
    .where('kind', '=', kind)
    .where('unit', '=', unit)
    .where('from_day', '<=', ctx.today)
    .execute()
  const base = await ctx.db
    .updateTable('product')
    .set({ [COLUMN[kind]]: price } as Partial<Record<PriceColumn, number | null>>)
    .where('id', '=', productId)
    .where('base_unit', '=', unit)
    .executeTakeFirst()
  if (Number(base.numUpdatedRows) > 0 || kind !== 'sale') return
  await ctx.db
    .updateTable('product_pack')
    .set({ price })
    .where('product_id', '=', productId)
    .where('unit', '=', unit)
    .execute()
}

/** The price as it stands on a day by what is written now. */
async function priceOn(
  ctx: CommandContext,
  { productId, kind, unit }: Omit<OwnPriceChange, 'price'>,
  day: Day,
): Promise<number | null> {
  const { rows } = await sql<{ fromDay: Day | ''; price: number | null }>`
    select from_day as "fromDay", price from product_price
      where product_id = ${productId} and kind = ${kind} and unit = ${unit}
    union all
    select '', ${sql.ref(COLUMN[kind])} from product where id = ${productId} and base_unit = ${unit}
    union all
    select '', price from product_pack where product_id = ${productId} and unit = ${unit} and ${kind} = 'sale'`.execute(
    ctx.db,
  )
  return pricesInForce(rows, day, () => '')[0]?.price ?? null
}
