import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'

/**
 * What returns tell the notes: how much of a line came back. Two clerks who return the last bag of a line at once cannot both
 * do so: it is one conditional update. Quantities are thousandths of the base unit.
 */
export interface ReturnedPart {
  shipmentId: string
  shipmentLineNo: number
  /** Negative: a return was taken back. */
  quantity: number
  /** The line of the return, for the message. */
  lineNo: number
}

/** @throws RULE RETURN_MORE_THAN_SHIPPED naming the return's line: also when the note is not posted (any more) */
export async function noteReturned(ctx: CommandContext, parts: readonly ReturnedPart[]): Promise<void> {
  for (const { shipmentId, shipmentLineNo, quantity, lineNo } of parts) {
    const { numUpdatedRows } = await ctx.db
      .updateTable('shipment_line')
      .set((eb) => ({ returned: eb('returned', '+', quantity) }))
      .where('shipment_id', '=', shipmentId)
      .where('line_no', '=', shipmentLineNo)
      .where((eb) => eb(eb('returned', '+', quantity), '<=', eb.ref('quantity')))
      .where((eb) =>
        eb.exists(eb.selectFrom('shipment').select('id').where('id', '=', shipmentId).where('status', '=', 'posted')),
      )
      .executeTakeFirst()
    if (numUpdatedRows !== 1n) throw ruleError('RETURN_MORE_THAN_SHIPPED', { line: lineNo, field: 'quantity' })
  }
}

/** A note that something came back of holds. @throws RULE FOLLOWED_BY */
export async function refuseReturned(ctx: CommandContext, shipmentId: string): Promise<void> {
  const follower = await ctx.db
    .selectFrom('sales_return_line as l')
    .innerJoin('sales_return as r', 'r.id', 'l.return_id')
    .select('r.number')
    .where('l.shipment_id', '=', shipmentId)
    .where('r.status', '=', 'posted')
    .executeTakeFirst()
  if (follower) throw ruleError('FOLLOWED_BY', { value: follower.number })
}
