import type { Day } from '../../../../shared/day.ts'
import { bookMovement } from '../../../../shared/domain/inventory/cost.ts'
import { OPENING_LOT } from '../../../../shared/domain/inventory/lots.ts'
import { ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import { inIds } from '../search/find.ts'
import { addOnHand, takeOnHand, type Place } from './balances.ts'
import { lotFor } from './lots.service.ts'
import { trackedAmong } from './order-lots.ts'
import { placeFacts, type PlaceFacts } from './places.ts'
import { shortage, sumByPlace, type Demand } from './reservations.ts'
import { noteBackDated, openPools, revalue } from './valuation.ts'

/**
 * The only writer of stock movements. A movement, its balances (warehouse, lot) and its value are written here together.
 * What two clerks want at once is decided by conditional updates in the database, never by read and write.
 * Quantities are thousandths of the base unit, values 1/10000 yuan in total.
 */
export interface Movement {
  productId: string
  warehouseId: string
  /** Positive in, negative out; 0 only changes the value. */
  quantity: number
  /** Goods with lots name one, others must not. */
  lotId?: string | null
  /**
   * What it is worth, signed like the quantity: goods with a known cost coming in, goods going back to a supplier.
   * Absent: the moving average of the site (domain/inventory/cost.ts).
   */
  value?: number
  documentType: MovementType
  documentId: string
  documentNumber: string
  lineNo: number
  day: Day
}

export const MOVEMENT_TYPES = [
  'opening',
  'other-in',
  'other-out',
  'surplus',
  'loss',
  'transfer',
  'assembly',
  'disassembly',
  'count',
  'cost',
  'shipment',
  'purchase-receipt',
  'purchase-return',
  'sales-return',
  'return-loss',
] as const
/** What moved it; `-void`: taken back. */
export type MovementType = (typeof MOVEMENT_TYPES)[number] | `${(typeof MOVEMENT_TYPES)[number]}-void`

export interface PostOptions {
  /** Outgoing quantities were reserved: both on hand and reserved go down. */
  fromReserved?: boolean
  /** The movements take back others with exactly their values. */
  exact?: boolean
}

/** A movement as it was booked; `value` includes what a negative stock settled (1/10000 yuan). */
export interface Posted {
  id: string
  value: number
}

/**
 * Writes movements with their balances and values, all or none.
 * @returns what was booked, in the order given
 * @throws SHORTAGE when more would leave than is there and free, RULE LOT_REQUIRED, RULE LOT_NOT_KEPT
 */
export async function postMovements(
  ctx: CommandContext,
  movements: readonly Movement[],
  options: PostOptions = {},
): Promise<Posted[]> {
  if (movements.length === 0) return []
  const facts = await placeFacts(ctx, movements)
  checkLots(movements, facts)
  await moveBalances(ctx, movements, facts, options.fromReserved ?? false)
  return writeMovements(ctx, movements, facts, options.exact ?? false)
}

/**
 * Takes a posted document back: the opposite of every movement it made, with the same values and lots, under the same
 * document. @throws SHORTAGE when goods it brought in have left
 */
export async function reverseMovements(
  ctx: CommandContext,
  documentId: string,
  options: { day: Day; fromReserved?: boolean },
): Promise<void> {
  const rows = await ctx.db
    .selectFrom('stock_movement')
    .select(['product_id', 'warehouse_id', 'lot_id', 'line_no', 'document_type', 'document_number'])
    .select((eb) => [eb.fn.sum<number>('quantity').as('quantity'), eb.fn.sum<number>('value').as('value')])
    .select((eb) => eb.fn.min('id').as('first'))
    .where('document_id', '=', documentId)
    .groupBy(['product_id', 'warehouse_id', 'lot_id', 'line_no', 'document_type', 'document_number'])
    .orderBy('first', 'desc')
    .execute()
  const lotOf = await lotsToday(ctx, rows)
  const opposite = rows
    .filter((row) => row.quantity !== 0 || row.value !== 0)
    .map((row) => ({
      productId: row.product_id,
      warehouseId: row.warehouse_id,
      lotId: lotOf(row),
      quantity: -row.quantity + 0,
      value: -row.value + 0,
      documentType: voidOf(row.document_type),
      documentId,
      documentNumber: row.document_number,
      lineNo: row.line_no,
      day: options.day,
    }))
  await postMovements(ctx, opposite, { exact: true, fromReserved: options.fromReserved ?? false })
  const first = new Map<string, string>()
  for (const row of rows) {
    const known = first.get(row.product_id)
    if (known === undefined || row.first < known) first.set(row.product_id, row.first)
  }
  await noteBackDated(
    ctx,
    [...first].map(([productId, since]) => ({ productId, since, documentId })),
  )
}

/** A movement that is worth something else than what is booked: by how much, in 1/10000 yuan. */
export interface Correction {
  movementId: string
  change: number
}

/**
 * Books what re-costing found: movements without quantity under the documents of the originals, on their days, so that the
 * cost of every document is right wherever it is summed. The value of the stock follows; `lastCosts` by site.
 */
export async function bookCorrections(
  ctx: Pick<CommandContext, 'db' | 'at' | 'newId'>,
  productId: string,
  corrections: readonly Correction[],
  lastCosts: ReadonlyMap<string, number>,
): Promise<void> {
  const changes = new Map(corrections.map(({ movementId, change }) => [movementId, change]))
  const originals = await ctx.db
    .selectFrom('stock_movement as m')
    .innerJoin('warehouse as w', 'w.id', 'm.warehouse_id')
    .selectAll('m')
    .select('w.site_id')
    .where(inIds('m.id', [...changes.keys()]))
    .orderBy('m.id')
    .execute()
  const sites = new Map<string, number>()
  const rows = originals.map((m) => {
    const change = changes.get(m.id)!
    sites.set(m.site_id, (sites.get(m.site_id) ?? 0) + change)
    const { warehouse_id, lot_id, day, document_type, document_id, document_number, line_no } = m
    return [
      ctx.newId(),
      warehouse_id,
      productId,
      lot_id,
      0,
      change,
      day,
      ctx.at,
      document_type,
      document_id,
      document_number,
      line_no,
      1,
      m.id,
    ]
  })
  await insertRows(ctx.db, 'stock_movement', MOVEMENT_COLUMNS, rows)
  await revalue(ctx, productId, sites, lastCosts)
}

/**
 * The lot a movement is taken back with. Mostly its own; lots may have been switched on or off since it was booked: then goods
 * that come back go into the lot for stock without days, or into none.
 */
async function lotsToday(
  ctx: CommandContext,
  rows: readonly { product_id: string; lot_id: string | null; quantity: number }[],
): Promise<(row: { product_id: string; lot_id: string | null; quantity: number }) => string | null> {
  const tracked = await trackedAmong(
    ctx,
    rows.map((row) => ({ productId: row.product_id })),
  )
  const opening = new Map<string, string>()
  for (const { product_id: productId, lot_id, quantity } of rows) {
    if (lot_id === null && quantity < 0 && tracked.has(productId) && !opening.has(productId))
      opening.set(productId, await lotFor(ctx, { productId, number: OPENING_LOT }))
  }
  return ({ product_id, lot_id }) => (tracked.has(product_id) ? (lot_id ?? opening.get(product_id) ?? null) : null)
}

const voidOf = (type: string) => (type.endsWith('-void') ? type : `${type}-void`) as MovementType

function checkLots(movements: readonly Movement[], facts: PlaceFacts): void {
  for (const m of movements) {
    const tracked = facts.products.get(m.productId)!.lotTracked
    if (tracked && !m.lotId && m.quantity !== 0) throw ruleError('LOT_REQUIRED', { line: m.lineNo })
    if (!tracked && m.lotId) throw ruleError('LOT_NOT_KEPT', { line: m.lineNo })
  }
}

async function moveBalances(
  ctx: CommandContext,
  movements: readonly Movement[],
  facts: PlaceFacts,
  fromReserved: boolean,
): Promise<void> {
  const sums = sumByPlace(movements).map((sum): Demand & Place => ({
    ...sum,
    frozen: sum.lotId ? facts.frozenLots.has(sum.lotId) : false,
    mayLack: facts.warehouses.get(sum.warehouseId)!.mayLack && !sum.lotId,
  }))
  // what comes in first: what leaves is judged by what is there in the end
  await addOnHand(
    ctx,
    sums.filter((sum) => sum.quantity > 0),
  )
  const short: Demand[] = []
  for (const sum of sums) {
    if (sum.quantity < 0 && !(await takeOnHand(ctx, sum, { ...sum, fromReserved })))
      short.push({ ...sum, quantity: -sum.quantity })
  }
  if (short.length > 0) throw await shortage(ctx, short)
}

const MOVEMENT_COLUMNS = [
  'id',
  'warehouse_id',
  'product_id',
  'lot_id',
  'quantity',
  'value',
  'day',
  'at',
  'document_type',
  'document_id',
  'document_number',
  'line_no',
  'known',
  'corrects',
] as const

async function writeMovements(
  ctx: CommandContext,
  movements: readonly Movement[],
  facts: PlaceFacts,
  exact: boolean,
): Promise<Posted[]> {
  const pools = await openPools(ctx, movements, facts)
  const rows: (string | number | null)[][] = []
  const posted: Posted[] = []
  const add = (m: Movement, quantity: number, value: number, known: boolean, corrects: string | null): string => {
    const id = ctx.newId()
    rows.push([
      id,
      m.warehouseId,
      m.productId,
      m.lotId ?? null,
      quantity,
      value,
      m.day,
      ctx.at,
      m.documentType,
      m.documentId,
      m.documentNumber,
      m.lineNo,
      known ? 1 : 0,
      corrects,
    ])
    return id
  }
  for (const m of movements) {
    const siteId = facts.warehouses.get(m.warehouseId)!.siteId
    const booked = bookMovement(pools.get(m.productId, siteId), m.quantity, m.value, exact)
    pools.set(m.productId, siteId, booked.pool)
    const moved = m.quantity !== 0 || booked.value !== 0
    const known = m.value !== undefined || m.documentType === 'opening'
    const id = moved ? add(m, m.quantity, booked.value, known, null) : ''
    if (booked.residue !== 0) add(m, 0, booked.residue, false, id)
    posted.push({ id, value: booked.value + booked.residue })
  }
  await insertRows(ctx.db, 'stock_movement', MOVEMENT_COLUMNS, rows)
  await pools.save(ctx)
  const old = movements.filter((m) => m.day < ctx.today)
  await noteBackDated(
    ctx,
    old.map((m) => ({ productId: m.productId, day: m.day, documentId: m.documentId })),
  )
  return posted
}
