import type { Requests } from '../../../../shared/contract/index.ts'
import type { PurchaseDraft, PurchaseView } from '../../../../shared/contract/purchasing.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { buildOrderLines } from './order-lines.ts'
import {
  changeOrder,
  expectedOf,
  insertOrder,
  moveExpected,
  orderLines,
  orderRecord,
  replaceLines,
  requireOrder,
} from './order-store.ts'
import { get } from './orders.queries.ts'
import { activeSupplier, refuseOtherSite, warehouseOf } from './parties.ts'
import { noteOrdered } from './request-store.ts'

/** Makes (version 0) or changes a draft order. The same first save again returns what is there. */
export async function save(ctx: CommandContext, input: Requests['purchasing']['save']): Promise<PurchaseView> {
  const { id, version, draft } = input
  const existing = await ctx.db.selectFrom('purchase_order').selectAll().where('id', '=', id).executeTakeFirst()
  if (existing && version === 0) return get(ctx, { id })
  if (!existing) {
    if (version > 0) throw new AppError('NOT_FOUND', { entity: 'purchaseOrder', id })
    await makeOrder(ctx, id, draft, null)
    return get(ctx, { id })
  }
  requireOrder(ctx, existing, 'edit', version)
  const supplier = await activeSupplier(ctx, draft.supplierId)
  const warehouse = await warehouseOf(ctx, draft.warehouseId)
  refuseOtherSite(existing, warehouse)
  const before = await orderLines(ctx, id)
  const day = draft.day ?? existing.day
  const { records, totals } = await buildOrderLines(ctx, draft.lines, {
    id,
    supplier,
    warehouseId: warehouse.id,
    day,
    taxIncluded: existing.tax_included === 1,
    existing: before,
  })
  await replaceLines(ctx, before, records)
  await changeOrder(ctx, existing, {
    ...headOf(draft),
    day,
    supplier_id: supplier.id,
    warehouse_id: warehouse.id,
    amount: totals.amount,
    total: totals.total,
    tax: totals.tax,
    line_count: records.length,
  })
  return get(ctx, { id })
}

/** Writes a new draft order; its number is given here. */
export async function makeOrder(
  ctx: CommandContext,
  id: string,
  draft: PurchaseDraft,
  salesOrderId: string | null,
): Promise<void> {
  const supplier = await activeSupplier(ctx, draft.supplierId)
  const warehouse = await warehouseOf(ctx, draft.warehouseId)
  const day = draft.day ?? ctx.today
  const { taxIncluded } = ctx.info.settings.purchasing
  const { records, totals } = await buildOrderLines(ctx, draft.lines, {
    id,
    supplier,
    warehouseId: warehouse.id,
    day,
    taxIncluded,
    existing: [],
  })
  const contact = await firstContact(ctx, supplier.id)
  await insertOrder(
    ctx,
    {
      id,
      number: await nextNumber(ctx, 'purchaseOrder', warehouse.site_id, day),
      site_id: warehouse.site_id,
      supplier_id: supplier.id,
      warehouse_id: warehouse.id,
      day,
      status: 'draft',
      review: 'draft',
      received: 'none',
      closed: 'open',
      tax_included: taxIncluded ? 1 : 0,
      ...headOf(draft),
      contact: draft.contact === '' ? contact.name : draft.contact,
      phone: draft.phone === '' ? contact.phone : draft.phone,
      reason: '',
      sales_order_id: salesOrderId,
      amount: totals.amount,
      total: totals.total,
      tax: totals.tax,
      received_amount: 0,
      line_count: records.length,
      printed: 0,
      created_by: ctx.user.id,
      created_at: ctx.at,
      approved_by: null,
      approved_at: null,
      approved_day: null,
      updated_at: ctx.at,
      version: 1,
    },
    records,
  )
}

