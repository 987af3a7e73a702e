import type { OrderRow, OrderView, ShipmentView } from '../../../../shared/contract/orders.ts'
import type { QueryContext } from '../../rpc/context.ts'

/**
 * The price mask on documents (domain.md 1): who may not see sale prices sees goods and quantities, and no amount from
 * which a price could be told. Applied where a view leaves the backend; the services themselves work on full figures.
 */
export const hidesSale = (ctx: Pick<QueryContext, 'user'>): boolean => ctx.user.mask.includes('sale')

/** An order as this user may see it. */
export function shownOrder(ctx: Pick<QueryContext, 'user'>, order: OrderView): OrderView {
  if (!hidesSale(ctx)) return order
  const none = { amount: null, total: null, tax: null }
  return {
    ...order,
    ...none,
    discount: null,
    promotionOff: null,
    promotions: order.promotions.map((one) => ({ ...one, off: 0 })),
    shippedAmount: null,
    paid: null,
    lines: order.lines.map((line) => ({ ...line, price: null, discount: 10_000, amount: null, net: null, tax: null })),
    shipments: order.shipments.map((note) => ({ ...note, total: null })),
    reviewResults: [],
  }
}

/** A row of the order list as this user may see it. */
export function shownOrderRow(ctx: Pick<QueryContext, 'user'>, row: OrderRow): OrderRow {
  return hidesSale(ctx) ? { ...row, total: null, paid: null } : row
}

/** An outbound note as this user may see it. */
export function shownShipment(ctx: Pick<QueryContext, 'user'>, note: ShipmentView): ShipmentView {
  if (!hidesSale(ctx)) return note
  const lines = note.lines.map((line) => ({ ...line, price: null, discount: 10_000, amount: null }))
  return { ...note, total: null, lines }
}
