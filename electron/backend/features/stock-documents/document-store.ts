import type { Selectable } from 'kysely'
import type { StockDocumentKind } from '../../../../shared/domain/inventory/documents.ts'
import { directionOf, rightFor, type StockDocumentAction } from '../../../../shared/domain/inventory/documents.ts'
import { AppError } from '../../../../shared/errors.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
import { prepared } from '../../db/prepared.ts'
import type { StockDocumentLineTable, StockDocumentTable } from '../../db/schema.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'

/** A document of one of the kinds that are entered line by line; counts have files of their own. */
export type DocumentRecord = Selectable<StockDocumentTable> & { kind: StockDocumentKind }
export type LineRecord = Selectable<StockDocumentLineTable>

/** A document by its id, whatever its kind. */
export const documentById = prepared<{ id: string }, Selectable<StockDocumentTable>>((db, value) =>
  db.selectFrom('stock_document').selectAll().where('id', '=', value('id')),
)

const linesById = prepared<{ id: string }, LineRecord>((db, value) =>
  db.selectFrom('stock_document_line').selectAll().where('document_id', '=', value('id')).orderBy('line_no'),
)

/** @throws NOT_FOUND, also for counts */
export async function documentRecord(ctx: Pick<QueryContext, 'db'>, id: string): Promise<DocumentRecord> {
  const record = await knownDocument(ctx, id)
  return found(record ?? undefined, 'stockDocument', id)
}

/** The document, or null when it is not there yet. @throws NOT_FOUND for a count */
export async function knownDocument(ctx: Pick<QueryContext, 'db'>, id: string): Promise<DocumentRecord | null> {
  const record = await documentById.first(ctx.db, { id })
  if (!record) return null
  if (record.kind === 'count') throw new AppError('NOT_FOUND', { entity: 'stockDocument', id })
  return { ...record, kind: record.kind }
}

export const linesOf = (ctx: Pick<QueryContext, 'db'>, id: string): Promise<LineRecord[]> =>
  linesById.all(ctx.db, { id })

const valuesByLine = prepared<{ id: string; warehouseId: string }, { line_no: number; value: number }>((db, value) =>
  db
    .selectFrom('stock_movement')
    .select((eb) => ['line_no', eb.fn.sum<number>('value').as('value')])
    .where('document_id', '=', value('id'))
    .where('warehouse_id', '=', value('warehouseId'))
    .groupBy('line_no'),
)

/**
 * Lines with what is booked for them by now: costs of a back-dated document can change after it was posted. Lines of
 * drafts and of void documents keep what is stored.
 */
export async function withBookedValues<Line extends Pick<LineRecord, 'line_no' | 'role' | 'value'>>(
  ctx: Pick<QueryContext, 'db'>,
  document: DocumentRecord,
  lines: readonly Line[],
): Promise<Line[]> {
  if (document.status === 'draft' || document.status === 'void') return [...lines]
  const { id, warehouse_id: warehouseId } = document
  const rows = await valuesByLine.all(ctx.db, { id, warehouseId })
  const values = new Map(rows.map((row) => [row.line_no, row.value]))
  return lines.map((line) => {
    const sign = directionOf(document.kind, line.role) === 'out' ? -1 : 1
    return { ...line, value: sign * (values.get(line.line_no) ?? 0) + 0 }
  })
}

/**
 * Refuses an action the state or the user's rights do not allow, or an old version.
 * @throws CONFLICT, WRONG_STATE, FORBIDDEN
 */
export function requireAction(
  ctx: Pick<QueryContext, 'user'>,
  document: Pick<DocumentRecord, 'id' | 'kind' | 'status' | 'version'>,
  action: StockDocumentAction,
  version: number,
): void {
  const { id, status } = document
  if (document.version !== version) throw new AppError('CONFLICT', { entity: 'stockDocument', id })
  const right = rightFor(action, document)
  if (right === null) throw new AppError('WRONG_STATE', { entity: 'stockDocument', id, action, state: status })
  if (!ctx.user.rights.includes(right)) throw new AppError('FORBIDDEN', { right })
}

/** Writes a document with its lines for the first time, or all of it anew over the version it was read with. */
export async function writeDocument(
  ctx: CommandContext,
  document: DocumentRecord,
  lines: readonly LineRecord[],
): Promise<void> {
  if (document.version === 1) await insertRecords(ctx.db, 'stock_document', [document])
  else {
    const { id, ...columns } = document
    await claim(
      ctx.db
        .updateTable('stock_document')
        .set(columns)
        .where('id', '=', id)
        .where('version', '=', document.version - 1),
      'stockDocument',
      id,
    )
    await ctx.db.deleteFrom('stock_document_line').where('document_id', '=', id).execute()
  }
  await insertRecords(ctx.db, 'stock_document_line', lines)
}

/** Changes columns of a document. @throws CONFLICT when somebody was faster */
export async function changeDocument(
  ctx: CommandContext,
  document: DocumentRecord,
  patch: Partial<DocumentRecord>,
): Promise<void> {
  await claim(
    ctx.db
      .updateTable('stock_document')
      .set({ ...patch, version: document.version + 1 })
      .where('id', '=', document.id)
      .where('version', '=', document.version),
    'stockDocument',
    document.id,
  )
}

/** Notes what has arrived of a line. @throws CONFLICT when it would be more than was sent */
export async function noteReceived(ctx: CommandContext, line: LineRecord, quantity: number): Promise<void> {
  await claim(
    ctx.db
      .updateTable('stock_document_line')
      .set((eb) => ({ received: eb('received', '+', quantity) }))
      .where('document_id', '=', line.document_id)
      .where('line_no', '=', line.line_no)
      .where((eb) => eb(eb('received', '+', quantity), '<=', eb.ref('quantity'))),
    'stockDocument',
    line.document_id,
  )
}

/** Counts a print of some documents; the second and later copies are marked as reprints. */
export async function countPrint(ctx: CommandContext, ids: readonly string[]): Promise<void> {
  await ctx.db
    .updateTable('stock_document')
    .set((eb) => ({ printed: eb('printed', '+', 1) }))
    .where('id', 'in', ids)
    .execute()
}
