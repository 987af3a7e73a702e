import { sql, type RawBuilder } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { LotChoice, LotRow, LotView } from '../../../../shared/contract/lots.ts'
import { daysBetween, type Day } from '../../../../shared/day.ts'
import {
  expiryBand,
  EXPIRY_BANDS,
  refusalOf,
  remainingLife,
  type ExpiryBand,
} from '../../../../shared/domain/inventory/fefo.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, page } from '../../rpc/keyset.ts'
import { inIds, matchesProduct } from '../search/find.ts'
import { acceptance, keptLots, lotsIn } from './order-lots.ts'

type Filter = Requests['lots']['list']['filter']

/** Sorts lots that have no last day behind all others. */
const NO_EXPIRY = '9999-12-31'

/** Lots by expiry with what is there of them; only those of which something is there unless asked otherwise. */
export async function list(ctx: QueryContext, input: Requests['lots']['list']): Promise<Outputs['lots']['list']> {
  const { filter, limit } = input
  const after = decodeCursor<[string, string]>(input.cursor, 2)
  let query = filtered(ctx, filter)
    .select(['l.id', expiryKey.as('key')])
    .orderBy(expiryKey)
    .orderBy('l.id')
    .limit(limit + 1)
  if (after) query = query.where(sql<boolean>`(${expiryKey}, l.id) > (${after[0]}, ${after[1]})`)
  const keys = await query.execute()
  const rows = await rowsOf(
    ctx,
    keys.slice(0, limit).map((k) => k.id),
    filter.warehouseId,
  )
  return page(
    keys,
    limit,
    (k) => rows.get(k.id)!,
    (k) => [k.key, k.id],
  )
}

/** How many lots are in each band under the other filters, and how many are frozen. */
export async function counts(ctx: QueryContext, input: Requests['lots']['counts']): Promise<Outputs['lots']['counts']> {
  const rows = await filtered(ctx, input.filter)
    .select((eb) => [bandSql(ctx.today).as('band'), 'l.frozen', eb.fn.countAll<number>().as('count')])
    .groupBy(['band', 'l.frozen'])
    .execute()
  const bands = Object.fromEntries(EXPIRY_BANDS.map((band) => [band, 0])) as Record<ExpiryBand, number>
  let frozen = 0
  for (const row of rows) {
    bands[row.band] += row.count
    if (row.frozen === 1) frozen += row.count
  }
  return { bands, frozen }
}

