import type { Requests } from '../../../../shared/contract/index.ts'
import type { OrderChangeView } from '../../../../shared/contract/order-changes.ts'
import { lineDifferences, type ComparedLine } from '../../../../shared/domain/order/changes.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { inIds } from '../search/find.ts'
import { changesOf, snapshotOf, type Snapshot } from './change-store.ts'
import { hidesSale } from './mask.ts'
import { linesOf, orderRecord, type LineRecord } from './order-store.ts'
import { packsOf } from './orders.queries.ts'

/**
 * What each change of an order changed, newest first: told from how the order was before it and before the next one. A refused
 * change was taken back: what it wanted is not kept line by line, so it lists nothing.
 * @throws NOT_FOUND
 */
export async function changes(ctx: QueryContext, input: Requests['orders']['changes']): Promise<OrderChangeView[]> {
  const order = await orderRecord(ctx, input.id)
  const records = await changesOf(ctx, order.id)
  if (records.length === 0) return []
  const now: Pick<Snapshot, 'head' | 'lines'> = { head: order, lines: await linesOf(ctx, order.id) }
  // changes from before orders had a way to pay of their own did not change it
  const states = [...records.map(snapshotOf), now].map((state) => ({
    ...state,
    head: { ...state.head, pay_by: state.head.pay_by ?? order.pay_by },
  }))
  const view = await lineViewer(
    ctx,
    states.flatMap((state) => state.lines),
  )
  const users = await ctx.db
    .selectFrom('user_account')
    .select(['id', 'name'])
    .where(inIds('id', [...new Set(records.map((r) => r.user_id))]))
    .execute()
  const names = new Map(users.map((user) => [user.id, user.name]))
  return records
    .map((record, i) => ({ record, from: states[i]!, to: states[record.outcome === 'refused' ? i : i + 1]! }))
    .map(({ record, from, to }) => ({
      id: record.id,
      no: record.no,
      at: record.at,
      by: names.get(record.user_id) ?? '',
      reason: record.reason,
      outcome: record.outcome as OrderChangeView['outcome'],
      before: headOf(ctx, from.head),
      after: headOf(ctx, to.head),
      lines: lineDifferences(from.lines.map(view), to.lines.map(view)),
    }))
    .toReversed()
}

function headOf(
  ctx: QueryContext,
  head: Pick<Snapshot['head'], 'total' | 'discount' | 'delivery_day' | 'address' | 'pay_by'>,
) {
  const hidden = hidesSale(ctx)
  return {
    total: hidden ? null : head.total,
    discount: hidden ? null : head.discount,
    deliveryDay: head.delivery_day,
    address: head.address,
    payBy: head.pay_by,
  }
}

type ChangedLine = Extract<OrderChangeView['lines'][number], { kind: 'added' }>['after'] & ComparedLine

/** Makes lines readable: names of goods and warehouses, prices as far as this user may see them. */
async function lineViewer(ctx: QueryContext, lines: readonly LineRecord[]): Promise<(line: LineRecord) => ChangedLine> {
  const productIds = [...new Set(lines.map((line) => line.product_id))]
  const products = await ctx.db
    .selectFrom('product')
    .select(['id', 'name', 'spec', 'base_unit'])
    .where(inIds('id', productIds))
    .execute()
  const productsById = new Map(products.map((product) => [product.id, product]))
  const packs = await packsOf(ctx, productIds)
  const warehouses = new Map(
    (await ctx.db.selectFrom('warehouse').select(['id', 'name']).execute()).map((w) => [w.id, w.name]),
  )
  const hidden = hidesSale(ctx)
  return (line) => {
    const product = productsById.get(line.product_id)!
    return {
      lineNo: line.line_no,
      productId: line.product_id,
      name: product.name,
      spec: product.spec,
      baseUnit: product.base_unit,
      packs: packs.get(line.product_id) ?? [],
      warehouseId: line.warehouse_id,
      warehouse: warehouses.get(line.warehouse_id) ?? '',
      unit: line.unit,
      factor: line.factor,
      quantity: line.quantity,
      price: hidden ? null : line.price,
      discount: hidden ? 10_000 : line.discount,
      gift: line.gift === 1,
      remark: line.remark,
    }
  }
}
