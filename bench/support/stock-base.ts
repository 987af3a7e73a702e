import Database from 'better-sqlite3'
import { openWriter } from '../../electron/backend/db/open.ts'
import { CAPTURE, GUARD } from '../../electron/backend/db/triggers.ts'
import { hashPassword } from '../../electron/backend/features/users/passwords.ts'
import { bookMovement, type Pool } from '../../shared/domain/inventory/cost.ts'
import { newId } from '../../shared/ids.ts'
import { companyHome, openBase, type Base } from './base.ts'
import { seeded } from './measure.ts'

/** The owner of this company can sign in. */
export const BENCH_PASSWORD = 'correct horse battery'

export interface StockSize {
  products: number
  warehouses: number
  movements: number
}

export interface StockBase extends Base {
  warehouseIds: string[]
}

/**
 * A company whose every product lies in every warehouse (the last of them at a second site), with movements that came in at
 * changing costs and went out at the average. Written past the unit of work, by the ledger's own rules: `verify()` is
 * clean on it.
 */
export async function stockBase({ products, warehouses, movements }: StockSize): Promise<StockBase> {
  const own = await companyHome({ orders: 0, customers: 10, products })
  const warehouseIds = fill(own.file, own.productIds, {
    warehouses,
    movements,
    password: await hashPassword(BENCH_PASSWORD),
  })
  return { ...(await openBase(own)), warehouseIds }
}

function fill(
  file: string,
  productIds: readonly string[],
  size: { warehouses: number; movements: number; password: string },
): string[] {
  const database = openWriter(file)
  database.function(CAPTURE, { varargs: true }, () => null)
  database.function(GUARD, { varargs: true }, () => null)
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  database.pragma('cache_size = -1048576')
  const first = database.prepare<[], { id: string; site_id: string }>('select id, site_id from warehouse').get()!
  const places = [first]
  database.transaction(() => {
    database.prepare('update user_account set password_hash = ?').run(size.password)
    const siteId = newId()
    database.prepare("insert into site (id, code, name) values (?, 'FD', '分店')").run(siteId)
    const warehouse = database.prepare('insert into warehouse (id, site_id, code, name) values (?, ?, ?, ?)')
    for (let i = 1; i < size.warehouses; i++) {
      const place = { id: newId(), site_id: i === size.warehouses - 1 ? siteId : first.site_id }
      warehouse.run(place.id, place.site_id, `C${i}`, `仓库${i}`)
      places.push(place)
    }
    move(database, productIds, places, size.movements)
  })()
  database.pragma('journal_mode = WAL')
  database.close()
  return places.map((place) => place.id)
}

/** Books so many further movements, product by product in turn, a document of five lines each. */
function move(
  database: Database.Database,
  productIds: readonly string[],
  places: readonly { id: string; site_id: string }[],
  movements: number,
): void {
  const insert = database.prepare(
    `insert into stock_movement (id, warehouse_id, product_id, quantity, value, day, at, document_type, document_id,
       document_number, line_no, known) values (?, ?, ?, ?, ?, ?, ?, 'purchase-receipt', ?, ?, ?, 1)`,
  )
  const take = database.prepare(
    `insert into stock_movement (id, warehouse_id, product_id, quantity, value, day, at, document_type, document_id,
       document_number, line_no) values (?, ?, ?, ?, ?, ?, ?, 'loss', ?, ?, ?)`,
  )
  const random = seeded(5)
  const onHand = new Map<string, number>()
  const pools = new Map<string, Pool>()
  const keep = (product: string, place: { id: string; site_id: string }, quantity: number, pool: Pool) => {
    onHand.set(`${product} ${place.id}`, (onHand.get(`${product} ${place.id}`) ?? 0) + quantity)
    pools.set(`${product} ${place.site_id}`, pool)
  }
  for (const row of database
    .prepare<[], { product: string; quantity: number; value: number }>(
      'select product_id as product, quantity, value from stock_value',
    )
    .all())
    keep(row.product, places[0]!, row.quantity, { quantity: row.quantity, value: row.value, lastCost: 0 })
  let document = newId()
  for (let i = 0; i < movements; i++) {
    if (i % 5 === 0) document = newId()
    const product = productIds[i % productIds.length]!
    const place = places[(Math.floor(i / productIds.length) + i) % places.length]!
    const here = onHand.get(`${product} ${place.id}`) ?? 0
    const pool = pools.get(`${product} ${place.site_id}`) ?? { quantity: 0, value: 0, lastCost: 0 }
    const comesIn = here < 10_000 || random() < 0.4
    const quantity = comesIn
      ? 10_000 + Math.floor(random() * 90) * 1000
      : -Math.min(here, 1000 * (1 + Math.floor(random() * 9)))
    const value = comesIn ? quantity * (600 + Math.floor(random() * 200)) : undefined
    const booked = bookMovement(pool, quantity, value)
    const day = `2026-${String(1 + Math.floor((i / movements) * 10)).padStart(2, '0')}-15`
    const row = [newId(), place.id, product, quantity, booked.value + booked.residue, day, `${day}T08:00:00.000Z`]
    ;(comesIn ? insert : take).run(...row, document, `B-${Math.floor(i / 5)}`, (i % 5) + 1)
    keep(product, place, quantity, booked.pool)
  }
  database.exec('delete from stock_balance; delete from stock_value')
  const balance = database.prepare('insert into stock_balance (product_id, warehouse_id, on_hand) values (?, ?, ?)')
  for (const [key, quantity] of [...onHand].sort(byKey)) balance.run(...(key.split(' ') as [string, string]), quantity)
  const value = database.prepare(
    'insert into stock_value (product_id, site_id, quantity, value, last_cost) values (?, ?, ?, ?, ?)',
  )
  for (const [key, pool] of [...pools].sort(byKey))
    value.run(...(key.split(' ') as [string, string]), pool.quantity, pool.value, pool.lastCost)
}

const byKey = (a: [string, unknown], b: [string, unknown]) => (a[0] < b[0] ? -1 : 1)