/** One lot with its warehouses and the orders it is kept for. @throws NOT_FOUND */
export async function get(ctx: QueryContext, input: { id: string }): Promise<LotView> {
  const row = found((await rowsOf(ctx, [input.id])).get(input.id), 'lot', input.id)
  const more = await ctx.db
    .selectFrom('stock_lot as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .select(['p.shelf_life_days as shelfLifeDays', 'l.release_reason as releaseReason', 'l.past_expiry'])
    .where('l.id', '=', input.id)
    .executeTakeFirstOrThrow()
  const stock = await ctx.db
    .selectFrom('stock_lot_balance as b')
    .innerJoin('warehouse as w', 'w.id', 'b.warehouse_id')
    .select(['b.warehouse_id as warehouseId', 'w.name as warehouse', 'b.on_hand as onHand', 'b.reserved'])
    .where('b.lot_id', '=', input.id)
    .orderBy('w.code')
    .execute()
  let kept = ctx.db
    .selectFrom('order_lot as k')
    .innerJoin('sales_order as o', 'o.id', 'k.order_id')
    .innerJoin('customer as c', 'c.id', 'o.customer_id')
    .innerJoin('warehouse as w', 'w.id', 'k.warehouse_id')
    .select(['k.order_id as orderId', 'o.number as orderNumber', 'o.version as orderVersion', 'c.name as customer'])
    .select(['k.line_no as lineNo', 'w.name as warehouse', 'k.quantity'])
    .where('k.lot_id', '=', input.id)
    .orderBy('o.number')
    .limit(200)
  if (ctx.user.scope === 'own') kept = kept.where('o.sales_person_id', '=', ctx.user.id)
  const keptFor = (await kept.execute()).map((k) => ({ ...k, orderNumber: k.orderNumber ?? '' }))
  const { past_expiry, ...rest } = more
  return { ...row, ...rest, pastExpiry: past_expiry === 1, stock, keptFor }
}

/** Movements of a lot, the newest first. */
export async function movements(
  ctx: QueryContext,
  input: Requests['lots']['movements'],
): Promise<Outputs['lots']['movements']> {
  const after = decodeCursor<[string]>(input.cursor, 1)
  let query = ctx.db
    .selectFrom('stock_movement as m')
    .innerJoin('warehouse as w', 'w.id', 'm.warehouse_id')
    .select(['m.id', 'm.day', 'm.at', 'w.name as warehouse', 'm.quantity', 'm.document_type as documentType'])
    .select(['m.document_id as documentId', 'm.document_number as documentNumber'])
    .where('m.lot_id', '=', input.id)
    .orderBy('m.id', 'desc')
    .limit(input.limit + 1)
  if (after) query = query.where('m.id', '<', after[0])
  return page(
    await query.execute(),
    input.limit,
    (row) => row,
    (row) => [row.id],
  )
}

/** Lots of a product in a warehouse, first expired first, and which of them may go to a customer. */
export async function choices(
  ctx: QueryContext,
  input: Requests['lots']['choices'],
): Promise<Outputs['lots']['choices']> {
  const { productId, warehouseId, customerId, deliveryDay, orderLine } = input
  const wish = await acceptance(ctx, productId, { customerId, deliveryDay })
  const own = new Map(
    (orderLine ? await keptLots(ctx, orderLine.orderId, orderLine.lineNo) : []).map((k) => [k.lotId, k.quantity]),
  )
  return (await lotsIn(ctx, productId, warehouseId)).map((lot): LotChoice => {
    const { lotId, number, productionDay, expiryDay, onHand } = lot
    return {
      lotId,
      number,
      productionDay,
      expiryDay,
      ...ageOf(lot, wish.day, wish.shelfLifeDays),
      onHand,
      free: lot.frozen ? 0 : lot.free + (own.get(lotId) ?? 0),
      refusal: refusalOf(lot, wish),
    }
  })
}

const expiryKey = sql<string>`coalesce(l.expiry_day, ${sql.lit(NO_EXPIRY)})`

function filtered(ctx: QueryContext, filter: Omit<Filter, 'band' | 'frozen'> & Pick<Filter, 'band' | 'frozen'>) {
  const { warehouseId } = filter
  let query = ctx.db.selectFrom('stock_lot as l').innerJoin('product as p', 'p.id', 'l.product_id')
  if (!filter.empty) {
    const here = warehouseId ? sql`and warehouse_id = ${warehouseId}` : sql``
    query = query.where(sql<boolean>`l.id in (select lot_id from stock_lot_balance where on_hand <> 0 ${here})`)
  }
  if (filter.productId) query = query.where('l.product_id', '=', filter.productId)
  if (filter.frozen !== undefined) query = query.where('l.frozen', '=', filter.frozen ? 1 : 0)
  if (filter.band) query = query.where(bandSql(ctx.today), '=', filter.band)
  if (filter.withinDays !== undefined) {
    query = query.where(sql<boolean>`l.expiry_day <= date(${ctx.today}, ${`+${filter.withinDays} days`})`)
  }
  const text = filter.search?.trim()
  if (text) {
    query = query.where((eb) =>
      eb.or([sql<boolean>`l.number >= ${text} and l.number < ${`${text}\u{10FFFF}`}`, matchesProduct(ctx, text)]),
    )
  }
  return query
}

/** The band of a lot `l` of product `p` on a day, as `expiryBand` has it. */
function bandSql(today: Day): RawBuilder<ExpiryBand> {
  const remaining = sql`cast(julianday(l.expiry_day) - julianday(${today}) as integer)`
  const whole = sql`cast(coalesce(julianday(l.expiry_day) - julianday(l.production_day), p.shelf_life_days) as integer)`
  const part = sql`min(10000, (${remaining} * 20000 + ${whole}) / (2 * ${whole}))`
  return sql<ExpiryBand>`case when l.expiry_day is null then 'none' when l.expiry_day <= ${today} then 'expired'
    when coalesce(${whole}, 0) <= 0 then 'none' when ${part} * 3 >= 20000 then 'fresh'
    when ${part} * 3 >= 10000 then 'watch' else 'near' end`
}

function ageOf(lot: { productionDay: Day | null; expiryDay: Day | null }, day: Day, shelfLifeDays: number | null) {
  return {
    remainingDays: lot.expiryDay === null ? null : daysBetween(day, lot.expiryDay),
    remaining: remainingLife(lot, day, shelfLifeDays),
    band: expiryBand(lot, day, shelfLifeDays),
  }
}

async function rowsOf(ctx: QueryContext, ids: readonly string[], warehouseId?: string): Promise<Map<string, LotRow>> {
  if (ids.length === 0) return new Map()
  const lots = await ctx.db
    .selectFrom('stock_lot as l')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .select(['l.id', 'l.product_id as productId', 'l.number', 'l.production_day as productionDay'])
    .select(['l.expiry_day as expiryDay', 'l.frozen', 'l.freeze_reason as freezeReason', 'l.version'])
    .select(['p.code', 'p.name', 'p.spec', 'p.base_unit as baseUnit', 'p.shelf_life_days'])
    .where(inIds('l.id', ids))
    .execute()
  const sums = await heldOf(ctx, ids, warehouseId)
  const packs = await packsByProduct(
    ctx,
    lots.map((l) => l.productId),
  )
  const hidden = ctx.user.mask.includes('purchase')
  return new Map(
    lots.map(({ shelf_life_days, frozen, ...lot }): [string, LotRow] => {
      const held = sums.get(lot.id) ?? { onHand: 0, reserved: 0, value: 0 }
      return [
        lot.id,
        {
          ...lot,
          packs: packs.get(lot.productId) ?? [],
          ...ageOf(lot, ctx.today, shelf_life_days),
          frozen: frozen === 1,
          onHand: held.onHand,
          reserved: held.reserved,
          value: hidden ? null : Math.round(held.value / 100),
        },
      ]
    }),
  )
}

/** What is there of some lots, and its worth at the average of each site (1/10000 yuan). */
async function heldOf(ctx: QueryContext, ids: readonly string[], warehouseId?: string) {
  let query = ctx.db
    .selectFrom('stock_lot_balance as b')
    .innerJoin('warehouse as w', 'w.id', 'b.warehouse_id')
    .leftJoin('stock_value as v', (join) =>
      join.onRef('v.product_id', '=', 'b.product_id').onRef('v.site_id', '=', 'w.site_id'),
    )
    .select((eb) => [
      'b.lot_id',
      eb.fn.sum<number>('b.on_hand').as('onHand'),
      eb.fn.sum<number>('b.reserved').as('reserved'),
      // a quotient of two integers far below 2^53: exact enough for a figure that is shown in 分
      sql<number>`sum(case when v.quantity > 0 then cast(v.value as real) * b.on_hand / v.quantity else 0 end)`.as(
        'value',
      ),
    ])
    .where(inIds('b.lot_id', ids))
    .groupBy('b.lot_id')
  if (warehouseId) query = query.where('b.warehouse_id', '=', warehouseId)
  return new Map((await query.execute()).map(({ lot_id, ...sum }) => [lot_id, sum]))
}

async function packsByProduct(ctx: QueryContext, productIds: readonly string[]) {
  const rows = await ctx.db
    .selectFrom('product_pack')
    .select(['product_id', 'unit', 'factor'])
    .where(inIds('product_id', [...new Set(productIds)]))
    .orderBy('product_id')
    .orderBy('no')
    .execute()
  const packs = new Map<string, { unit: string; factor: number }[]>()
  for (const { product_id, ...pack } of rows) packs.set(product_id, [...(packs.get(product_id) ?? []), pack])
  return packs
}
