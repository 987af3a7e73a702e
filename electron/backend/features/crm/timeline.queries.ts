import { ACTIVITY_KINDS, type TimelineKind } from '../../../../shared/domain/crm/kinds.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, encodeCursor } from '../../rpc/keyset.ts'
import { ownCustomer } from './own-customer.ts'
import { pricesOf } from './timeline-prices.ts'
import {
  activitiesOf,
  deliveriesOf,
  mailsOf,
  moneyOf,
  ordersOf,
  returnsOf,
  tasksOf,
  type Line,
  type Place,
} from './timeline-sources.ts'

/** A cursor without a place in the change log: prices are read from the newest. */
const NEWEST = Number.MAX_SAFE_INTEGER

/**
 * Everything with a customer on one line, the newest day first and on a day what was begun last. Each source reads only the
 * rows of a page below the cursor by an index of its own (customer, day, id), so that any page of any customer costs the
 * same; price changes come from the change log, by place. @throws NOT_FOUND
 */
export async function timeline(
  ctx: QueryContext,
  input: Requests['crm']['timeline'],
): Promise<Outputs['crm']['timeline']> {
  const { customerId, limit } = input
  await ownCustomer(ctx, customerId)
  const after = decodeCursor<[string, string, number]>(input.cursor, 3)
  const place: Place = {
    customerId,
    after: after === null ? null : [after[0], after[1]],
    seq: after?.[2] ?? NEWEST,
    limit: limit + 1,
  }
  const kinds = kindsFor(ctx, input.kinds)
  const activities = ACTIVITY_KINDS.filter((kind) => kinds.has(kind))
  const sources: Line[][] = [
    activities.length > 0 ? await activitiesOf(ctx, place, activities) : [],
    kinds.has('mail') ? await mailsOf(ctx, place) : [],
    kinds.has('order') ? await ordersOf(ctx, place) : [],
    kinds.has('delivery') ? await deliveriesOf(ctx, place) : [],
    kinds.has('return') ? await returnsOf(ctx, place) : [],
    kinds.has('money') ? await moneyOf(ctx, place) : [],
    kinds.has('task') ? await tasksOf(ctx, place) : [],
    kinds.has('price') ? await pricesOf(ctx, place) : [],
  ]
  const lines = merged(sources, limit + 1)
  const shown = lines.slice(0, limit)
  const last = shown.at(-1)
  const seq = shown.reduce((least, line) => Math.min(least, line.seq ?? NEWEST), place.seq)
  return {
    rows: shown.map((line) => line.entry),
    next: lines.length > limit && last ? encodeCursor([...last.key, seq]) : null,
  }
}

/** What the user asks for and may see. */
function kindsFor(ctx: QueryContext, wanted: readonly TimelineKind[]): Set<TimelineKind> {
  const may = (right: string) => ctx.user.rights.includes(right)
  const kinds: TimelineKind[] = [...ACTIVITY_KINDS, 'mail', 'task']
  if (may('orders.view')) kinds.push('order', 'return')
  if (may('shipments.view')) kinds.push('delivery')
  if (may('settlement.view')) kinds.push('money')
  if (!ctx.user.mask.includes('sale')) kinds.push('price')
  return new Set(kinds.filter((kind) => wanted.length === 0 || wanted.includes(kind)))
}

/** The first lines of all sources in one order; each source is in that order already. */
function merged(sources: readonly Line[][], limit: number): Line[] {
  const at = sources.map(() => 0)
  const lines: Line[] = []
  while (lines.length < limit) {
    let best = -1
    for (const [i, source] of sources.entries()) {
      const head = source[at[i]!]
      if (head && (best < 0 || isNewer(head, sources[best]![at[best]!]!))) best = i
    }
    if (best < 0) break
    lines.push(sources[best]![at[best]!++]!)
  }
  return lines
}

const isNewer = ({ key: a }: Line, { key: b }: Line): boolean => a[0] > b[0] || (a[0] === b[0] && a[1] > b[1])
