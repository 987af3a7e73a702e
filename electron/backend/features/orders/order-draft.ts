import type { DraftOrder } from '../../../../shared/contract/orders.ts'
import type { Selectable } from 'kysely'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { prepared } from '../../db/prepared.ts'
import type { CustomerTable } from '../../db/schema.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { buildLines, type BuiltLine } from './order-lines.ts'
import {
  actionsOf,
  changeOrder,
  insertOrder,
  requireAction,
  type LineRecord,
  type NewOrder,
  type OrderRecord,
} from './order-store.ts'
import type { ReviewedCustomer } from './review.ts'

/** A draft as typed, made ready to be written: nothing is in the database yet but `existing`. */
export interface PreparedOrder {
  existing: OrderRecord | null
  /** All columns the order will have, new or changed. */
  order: NewOrder
  customer: ReviewedCustomer
  lines: BuiltLine[]
}

/**
 * Checks a typed order and computes everything the server computes: warehouse, sales person, lines, totals.
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
  const customer = await customerFor(ctx, draft.customerId)
  const place = await placeFor(ctx, draft.warehouseId)
  const day = draft.day ?? existing?.day ?? ctx.today
  const { lines, totals } = await buildLines(ctx, draft, { id, customerId: customer.id, warehouseId: place.id, day })
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
    remark: draft.remark,
    amount: totals.amount,
    discount: draft.discount,
    total: totals.total,
    tax: totals.tax,
    line_count: lines.length,
  }
  return { existing, order, customer, lines }
}

/** Writes a prepared order and its lines. @throws CONFLICT */
export async function writeOrder(
  ctx: CommandContext,
  { existing, order }: PreparedOrder,
  lines: readonly LineRecord[],
): Promise<OrderRecord> {
  if (!existing) return insertOrder(ctx, order, lines)
  const { id: _, ...patch } = order
  return changeOrder(ctx, existing, patch, lines)
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
    created_by: ctx.user.id,
    created_at: ctx.at,
    submitted_at: null,
  } as const
}

const customerById = prepared<{ id: string }, Selectable<CustomerTable>>((db, value) =>
  db.selectFrom('customer').selectAll().where('id', '=', value('id')),
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
