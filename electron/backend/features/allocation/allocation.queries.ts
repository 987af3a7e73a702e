import { sql } from 'kysely'
import type { ScarceGoods, WaitingLineView } from '../../../../shared/contract/allocation.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { mulDiv } from '../../../../shared/money.ts'
import type { Day } from '../../../../shared/day.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { lotsIn } from '../inventory/order-lots.ts'
import { packsOf } from '../inventory/packs.ts'
import { hidesSale } from '../orders/mask.ts'

/** More goods than this nobody hands out in one sitting. */
const MOST_GOODS = 500

interface GoodsRow extends Omit<ScarceGoods, 'packs' | 'lotTracked' | 'free'> {
  tracked: number
}

/** Goods of which waiting orders want more than they have reserved, the largest gap first. */
export async function goods(ctx: QueryContext): Promise<ScarceGoods[]> {
  return scarce(ctx, sql`s.waiting > 0 and coalesce(b.may_lack, w.allow_negative) = 0`)
}

/** One product in one warehouse: the waiting lines, oldest first, and the lots that are free. */
export async function lines(
  ctx: QueryContext,
  input: Requests['allocation']['lines'],
): Promise<Outputs['allocation']['lines']> {
  const { productId, warehouseId } = input
  const [goods] = await scarce(ctx, sql`s.product_id = ${productId} and s.warehouse_id = ${warehouseId}`)
  const lots = goods?.lotTracked ? await lotsIn(ctx, productId, warehouseId) : []
  return {
    goods: goods ?? null,
    lots: lots.map(({ lotId, number, productionDay, expiryDay, frozen, free }) => ({
      lotId,
      number,
      productionDay,
      expiryDay,
      frozen,
      free,
    })),
    lines: goods ? await waitingLines(ctx, input) : [],
  }
}

async function scarce(ctx: QueryContext, where: ReturnType<typeof sql>): Promise<ScarceGoods[]> {
  const own = ctx.user.scope === 'own' ? sql`and o.sales_person_id = ${ctx.user.id}` : sql``
  const { rows } = await sql<GoodsRow>`
    with s as (
      select l.product_id, l.warehouse_id, sum(l.quantity - l.shipped) as wanted,
        sum(l.quantity - l.shipped - l.reserved) as waiting, count(*) as lines
      from sales_order o join sales_order_line l on l.order_id = o.id
      where o.status in ('to-ship', 'part-shipped') and l.quantity > l.shipped ${own}
      group by l.product_id, l.warehouse_id)
    select s.product_id as "productId", s.warehouse_id as "warehouseId", p.code, p.name, p.spec,
      p.base_unit as "baseUnit", w.name as warehouse, p.lot_tracked as tracked, coalesce(b.on_hand, 0) as "onHand",
      coalesce(b.frozen, 0) as frozen, coalesce(b.reserved, 0) as reserved, s.wanted, s.waiting, s.lines
    from s join product p on p.id = s.product_id join warehouse w on w.id = s.warehouse_id
    left join stock_balance b on b.product_id = s.product_id and b.warehouse_id = s.warehouse_id
    where ${where}
    order by s.waiting * 1.0 / s.wanted desc, p.code, w.code
    limit ${MOST_GOODS}`.execute(ctx.db)
  const packs = await packsOf(
    ctx,
    rows.map((row) => row.productId),
  )
  return rows.map(({ tracked, ...row }) => ({
    ...row,
    packs: packs.get(row.productId) ?? [],
    lotTracked: tracked === 1,
    free: row.onHand - row.reserved - row.frozen,
  }))
}

interface LineRow {
  orderId: string
  lineNo: number
  orderNumber: string | null
  customerId: string
  customer: string
  day: Day
  deliveryDay: Day | null
  submittedAt: string | null
  salesPerson: string | null
  route: string
  gift: number
  remark: string
  net: number
  quantity: number
  open: number
  reserved: number
  drafts: number
  minLife: number
  shelfLifeDays: number | null
  kept: string
}

/** The lines of approved orders that wait for a product in a warehouse, oldest first. */
export async function waitingLines(
  ctx: QueryContext,
  { productId, warehouseId }: { productId: string; warehouseId: string },
): Promise<WaitingLineView[]> {
  const own = ctx.user.scope === 'own' ? sql`and o.sales_person_id = ${ctx.user.id}` : sql``
  const { rows } = await sql<LineRow>`
    select o.id as "orderId", l.line_no as "lineNo", o.number as "orderNumber", o.customer_id as "customerId",
      c.name as customer, o.day, o.delivery_day as "deliveryDay", o.submitted_at as "submittedAt",
      u.name as "salesPerson", coalesce(r.name, '') as route, l.gift, l.remark, l.net, l.quantity, l.quantity - l.shipped as "open", l.reserved,
      c.min_life as "minLife", p.shelf_life_days as "shelfLifeDays",
      coalesce((
        select sum(n.quantity) from shipment d join shipment_line n on n.shipment_id = d.id
        where d.order_id = o.id and d.status = 'draft' and n.order_line_no = l.line_no), 0) as drafts,
      (select json_group_array(json_object('lotId', k.lot_id, 'quantity', k.quantity, 'number', t.number,
          'expiryDay', t.expiry_day, 'onNotes', coalesce((
            select sum(x.quantity) from shipment d join shipment_line n on n.shipment_id = d.id
            join shipment_line_lot x on x.shipment_id = n.shipment_id and x.line_no = n.line_no
            where d.order_id = o.id and d.status = 'draft' and n.order_line_no = l.line_no and x.lot_id = k.lot_id), 0))
          order by coalesce(t.expiry_day, '9999-12-31'), t.number)
        from order_lot k join stock_lot t on t.id = k.lot_id
        where k.order_id = o.id and k.line_no = l.line_no) as kept
    from sales_order o join sales_order_line l on l.order_id = o.id
    join customer c on c.id = o.customer_id join product p on p.id = l.product_id
    left join user_account u on u.id = o.sales_person_id left join delivery_route r on r.id = c.route_id
    where o.status in ('to-ship', 'part-shipped') and l.product_id = ${productId}
      and l.warehouse_id = ${warehouseId} and l.quantity > l.shipped ${own}
    order by o.submitted_at, o.id, l.line_no`.execute(ctx.db)
  const hidden = hidesSale(ctx)
  return rows.map(({ net, quantity, drafts, gift, kept, minLife, shelfLifeDays, ...row }) => ({
    ...row,
    orderNumber: row.orderNumber ?? '',
    submittedAt: row.submittedAt ?? '',
    salesPerson: row.salesPerson ?? '',
    gift: gift === 1,
    value: hidden ? null : mulDiv(net, row.open, quantity),
    onNotes: Math.min(row.reserved, drafts),
    kept: JSON.parse(kept) as WaitingLineView['kept'],
    wish: {
      day: row.deliveryDay !== null && row.deliveryDay > ctx.today ? row.deliveryDay : ctx.today,
      minLife,
      shelfLifeDays,
    },
  }))
}
