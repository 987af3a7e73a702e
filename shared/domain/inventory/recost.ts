import type { Day } from '../../day.ts'
import { allocate, mulDiv } from '../../money.ts'
import { bookMovement, costOf, type Pool } from './cost.ts'

/** A movement of the ledger as far as its cost goes. Quantity in thousandths of the base unit, value in 1/10000 yuan. */
export interface CostedMovement {
  id: string
  productId: string
  siteId: string
  warehouseId: string
  quantity: number
  value: number
  day: Day
  type: string
  documentId: string
  lineNo: number
  /** The value was given, not taken from the average. Of a correction: made by re-costing, not with the movement itself. */
  known: boolean
  /** The movement whose value it corrects. */
  corrects: string | null
}

/** A movement that is worth something else than what is booked for it, its corrections included. */
export interface CostDifference {
  movementId: string
  before: number
  after: number
}

export interface Replayed {
  differences: CostDifference[]
  /** The pools at the end, by site. */
  pools: Map<string, Pool>
}

/**
 * Works out what every movement of one product should be worth, had all documents been booked in the order of their days
 * and were those taken back not there at all. Goods moved between sites carry their value along, what was put together or
 * taken apart takes over what went into it.
 *
 * @param movements all movements of the product, any order
 * @param purchasePrice stands in for a cost before there is one, 1/10000 yuan per base unit
 * @param documents all movements, of all products, of the assemblies and disassemblies the product came in by
 */
export function replay(
  movements: readonly CostedMovement[],
  purchasePrice: number,
  documents: ReadonlyMap<string, readonly CostedMovement[]> = new Map(),
): Replayed {
  const booked = totals(movements)
  const takenBack = documentsTakenBack(movements)
  const replayed = new Map<string, number>()
  const pools = new Map<string, Pool>()
  const transfers = new Map<string, Transfer>()
  const differences: CostDifference[] = []

  for (const m of inOrder(movements.filter((one) => one.corrects === null && !takenBack.has(one.documentId)))) {
    const value = givenValue(m, pools.has(m.siteId), transfers, documents)
    const pool = pools.get(m.siteId) ?? firstPool(m, purchasePrice)
    const { pool: after, value: worth, residue } = bookMovement(pool, m.quantity, value, m.type.endsWith('-void'))
    pools.set(m.siteId, after)
    replayed.set(m.id, worth + residue)
    if (m.type === 'transfer') noteTransfer(transfers, m, worth + residue, booked)
    if (worth + residue !== booked.now.get(m.id)!)
      differences.push({ movementId: m.id, before: booked.now.get(m.id)!, after: worth + residue })
  }
  return { differences: [...differences, ...leftBehind(movements, takenBack, booked.now)], pools }
}

/** What each movement was worth when it was booked and what it is worth by now, with what corrects it. */
interface Totals {
  first: Map<string, number>
  now: Map<string, number>
}

function totals(movements: readonly CostedMovement[]): Totals {
  const first = new Map<string, number>()
  const now = new Map<string, number>()
  for (const m of movements) {
    const id = m.corrects ?? m.id
    now.set(id, (now.get(id) ?? 0) + m.value)
    if (m.corrects === null || !m.known) first.set(id, (first.get(id) ?? 0) + m.value)
  }
  return { first, now }
}

/** Documents of which nothing is left: taken back whole. */
function documentsTakenBack(movements: readonly CostedMovement[]): Set<string> {
  const left = new Map<string, number>()
  const undone = new Set(movements.filter((m) => m.type.endsWith('-void')).map((m) => m.documentId))
  for (const m of movements) {
    if (!undone.has(m.documentId)) continue
    const key = `${m.documentId} ${m.warehouseId}`
    left.set(key, (left.get(key) ?? 0) + m.quantity)
  }
  for (const [key, quantity] of left) if (quantity !== 0) undone.delete(key.split(' ')[0]!)
  return undone
}

