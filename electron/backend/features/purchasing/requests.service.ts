import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { RequestDraft, RequestView } from '../../../../shared/contract/purchasing.ts'
import { openOf } from '../../../../shared/domain/purchasing/states.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { offersOf } from '../suppliers/supply.queries.ts'
import { draftOrdersFor, type WantedLine } from './draft-orders.ts'
import { activeSupplier, boughtProducts, factorIn, refuseOtherSite, warehouseOf } from './parties.ts'
import { changeRequest, requestLines, requestRecord, requireRequest, type RequestLineRecord } from './request-store.ts'
import { get } from './requests.queries.ts'

/** Makes (version 0) or changes a draft request. The same first save again returns what is there. */
export async function save(ctx: CommandContext, input: Requests['purchaseRequests']['save']): Promise<RequestView> {
  const { id, version, draft } = input
  const existing = await ctx.db.selectFrom('purchase_request').selectAll().where('id', '=', id).executeTakeFirst()
  if (existing && version === 0) return get(ctx, { id })
  if (!existing && version > 0) throw new AppError('NOT_FOUND', { entity: 'purchaseRequest', id })
  if (existing) requireRequest(ctx, existing, 'edit', version)
  const warehouse = await warehouseOf(ctx, draft.warehouseId)
  refuseOtherSite(existing, warehouse)
  const lines = await buildLines(ctx, id, draft.lines)
  const day = draft.day ?? existing?.day ?? ctx.today
  const head = {
    site_id: warehouse.site_id,
    warehouse_id: warehouse.id,
    day,
    wanted_day: draft.wantedDay,
    purpose: draft.purpose,
    remark: draft.remark,
    line_count: lines.length,
  }
  if (existing) {
    await ctx.db.deleteFrom('purchase_request_line').where('request_id', '=', id).execute()
    await insertRecords(ctx.db, 'purchase_request_line', lines)
    await changeRequest(ctx, existing, head)
    return get(ctx, { id })
  }
  await ctx.db
    .insertInto('purchase_request')
    .values({
      id,
      number: await nextNumber(ctx, 'purchaseRequest', warehouse.site_id, day),
      ...head,
      status: 'draft',
      review: 'draft',
      created_by: ctx.user.id,
      created_at: ctx.at,
      updated_at: ctx.at,
    })
    .execute()
  await insertRecords(ctx.db, 'purchase_request_line', lines)
  return get(ctx, { id })
}

/** The goods may be ordered. @throws RULE OWN_ORDER_REVIEW, WRONG_STATE, CONFLICT */
export async function approve(
  ctx: CommandContext,
  input: Requests['purchaseRequests']['approve'],
): Promise<RequestView> {
  const request = await requestRecord(ctx, input.id)
  requireRequest(ctx, request, 'approve', input.version)
  await changeRequest(ctx, request, { review: 'approved', approved_by: ctx.user.id, approved_at: ctx.at })
  return get(ctx, { id: request.id })
}

/** Back to draft, as long as nothing was ordered. @throws WRONG_STATE, CONFLICT */
export async function unapprove(
  ctx: CommandContext,
  input: Requests['purchaseRequests']['unapprove'],
): Promise<RequestView> {
  const request = await requestRecord(ctx, input.id)
  requireRequest(ctx, request, 'unapprove', input.version)
  await changeRequest(ctx, request, { review: 'draft', approved_by: null, approved_at: null })
  return get(ctx, { id: request.id })
}

/** The rest is not ordered. @throws WRONG_STATE, CONFLICT */
export async function close(ctx: CommandContext, input: Requests['purchaseRequests']['close']): Promise<RequestView> {
  const request = await requestRecord(ctx, input.id)
  requireRequest(ctx, request, 'close', input.version)
  await changeRequest(ctx, request, { closed: 'short', reason: input.reason })
  return get(ctx, { id: request.id })
}

async function voidRequest(ctx: CommandContext, input: Requests['purchaseRequests']['void']): Promise<RequestView> {
  const request = await requestRecord(ctx, input.id)
  requireRequest(ctx, request, 'void', input.version)
  await changeRequest(ctx, request, { closed: 'void', reason: input.reason })
  return get(ctx, { id: request.id })
}
/** Cancels a request of which nothing was ordered; the number is kept. @throws WRONG_STATE, CONFLICT */
export { voidRequest as void }

/**
 * Turns chosen open lines into draft orders by supplier: the one named, else the line's, else the best offer.
 * @throws RULE SUPPLIER_REQUIRED with the line nobody delivers, QUANTITY_NOT_POSITIVE when nothing is open
 */
export async function order(
  ctx: CommandContext,
  input: Requests['purchaseRequests']['order'],
): Promise<Outputs['purchaseRequests']['order']> {
  const request = await requestRecord(ctx, input.id)
  requireRequest(ctx, request, 'order', input.version)
  const lines = await requestLines(ctx, request.id)
  const chosen = input.lines.map(({ lineNo, supplierId, quantity }) => {
    const line = found(
      lines.find((one) => one.line_no === lineNo),
      'purchaseRequestLine',
      String(lineNo),
    )
    const wanted = quantity ?? openOf(line.quantity, line.ordered)
    if (wanted <= 0) throw ruleError('QUANTITY_NOT_POSITIVE', { line: lineNo })
    return { line, supplierId: supplierId ?? line.supplier_id, quantity: wanted }
  })
  const best = await bestSuppliers(ctx, chosen)
  const wanted = chosen.map(({ line, supplierId, quantity }): WantedLine => {
    const supplier = supplierId ?? best.get(line.product_id)
    if (!supplier) throw ruleError('SUPPLIER_REQUIRED', { line: line.line_no })
    return {
      productId: line.product_id,
      warehouseId: request.warehouse_id,
      supplierId: supplier,
      quantity,
      unit: line.unit,
      remark: line.remark,
      requestId: request.id,
      requestLineNo: line.line_no,
    }
  })
  const orders = await draftOrdersFor(ctx, wanted)
  return { request: await get(ctx, { id: request.id }), orders }
}

async function bestSuppliers(
  ctx: CommandContext,
  chosen: readonly { line: RequestLineRecord; supplierId: string | null; quantity: number }[],
): Promise<Map<string, string>> {
  const open = chosen.filter((one) => one.supplierId === null)
  if (open.length === 0) return new Map()
  const offers = await offersOf(
    ctx,
    open.map(({ line, quantity }) => ({ productId: line.product_id, quantity })),
    ctx.today,
  )
  return new Map(offers.filter((offer) => offer.best).map((offer) => [offer.productId, offer.supplierId]))
}

async function buildLines(
  ctx: CommandContext,
  requestId: string,
  lines: RequestDraft['lines'],
): Promise<RequestLineRecord[]> {
  const products = await boughtProducts(
    ctx,
    lines.map((line) => line.productId),
  )
  for (const id of new Set(lines.map((line) => line.supplierId))) if (id !== null) await activeSupplier(ctx, id)
  return lines.map((line, i): RequestLineRecord => {
    const product = products.get(line.productId)!
    if (product.status === 'archived') throw ruleError('PRODUCT_ARCHIVED', { line: i + 1, value: product.name })
    return {
      request_id: requestId,
      line_no: i + 1,
      product_id: line.productId,
      supplier_id: line.supplierId,
      unit: line.unit,
      factor: factorIn(product, line.unit, i + 1),
      quantity: line.quantity,
      ordered: 0,
      remark: line.remark,
    }
  })
}
