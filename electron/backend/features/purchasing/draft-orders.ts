import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PurchaseLineFields, PurchaseView } from '../../../../shared/contract/purchasing.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { linesOf as salesLinesOf, orderRecord as salesOrderRecord } from '../orders/order-store.ts'
import { makeOrder } from './orders.service.ts'
import { get } from './orders.queries.ts'

/** A line that wants to be ordered: of which supplier, for which warehouse. Quantity in thousandths of the base unit. */
export interface WantedLine {
  productId: string
  warehouseId: string
  supplierId: string
  quantity: number
  unit: string
  remark?: string
  requestId?: string
  requestLineNo?: number
}

/**
 * Draft orders from wanted lines, one for each supplier and warehouse, in order of appearance; prices are looked up. The
 * same product wanted twice in the same unit becomes one line, unless the lines come from requests.
 * @throws NOT_FOUND, RULE SUPPLIER_ARCHIVED, UNIT_UNKNOWN, PRODUCT_ARCHIVED
 */
export async function draftOrdersFor(
  ctx: CommandContext,
  lines: readonly WantedLine[],
  remark = '',
): Promise<PurchaseView[]> {
  const groups = new Map<string, WantedLine[]>()
  for (const line of lines) {
    const key = `${line.supplierId} ${line.warehouseId}`
    const group = groups.get(key)
    if (group) group.push(line)
    else groups.set(key, [line])
  }
  const views: PurchaseView[] = []
  for (const group of groups.values()) {
    const { supplierId, warehouseId } = group[0]!
    const id = ctx.newId()
    await makeOrder(
      ctx,
      id,
      { supplierId, warehouseId, expectedDay: null, contact: '', phone: '', remark, lines: joined(group) },
      null,
    )
    views.push(await get(ctx, { id }))
  }
  return views
}

/** `purchasing.draftOrders`. */
export function draftOrders(
  ctx: CommandContext,
  input: Requests['purchasing']['draftOrders'],
): Promise<Outputs['purchasing']['draftOrders']> {
  return draftOrdersFor(ctx, input.lines, input.remark)
}

/**
 * 以销定购: chosen lines of an approved sales order become a draft order that remembers it. The same id again returns what
 * is there. @throws NOT_FOUND, WRONG_STATE (the sales order is not waiting for goods)
 */
export async function orderForSale(
  ctx: CommandContext,
  input: Requests['purchasing']['orderForSale'],
): Promise<PurchaseView> {
  const { id, salesOrderId, supplierId } = input
  const existing = await ctx.db.selectFrom('purchase_order').select('id').where('id', '=', id).executeTakeFirst()
  if (existing) return get(ctx, { id })
  const sale = await salesOrderRecord(ctx, salesOrderId)
  if (sale.status !== 'to-ship' && sale.status !== 'part-shipped')
    throw new AppError('WRONG_STATE', { entity: 'order', id: salesOrderId, action: 'purchase', state: sale.status })
  const saleLines = await salesLinesOf(ctx, salesOrderId)
  const lines = input.lines.map(({ lineNo, quantity }) => {
    const line = found(
      saleLines.find((one) => one.line_no === lineNo),
      'orderLine',
      String(lineNo),
    )
    return lineFrom({
      productId: line.product_id,
      unit: line.unit,
      quantity,
      warehouseId: line.warehouse_id,
      salesLineNo: lineNo,
    })
  })
  const warehouseId = lines[0]!.warehouseId
  const draft = { supplierId, warehouseId, expectedDay: sale.delivery_day, contact: '', phone: '', remark: '', lines }
  await makeOrder(ctx, id, draft, salesOrderId)
  return get(ctx, { id })
}

function joined(group: readonly WantedLine[]): PurchaseLineFields[] {
  const lines = new Map<string, PurchaseLineFields>()
  for (const { supplierId: _, ...wanted } of group) {
    if (wanted.quantity <= 0) throw ruleError('QUANTITY_NOT_POSITIVE')
    const key = `${wanted.productId} ${wanted.unit} ${wanted.requestId ?? ''} ${wanted.requestLineNo ?? ''}`
    const line = lines.get(key)
    if (line) line.quantity += wanted.quantity
    else lines.set(key, lineFrom(wanted))
  }
  return [...lines.values()]
}

function lineFrom(
  line: Pick<PurchaseLineFields, 'productId' | 'unit' | 'quantity'> & Partial<PurchaseLineFields>,
): PurchaseLineFields {
  return {
    price: null,
    taxRate: null,
    warehouseId: null,
    remark: '',
    requestId: null,
    requestLineNo: null,
    salesLineNo: null,
    ...line,
  }
}
