import type { Selectable } from 'kysely'
import { noteActions, type NoteAction } from '../../../../shared/domain/purchasing/actions.ts'
import type {
  PurchaseCostTable,
  PurchaseReceiptLineTable,
  PurchaseReceiptLotTable,
  PurchaseReceiptTable,
} from '../../db/schema.ts'
import { prepared } from '../../db/prepared.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { requireAction } from './parties.ts'

export type ReceiptRecord = Selectable<PurchaseReceiptTable>
export type ReceiptLineRecord = Selectable<PurchaseReceiptLineTable>
export type ReceiptLotRecord = Selectable<PurchaseReceiptLotTable>
export type CostRecord = Selectable<PurchaseCostTable>

export async function receiptRecord(ctx: Pick<QueryContext, 'db'>, id: string): Promise<ReceiptRecord> {
  return found(await receiptById.first(ctx.db, { id }), 'purchaseReceipt', id)
}

export const receiptById = prepared<{ id: string }, ReceiptRecord>((db, value) =>
  db.selectFrom('purchase_receipt').selectAll().where('id', '=', value('id')),
)

export function receiptLines(ctx: Pick<QueryContext, 'db'>, id: string): Promise<ReceiptLineRecord[]> {
  return linesById.all(ctx.db, { id })
}
const linesById = prepared<{ id: string }, ReceiptLineRecord>((db, value) =>
  db.selectFrom('purchase_receipt_line').selectAll().where('receipt_id', '=', value('id')).orderBy('line_no'),
)

export function receiptLots(ctx: Pick<QueryContext, 'db'>, id: string): Promise<ReceiptLotRecord[]> {
  return lotsById.all(ctx.db, { id })
}
const lotsById = prepared<{ id: string }, ReceiptLotRecord>((db, value) =>
  db
    .selectFrom('purchase_receipt_lot')
    .selectAll()
    .where('receipt_id', '=', value('id'))
    .orderBy('line_no')
    .orderBy('no'),
)

export function costsOf(ctx: Pick<QueryContext, 'db'>, receiptId: string): Promise<CostRecord[]> {
  return costsById.all(ctx.db, { receiptId })
}
const costsById = prepared<{ receiptId: string }, CostRecord>((db, value) =>
  db.selectFrom('purchase_cost').selectAll().where('receipt_id', '=', value('receiptId')).orderBy('late').orderBy('id'),
)

/** @throws WRONG_STATE, CONFLICT */
export function requireReceipt(ctx: QueryContext, receipt: ReceiptRecord, action: NoteAction, version: number): void {
  requireAction('purchaseReceipt', receipt, noteActions(receipt, ctx.user), action, version)
}

/** The one way a written receipt changes: claims the version. @throws CONFLICT */
export async function changeReceipt(
  ctx: CommandContext,
  receipt: ReceiptRecord,
  patch: Partial<Omit<ReceiptRecord, 'id' | 'number' | 'version' | 'updated_at'>>,
): Promise<ReceiptRecord> {
  await claim(
    ctx.db
      .updateTable('purchase_receipt')
      .set({ ...patch, updated_at: ctx.at, version: receipt.version + 1 })
      .where('id', '=', receipt.id)
      .where('version', '=', receipt.version),
    'purchaseReceipt',
    receipt.id,
  )
  return { ...receipt, ...patch, updated_at: ctx.at, version: receipt.version + 1 }
}
