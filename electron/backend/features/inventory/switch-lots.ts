import { OPENING_LOT } from '../../../../shared/domain/inventory/lots.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { setMayLack } from './balances.ts'
import { postMovements } from './ledger.ts'
import { lotFor } from './lots.service.ts'

/** Order numbers named in a refusal at most. */
const MOST_NAMED = 5

/** Stock that was taken out while its product begins or ceases to be kept by lot; brought back by `putStockBack`. */
export interface StockTaken {
  productId: string
  documentId: string
  documentNumber: string
  /** Per warehouse, with what the books said it was worth (1/10000 yuan). */
  places: { warehouseId: string; quantity: number; value: number }[]
}

/**
 * Takes all stock of a product out of the books, so that `product.lot_tracked` can be switched; to be followed by
 * `putStockBack` in the same unit of work. Null when nothing was there.
 * @throws RULE LOT_RESERVED (`value`: orders that hold some), LOT_NEGATIVE (a warehouse lacks stock), LOT_STILL_FROZEN
 */
export async function takeStockOut(ctx: CommandContext, productId: string): Promise<StockTaken | null> {
  await refuseHeld(ctx, productId)
  const balances = await ctx.db
    .selectFrom('stock_balance as b')
    .innerJoin('warehouse as w', 'w.id', 'b.warehouse_id')
    .select(['b.warehouse_id as warehouseId', 'w.site_id', 'b.on_hand', 'b.frozen'])
    .where('b.product_id', '=', productId)
    .where('b.on_hand', '<>', 0)
    .orderBy('b.warehouse_id')
    .execute()
  if (balances.some((b) => b.on_hand < 0)) throw ruleError('LOT_NEGATIVE', { field: 'lotTracked' })
  if (balances.some((b) => b.frozen > 0)) throw ruleError('LOT_STILL_FROZEN', { field: 'lotTracked' })
  if (balances.length === 0) return { productId, documentId: '', documentNumber: '', places: [] }
  const lots = await ctx.db
    .selectFrom('stock_lot_balance')
    .select(['warehouse_id', 'lot_id', 'on_hand'])
    .where('product_id', '=', productId)
    .where('on_hand', '<>', 0)
    .execute()
  const document = {
    documentType: 'opening',
    documentId: ctx.newId(),
    documentNumber: await nextNumber(ctx, 'otherInbound', balances[0]!.site_id),
    day: ctx.today,
  } as const
  const places = []
  let lineNo = 0
  for (const { warehouseId, on_hand } of balances) {
    const parts = lots.filter((l) => l.warehouse_id === warehouseId)
    const out = parts.length > 0 ? parts : [{ lot_id: null, on_hand }]
    const posted = await postMovements(
      ctx,
      out.map((part) => ({
        ...document,
        productId,
        warehouseId,
        lotId: part.lot_id,
        quantity: -part.on_hand,
        lineNo: ++lineNo,
      })),
    )
    places.push({ warehouseId, quantity: on_hand, value: -posted.reduce((sum, p) => sum + p.value, 0) })
  }
  return { productId, documentId: document.documentId, documentNumber: document.documentNumber, places }
}

/** Brings the stock back after the switch: into a lot without days, or without a lot; at the value it left with. */
export async function putStockBack(ctx: CommandContext, taken: StockTaken): Promise<void> {
  const { productId, documentId, documentNumber, places } = taken
  const product = await ctx.db
    .selectFrom('product')
    .select('lot_tracked')
    .where('id', '=', productId)
    .executeTakeFirstOrThrow()
  await setMayLack(ctx, productId, product.lot_tracked === 0)
  if (places.length === 0) return
  const lotId = product.lot_tracked === 1 ? await lotFor(ctx, { productId, number: OPENING_LOT }) : null
  await postMovements(
    ctx,
    places.map(({ warehouseId, quantity, value }, i) => ({
      productId,
      warehouseId,
      lotId,
      quantity,
      value,
      documentType: 'opening',
      documentId,
      documentNumber,
      lineNo: -(i + 1),
      day: ctx.today,
    })),
  )
}

async function refuseHeld(ctx: CommandContext, productId: string): Promise<void> {
  const orders = await ctx.db
    .selectFrom('sales_order_line as l')
    .innerJoin('sales_order as o', 'o.id', 'l.order_id')
    .select('o.number')
    .distinct()
    .where('l.product_id', '=', productId)
    .where('l.reserved', '>', 0)
    .orderBy('o.number')
    .limit(MOST_NAMED + 1)
    .execute()
  const transfers = await ctx.db
    .selectFrom('stock_document_line as l')
    .innerJoin('stock_document as d', 'd.id', 'l.document_id')
    .select('d.number')
    .distinct()
    .where('l.product_id', '=', productId)
    .where('d.status', '=', 'in-transit')
    .limit(MOST_NAMED)
    .execute()
  const numbers = [...orders, ...transfers].map((row) => row.number ?? '')
  if (numbers.length === 0) return
  const named = numbers.slice(0, MOST_NAMED).join(' ') + (numbers.length > MOST_NAMED ? ' …' : '')
  throw ruleError('LOT_RESERVED', { field: 'lotTracked', value: named })
}
