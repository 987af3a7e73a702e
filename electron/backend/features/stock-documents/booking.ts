import { arrivingValue, changeToCost, directionOf, splitValue } from '../../../../shared/domain/inventory/documents.ts'
import type { Day } from '../../../../shared/day.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { allocate, mulDiv } from '../../../../shared/money.ts'
import { prepared } from '../../db/prepared.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { changeExpected } from '../inventory/balances.ts'
import { postMovements, type Movement } from '../inventory/ledger.ts'
import { inJsonIds } from '../search/find.ts'
import type { BuiltLine } from './document-lines.ts'
import type { DocumentRecord, LineRecord } from './document-store.ts'

/**
 * Books a document: every line comes back with what was booked (`value`).
 * @throws SHORTAGE, RULE COST_WITHOUT_STOCK, COST_BELOW_ZERO
 */
export async function bookDocument(
  ctx: CommandContext,
  document: DocumentRecord,
  lines: readonly BuiltLine[],
): Promise<LineRecord[]> {
  const records = lines.map((line) => line.record)
  switch (document.kind) {
    case 'other-in':
    case 'surplus':
      return bookIn(
        ctx,
        document,
        records,
        records.map((l) => (l.cost === null ? undefined : mulDiv(l.cost, l.quantity, l.factor))),
      )
    case 'other-out':
    case 'loss':
    case 'transfer':
      return bookOut(ctx, document, records)
    case 'assembly':
    case 'disassembly':
      return bookParts(ctx, document, lines)
    case 'cost':
      return bookCosts(ctx, document, records)
  }
}

/** What arrives of a line of a transfer. */
export interface Arrival {
  line: LineRecord
  quantity: number
}

/** Brings transferred goods into their new warehouse with their part of the value. */
export async function bookArrival(
  ctx: CommandContext,
  document: DocumentRecord,
  arrivals: readonly Arrival[],
  day: Day,
): Promise<void> {
  await postMovements(
    ctx,
    arrivals.map(({ line, quantity }) => ({
      ...movementOf(document, line, quantity),
      warehouseId: document.to_warehouse_id!,
      value: arrivingValue(line, line.received, line.received + quantity),
      day,
    })),
  )
}

/** What the target of a transfer waits for: added when it is sent (`sign` 1), gone when it arrives or is given up (-1). */
export function expect(
  ctx: CommandContext,
  document: DocumentRecord,
  arrivals: readonly Arrival[],
  sign: 1 | -1,
): Promise<void> {
  return changeExpected(
    ctx,
    arrivals.map(({ line, quantity }) => ({
      productId: line.product_id,
      warehouseId: document.to_warehouse_id!,
      inTransit: sign * quantity,
    })),
  )
}

/** The movement of a line in the document's own warehouse. */
export const movementOf = (document: DocumentRecord, line: LineRecord, quantity: number): Movement => ({
  productId: line.product_id,
  warehouseId: document.warehouse_id,
  quantity,
  lotId: line.lot_id,
  documentType: document.kind,
  documentId: document.id,
  documentNumber: document.number,
  lineNo: line.line_no,
  day: document.day,
})

async function bookIn(
  ctx: CommandContext,
  document: DocumentRecord,
  lines: readonly LineRecord[],
  values: readonly (number | undefined)[],
): Promise<LineRecord[]> {
  const posted = await postMovements(
    ctx,
    lines.map((line, i) => {
      const movement = movementOf(document, line, line.quantity)
      return values[i] === undefined ? movement : { ...movement, value: values[i] }
    }),
  )
  return lines.map((line, i) => ({ ...line, value: posted[i]!.value }))
}

async function bookOut(
  ctx: CommandContext,
  document: DocumentRecord,
  lines: readonly LineRecord[],
): Promise<LineRecord[]> {
  const posted = await postMovements(
    ctx,
    lines.map((line) => movementOf(document, line, -line.quantity)),
  )
  return lines.map((line, i) => ({ ...line, value: -posted[i]!.value + 0 }))
}

/** What the parts (or the whole) took with them becomes the cost of the whole (or of the parts). */
async function bookParts(
  ctx: CommandContext,
  document: DocumentRecord,
  lines: readonly BuiltLine[],
): Promise<LineRecord[]> {
  const goesOut = ({ record }: BuiltLine) => directionOf(document.kind, record.role) === 'out'
  const takenOut = await bookOut(
    ctx,
    document,
    lines.filter(goesOut).map((l) => l.record),
  )
  const value = takenOut.reduce((sum, line) => sum + line.value, 0)
  const comingIn = lines.filter((line) => !goesOut(line))
  const values =
    document.kind === 'assembly'
      ? allocate(
          value,
          comingIn.map((l) => l.record.quantity),
        )
      : splitValue(value, await weighed(ctx, document, comingIn))
  const broughtIn = await bookIn(
    ctx,
    document,
    comingIn.map((l) => l.record),
    values,
  )
  return [...takenOut, ...broughtIn].sort((a, b) => a.line_no - b.line_no)
}

async function weighed(ctx: CommandContext, document: DocumentRecord, lines: readonly BuiltLine[]) {
  const pools = await poolsAt(
    ctx,
    document,
    lines.map((l) => l.record),
  )
  return lines.map(({ record, purchasePrice }) => {
    const pool = pools.get(record.product_id)
    const { quantity, factor, cost } = record
    return { quantity, factor, cost, usualCost: pool && pool.last_cost > 0 ? pool.last_cost : purchasePrice }
  })
}

async function bookCosts(
  ctx: CommandContext,
  document: DocumentRecord,
  lines: readonly LineRecord[],
): Promise<LineRecord[]> {
  const pools = await poolsAt(ctx, document, lines)
  const changed = lines.map((line) => {
    const pool = pools.get(line.product_id)
    if (!pool || pool.quantity <= 0) throw ruleError('COST_WITHOUT_STOCK', { line: line.line_no })
    const value = line.cost === null ? line.value : changeToCost(pool, line.cost, line.factor)
    if (pool.value + value < 0) throw ruleError('COST_BELOW_ZERO', { line: line.line_no })
    pool.value += value
    return { ...line, quantity: pool.quantity, value }
  })
  await postMovements(
    ctx,
    changed.filter((line) => line.value !== 0).map((line) => ({ ...movementOf(document, line, 0), value: line.value })),
  )
  return changed
}

interface PoolRow {
  product_id: string
  quantity: number
  value: number
  last_cost: number
}
const poolsBySite = prepared<{ siteId: string; ids: string }, PoolRow>((db, value) =>
  db
    .selectFrom('stock_value')
    .select(['product_id', 'quantity', 'value', 'last_cost'])
    .where('site_id', '=', value('siteId'))
    .where(inJsonIds('product_id', value('ids'))),
)

/** What the document's site holds of the lines' products. */
async function poolsAt(
  ctx: CommandContext,
  document: DocumentRecord,
  lines: readonly LineRecord[],
): Promise<Map<string, PoolRow>> {
  const ids = JSON.stringify([...new Set(lines.map((l) => l.product_id))])
  const rows = await poolsBySite.all(ctx.db, { siteId: document.site_id, ids })
  return new Map(rows.map((row) => [row.product_id, row]))
}
