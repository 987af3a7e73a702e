import { expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { checkDigit } from '../../../shared/domain/scanning/gs1.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany } from '../../support/company.ts'
import { makeCustomer, submitOrder } from '../../support/make.ts'

const PRODUCTS = 500
const ORDERS = 60
const BOX = 12

/** Goods as they really lie there: what the books say and what nobody knows is missing or too much. */
interface Goods {
  id: string
  piece: string
  box: string
  /** Pieces on the shelf that nobody has counted, and those a counter has passed. */
  ahead: number
  behind: number
  variance: number
}

const random = (() => {
  let state = 20261123
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
})()
/** The moment goods leave the shelf is the moment they are booked: no scan falls between the two. */
let moment: Promise<unknown> = Promise.resolve()
function atOnce<T>(work: () => Promise<T>): Promise<T> {
  const done = moment.then(work)
  moment = done.catch(() => undefined)
  return done
}
const barcode = (n: number) => {
  const digits = `690${String(n).padStart(9, '0')}`
  return digits + checkDigit(digits)
}

it('of 500 products by three scanners while sales are posted ends with the right variances', async () => {
  const company = await createTestCompany()
  const boss = company.client
  const warehouseId = (await boss.company.warehouses())[0]!.id
  const goods = await stockShelves(boss, warehouseId)
  const customer = await makeCustomer(boss)
  const counters = await Promise.all([1, 2, 3].map(() => company.as('warehouse')))
  const count = await boss.counts.start({ id: newId(), warehouseId, scope: { kind: 'warehouse' } })

  const order = [...goods].sort(() => random(3) - 1)
  const shares = counters.map((_, i) => order.filter((_one, n) => n % counters.length === i))
  await Promise.all([
    ...counters.map((counter, i) => countAll(counter, count.id, shares[i]!)),
    sellMeanwhile(boss, customer.id, goods),
  ])

  // what moved while it was being counted is counted again, now that the shop is closed
  const { version } = await boss.counts.get({ id: count.id })
  const moved = (await allLines(boss, count.id)).filter((line) => line.moved)
  expect(moved.length).toBeGreaterThan(0)
  const asked = await boss.counts.recount({ id: count.id, version, lineNos: moved.map((line) => line.lineNo) })
  expect(asked.waiting).toBe(moved.length)
  const again = goods.filter((one) => moved.some((line) => line.productId === one.id))
  for (const one of again) Object.assign(one, { ahead: one.ahead + one.behind, behind: 0 })
  await countAll(counters[0]!, count.id, again)

  const lines = await allLines(boss, count.id)
  expect(lines).toHaveLength(PRODUCTS)
  const byProduct = new Map(lines.map((line) => [line.productId, line]))
  const wrong = goods.filter((one) => byProduct.get(one.id)!.difference !== one.variance * 1000)
  expect(wrong).toEqual([])

  const now = await boss.counts.get({ id: count.id })
  expect(now.different).toBe(goods.filter((one) => one.variance !== 0).length)
  await boss.counts.post({ id: count.id, version: now.version, seen: now.entries, reason: '月度盘点' })
  const stock = new Map(
    (await boss.inventory.list({ warehouseId, limit: 500 })).rows.map((row) => [row.productId, row]),
  )
  for (const one of goods) expect(stock.get(one.id)!.onHand).toBe((one.ahead + one.behind) * 1000)
  await company.close()
}, 120_000)

async function stockShelves(boss: Client, warehouseId: string): Promise<Goods[]> {
  const goods: Goods[] = []
  for (let n = 0; n < PRODUCTS; n++) {
    const books = 30 + random(40)
    const variance = random(5) === 0 ? random(9) - 4 : 0
    const one = {
      id: newId(),
      piece: barcode(n * 2),
      box: barcode(n * 2 + 1),
      ahead: books + variance,
      behind: 0,
      variance,
    }
    await boss.products.create({
      id: one.id,
      name: `商品${n}`,
      baseUnit: '瓶',
      barcode: one.piece,
      packs: [{ unit: '箱', factor: BOX * 1000, barcode: one.box }],
      salePrice: 50_000,
      openingStock: [{ warehouseId, quantity: books * 1000 }],
    })
    goods.push(one)
  }
  return goods
}

/** A counter with a scanner: boxes by their barcode, then the loose pieces with their number typed. */
async function countAll(counter: Client, countId: string, share: readonly Goods[]): Promise<void> {
  for (const one of share) {
    while (one.ahead > 0) {
      const code = one.ahead >= BOX ? one.box : one.piece
      const [hit] = (await counter.scanning.resolve({ code })).goods
      const pieces = code === one.box ? BOX : Math.min(one.ahead, BOX)
      await atOnce(async () => {
        if (one.ahead < pieces) return // somebody took some meanwhile
        one.ahead -= pieces
        one.behind += pieces
        const quantity = code === one.box ? hit!.factor : hit!.factor * pieces
        await counter.counts.record({ id: newId(), countId, productId: hit!.productId, quantity })
      })
    }
    // an empty shelf is counted too
    if (one.behind === 0) await counter.counts.record({ id: newId(), countId, productId: one.id, quantity: 0 })
  }
}

/** Orders are taken, shipped and booked; the goods leave the shelf in the same moment, from either side of the counter. */
async function sellMeanwhile(boss: Client, customerId: string, goods: readonly Goods[]): Promise<void> {
  for (let n = 0; n < ORDERS; n++) {
    const sold = Array.from({ length: 5 }, (_, i) => goods[(random(PRODUCTS / 5) * 5 + i) % PRODUCTS]!)
    const lines = sold.map((one) => ({ productId: one.id, unit: '瓶', quantity: 2000, price: 50_000 }))
    const order = await submitOrder(boss, customerId, lines)
    const [note] = await boss.shipments.createForOrder({ orderId: order.id, version: order.version })
    await atOnce(async () => {
      for (const one of sold) {
        const fromAhead = Math.min(2, one.ahead)
        one.ahead -= fromAhead
        one.behind -= 2 - fromAhead
      }
      await boss.shipments.confirm({ id: note!.id, version: note!.version })
    })
  }
}

async function allLines(boss: Client, id: string) {
  const first = await boss.counts.lines({ id, limit: 500 })
  const rest = first.next ? (await boss.counts.lines({ id, limit: 500, cursor: first.next })).rows : []
  return [...first.rows, ...rest]
}
