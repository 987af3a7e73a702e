import { OPENING_LOT } from '../../../../shared/domain/inventory/lots.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { postMovements } from './ledger.ts'
import { lotFor } from './lots.service.ts'
import { trackedAmong } from './order-lots.ts'

/** Movements written by one statement at most: SQLite takes 32,766 values. */
const MOVEMENTS_AT_ONCE = 1000

/**
 * Books what was in stock when a product came into the books, as one document numbered from the inbound series of the
 * first warehouse's site; also used by imports, for many products at once. Goods with lots go into one without days. Quantities in thousandths of the base unit;
 * zeros are passed over.
 * @throws NOT_FOUND warehouse
 */
export async function bookOpeningStock(
  ctx: CommandContext,
  items: readonly { productId: string; warehouseId: string; quantity: number }[],
): Promise<void> {
  const stocked = items.filter((item) => item.quantity !== 0)
  if (stocked.length === 0) return
  const sites = new Map<string, string>()
  for (const { warehouseId } of stocked) {
    if (!sites.has(warehouseId)) sites.set(warehouseId, await siteOf(ctx, warehouseId))
  }
  const documentId = ctx.newId()
  const documentNumber = await nextNumber(ctx, 'otherInbound', sites.get(stocked[0]!.warehouseId)!)
  const tracked = await trackedAmong(ctx, stocked)
  const lots = new Map<string, string>()
  for (const productId of tracked) lots.set(productId, await lotFor(ctx, { productId, number: OPENING_LOT }))
  for (let start = 0; start < stocked.length; start += MOVEMENTS_AT_ONCE) {
    await postMovements(
      ctx,
      stocked.slice(start, start + MOVEMENTS_AT_ONCE).map((item, i) => ({
        ...item,
        lotId: lots.get(item.productId) ?? null,
        documentType: 'opening',
        documentId,
        documentNumber,
        lineNo: start + i + 1,
        day: ctx.today,
      })),
    )
  }
}

async function siteOf(ctx: CommandContext, warehouseId: string): Promise<string> {
  const warehouse = await ctx.db
    .selectFrom('warehouse')
    .select('site_id')
    .where('id', '=', warehouseId)
    .executeTakeFirst()
  return found(warehouse, 'warehouse', warehouseId).site_id
}
