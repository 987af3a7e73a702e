import { directionOf, type StockDocumentKind } from '../../../../shared/domain/inventory/documents.ts'
import { planLots, type LotStock } from '../../../../shared/domain/inventory/fefo.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { prepared } from '../../db/prepared.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { lotFor } from '../inventory/lots.service.ts'
import { lotsIn } from '../inventory/order-lots.ts'
import { inJsonIds } from '../search/find.ts'
import type { BuiltLine } from './document-lines.ts'
import type { DocumentRecord } from './document-store.ts'

/** Kinds that may take frozen lots without further leave: they get rid of them or carry them elsewhere. */
const TAKES_FROZEN: readonly StockDocumentKind[] = ['loss', 'transfer']

/**
 * Names the lot of every line of goods with lots. Goods coming in go into the lot that was chosen or typed, which is made
 * when it is new. Goods going out without a lot are split over the lots that expire first; the line becomes several.
 * @throws NOT_FOUND lot, SHORTAGE when no lot covers the quantity, RULE LOT_FROZEN, LOT_REQUIRED, LOT_DATES
 */
export async function withLots(
  ctx: CommandContext,
  document: DocumentRecord,
  lines: readonly BuiltLine[],
): Promise<BuiltLine[]> {
  if (!lines.some((line) => line.lotTracked) || document.kind === 'cost') return [...lines]
  await requireLots(ctx, document, lines)
  const free = new FreeLots(ctx, document)
  for (const { record } of lines) {
    if (record.lot_id && isOut(document, record)) await free.take(record.product_id, record.lot_id, record.quantity)
  }
  const result: BuiltLine[] = []
  for (const line of lines) {
    const { record } = line
    if (!line.lotTracked || record.lot_id) result.push(line)
    else if (!isOut(document, record)) {
      const lotId = await named(record.line_no, () =>
        lotFor(ctx, {
          productId: record.product_id,
          number: record.lot_number,
          productionDay: record.production_day,
          expiryDay: record.expiry_day,
        }),
      )
      result.push({ ...line, record: { ...record, lot_id: lotId } })
    } else {
      for (const part of await free.plan(record.product_id, record.quantity))
        result.push({ ...line, record: { ...record, lot_id: part.lotId, quantity: part.quantity } })
    }
  }
  return result.map((line, i) => ({ ...line, record: { ...line.record, line_no: i + 1 } }))
}

const isOut = (document: DocumentRecord, line: BuiltLine['record']) => directionOf(document.kind, line.role) === 'out'

/** The same error with the line it belongs to. */
async function named<T>(line: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof AppError && error.code === 'RULE')
      throw new AppError('RULE', { ...(error as AppError<'RULE'>).data, line })
    throw error
  }
}

async function requireLots(ctx: CommandContext, document: DocumentRecord, lines: readonly BuiltLine[]): Promise<void> {
  const ids = lines.flatMap(({ record }) => record.lot_id ?? [])
  if (ids.length === 0) return
  const lots = new Map((await lotsByIds.all(ctx.db, { ids: JSON.stringify(ids) })).map((lot) => [lot.id, lot]))
  const mayTakeFrozen = TAKES_FROZEN.includes(document.kind) || ctx.user.rights.includes('lots.override')
  for (const { record } of lines) {
    if (!record.lot_id) continue
    const lot = lots.get(record.lot_id)
    found(lot?.product_id === record.product_id ? lot : undefined, 'lot', record.lot_id)
    if (lot!.frozen === 1 && !mayTakeFrozen && isOut(document, record))
      throw ruleError('LOT_FROZEN', { line: record.line_no })
  }
}

/** What is free of each lot in the document's warehouse while its lines are given lots one after the other. */
class FreeLots {
  readonly #lots = new Map<string, LotStock[]>()
  readonly #ctx: CommandContext
  readonly #document: DocumentRecord
  constructor(ctx: CommandContext, document: DocumentRecord) {
    this.#ctx = ctx
    this.#document = document
  }

  async #of(productId: string): Promise<LotStock[]> {
    let lots = this.#lots.get(productId)
    if (!lots) this.#lots.set(productId, (lots = await lotsIn(this.#ctx, productId, this.#document.warehouse_id)))
    return lots
  }

  async take(productId: string, lotId: string, quantity: number): Promise<void> {
    const lot = (await this.#of(productId)).find((one) => one.lotId === lotId)
    if (lot) lot.free -= quantity
  }

  async plan(productId: string, quantity: number): Promise<{ lotId: string; quantity: number }[]> {
    const lots = await this.#of(productId)
    const parts = planLots(lots, { quantity, day: this.#ctx.today, minLife: 0, shelfLifeDays: null })
    const available = parts.reduce((sum, part) => sum + part.quantity, 0)
    if (available < quantity) throw await this.#shortage(productId, quantity, available)
    for (const part of parts) await this.take(productId, part.lotId, part.quantity)
    return parts
  }

  async #shortage(productId: string, needed: number, available: number): Promise<AppError<'SHORTAGE'>> {
    const product = await this.#ctx.db
      .selectFrom('product')
      .select(['code', 'name'])
      .where('id', '=', productId)
      .executeTakeFirstOrThrow()
    const warehouseId = this.#document.warehouse_id
    return new AppError('SHORTAGE', { items: [{ productId, warehouseId, ...product, needed, available }] })
  }
}

const lotsByIds = prepared<{ ids: string }, { id: string; product_id: string; frozen: number }>((db, value) =>
  db
    .selectFrom('stock_lot')
    .select(['id', 'product_id', 'frozen'])
    .where(inJsonIds('id', value('ids'))),
)
