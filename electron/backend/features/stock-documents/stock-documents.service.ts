import type { Requests } from '../../../../shared/contract/index.ts'
import type { StockDocumentView, StockDraft } from '../../../../shared/contract/stock-documents.ts'
import { arrivingValue, rightFor, seriesOf } from '../../../../shared/domain/inventory/documents.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { prepared } from '../../db/prepared.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { postMovements, reverseMovements } from '../inventory/ledger.ts'
import { inJsonIds } from '../search/find.ts'
import { bookArrival, bookDocument, expect, movementOf, type Arrival } from './booking.ts'
import { buildLines, requireComplete, type BuiltLine } from './document-lines.ts'
import { withLots } from './document-lots.ts'
import {
  changeDocument,
  documentRecord,
  knownDocument,
  linesOf,
  noteReceived,
  requireAction,
  withBookedValues,
  writeDocument,
  type DocumentRecord,
  type LineRecord,
} from './document-store.ts'
import { get, viewOf } from './stock-documents.queries.ts'

/** Keeps a draft; version 0 makes it and takes its number. Sent twice with version 0: the second changes it again. */
export async function save(ctx: CommandContext, input: Requests['stockDocuments']['save']): Promise<StockDocumentView> {
  const existing = await knownDocument(ctx, input.id)
  const { document, lines } = await prepare(ctx, input.id, input.version, input.draft, existing)
  await writeDocument(
    ctx,
    document,
    lines.map((line) => line.record),
  )
  return viewOf(ctx, document)
}

/**
 * Books a document (saving `draft` first when given): lots, stock, value and state, one transaction. A transfer leaves its
 * warehouse and is on its way; with `receive` it arrives at once. A repeat of a post that went through returns the
 * document as it is.
 * @throws RULE, SHORTAGE, WRONG_STATE, CONFLICT
 */
export async function post(ctx: CommandContext, input: Requests['stockDocuments']['post']): Promise<StockDocumentView> {
  const existing = await knownDocument(ctx, input.id)
  if (existing && isRepeat(ctx, existing, input.version)) return viewOf(ctx, existing)
  const draft = input.draft ?? (await storedDraft(ctx, input.id))
  const { document, lines } = await prepare(ctx, input.id, input.version, draft, existing)
  requireComplete(ctx, document, lines)
  const booked = await bookDocument(ctx, document, await withLots(ctx, document, lines))
  document.status = document.kind === 'transfer' ? 'in-transit' : 'posted'
  document.posted_by = ctx.user.id
  document.posted_at = ctx.at
  if (document.kind === 'transfer' && input.receive) {
    await bookArrival(ctx, document, allOpen(booked), document.day)
    for (const line of booked) line.received = line.quantity
    document.status = 'posted'
    document.received_at = ctx.at
  } else if (document.kind === 'transfer') await expect(ctx, document, allOpen(booked), 1)
  await writeDocument(ctx, document, booked)
  return viewOf(ctx, document)
}

/**
 * Notes what has arrived of a transfer; when all is there, or the rest is given up (`closeShort`), the transfer is done.
 * What is given up comes in and is written off at once by a loss document, so that it can be found again.
 * @throws RULE RECEIVE_MORE_THAN_SENT, RECEIVE_NOTHING, REASON_REQUIRED, WRONG_STATE, CONFLICT
 */
export async function receive(
  ctx: CommandContext,
  input: Requests['stockDocuments']['receive'],
): Promise<StockDocumentView> {
  const document = await documentRecord(ctx, input.id)
  requireAction(ctx, document, 'receive', input.version)
  const day = input.day ?? ctx.today
  if (day > ctx.today) throw ruleError('DAY_IN_FUTURE', { field: 'day' })
  if (input.closeShort && input.reason === '') throw ruleError('REASON_REQUIRED', { field: 'reason' })
  const lines = await withBookedValues(ctx, document, await linesOf(ctx, document.id))
  const arrivals = arrivalsOf(lines, input.lines)
  if (arrivals.length === 0 && !input.closeShort) throw ruleError('RECEIVE_NOTHING')
  await bookArrival(ctx, document, arrivals, day)
  await expect(ctx, document, arrivals, -1)
  for (const { line, quantity } of arrivals) {
    await noteReceived(ctx, line, quantity)
    line.received += quantity
  }
  const missing = allOpen(lines)
  if (input.closeShort && missing.length > 0) await writeOff(ctx, document, missing, { day, reason: input.reason })
  const isDone = input.closeShort || missing.length === 0
  await changeDocument(ctx, document, isDone ? { status: 'posted', received_at: ctx.at } : {})
  return get(ctx, { id: document.id })
}

