import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ScannedGoods } from '../../../../shared/contract/scanning.ts'
import { barcodesOfGtin, parseGs1, type Gs1Label } from '../../../../shared/domain/scanning/gs1.ts'
import { found } from '../../rpc/claim.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { barcodesOf, packsOf } from '../inventory/packs.ts'
import { inIds } from '../search/find.ts'

/** Products that can share a lot number before the answer stops being one. */
const MOST_LOTS = 20

/**
 * What a scanned code stands for. In this order: a barcode as it stands; a GS1 label (its GTIN, or the lot it names); a bin
 * of the warehouse; a lot number; a product code. A barcode always means the unit it is registered for: a box is a box. A
 * GTIN that names a carton nobody registered is unknown, never the piece inside.
 */
export async function resolve(
  ctx: Pick<QueryContext, 'db'>,
  input: Requests['scanning']['resolve'],
): Promise<Outputs['scanning']['resolve']> {
  const code = input.code.normalize('NFKC').trim()
  const answer = (goods: ScannedGoods[]) => ({ code, goods, bin: null })
  const direct = await goodsOfBarcodes(ctx, [code])
  if (direct.length > 0) return answer(direct)
  const label = parseGs1(code)
  if (label) return answer(await goodsOfLabel(ctx, label))
  if (/^0\d{13}$/.test(code)) {
    const shorter = await goodsOfBarcodes(ctx, barcodesOfGtin(code))
    if (shorter.length > 0) return answer(shorter)
  }
  const bin = input.warehouseId ? await binOf(ctx, input.warehouseId, code) : undefined
  if (bin) return { code, goods: [], bin }
  const lots = await goodsOfLot(ctx, code)
  if (lots.length > 0) return answer(lots)
  return answer(await goodsWhere(ctx, { code }))
}

/** Goods a scanner screen may meet, with their barcodes and their place in a warehouse. */
export async function goods(
  ctx: Pick<QueryContext, 'db'>,
  input: Requests['scanning']['goods'],
): Promise<Outputs['scanning']['goods']> {
  const rows = await ctx.db
    .selectFrom('product as p')
    .leftJoin('product_place as k', (join) =>
      join.onRef('k.product_id', '=', 'p.id').on('k.warehouse_id', '=', input.warehouseId),
    )
    .leftJoin('bin as b', 'b.id', 'k.bin_id')
    .select(['p.id as productId', 'p.code', 'p.name', 'p.spec', 'p.base_unit as baseUnit', 'b.code as bin'])
    .select(['p.lot_tracked as lotTracked', 'p.shelf_life_days as shelfLifeDays'])
    .where(inIds('p.id', input.productIds))
    .execute()
  const packs = await packsOf(ctx, input.productIds)
  const barcodes = await barcodesOf(ctx, input.productIds)
  return rows.map((row) => ({
    ...row,
    bin: row.bin ?? '',
    lotTracked: row.lotTracked === 1,
    packs: packs.get(row.productId) ?? [],
    barcodes: barcodes.get(row.productId) ?? [],
  }))
}

