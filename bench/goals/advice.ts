import { setTimeout as sleep } from 'node:timers/promises'
import { openReader, openWriter } from '../../electron/backend/db/open.ts'
import { CAPTURE, GUARD } from '../../electron/backend/db/triggers.ts'
import { addDays, dayAt, type Day } from '../../shared/day.ts'
import type { Base } from '../support/base.ts'
import { result, seconds, seeded, timingOf, type Result, type Timing } from '../support/measure.ts'

/** What an owner waits for an answer over the whole range of goods. */
const PATIENCE_MS = 10_000
const DAYS = 365
/** Selling days of a product in a year: a few sell daily, most now and then. */
const SELLING_DAYS = 40

/**
 * Reorder advice and its back-test for every product over a year of daily sales, and submitting while they run. Beside the
 * advice stands the bare reading of the same rows into a sum per product.
 */
export async function adviceGoals(base: Base, idleSubmits: number): Promise<Result[]> {
  const today = dayAt(new Date(), 'Asia/Shanghai')
  const rows = fillYear(base, today)
  const policy = { serviceLevel: 9500, coverDays: 14, historyDays: DAYS, leadDays: 7 }
  const { advice, backTest } = base.client.replenishment
  await advice({ policy })
  const bare = await seconds(() => bareReading(base.file, addDays(today, -DAYS)))
  const before = await submits(base, count(idleSubmits))
  let going = true
  const clerk = submits(base, () => going)
  const advised = await seconds(() => advice({ policy, limit: 5000 }))
  const replayed = await seconds(() => backTest({ policy }))
  going = false
  const during = await clerk
  const after = await submits(base, count(idleSubmits))
  if (advised.value.products < base.size.products * 0.9) throw new Error(`only ${advised.value.products} products`)
  const what = `${advised.value.products} products, ${rows} daily sales`
  return [
    result('3.5', `reorder advice, ${what}: of what one waits for`, advised.ms, PATIENCE_MS, 1),
    result('3.5', 'the same, of reading the rows alone', advised.ms, bare.ms, 12),
    result('3.5', `back-test of a quarter, ${what}: of what one waits for`, replayed.ms, PATIENCE_MS, 1),
    result('3', 'submit p99 while advice is worked out (of idle)', during.p99, Math.max(before.p99, after.p99), 3),
  ]
}

let submitted = 8_000_000
async function submits(base: Base, going: () => boolean): Promise<Timing> {
  const times: number[] = []
  while (going()) {
    const start = performance.now()
    await base.submit(submitted++)
    times.push(performance.now() - start)
    await sleep(5)
  }
  return timingOf(times)
}

function count(times: number): () => boolean {
  return () => times-- > 0
}

/** Daily sales of every product over the year before today, added to what the base has sold. */
function fillYear(base: Base, today: Day): number {
  const database = openWriter(base.file)
  database.function(CAPTURE, { varargs: true }, () => null)
  database.function(GUARD, { varargs: true }, () => null)
  const random = seeded(11)
  const warehouse = database.prepare<[], string>('select id from warehouse limit 1').pluck().get()!
  const add = database.prepare(
    `insert into sales_product_day (day, product_id, warehouse_id, quantity, amount, lines) values (?, ?, ?, ?, 0, 1)
     on conflict do update set quantity = quantity + excluded.quantity`,
  )
  let rows = 0
  database.transaction(() => {
    for (let back = DAYS; back >= 1; back--) {
      const day = addDays(today, -back)
      for (const productId of base.productIds) {
        if (random() * DAYS >= SELLING_DAYS) continue
        add.run(day, productId, warehouse, Math.ceil(random() * 30) * 1000)
        rows++
      }
    }
  })()
  database.close()
  return rows
}

function bareReading(file: string, from: Day): number {
  const reader = openReader(file)
  const sums = new Map<string, number>()
  const rows = reader
    .prepare<[string], [string, string, number]>(
      'select day, product_id, quantity from sales_product_day where day >= ?',
    )
    .raw()
    .iterate(from)
  for (const [, productId, quantity] of rows) sums.set(productId, (sums.get(productId) ?? 0) + quantity)
  reader.close()
  return sums.size
}
