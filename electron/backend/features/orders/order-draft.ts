import type { DraftOrder } from '../../../../shared/contract/orders.ts'
import type { Selectable } from 'kysely'
import { usualPayment } from '../../../../shared/domain/order/payment.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { prepared } from '../../db/prepared.ts'
import type { CustomerPricingTable, CustomerTable } from '../../db/schema.ts'
import type { CommandContext } from '../../rpc/context.ts'
import type { AppliedPromotion } from '../../../../shared/domain/promotion/apply.ts'
import { buildLines, type BuiltLine, type LineOrder } from './order-lines.ts'
import {
  actionsOf,
  changeOrder,
  insertOrder,
  requireAction,
  type LineRecord,
  type NewOrder,
  type OrderRecord,
} from './order-store.ts'
import type { ReviewedCustomer } from './review-facts.ts'

/** A draft as typed, made ready to be written: nothing is in the database yet but `existing`. */
export interface PreparedOrder {
  existing: OrderRecord | null
  /** All columns the order will have, new or changed. */
  order: NewOrder
  customer: ReviewedCustomer
  lines: BuiltLine[]
  promotions: AppliedPromotion[]
}

/**
 * Checks that a typed order may be written now and computes it.
 * @param existing the order as it is written now, if it is
 * @param version 0: a new order, or the same first save sent again
 * @throws NOT_FOUND, CONFLICT, WRONG_STATE, RULE
 */
export async function prepareOrder(
  ctx: CommandContext,
  id: string,
  version: number,
  draft: DraftOrder,
  existing: OrderRecord | null,
): Promise<PreparedOrder> {
  if (existing && version > 0) requireAction(ctx, existing, 'edit', version)
  if (existing && version === 0 && !actionsOf(ctx, existing).includes('edit')) {
    throw new AppError('WRONG_STATE', { entity: 'order', id, action: 'edit', state: existing.status })
  }
  if (!existing && version > 0) throw new AppError('NOT_FOUND', { entity: 'order', id })
  return computeOrder(ctx, id, draft, existing)
}

/**
 * Everything the server computes of a typed order: warehouse, sales person, lines, totals. Writes nothing.
 * @param former of an order that is changed after its approval: what its typed lines were
 * @throws NOT_FOUND, RULE
 */
export async function computeOrder(
  ctx: CommandContext,
  id: string,
  draft: DraftOrder,
  existing: OrderRecord | null,
  former?: LineOrder['former'],
): Promise<PreparedOrder> {
  const customer = await customerFor(ctx, draft.customerId)
  const place = await placeFor(ctx, draft.warehouseId)
  const day = draft.day ?? existing?.day ?? ctx.today
  const taxIncluded =
    existing && former
      ? existing.tax_included === 1
      : customer.tax_included === null
        ? ctx.info.settings.taxIncluded
        : customer.tax_included === 1
  const { lines, totals, discount, promotions } = await buildLines(ctx, draft, {
    id,
    customer,
    siteId: place.site_id,
    warehouseId: place.id,
    day,
    taxIncluded,
    ...(former ? { former } : {}),
  })
  const order: NewOrder = {
    ...(existing ?? unwritten(ctx, id)),
    site_id: place.site_id,
    customer_id: customer.id,
    day,
    review: 'draft',
    warehouse_id: place.id,
    sales_person_id: draft.salesPersonId ?? customer.sales_person_id,
    delivery_day: draft.deliveryDay,
    address: draft.address,
    contact: draft.contact,
    phone: draft.phone,
    pay_by: draft.payBy ?? usualPayment({ settlement: customer.settlement, payMethod: customer.pay_method }),
    remark: draft.remark,
    tax_included: taxIncluded ? 1 : 0,
    amount: totals.amount,
    promotion_off: totals.promotionOff,
    discount,
    override_reason: ctx.user.rights.includes('orders.override') ? draft.overrideReason : '',
    total: totals.total,
    tax: totals.tax,
    line_count: lines.length,
  }
  return { existing, order, customer, lines, promotions }
}

/** Writes a prepared order, its lines and the promotions it got. @throws CONFLICT */
export async function writeOrder(
  ctx: CommandContext,
  prepared: PreparedOrder,
  lines: readonly LineRecord[],
): Promise<OrderRecord> {
  const { existing, order } = prepared
  const { id: _, ...patch } = order
  const written = existing ? await changeOrder(ctx, existing, patch, lines) : await insertOrder(ctx, order, lines)
  await writePromotions(ctx, prepared)
  return written
}

/** Writes which promotions an order got. */
export async function writePromotions(
  ctx: CommandContext,
  { existing, order: { id }, promotions }: PreparedOrder,
): Promise<void> {
  if (existing) await ctx.db.deleteFrom('sales_order_promotion').where('order_id', '=', id).execute()
  if (promotions.length > 0) {
    await ctx.db
      .insertInto('sales_order_promotion')
      .values(
        promotions.map(({ promotionId, times, off }) => ({ order_id: id, promotion_id: promotionId, times, off })),
      )
      .execute()
  }
}

/** What a new order starts with before anything typed is filled in. */
function unwritten(ctx: CommandContext, id: string) {
  return {
    id,
    number: null,
    outbound: 'none',
    logistics: 'none',
    payment: 'none',
    closed: 'open',
    origin: ctx.viaApi ? 'api' : ctx.info.sample ? 'sample' : 'desk',
    history: 0,
    source_number: '',
    reason: '',
    shipped_amount: 0,
    paid: 0,
    held: 0,
    review_run: 0,
    approvals: '',
    created_by: ctx.user.id,
    created_at: ctx.at,
    submitted_at: null,
    plan_id: null,
    merged_into: null,
    split_from: null,
  } as const
}

type OrderCustomer = Selectable<CustomerTable> & Pick<Selectable<CustomerPricingTable>, 'tax_included' | 'floor_margin'>

const customerById = prepared<{ id: string }, OrderCustomer>((db, value) =>
  db
    .selectFrom('customer as c')
    .leftJoin('customer_pricing as p', 'p.customer_id', 'c.id')
    .selectAll('c')
    .select(['p.tax_included', 'p.floor_margin'])
    .where('c.id', '=', value('id')),
)

async function customerFor(ctx: CommandContext, id: string) {
  const customer = await customerById.first(ctx.db, { id })
  const seen = customer && (ctx.user.scope === 'all' || customer.sales_person_id === ctx.user.id)
  if (!seen) throw new AppError('NOT_FOUND', { entity: 'customer', id })
  if (customer.status === 'archived')
    throw ruleError('CUSTOMER_ARCHIVED', { field: 'customerId', value: customer.name })
  return customer
}

const firstWarehouse = prepared<object, { id: string; site_id: string }>((db) =>
  db.selectFrom('warehouse').select(['id', 'site_id']).where('archived', '=', 0).orderBy('id').limit(1),
)
const openWarehouse = prepared<{ id: string }, { id: string; site_id: string }>((db, value) =>
  db.selectFrom('warehouse').select(['id', 'site_id']).where('archived', '=', 0).where('id', '=', value('id')),
)

/** The order's warehouse: the one asked for, the company's default, or its first. */
async function placeFor(ctx: CommandContext, wanted: string | null) {
  const id = wanted ?? ctx.info.settings.defaultWarehouseId
  const place = id ? await openWarehouse.first(ctx.db, { id }) : await firstWarehouse.first(ctx.db, {})
  if (!place) throw new AppError('NOT_FOUND', { entity: 'warehouse', id: id ?? '' })
  return place
}
