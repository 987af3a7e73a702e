import type Database from 'better-sqlite3'
import { compareLedger, sumLedger, type LedgerDifference, type LedgerSums } from './ledger-sums.ts'

/** A stored figure that does not follow from the movements. `frozen`: what lies free in frozen lots. */
export type Difference = Omit<LedgerDifference, 'figure'> & { figure: LedgerDifference['figure'] | 'frozen' }

/** Where balances and values differ from what the movements add up to, on one unchanging view of the file. Reads only. */
export function differencesOf(database: Database.Database): { movements: number; differences: Difference[] } {
  database.exec('BEGIN')
  try {
    const sums = sumLedger(database)
    return {
      movements: sums.movements,
      differences: [...compareLedger(database, sums), ...frozenDifferences(database, sums)],
    }
  } finally {
    database.exec('COMMIT')
  }
}

function frozenDifferences(database: Database.Database, sums: LedgerSums): Difference[] {
  const frozenLots = database.prepare<[], string>('select id from stock_lot where frozen = 1').pluck().all()
  const frozen = new Set(frozenLots)
  const reserved = new Map(
    database
      .prepare<[], [string, number]>(
        `select product_id || ' ' || warehouse_id || ' ' || lot_id, reserved from stock_lot_balance where reserved <> 0`,
      )
      .raw()
      .all() as [string, number][],
  )
  const found = new Map<string, number>()
  for (const [key, quantity] of sums.lots) {
    const [productId, warehouseId, lotId] = key.split(' ')
    if (!frozen.has(lotId!)) continue
    const place = `${productId} ${warehouseId}`
    found.set(place, (found.get(place) ?? 0) + quantity - (reserved.get(key) ?? 0))
  }
  const stored = database
    .prepare<[], { productId: string; placeId: string; stored: number }>(
      'select product_id as productId, warehouse_id as placeId, frozen as stored from stock_balance',
    )
    .all()
  return stored.flatMap((row) => {
    const quantity = found.get(`${row.productId} ${row.placeId}`) ?? 0
    return quantity === row.stored ? [] : [{ ...row, figure: 'frozen', lotId: null, found: quantity }]
  })
}
