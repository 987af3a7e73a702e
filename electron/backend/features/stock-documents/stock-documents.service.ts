import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { postMovements } from '../inventory/ledger.ts'

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
    .selectFrom('stock_document')
    .select(['id', 'number'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (existing) return existing
  const empty = lines.findIndex((line) => line.quantity === 0)
  if (empty >= 0) throw ruleError('QUANTITY_NOT_POSITIVE', { line: empty + 1 })
  const warehouse = await ctx.db
    .selectFrom('warehouse')
    .select('site_id')
    .where('id', '=', warehouseId)
    .executeTakeFirst()
  const siteId = found(warehouse, 'warehouse', warehouseId).site_id
  const day = input.day ?? ctx.today
  const series = lines.every((line) => line.quantity < 0) ? 'otherOutbound' : 'otherInbound'
  const kind = series === 'otherOutbound' ? 'other-out' : 'other-in'
  const units = await baseUnits(ctx, lines)
  const number = await nextNumber(ctx, series, siteId, day)
  await ctx.db
    .insertInto('stock_document')
    .values({
      id,
      number,
      kind,
      site_id: siteId,
      warehouse_id: warehouseId,
      day,
      status: 'posted',
      reason: input.reason,
      created_by: ctx.user.id,
      created_at: ctx.at,
      posted_by: ctx.user.id,
      posted_at: ctx.at,
    })
    .execute()
  await ctx.db
    .insertInto('stock_document_line')
    .values(
      lines.map(({ productId, quantity }, i) => ({
        document_id: id,
        line_no: i + 1,
        product_id: productId,
        unit: units.get(productId)!,
        factor: 1000,
        quantity: kind === 'other-out' ? -quantity : quantity,
      })),
    )
    .execute()
  await postMovements(
    ctx,
    lines.map((line, i) => ({
      ...line,
      warehouseId,
      documentType: kind,
      documentId: id,
      documentNumber: number,
      lineNo: i + 1,
      day,
    })),
  )
  return { id, number }
}

async function baseUnits(ctx: CommandContext, lines: readonly { productId: string }[]): Promise<Map<string, string>> {
  const ids = [...new Set(lines.map((line) => line.productId))]
  const rows = await ctx.db.selectFrom('product').select(['id', 'base_unit']).where('id', 'in', ids).execute()
  const units = new Map(rows.map((row) => [row.id, row.base_unit]))
  for (const id of ids) found(units.get(id), 'product', id)
  return units
}
