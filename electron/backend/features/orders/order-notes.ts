import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'

/** What outbound notes say of an order's lines: what draft notes want of them and what posted notes booked. */
export interface LineNotes {
  /** By line number: how much draft notes want (thousandths), and the number of the first. */
  drafts: Map<number, { quantity: number; number: string }>
  /** By line number: what posted notes booked, 分. */
  booked: Map<number, number>
  /** By line number and lot: what draft notes take of the lots kept for the line. */
  draftLots: Map<string, number>
}

export async function lineNotes(ctx: CommandContext, orderId: string): Promise<LineNotes> {
  const rows = await ctx.db
    .selectFrom('shipment as d')
    .innerJoin('shipment_line as l', 'l.shipment_id', 'd.id')
    .select(['d.status', 'd.number', 'l.order_line_no', 'l.quantity', 'l.amount'])
    .where('d.order_id', '=', orderId)
    .where('d.status', 'in', ['draft', 'posted'])
    .orderBy('d.id')
    .execute()
  const drafts: LineNotes['drafts'] = new Map()
  const booked: LineNotes['booked'] = new Map()
  for (const { status, number, order_line_no: lineNo, quantity, amount } of rows) {
    if (status === 'posted') booked.set(lineNo, (booked.get(lineNo) ?? 0) + amount)
    else if (quantity > 0) {
      const known = drafts.get(lineNo)
      drafts.set(lineNo, { quantity: quantity + (known?.quantity ?? 0), number: known?.number ?? number })
    }
  }
  return { drafts, booked, draftLots: drafts.size === 0 ? new Map() : await lotsOnDrafts(ctx, orderId) }
}

async function lotsOnDrafts(ctx: CommandContext, orderId: string): Promise<LineNotes['draftLots']> {
  const rows = await ctx.db
    .selectFrom('shipment as d')
    .innerJoin('shipment_line as l', 'l.shipment_id', 'd.id')
    .innerJoin('shipment_line_lot as k', (join) =>
      join.onRef('k.shipment_id', '=', 'l.shipment_id').onRef('k.line_no', '=', 'l.line_no'),
    )
    .select(['l.order_line_no', 'k.lot_id', (eb) => eb.fn.sum<number>('k.quantity').as('quantity')])
    .where('d.order_id', '=', orderId)
    .where('d.status', '=', 'draft')
    .groupBy(['l.order_line_no', 'k.lot_id'])
    .execute()
  return new Map(rows.map((row) => [`${row.order_line_no} ${row.lot_id}`, row.quantity]))
}

/** A draft note still wants to ship this order: it has to be confirmed or dropped first. @throws RULE IN_USE */
export async function refuseDraftNotes(ctx: CommandContext, orderId: string): Promise<void> {
  const draft = await ctx.db
    .selectFrom('shipment')
    .select('number')
    .where('order_id', '=', orderId)
    .where('status', '=', 'draft')
    .executeTakeFirst()
  if (draft) throw ruleError('IN_USE', { field: 'shipment', value: draft.number })
}
