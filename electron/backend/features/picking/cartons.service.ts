import type { Requests } from '../../../../shared/contract/index.ts'
import type { PackNote } from '../../../../shared/contract/picking.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { noteLinesOf, noteRecord } from '../shipments/shipment-store.ts'
import { packing } from './packing.queries.ts'

/**
 * Writes a carton of a draft note whose goods lie ready: a new one gets the next number, a known one is changed as a whole.
 * All cartons of a note together never hold more of a line than it ships.
 * @throws RULE CARTON_TOO_MUCH; WRONG_STATE (not picked yet, or gone); CONFLICT
 */
export async function saveCarton(ctx: CommandContext, input: Requests['picking']['saveCarton']): Promise<PackNote> {
  const { id, shipmentId, weight } = input
  await requirePacking(ctx, shipmentId)
  const known = await ctx.db.selectFrom('carton').selectAll().where('id', '=', id).executeTakeFirst()
  if (known && (known.shipment_id !== shipmentId || input.version === 0)) return packing(ctx, { shipmentId })
  if (known) {
    await claim(
      ctx.db
        .updateTable('carton')
        .set({ weight, version: known.version + 1 })
        .where('id', '=', id)
        .where('version', '=', input.version),
      'carton',
      id,
    )
    await ctx.db.deleteFrom('carton_line').where('carton_id', '=', id).execute()
  } else {
    const last = await ctx.db
      .selectFrom('carton')
      .select((eb) => eb.fn.max('no').as('no'))
      .where('shipment_id', '=', shipmentId)
      .executeTakeFirst()
    await ctx.db
      .insertInto('carton')
      .values({
        id,
        shipment_id: shipmentId,
        no: (last?.no ?? 0) + 1,
        weight,
        created_by: ctx.user.id,
        created_at: ctx.at,
      })
      .execute()
  }
  const sums = new Map<number, number>()
  for (const { lineNo, quantity } of input.lines) sums.set(lineNo, (sums.get(lineNo) ?? 0) + quantity)
  await insertRecords(
    ctx.db,
    'carton_line',
    [...sums].map(([line_no, quantity]) => ({ carton_id: id, line_no, quantity })),
  )
  await requireRoom(ctx, shipmentId)
  return packing(ctx, { shipmentId })
}

/** Unpacks a carton; the others keep their numbers. @throws WRONG_STATE, CONFLICT */
export async function dropCarton(ctx: CommandContext, input: Requests['picking']['dropCarton']): Promise<PackNote> {
  const carton = found(
    await ctx.db.selectFrom('carton').selectAll().where('id', '=', input.id).executeTakeFirst(),
    'carton',
    input.id,
  )
  if (carton.version !== input.version) throw new AppError('CONFLICT', { entity: 'carton', id: carton.id })
  await requirePacking(ctx, carton.shipment_id)
  await remove(ctx, [carton.id])
  return packing(ctx, { shipmentId: carton.shipment_id })
}

/** Unpacks all cartons of a note that is taken off its list. */
export async function dissolveCartons(ctx: CommandContext, shipmentId: string): Promise<void> {
  const rows = await ctx.db.selectFrom('carton').select('id').where('shipment_id', '=', shipmentId).execute()
  await remove(
    ctx,
    rows.map(({ id }) => id),
  )
}

async function remove(ctx: CommandContext, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await ctx.db.deleteFrom('carton_line').where('carton_id', 'in', ids).execute()
  await ctx.db.deleteFrom('carton').where('id', 'in', ids).execute()
}

async function requirePacking(ctx: CommandContext, shipmentId: string): Promise<void> {
  const { status, picking } = await noteRecord(ctx, shipmentId)
  if (status === 'draft' && picking === 'picked') return
  const state = status === 'draft' ? picking : status
  throw new AppError('WRONG_STATE', { entity: 'shipment', id: shipmentId, action: 'pack', state })
}

async function requireRoom(ctx: CommandContext, shipmentId: string): Promise<void> {
  const packed = await ctx.db
    .selectFrom('carton as c')
    .innerJoin('carton_line as l', 'l.carton_id', 'c.id')
    .select(['l.line_no', (eb) => eb.fn.sum<number>('l.quantity').as('quantity')])
    .where('c.shipment_id', '=', shipmentId)
    .groupBy('l.line_no')
    .execute()
  const lines = await noteLinesOf(ctx, shipmentId)
  for (const { line_no, quantity } of packed)
    if (quantity > (lines.find((line) => line.line_no === line_no)?.quantity ?? 0))
      throw ruleError('CARTON_TOO_MUCH', { line: line_no })
}
