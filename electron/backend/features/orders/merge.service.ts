import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { AmendedOrder } from '../../../../shared/contract/order-changes.ts'
import type { OrderView } from '../../../../shared/contract/orders.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { acceptedOf, amendOrder } from './amend.service.ts'
import { addMerged, endChange, keepChange, snapshotOf, waitingChange, type ChangeRecord } from './change-store.ts'
import { computeOrder } from './order-draft.ts'
import { launchOrder } from './order-launch.ts'
import { isDerived } from './order-lines.ts'
import { refuseDraftNotes } from './order-notes.ts'
import { releaseLines } from './order-reservation.ts'
import { changeOrder, linesOf, orderById, orderRecord, requireAction, type OrderRecord } from './order-store.ts'
import { hidesSale } from './mask.ts'
import { get } from './orders.queries.ts'
import { draftOf, typedLine } from './typed-order.ts'

/** Offered at once: nobody merges more by hand. */
const MOST_OFFERED = 50

/** Waiting orders of the same customer, address, site and way to pay, nothing of which was shipped, oldest first. */
export async function mergeable(
  ctx: QueryContext,
  input: Requests['orders']['mergeable'],
): Promise<Outputs['orders']['mergeable']> {
  const order = await orderRecord(ctx, input.id)
  const rows = await ctx.db
    .selectFrom('sales_order')
    .select(['id', 'number', 'day', 'delivery_day as deliveryDay', 'status', 'total', 'line_count as lineCount'])
    .select(['remark', 'version'])
    .where('customer_id', '=', order.customer_id)
    .where('status', 'in', ['pending', 'to-ship'])
    .where('outbound', '=', 'none')
    .where('address', '=', order.address)
    .where('site_id', '=', order.site_id)
    .where('tax_included', '=', order.tax_included)
    .where('pay_by', '=', order.pay_by)
    .where('id', '<>', order.id)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('order_change as c')
            .select('c.id')
            .whereRef('c.order_id', '=', 'sales_order.id')
            .where('c.outcome', '=', 'waiting'),
        ),
      ),
    )
    .orderBy('day')
    .orderBy('id')
    .limit(MOST_OFFERED)
    .execute()
  const hidden = hidesSale(ctx)
  return rows.map((row) => ({ ...row, number: row.number ?? '', total: hidden ? null : row.total }))
}

/**
 * Takes the lines of other waiting orders of a customer into one. The others end void, keep their numbers and name the one
 * they went into; equal lines are joined. The one order is judged again as a change of it: what any of them was approved with
 * does not hold it. Refused or withdrawn before it is approved, it is what it was and the others come back. Sent twice it
 * merges once.
 * @throws RULE MERGE_NOTHING, MERGE_DIFFERENT, IN_USE (a draft note); WRONG_STATE, CONFLICT
 */
export async function merge(ctx: CommandContext, input: Requests['orders']['merge']): Promise<OrderView> {
  const order = await orderRecord(ctx, input.id)
  const others: OrderRecord[] = []
  for (const { id } of input.others) others.push(await orderRecord(ctx, id))
  if (others.length === 0) throw ruleError('MERGE_NOTHING')
  if (others.every((other) => other.merged_into === order.id)) return get(ctx, { id: order.id })
  const former = await requireMergeable(ctx, order, input.version)
  const accepted = await acceptedOf(ctx, order)
  const draft = draftOf(order, [])
  const own = await linesOf(ctx, order.id)
  const typed = own.filter((line) => !isDerived(line))
  const lines: AmendedOrder['lines'] = typed.map((line) => ({ ...typedLine(line), lineNo: line.line_no }))
  for (const [i, other] of others.entries()) {
    if (await requireMergeable(ctx, other, input.others[i]!.version)) throw stateOf(other)
    if (!isSameDelivery(order, other)) throw ruleError('MERGE_DIFFERENT', { value: other.number ?? '' })
    const theirs = await linesOf(ctx, other.id)
    accepted.findings.push(...(await acceptedOf(ctx, other)).findings.filter((one) => one.lineNo === null))
    for (const line of theirs) if (!isDerived(line)) addLine(lines, { ...typedLine(line), lineNo: null })
    draft.discount += other.discount
    draft.deliveryDay ??= other.delivery_day
    if (other.remark !== '' && !draft.remark.includes(other.remark))
      draft.remark = [draft.remark, other.remark].filter(Boolean).join('；').slice(0, 500)
    await releaseLines(ctx, theirs)
    await changeOrder(ctx, other, { closed: 'void', merged_into: order.id })
  }
  const merged = others.map((other) => other.id)
  const { changeId } = input
  const reason = others.map((other) => other.number).join('、')
  if (order.review === 'pending') {
    if (former) await addMerged(ctx, former, merged)
    else await keepChange(ctx, order, own, { id: changeId, reason, waits: true, merged })
    const prepared = await computeOrder(ctx, order.id, { ...draft, lines }, order)
    const { written } = await launchOrder(ctx, prepared)
    if (written.review !== 'pending') await endChange(ctx, former ?? { id: changeId }, 'applied')
  } else {
    const { customerId: _, day: __, ...head } = draft
    const change = { changeId, reason, order: { ...head, lines } }
    const changed = (await orderById.first(ctx.db, { id: order.id }))!
    await amendOrder(ctx, changed, change, { accepted: accepted.findings, merged })
  }
  return get(ctx, { id: order.id })
}

/**
 * @returns the merge that waits with the order for its first approval, which may take in more
 * @throws WRONG_STATE also while a change of an approved order waits; CONFLICT, RULE IN_USE
 */
async function requireMergeable(
  ctx: CommandContext,
  order: OrderRecord,
  version: number,
): Promise<ChangeRecord | undefined> {
  requireAction(ctx, order, 'merge', version)
  const change = await waitingChange(ctx, order.id)
  if (change && !snapshotOf(change).unapproved) throw stateOf(order)
  await refuseDraftNotes(ctx, order.id)
  return change
}

const stateOf = (order: OrderRecord) =>
  new AppError('WRONG_STATE', { entity: 'order', id: order.id, action: 'merge', state: order.status })

const isSameDelivery = (a: OrderRecord, b: OrderRecord): boolean =>
  a.id !== b.id &&
  a.customer_id === b.customer_id &&
  a.address === b.address &&
  a.site_id === b.site_id &&
  a.tax_included === b.tax_included &&
  a.pay_by === b.pay_by

/** Joins a line to one that differs in nothing but quantity, or adds it. */
function addLine(lines: AmendedOrder['lines'], line: AmendedOrder['lines'][number]): void {
  const same = lines.find(
    (one) =>
      one.productId === line.productId &&
      one.unit === line.unit &&
      one.price === line.price &&
      one.discount === line.discount &&
      one.gift === line.gift &&
      one.warehouseId === line.warehouseId &&
      one.remark === line.remark,
  )
  if (same) same.quantity += line.quantity
  else lines.push(line)
}