/** By day and id; what arrives from another warehouse never before it left. */
function inOrder(movements: readonly CostedMovement[]): CostedMovement[] {
  const sent = new Map<string, Day>()
  for (const m of movements) {
    if (m.type === 'transfer' && m.quantity < 0) {
      const key = lineKey(m)
      const day = sent.get(key)
      if (day === undefined || m.day > day) sent.set(key, m.day)
    }
  }
  const keyed = movements.map((m) => {
    const left = m.type === 'transfer' && m.quantity > 0 ? sent.get(lineKey(m)) : undefined
    return { m, key: `${left !== undefined && left > m.day ? left : m.day} ${m.id}` }
  })
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map(({ m }) => m)
}

const lineKey = (m: CostedMovement) => `${m.documentId} ${m.lineNo}`

/** What a movement is worth without asking the pool; undefined: the average. */
function givenValue(
  m: CostedMovement,
  known: boolean,
  transfers: ReadonlyMap<string, Transfer>,
  documents: ReadonlyMap<string, readonly CostedMovement[]>,
): number | undefined {
  if (m.quantity > 0 && m.type === 'transfer') return arriving(m, transfers.get(lineKey(m)))
  if (m.quantity > 0 && (m.type === 'assembly' || m.type === 'disassembly')) {
    const document = documents.get(m.documentId)
    return document ? madeOf(m, document) : m.value
  }
  // before anything is known of a product's cost, what was booked is as good as anything
  return m.known || !known ? m.value : undefined
}

/** A pool before its first movement: the cost that movement was booked at. */
function firstPool(m: CostedMovement, purchasePrice: number): Pool {
  const priced: Pool = { quantity: 0, value: 0, lastCost: purchasePrice }
  if (m.quantity === 0 || costOf(priced, Math.abs(m.quantity)) === Math.abs(m.value)) return priced
  return { ...priced, lastCost: mulDiv(Math.abs(m.value), 1000, Math.abs(m.quantity)) }
}

/** A line on its way: what left, first and now, and what of it has arrived. */
interface Transfer {
  quantity: number
  first: number
  now: number
  arrived: number
}

function noteTransfer(transfers: Map<string, Transfer>, m: CostedMovement, worth: number, booked: Totals): void {
  const key = lineKey(m)
  const line = transfers.get(key) ?? { quantity: 0, first: 0, now: 0, arrived: 0 }
  transfers.set(key, line)
  if (m.quantity > 0) line.arrived += m.quantity
  else {
    line.quantity -= m.quantity
    line.first -= booked.first.get(m.id)!
    line.now -= worth
  }
}

/** Shares by quantity of what left, so that the last piece takes all that is left; what was booked when nothing changed. */
function arriving(m: CostedMovement, line: Transfer | undefined): number {
  if (!line || line.quantity <= 0 || line.now === line.first) return m.value
  const before = mulDiv(line.now, line.arrived, line.quantity)
  return mulDiv(line.now, line.arrived + m.quantity, line.quantity) - before
}

/** Its share of what went into the document now, in the proportions it was booked with. */
function madeOf(m: CostedMovement, document: readonly CostedMovement[]): number {
  const { first, now } = totals(document)
  const base = document.filter((one) => one.corrects === null)
  const taken = base.filter((one) => one.quantity < 0)
  const total = (of: Map<string, number>) => taken.reduce((sum, one) => sum - of.get(one.id)!, 0)
  if (total(now) === total(first)) return m.value
  const made = base.filter((one) => one.quantity > 0)
  const weights = made.map((one) => Math.max(0, one.value))
  const parts = allocate(total(now), weights.some((w) => w > 0) ? weights : made.map((one) => one.quantity))
  return parts[made.findIndex((one) => one.id === m.id)]!
}

/** A document taken back is worth nothing; what rounding or an empty pool left of it goes. */
function leftBehind(
  movements: readonly CostedMovement[],
  takenBack: ReadonlySet<string>,
  now: ReadonlyMap<string, number>,
): CostDifference[] {
  const left = new Map<string, { value: number; last: string }>()
  for (const m of movements) {
    if (!takenBack.has(m.documentId)) continue
    const key = `${m.documentId} ${m.siteId}`
    const sum = left.get(key) ?? { value: 0, last: '' }
    left.set(key, sum)
    sum.value += m.value
    if (m.corrects === null && m.id > sum.last) sum.last = m.id
  }
  return [...left.values()].flatMap(({ value, last }) =>
    value === 0 ? [] : [{ movementId: last, before: now.get(last)!, after: now.get(last)! - value }],
  )
}
