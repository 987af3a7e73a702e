import { sql } from 'kysely'
import type { LoadLine, TripLoad } from '../../../../shared/contract/trips.ts'
import { stopsOf } from '../../../../shared/domain/delivery/logistics.ts'
import { formatInPacks } from '../../../../shared/quantity.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { packsOf } from '../orders/orders.queries.ts'

/** What to load for a trip: the goods summed, and per stop with the last stop first, so that the first comes off first. */
export async function load(ctx: QueryContext, input: { id: string }): Promise<TripLoad> {
  const notes = await ctx.db
    .selectFrom('trip_note as n')
    .innerJoin('shipment as s', 's.id', 'n.shipment_id')
    .innerJoin('sales_order as o', 'o.id', 's.order_id')
    .innerJoin('customer as c', 'c.id', 's.customer_id')
    .select(['s.id', 's.customer_id as customerId', 'c.name as customer', 'o.address'])
    .where('n.trip_id', '=', input.id)
    .orderBy('n.position')
    .execute()
  const rows = await ctx.db
    .selectFrom('trip_note as n')
    .innerJoin('shipment as s', 's.id', 'n.shipment_id')
    .innerJoin('shipment_line as l', 'l.shipment_id', 's.id')
    .innerJoin('sales_order_line as ol', (join) =>
      join.onRef('ol.order_id', '=', 's.order_id').onRef('ol.line_no', '=', 'l.order_line_no'),
    )
    .innerJoin('product as p', 'p.id', 'ol.product_id')
    .select(['s.id as noteId', 'p.id as productId', 'p.code', 'p.name', 'p.spec', 'p.base_unit', 'l.quantity'])
    .select(
      sql<string>`coalesce((select group_concat(b.number, ' ') from shipment_line_lot t join stock_lot b on b.id = t.lot_id
        where t.shipment_id = l.shipment_id and t.line_no = l.line_no), '')`.as('lots'),
    )
    .where('n.trip_id', '=', input.id)
    .where('l.quantity', '>', 0)
    .execute()
  const packs = await packsOf(
    ctx,
    rows.map((row) => row.productId),
  )
  const summed = (some: typeof rows): LoadLine[] => {
    const byProduct = new Map<string, (typeof rows)[number]>()
    for (const row of some) {
      const known = byProduct.get(row.productId)
      const lots = [...new Set(`${known?.lots ?? ''} ${row.lots}`.split(' ').filter(Boolean))].join(' ')
      byProduct.set(row.productId, { ...row, lots, quantity: row.quantity + (known?.quantity ?? 0) })
    }
    return [...byProduct.values()]
      .sort((a, b) => (a.code < b.code ? -1 : 1))
      .map(({ noteId: _, base_unit, ...row }) => ({
        ...row,
        text: formatInPacks(row.quantity, base_unit, packs.get(row.productId) ?? []),
      }))
  }
  const stops = stopsOf(notes)
  const last = stops.at(-1) ?? 0
  return {
    goods: summed(rows),
    stops: Array.from({ length: last }, (_, i) => last - i).map((stop) => {
      const here = notes.filter((_, i) => stops[i] === stop)
      const ids = new Set(here.map((note) => note.id))
      const { customer, address } = here[0]!
      return { stop, customer, address, lines: summed(rows.filter((row) => ids.has(row.noteId))) }
    }),
  }
}
