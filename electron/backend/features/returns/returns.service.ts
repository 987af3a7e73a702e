import type { Requests } from '../../../../shared/contract/index.ts'
import type { SalesReturnView } from '../../../../shared/contract/returns.ts'
import { holdsOf } from '../../../../shared/domain/returns/review.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { refuseOtherSite, warehouseOf } from '../purchasing/parties.ts'
import { postReturn, reverseReturn } from './posting.ts'
import { billOf, billsOf, buildLines } from './return-lines.ts'
import { changeReturn, requireReturn, returnLines, returnRecord } from './return-store.ts'
import { get } from './returns.queries.ts'

/**
 * Makes (version 0) or changes a draft return or price difference. The same first save again returns what is there.
 * @throws NOT_FOUND, RULE DAY_IN_FUTURE, OTHER_SITE and what the lines throw; WRONG_STATE, CONFLICT
 */
export async function save(ctx: CommandContext, input: Requests['returns']['save']): Promise<SalesReturnView> {
  const { id, version, wanted } = input
  const existing = await ctx.db.selectFrom('sales_return').selectAll().where('id', '=', id).executeTakeFirst()
  if (existing && version === 0) return get(ctx, { id })
  if (!existing && version > 0) throw new AppError('NOT_FOUND', { entity: 'salesReturn', id })
  if (existing) requireReturn(ctx, existing, 'edit', version)
  await requireCustomer(ctx, wanted.customerId)
  const day = wanted.day ?? existing?.day ?? ctx.today
  if (day > ctx.today) throw ruleError('DAY_IN_FUTURE', { field: 'day' })
  const bills = await billsOf(
    ctx,
    wanted.lines.map((line) => line.bill?.shipmentId ?? null),
  )
  const [firstBill] = bills.values()
  const warehouse = await warehouseOf(ctx, wanted.warehouseId ?? firstBill?.warehouseId ?? null)
  refuseOtherSite(existing, warehouse)
  const lines = await buildLines(ctx, id, wanted, bills)
  const head = {
    kind: wanted.kind,
    site_id: warehouse.site_id,
    customer_id: wanted.customerId,
    warehouse_id: warehouse.id,
    day,
    without_bill: wanted.withoutBill,
    remark: wanted.remark,
    total: lines.reduce((sum, line) => sum + line.amount, 0),
    tax: lines.reduce((sum, line) => sum + line.tax, 0),
    line_count: lines.length,
  }
  if (existing) {
    await ctx.db.deleteFrom('sales_return_line').where('return_id', '=', id).execute()
    await changeReturn(ctx, existing, head)
  } else {
    const series = wanted.kind === 'allowance' ? 'salesAllowance' : 'salesReturn'
    await ctx.db
      .insertInto('sales_return')
      .values({
        id,
        number: await nextNumber(ctx, series, warehouse.site_id, day),
        ...head,
        status: 'draft',
        created_by: ctx.user.id,
        created_at: ctx.at,
        updated_at: ctx.at,
      })
      .execute()
  }
  await insertRecords(ctx.db, 'sales_return_line', lines)
  return get(ctx, { id })
}

/**
 * Books a draft that is within the company's limits; another waits for approval, with what was found.
 * @throws RULE REASON_REQUIRED (lines without a bill), what `postReturn` throws; WRONG_STATE, CONFLICT
 */
export async function submit(ctx: CommandContext, input: Requests['returns']['submit']): Promise<SalesReturnView> {
  const record = await returnRecord(ctx, input.id)
  requireReturn(ctx, record, 'submit', input.version)
  const lines = await returnLines(ctx, record.id)
  const bills = await billsOf(
    ctx,
    lines.map((line) => line.shipment_id),
  )
  const billDays = lines.map((line) => ({ billDay: billOf(bills, line)?.day ?? null }))
  if (record.without_bill === '' && billDays.some(({ billDay }) => billDay === null))
    throw ruleError('REASON_REQUIRED', { field: 'withoutBill' })
  const { day, total } = record
  const held = holdsOf({ day, total, lines: billDays }, ctx.info.settings.returns)
  const submitted = { ...record, submitted_by: ctx.user.id, held: JSON.stringify(held) }
  if (held.length === 0) {
    await postReturn(ctx, submitted, lines)
  } else {
    await changeReturn(ctx, record, {
      status: 'pending',
      submitted_by: ctx.user.id,
      held: submitted.held,
      reason: '',
    })
  }
  return get(ctx, { id: record.id })
}

/** Books a return that waits. @throws RULE RETURN_OWN_REVIEW, what `postReturn` throws; WRONG_STATE, CONFLICT */
export async function approve(ctx: CommandContext, input: Requests['returns']['approve']): Promise<SalesReturnView> {
  const record = await returnRecord(ctx, input.id)
  requireReturn(ctx, record, 'approve', input.version)
  await postReturn(ctx, record, await returnLines(ctx, record.id))
  return get(ctx, { id: record.id })
}

/** Gives a return that waits back to whoever made it, with the reason. @throws WRONG_STATE, CONFLICT */
export async function reject(ctx: CommandContext, input: Requests['returns']['reject']): Promise<SalesReturnView> {
  const record = await returnRecord(ctx, input.id)
  requireReturn(ctx, record, 'reject', input.version)
  await changeReturn(ctx, record, { status: 'draft', reason: input.reason })
  return get(ctx, { id: record.id })
}

async function voidReturn(ctx: CommandContext, input: Requests['returns']['void']): Promise<SalesReturnView> {
  const record = await returnRecord(ctx, input.id)
  requireReturn(ctx, record, 'void', input.version)
  if (record.status === 'posted') await reverseReturn(ctx, record, await returnLines(ctx, record.id))
  await changeReturn(ctx, record, { status: 'void', reason: input.reason })
  return get(ctx, { id: record.id })
}
/** Drops a return, or takes a posted one back by opposite entries; the number is kept. @throws SHORTAGE, WRONG_STATE, CONFLICT */
export { voidReturn as void }

/** @throws NOT_FOUND also for a customer of somebody else's */
async function requireCustomer(ctx: CommandContext, id: string): Promise<void> {
  let query = ctx.db.selectFrom('customer').select('id').where('id', '=', id)
  if (ctx.user.scope === 'own') query = query.where('sales_person_id', '=', ctx.user.id)
  found(await query.executeTakeFirst(), 'customer', id)
}