/** The goods are expected from now on. @throws RULE OWN_ORDER_REVIEW, SUPPLIER_ARCHIVED, WRONG_STATE, CONFLICT */
export async function approve(ctx: CommandContext, input: Requests['purchasing']['approve']): Promise<PurchaseView> {
  const order = await orderRecord(ctx, input.id)
  requireOrder(ctx, order, 'approve', input.version)
  await activeSupplier(ctx, order.supplier_id)
  const lines = await orderLines(ctx, order.id)
  const after = await changeOrder(ctx, order, {
    review: 'approved',
    approved_by: ctx.user.id,
    approved_at: ctx.at,
    approved_day: ctx.today,
  })
  await moveExpected(ctx, expectedOf(order, lines), expectedOf(after, lines))
  return get(ctx, { id: order.id })
}

/** Back to draft, as long as nothing came after it. @throws WRONG_STATE, CONFLICT, RULE FOLLOWED_BY (a receipt is being made) */
export async function unapprove(
  ctx: CommandContext,
  input: Requests['purchasing']['unapprove'],
): Promise<PurchaseView> {
  const order = await orderRecord(ctx, input.id)
  requireOrder(ctx, order, 'unapprove', input.version)
  await refuseReceipts(ctx, order.id)
  const lines = await orderLines(ctx, order.id)
  const after = await changeOrder(ctx, order, {
    review: 'draft',
    approved_by: null,
    approved_at: null,
    approved_day: null,
  })
  await moveExpected(ctx, expectedOf(order, lines), expectedOf(after, lines))
  return get(ctx, { id: order.id })
}

/** The rest will not come; requests may order it again. @throws WRONG_STATE, CONFLICT, RULE FOLLOWED_BY */
export async function close(ctx: CommandContext, input: Requests['purchasing']['close']): Promise<PurchaseView> {
  const order = await orderRecord(ctx, input.id)
  requireOrder(ctx, order, 'close', input.version)
  await refuseReceipts(ctx, order.id)
  const lines = await orderLines(ctx, order.id)
  const after = await changeOrder(ctx, order, { closed: 'short', reason: input.reason })
  await moveExpected(ctx, expectedOf(order, lines), expectedOf(after, lines))
  await noteOrdered(
    ctx,
    lines,
    lines.map((line) => ({ ...line, quantity: Math.min(line.quantity, line.received) })),
  )
  return get(ctx, { id: order.id })
}

async function voidOrder(ctx: CommandContext, input: Requests['purchasing']['void']): Promise<PurchaseView> {
  const order = await orderRecord(ctx, input.id)
  requireOrder(ctx, order, 'void', input.version)
  await refuseReceipts(ctx, order.id)
  const lines = await orderLines(ctx, order.id)
  const after = await changeOrder(ctx, order, { closed: 'void', reason: input.reason })
  await moveExpected(ctx, expectedOf(order, lines), expectedOf(after, lines))
  await noteOrdered(ctx, lines, [])
  return get(ctx, { id: order.id })
}
/** Cancels an order of which nothing has come; the number is kept. @throws WRONG_STATE, CONFLICT, RULE FOLLOWED_BY */
export { voidOrder as void }

const headOf = (draft: PurchaseDraft) => ({
  expected_day: draft.expectedDay,
  contact: draft.contact,
  phone: draft.phone,
  remark: draft.remark,
})

async function firstContact(ctx: CommandContext, supplierId: string): Promise<{ name: string; phone: string }> {
  const contact = await ctx.db
    .selectFrom('supplier_contact')
    .select(['name', 'mobile', 'phone'])
    .where('supplier_id', '=', supplierId)
    .orderBy('no')
    .executeTakeFirst()
  return { name: contact?.name ?? '', phone: contact?.mobile || contact?.phone || '' }
}

/** A receipt being made holds its order as it is. */
async function refuseReceipts(ctx: CommandContext, orderId: string): Promise<void> {
  const draft = await ctx.db
    .selectFrom('purchase_receipt')
    .select('number')
    .where('order_id', '=', orderId)
    .where('status', '=', 'draft')
    .executeTakeFirst()
  if (draft) throw ruleError('FOLLOWED_BY', { value: draft.number })
}
