import type { Selectable } from 'kysely'
import { requestActions, type RequestAction } from '../../../../shared/domain/purchasing/actions.ts'
import { progressOf, requestStatus } from '../../../../shared/domain/purchasing/states.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { PurchaseRequestLineTable, PurchaseRequestTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { purchaseUser, requireAction } from './parties.ts'

export type RequestRecord = Selectable<PurchaseRequestTable>
export type RequestLineRecord = Selectable<PurchaseRequestLineTable>
type RequestPatch = Partial<Omit<RequestRecord, 'id' | 'number' | 'status' | 'version' | 'updated_at'>>

export async function requestRecord(ctx: Pick<QueryContext, 'db'>, id: string): Promise<RequestRecord> {
  return found(
    await ctx.db.selectFrom('purchase_request').selectAll().where('id', '=', id).executeTakeFirst(),
    'purchaseRequest',
    id,
  )
}

export function requestLines(ctx: Pick<QueryContext, 'db'>, id: string): Promise<RequestLineRecord[]> {
  return ctx.db
    .selectFrom('purchase_request_line')
    .selectAll()
    .where('request_id', '=', id)
    .orderBy('line_no')
    .execute()
}

export function actionsOfRequest(ctx: QueryContext, request: RequestRecord): RequestAction[] {
  return requestActions({ ...request, createdBy: request.created_by }, purchaseUser(ctx))
}

/** @throws RULE OWN_ORDER_REVIEW, WRONG_STATE, CONFLICT */
export function requireRequest(
  ctx: QueryContext,
  request: RequestRecord,
  action: RequestAction,
  version: number,
): void {
  const actions = actionsOfRequest(ctx, request)
  if (!actions.includes(action) && request.version === version) {
    const state = { ...request, createdBy: request.created_by }
    if (requestActions(state, { ...purchaseUser(ctx), reviewOwn: true }).includes(action))
      throw ruleError('OWN_ORDER_REVIEW')
  }
  requireAction('purchaseRequest', request, actions, action, version)
}

/** The one way a written request changes: claims the version and derives the status. @throws CONFLICT */
export async function changeRequest(
  ctx: CommandContext,
  request: RequestRecord,
  patch: RequestPatch,
): Promise<RequestRecord> {
  const after: RequestRecord = { ...request, ...patch, updated_at: ctx.at, version: request.version + 1 }
  after.status = requestStatus(after)
  await claim(
    ctx.db
      .updateTable('purchase_request')
      .set({ ...patch, status: after.status, updated_at: ctx.at, version: after.version })
      .where('id', '=', request.id)
      .where('version', '=', request.version),
    'purchaseRequest',
    request.id,
  )
  return after
}

/** A line of an order as far as the request it came from cares. */
interface OrderedLine {
  request_id: string | null
  request_line_no: number | null
  quantity: number
}

/** Tells requests that an order's lines changed from these to those: what is ordered of each of their lines. */
export async function noteOrdered(
  ctx: CommandContext,
  before: readonly OrderedLine[],
  after: readonly OrderedLine[],
): Promise<void> {
  const changes = new Map<string, Map<number, number>>()
  const add = (lines: readonly OrderedLine[], sign: number) => {
    for (const line of lines) {
      if (line.request_id === null || line.request_line_no === null) continue
      const byLine = changes.get(line.request_id) ?? new Map<number, number>()
      byLine.set(line.request_line_no, (byLine.get(line.request_line_no) ?? 0) + sign * line.quantity)
      changes.set(line.request_id, byLine)
    }
  }
  add(before, -1)
  add(after, 1)
  for (const [id, byLine] of changes) {
    const request = await requestRecord(ctx, id)
    for (const [lineNo, by] of byLine) {
      if (by === 0) continue
      await ctx.db
        .updateTable('purchase_request_line')
        .set((eb) => ({ ordered: eb('ordered', '+', by) }))
        .where('request_id', '=', id)
        .where('line_no', '=', lineNo)
        .execute()
    }
    const lines = await requestLines(ctx, id)
    const ordered = progressOf(lines.map((line) => ({ quantity: line.quantity, done: line.ordered })))
    await changeRequest(ctx, request, { ordered })
  }
}