/**
 * Drops a draft, or takes a booked document back by opposite entries; the number is kept.
 * @throws SHORTAGE when goods it brought in have left, RULE HAS_FOLLOWER while a loss that follows from it stands,
 *   FORBIDDEN, WRONG_STATE, CONFLICT
 */
async function voidDocument(
  ctx: CommandContext,
  input: Requests['stockDocuments']['void'],
): Promise<StockDocumentView> {
  const document = await documentRecord(ctx, input.id)
  const isRepeated = document.status === 'void' && document.version === input.version + 1
  if (isRepeated && document.void_reason === input.reason) return get(ctx, { id: document.id })
  requireAction(ctx, document, 'void', input.version)
  if (document.status !== 'draft') {
    await refuseFollowed(ctx, document.id)
    if (document.status === 'in-transit') await expect(ctx, document, allOpen(await linesOf(ctx, document.id)), -1)
    await reverseMovements(ctx, document.id, { day: ctx.today })
  }
  await changeDocument(ctx, document, { status: 'void', void_reason: input.reason })
  return get(ctx, { id: document.id })
}
export { voidDocument as void }

/** True when this very post has already gone through (a repeated click, a lost reply). */
function isRepeat(ctx: CommandContext, document: DocumentRecord, version: number): boolean {
  const isBooked = document.status === 'posted' || document.status === 'in-transit'
  return isBooked && document.posted_by === ctx.user.id && document.version === version + 1
}

interface Prepared {
  document: DocumentRecord
  lines: BuiltLine[]
}

/** A typed document made ready to be written, still a draft, with its number. */
async function prepare(
  ctx: CommandContext,
  id: string,
  version: number,
  draft: StockDraft,
  existing: DocumentRecord | null,
): Promise<Prepared> {
  if (existing) requireAction(ctx, existing, 'edit', version === 0 ? existing.version : version)
  else if (version > 0) throw new AppError('NOT_FOUND', { entity: 'stockDocument', id })
  const right = rightFor('edit', { kind: draft.kind, status: 'draft' })!
  if (!ctx.user.rights.includes(right)) throw new AppError('FORBIDDEN', { right })
  if (existing && existing.kind !== draft.kind)
    throw new AppError('WRONG_STATE', { entity: 'stockDocument', id, action: 'edit', state: existing.kind })
  const toWarehouseId = draft.kind === 'transfer' ? draft.toWarehouseId : null
  const siteId = await siteOf(ctx, draft.warehouseId, toWarehouseId)
  if (existing && existing.site_id !== siteId) throw ruleError('OTHER_SITE', { field: 'warehouseId' })
  const lines = await buildLines(ctx, id, draft, existing ? await linesOf(ctx, id) : [])
  const day = draft.day ?? existing?.day ?? ctx.today
  const document: DocumentRecord = {
    ...(existing ?? (await unwritten(ctx, id, draft, siteId, day))),
    warehouse_id: draft.warehouseId,
    to_warehouse_id: toWarehouseId,
    day,
    reason: draft.reason,
    remark: draft.remark,
    version: (existing?.version ?? 0) + 1,
  }
  return { document, lines }
}

async function unwritten(
  ctx: CommandContext,
  id: string,
  draft: StockDraft,
  siteId: string,
  day: string,
): Promise<DocumentRecord> {
  return {
    id,
    number: await nextNumber(ctx, seriesOf(draft.kind), siteId, day),
    kind: draft.kind,
    site_id: siteId,
    warehouse_id: draft.warehouseId,
    to_warehouse_id: null,
    day,
    status: 'draft',
    reason: '',
    remark: '',
    void_reason: '',
    printed: 0,
    created_by: ctx.user.id,
    created_at: ctx.at,
    posted_by: null,
    posted_at: null,
    received_at: null,
    source_id: null,
    version: 0,
  }
}

