import type Database from 'better-sqlite3'
import { replay, type CostedMovement } from '../../../../shared/domain/inventory/recost.ts'

/** What replaying one product's movements found. Values in 1/10000 yuan. */
export interface ProductReplay {
  productId: string
  /** Movements that were replayed: when there are others by now, the result no longer holds. */
  movements: number
  differences: CostLine[]
  lastCosts: { siteId: string; lastCost: number }[]
  /** Products that what changed went into, or came out of: their costs follow. */
  passesTo: { productId: string; fromDay: string; documentNumber: string }[]
}

export interface CostLine {
  movementId: string
  siteId: string
  day: string
  documentType: string
  documentId: string
  documentNumber: string
  before: number
  after: number
}

interface Row extends Omit<CostedMovement, 'known'> {
  known: number
  documentNumber: string
}

const COLUMNS = `m.id, m.product_id as productId, w.site_id as siteId, m.warehouse_id as warehouseId, m.quantity, m.value,
  m.day, m.document_type as type, m.document_id as documentId, m.document_number as documentNumber, m.line_no as lineNo,
  m.known, m.corrects`
const costed = (row: Row): CostedMovement & { documentNumber: string } => ({ ...row, known: row.known === 1 })

/** Replays the movements of products, one after the other. Reads only; long for all products: on a worker. */
export function replayProducts(database: Database.Database, productIds: readonly string[]): ProductReplay[] {
  const movementsOf = database.prepare<[string], Row>(
    `select ${COLUMNS} from stock_movement m cross join warehouse w on w.id = m.warehouse_id where m.product_id = ?`,
  )
  const documentOf = database.prepare<[string], Row>(
    `select ${COLUMNS} from stock_movement m cross join warehouse w on w.id = m.warehouse_id where m.document_id = ?
     order by m.id`,
  )
  const priceOf = database.prepare<[string], number | null>('select purchase_price from product where id = ?').pluck()
  return productIds.map((productId) => {
    const movements = movementsOf.all(productId).map(costed)
    const documents = new Map<string, (CostedMovement & { documentNumber: string })[]>()
    for (const m of movements) {
      if ((m.type === 'assembly' || m.type === 'disassembly') && !documents.has(m.documentId))
        documents.set(m.documentId, documentOf.all(m.documentId).map(costed))
    }
    const { differences, pools } = replay(movements, priceOf.get(productId) ?? 0, documents)
    const byId = new Map(movements.map((m) => [m.id, m]))
    const passesTo = differences.flatMap(({ movementId }) => {
      const out = byId.get(movementId)!
      if (out.quantity >= 0) return []
      return (documents.get(out.documentId) ?? [])
        .filter((m) => m.quantity > 0)
        .map((m) => ({ productId: m.productId, fromDay: m.day, documentNumber: m.documentNumber }))
    })
    return {
      productId,
      movements: movements.length,
      differences: differences
        .map(({ movementId, before, after }) => lineOf(byId.get(movementId)!, before, after))
        .sort((a, b) => (`${a.day} ${a.movementId}` < `${b.day} ${b.movementId}` ? -1 : 1)),
      lastCosts: [...pools].map(([siteId, pool]) => ({ siteId, lastCost: pool.lastCost })),
      passesTo: [...new Map(passesTo.map((p) => [p.productId, p])).values()],
    }
  })
}

function lineOf(m: CostedMovement & { documentNumber: string }, before: number, after: number): CostLine {
  const { id: movementId, siteId, day, type: documentType, documentId, documentNumber } = m
  return { movementId, siteId, day, documentType, documentId, documentNumber, before, after }
}
