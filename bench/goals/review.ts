import type Database from 'better-sqlite3'
import { newId } from '../../shared/ids.ts'
import { orderInput, type Base } from '../support/base.ts'
import { alternate, result, type Result } from '../support/measure.ts'
import type { RawBase } from '../support/raw.ts'

const QUEUE_PAGE = 100
/** What reading a queue may cost at any size (issue 4). */
const QUEUE_LIMIT_MS = 50

/**
 * Approving a held five-line order beside the writes it cannot do without, and the review queue of hundreds of waiting
 * orders among all others. A person who approves what they made is allowed here, and every order is held for its amount.
 */
export async function reviewGoals(base: Base, raw: RawBase, perBlock: number): Promise<Result[]> {
  const blocks = 5
  const pending = await heldOrders(base, (blocks + 1) * perBlock + QUEUE_PAGE)
  const approveRaw = rawApproval(raw.database, base.size.orders)
  const [reference, ours] = await alternate(
    [(i) => approveRaw(i), (i) => base.client.orders.approve({ ...pending[i]!, reason: '' })],
    { blocks, perBlock },
  )
  const [queue, stopped] = await alternate(
    [() => base.client.reviews.queue({ limit: QUEUE_PAGE }), () => base.client.reviews.stopped()],
    { blocks, perBlock },
  )
  return [
    result('4.4', 'approve a five-line order, p50', ours!.p50, reference!.p50, 3),
    result(
      '4.4',
      `review queue, ${QUEUE_PAGE} of a page, p95 (of ${QUEUE_LIMIT_MS} ms)`,
      queue!.p95,
      QUEUE_LIMIT_MS,
      1,
    ),
    result('4.4', `stopped at shipment, p95 (of ${QUEUE_LIMIT_MS} ms)`, stopped!.p95, QUEUE_LIMIT_MS, 1),
  ]
}

async function heldOrders(base: Base, count: number): Promise<{ id: string; version: number }[]> {
  const { client } = base
  const now = await client.company.get()
  const review = { ...now.settings.review, reviewOwn: true, orderAmount: 'hold' as const, amountLimit: 0 }
  await client.company.update({ ...now, settings: { ...now.settings, review } })
  const held: { id: string; version: number }[] = []
  for (let i = 0; i < count; i++) {
    const { id, version, status } = await client.orders.submit(
      orderInput(base.customerIds, base.productIds, i + 90_000),
    )
    if (status !== 'pending') throw new Error(`an order that is ${status}`)
    held.push({ id, version })
  }
  const { settings, ...company } = await client.company.get()
  await client.company.update({ ...company, settings: { ...settings, review: { ...review, orderAmount: 'off' } } })
  return held
}

/** State, five reservations and five lines, the rollups an approved order joins, and who decided: one transaction. */
function rawApproval(database: Database.Database, orders: number): (i: number) => void {
  database.exec(
    'create table if not exists decision (id text primary key, order_id integer, at text, by text, reason text)',
  )
  const read = database.prepare<[number], { id: number; product_id: number }>(
    'select id, product_id from order_line where order_id = ?',
  )
  const pass = database.prepare("update orders set status = 'to-ship' where id = ?")
  const reserve = database.prepare(
    'update stock_balance set on_hand = on_hand - 10000 where product_id = ? and warehouse_id = 1 and on_hand >= 10000',
  )
  const line = database.prepare('update order_line set qty = qty + 0 where id = ?')
  const product = database.prepare(
    'insert into product_day values (?, ?, 10000, 80000) on conflict do update set qty = qty + excluded.qty, amount = amount + excluded.amount',
  )
  const customer = database.prepare(
    'insert into customer_day values (?, ?, 1, 400000) on conflict do update set orders = orders + 1, amount = amount + excluded.amount',
  )
  const count = database.prepare(
    'insert into status_count values (?, ?) on conflict do update set count = count + excluded.count',
  )
  const decide = database.prepare("insert into decision values (?, ?, '2026-11-23T01:00:00.000Z', 'x', '')")
  return (i: number) => {
    const id = 1 + ((i * 7919) % orders)
    database.exec('begin immediate')
    pass.run(id)
    for (const { id: lineId, product_id } of read.all(id)) {
      reserve.run(product_id)
      line.run(lineId)
      product.run('2026-11-23', product_id)
    }
    customer.run('2026-11-23', 1 + (i % 1000))
    count.run('pending', -1)
    count.run('to-ship', 1)
    decide.run(newId(), id)
    database.exec('commit')
  }
}