/** A note along the way through the warehouse: bins first in their order, goods without a place last; lots by expiry. */
export async function pickList(
  ctx: QueryContext,
  input: Requests['scanning']['pickList'],
): Promise<Outputs['scanning']['pickList']> {
  const note = found(
    await ctx.db
      .selectFrom('shipment as s')
      .innerJoin('customer as c', 'c.id', 's.customer_id')
      .innerJoin('sales_order as o', 'o.id', 's.order_id')
      .innerJoin('warehouse as w', 'w.id', 's.warehouse_id')
      .select(['s.id', 's.number', 'c.name as customer', 's.warehouse_id as warehouseId', 'w.name as warehouse'])
      .select(['s.day', 's.status', 's.remark', 's.order_id as orderId', 'o.sales_person_id as salesPersonId'])
      .where('s.id', '=', input.shipmentId)
      .executeTakeFirst(),
    'shipment',
    input.shipmentId,
  )
  const { salesPersonId, orderId, ...head } = note
  if (ctx.user.scope === 'own') found(salesPersonId === ctx.user.id ? note : undefined, 'shipment', input.shipmentId)
  const rows = await ctx.db
    .selectFrom('shipment_line as l')
    .innerJoin('sales_order_line as o', (join) =>
      join.onRef('o.line_no', '=', 'l.order_line_no').on('o.order_id', '=', orderId),
    )
    .innerJoin('product as p', 'p.id', 'o.product_id')
    .leftJoin('product_place as k', (join) =>
      join.onRef('k.product_id', '=', 'p.id').on('k.warehouse_id', '=', note.warehouseId),
    )
    .leftJoin('bin as b', 'b.id', 'k.bin_id')
    .leftJoin('shipment_line_lot as t', (join) =>
      join.onRef('t.shipment_id', '=', 'l.shipment_id').onRef('t.line_no', '=', 'l.line_no'),
    )
    .leftJoin('stock_lot as s', 's.id', 't.lot_id')
    .select(['l.line_no as lineNo', 'p.id as productId', 'p.code', 'p.name', 'p.spec', 'p.base_unit as baseUnit'])
    .select(['b.code as bin', 'b.sort', 'p.lot_tracked as lotTracked', 't.lot_id as lotId', 's.number as lot'])
    .select(['s.expiry_day as expiryDay', 'l.quantity', 't.quantity as lotQuantity', 'o.unit', 'o.gift'])
    .where('l.shipment_id', '=', input.shipmentId)
    .where('l.quantity', '>', 0)
    .execute()
  rows.sort(
    (a, b) =>
      (a.sort ?? Infinity) - (b.sort ?? Infinity) ||
      compare(a.code, b.code) ||
      a.lineNo - b.lineNo ||
      compare(a.expiryDay ?? '9999', b.expiryDay ?? '9999'),
  )
  const ids = [...new Set(rows.map((row) => row.productId))]
  const packs = await packsOf(ctx, ids)
  const barcodes = await barcodesOf(ctx, ids)
  return {
    ...head,
    lines: rows.map(({ sort: _sort, lotQuantity, ...row }) => ({
      ...row,
      bin: row.bin ?? '',
      lot: row.lot ?? '',
      lotTracked: row.lotTracked === 1,
      gift: row.gift === 1,
      quantity: lotQuantity ?? row.quantity,
      packs: packs.get(row.productId) ?? [],
      barcodes: barcodes.get(row.productId) ?? [],
    })),
  }
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

async function goodsOfLabel(ctx: Pick<QueryContext, 'db'>, label: Gs1Label): Promise<ScannedGoods[]> {
  if (label.gtin === null) return label.lot === null ? [] : goodsOfLot(ctx, label.lot)
  const goods = await goodsOfBarcodes(ctx, barcodesOfGtin(label.gtin))
  return Promise.all(
    goods.map(async (one) => {
      if (!one.lotTracked) return one
      const { lot, productionDay, expiryDay } = label
      const known =
        lot === null
          ? undefined
          : await ctx.db
              .selectFrom('stock_lot')
              .select(['id', 'production_day', 'expiry_day'])
              .where('product_id', '=', one.productId)
              .where('number', '=', lot)
              .executeTakeFirst()
      return {
        ...one,
        lotId: known?.id ?? null,
        lot: lot ?? '',
        productionDay: known?.production_day ?? productionDay,
        expiryDay: known?.expiry_day ?? expiryDay,
      }
    }),
  )
}

async function goodsOfLot(ctx: Pick<QueryContext, 'db'>, number: string): Promise<ScannedGoods[]> {
  const lots = await ctx.db
    .selectFrom('stock_lot')
    .select(['id', 'product_id', 'number', 'production_day', 'expiry_day'])
    .where('number', '=', number)
    .limit(MOST_LOTS)
    .execute()
  const answers: ScannedGoods[] = []
  for (const lot of lots) {
    const [goods] = await goodsWhere(ctx, { id: lot.product_id })
    if (!goods) continue
    answers.push({
      ...goods,
      by: 'lot',
      lotId: lot.id,
      lot: lot.number,
      productionDay: lot.production_day,
      expiryDay: lot.expiry_day,
    })
  }
  return answers
}

async function goodsOfBarcodes(ctx: Pick<QueryContext, 'db'>, barcodes: readonly string[]): Promise<ScannedGoods[]> {
  for (const barcode of barcodes) {
    const row = await ctx.db
      .selectFrom('product_barcode')
      .select(['product_id', 'unit', 'barcode'])
      .where('barcode', 'in', [...new Set([barcode, barcode.toUpperCase(), barcode.toLowerCase()])])
      .executeTakeFirst()
    if (!row) continue
    const [goods] = await goodsWhere(ctx, { id: row.product_id })
    const factor = row.unit === goods?.baseUnit ? 1000 : goods?.packs.find((pack) => pack.unit === row.unit)?.factor
    if (goods && factor !== undefined) return [{ ...goods, unit: row.unit, factor, by: 'barcode' }]
  }
  return []
}

async function goodsWhere(
  ctx: Pick<QueryContext, 'db'>,
  where: { id: string } | { code: string },
): Promise<ScannedGoods[]> {
  let query = ctx.db
    .selectFrom('product')
    .select(['id', 'code', 'name', 'spec', 'base_unit', 'lot_tracked', 'shelf_life_days'])
    .where('status', '=', 'active')
  query = 'id' in where ? query.where('id', '=', where.id) : query.where('code', '=', where.code)
  const row = await query.executeTakeFirst()
  if (!row) return []
  return [
    {
      productId: row.id,
      code: row.code,
      name: row.name,
      spec: row.spec,
      baseUnit: row.base_unit,
      packs: (await packsOf(ctx, [row.id])).get(row.id) ?? [],
      unit: row.base_unit,
      factor: 1000,
      lotTracked: row.lot_tracked === 1,
      shelfLifeDays: row.shelf_life_days,
      by: 'code',
      lotId: null,
      lot: '',
      productionDay: null,
      expiryDay: null,
    },
  ]
}

async function binOf(ctx: Pick<QueryContext, 'db'>, warehouseId: string, code: string) {
  return ctx.db
    .selectFrom('bin')
    .select(['id', 'code', 'name'])
    .where('warehouse_id', '=', warehouseId)
    .where('archived', '=', 0)
    .where((eb) => eb(eb.fn<string>('upper', ['code']), '=', code.toUpperCase()))
    .executeTakeFirst()
}