/** The stored document as it was typed. @throws NOT_FOUND */
async function storedDraft(ctx: CommandContext, id: string): Promise<StockDraft> {
  const document = await documentRecord(ctx, id)
  const lines = await linesOf(ctx, id)
  return {
    kind: document.kind,
    warehouseId: document.warehouse_id,
    toWarehouseId: document.to_warehouse_id,
    day: document.day,
    reason: document.reason,
    remark: document.remark,
    lines: lines.map((line) => ({
      role: line.role,
      productId: line.product_id,
      unit: line.unit,
      quantity: line.quantity,
      lotId: line.lot_id,
      lotNumber: line.lot_number,
      productionDay: line.production_day,
      expiryDay: line.expiry_day,
      cost: line.cost,
      value: line.value,
      remark: line.remark,
    })),
  }
}

const openWarehouses = prepared<{ ids: string }, { id: string; site_id: string }>((db, value) =>
  db
    .selectFrom('warehouse')
    .select(['id', 'site_id'])
    .where(inJsonIds('id', value('ids')))
    .where('archived', '=', 0),
)

/** The site of the document's warehouse. @throws NOT_FOUND for a warehouse that is not there or closed */
async function siteOf(ctx: CommandContext, warehouseId: string, toWarehouseId: string | null): Promise<string> {
  const ids = toWarehouseId === null ? [warehouseId] : [warehouseId, toWarehouseId]
  const open = new Map((await openWarehouses.all(ctx.db, { ids: JSON.stringify(ids) })).map((w) => [w.id, w.site_id]))
  for (const id of ids) found(open.get(id), 'warehouse', id)
  return open.get(warehouseId)!
}

const allOpen = (lines: readonly LineRecord[]): Arrival[] =>
  lines.map((line) => ({ line, quantity: line.quantity - line.received })).filter((arrival) => arrival.quantity > 0)

function arrivalsOf(lines: readonly LineRecord[], typed: Requests['stockDocuments']['receive']['lines']): Arrival[] {
  const sums = new Map<number, number>()
  for (const { lineNo, quantity } of typed) sums.set(lineNo, (sums.get(lineNo) ?? 0) + quantity)
  return [...sums]
    .filter(([, quantity]) => quantity > 0)
    .map(([lineNo, quantity]) => {
      const line = found(
        lines.find((one) => one.line_no === lineNo),
        'stockDocumentLine',
        String(lineNo),
      )
      if (line.received + quantity > line.quantity) throw ruleError('RECEIVE_MORE_THAN_SENT', { line: lineNo })
      return { line, quantity }
    })
}

/** A loss document over what never arrived, at the warehouse that waited for it. */
async function writeOff(
  ctx: CommandContext,
  transfer: DocumentRecord,
  missing: readonly Arrival[],
  { day, reason }: { day: string; reason: string },
): Promise<void> {
  await bookArrival(ctx, transfer, missing, day)
  await expect(ctx, transfer, missing, -1)
  const warehouseId = transfer.to_warehouse_id!
  const siteId = await siteOf(ctx, warehouseId, null)
  const draft: StockDraft = { kind: 'loss', warehouseId, toWarehouseId: null, reason, remark: '', lines: [] }
  const id = ctx.newId()
  const loss: DocumentRecord = {
    ...(await unwritten(ctx, id, draft, siteId, day)),
    reason,
    status: 'posted',
    source_id: transfer.id,
    posted_by: ctx.user.id,
    posted_at: ctx.at,
    version: 1,
  }
  const lines = missing.map(({ line, quantity }, i): LineRecord => {
    const whole = { quantity: line.quantity, value: line.value }
    const value = arrivingValue(whole, line.received, line.received + quantity)
    return { ...line, document_id: id, line_no: i + 1, quantity, cost: null, value, received: 0, remark: '' }
  })
  await postMovements(
    ctx,
    lines.map((line) => ({ ...movementOf(loss, line, -line.quantity), value: -line.value + 0 })),
  )
  await writeDocument(ctx, loss, lines)
}

/** @throws RULE HAS_FOLLOWER */
async function refuseFollowed(ctx: CommandContext, id: string): Promise<void> {
  const follower = await ctx.db
    .selectFrom('stock_document')
    .select('number')
    .where('source_id', '=', id)
    .where('status', '<>', 'void')
    .executeTakeFirst()
  if (follower) throw ruleError('HAS_FOLLOWER', { value: follower.number })
}
