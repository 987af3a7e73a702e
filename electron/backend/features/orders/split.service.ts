import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { lineAmount } from '../../../../shared/domain/order/totals.ts'
import { allocate } from '../../../../shared/money.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { acceptedOf, amendOrder } from './amend.service.ts'
import { computeOrder, writeOrder } from './order-draft.ts'
import { launchOrder, recordsOf, type Accepted } from './order-launch.ts'
import { isDerived } from './order-lines.ts'
import { linesOf, orderById, orderRecord, requireAction, type LineRecord, type OrderRecord } from './order-store.ts'
import { get } from './orders.queries.ts'
import { draftOf, typedLine } from './typed-order.ts'

/**
 * Splits an order in two: the given parts of its lines go into a new order with a number of its own. The order's discount is
 * divided in proportion; promotions are worked out for each half. Of an approved order both halves are judged again, and what
 * it was approved with does not hold them. The same `newId` again changes nothing.
 * @throws RULE SPLIT_NOTHING, AMEND_BELOW_SHIPPED, AMEND_BELOW_NOTED; WRONG_STATE, CONFLICT
 */
export async function split(
  ctx: CommandContext,
  input: Requests['orders']['split'],
): Promise<Outputs['orders']['split']> {
  const known = await orderById.first(ctx.db, { id: input.newId })
  const both = async () => ({ order: await get(ctx, { id: input.id }), created: await get(ctx, { id: input.newId }) })
  if (known) return both()
  const order = await orderRecord(ctx, input.id)
  requireAction(ctx, order, 'split', input.version)
  const lines = (await linesOf(ctx, order.id)).filter((line) => !isDerived(line))
  const wanted = new Map(input.parts.map((part) => [part.lineNo, part.quantity]))
  const moved = lines.flatMap((line) => withQuantity(line, Math.min(wanted.get(line.line_no) ?? 0, line.quantity)))
  const stays = lines.flatMap((line) => withQuantity(line, line.quantity - (wanted.get(line.line_no) ?? 0)))
  if (moved.length === 0 || stays.length === 0) throw ruleError('SPLIT_NOTHING')
  const [left = 0, gone = 0] = allocate(order.discount, [amountOf(stays), amountOf(moved)])
  const isApproved = order.review === 'auto' || order.review === 'approved'
  const accepted = isApproved ? await acceptedOf(ctx, order) : null
  if (accepted) await shrink(ctx, order, stays, left)
  else {
    const rest = await computeOrder(ctx, order.id, { ...draftOf(order, stays), discount: left }, order)
    rest.order.review = order.review
    await writeOrder(ctx, rest, recordsOf(rest))
  }
  const draft = { ...draftOf(order, moved), discount: gone, deliveryDay: input.deliveryDay }
  const created = await computeOrder(ctx, input.newId, draft, null)
  created.order.split_from = order.id
  if (accepted) await launchOrder(ctx, created, forNewLines(accepted, moved, order))
  else await writeOrder(ctx, created, recordsOf(created))
  return both()
}

const withQuantity = (line: LineRecord, quantity: number): LineRecord[] => (quantity > 0 ? [{ ...line, quantity }] : [])

const amountOf = (lines: readonly LineRecord[]): number =>
  lines.reduce((sum, line) => sum + lineAmount({ ...line, gift: line.gift === 1, taxRate: line.tax_rate }), 0)

async function shrink(ctx: CommandContext, order: OrderRecord, stays: readonly LineRecord[], discount: number) {
  const { customerId: _, day: __, ...head } = draftOf(order, [])
  const lines = stays.map((line) => ({ ...typedLine(line), lineNo: line.line_no }))
  await amendOrder(ctx, order, { changeId: ctx.newId(), reason: '', order: { ...head, discount, lines } })
}

/** What the whole order was approved with, said of the lines of its new half; the other half is no duplicate. */
function forNewLines(accepted: Accepted, moved: readonly LineRecord[], order: OrderRecord): Accepted {
  const newLineNo = new Map(moved.map((line, i) => [line.line_no, i + 1]))
  const findings = accepted.findings.map((one) => ({
    ...one,
    lineNo: one.lineNo === null ? null : (newLineNo.get(one.lineNo) ?? -1),
  }))
  const half = { rule: 'duplicate', outcome: 'hold', lineNo: null, detail: order.number ?? '' } as const
  return { ...accepted, findings: [...findings, { ...half, measured: 0, threshold: Number.MAX_SAFE_INTEGER }] }
}
