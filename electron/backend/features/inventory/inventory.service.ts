import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { applyMovements } from './ledger.ts'

/** Movements written by one statement at most: SQLite takes 32,766 values. */
const MOVEMENTS_AT_ONCE = 1000

/**
 * 其它入库 / 其它出库: one document that brings stock in or out for a reason. Its number comes from the outbound series
 * when every line takes out, else from the inbound one. The same id again returns what is there.
 * @throws NOT_FOUND, RULE QUANTITY_NOT_POSITIVE for a line of nothing, SHORTAGE
 */
export async function adjust(
  ctx: CommandContext,
  input: Requests['inventory']['adjust'],
): Promise<Outputs['inventory']['adjust']> {
  const { id, warehouseId, lines } = input
  const existing = await ctx.db
    .selectFrom('stock_adjustment')
    .select(['id', 'number'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (existing) return existing
  const empty = lines.findIndex((line) => line.quantity === 0)
  if (empty >= 0) throw ruleError('QUANTITY_NOT_POSITIVE', { line: empty + 1 })
  await findProducts(ctx, lines)
  const siteId = await siteOf(ctx, warehouseId)
  const day = input.day ?? ctx.today
  const series = lines.every((line) => line.quantity < 0) ? 'otherOutbound' : 'otherInbound'
  const number = await nextNumber(ctx, series, siteId, day)
  await ctx.db
    .insertInto('stock_adjustment')
    .values({
      id,
      number,
      site_id: siteId,
      warehouse_id: warehouseId,
      day,
      reason: input.reason,
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
  await ctx.db
    .insertInto('stock_adjustment_line')
    .values(
      lines.map(({ productId, quantity }, i) => ({
        adjustment_id: id,
        line_no: i + 1,
        product_id: productId,
        quantity,
      })),
    )
    .execute()
  await applyMovements(
    ctx,
    lines.map((line, i) => ({
      ...line,
      warehouseId,
      documentType: 'adjustment',
      documentId: id,
      documentNumber: number,
      lineNo: i + 1,
      day,
    })),
  )
  return { id, number }
}

/**
 * Books what was in stock when a product came into the books, as one document numbered from the inbound series of the
 * first warehouse's site; also used by imports, for many products at once. Quantities in thousandths of the base unit;
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
  for (let start = 0; start < stocked.length; start += MOVEMENTS_AT_ONCE) {
    await applyMovements(
      ctx,
      stocked.slice(start, start + MOVEMENTS_AT_ONCE).map((item, i) => ({
        ...item,
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

async function findProducts(ctx: CommandContext, lines: readonly { productId: string }[]): Promise<void> {
  const ids = [...new Set(lines.map((line) => line.productId))]
  const known = new Set(
    (await ctx.db.selectFrom('product').select('id').where('id', 'in', ids).execute()).map((row) => row.id),
  )
  for (const id of ids) found(known.has(id) ? id : undefined, 'product', id)
}
