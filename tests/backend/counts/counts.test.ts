import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
let boss: Client
let counter: Client & { userId: string }
let warehouseId: string
beforeEach(async () => {
  company = await createTestCompany()
  boss = company.client
  counter = await company.as('warehouse')
  warehouseId = (await boss.company.warehouses())[0]!.id
})
afterEach(() => company.close())

const start = (more: Partial<Inputs['counts']['start']> = {}) =>
  counter.counts.start({ id: newId(), warehouseId, scope: { kind: 'warehouse' }, ...more })
const scan = (countId: string, productId: string, quantity: number, more: Partial<Inputs['counts']['record']> = {}) =>
  counter.counts.record({ id: newId(), countId, productId, quantity, ...more })
const lines = async (id: string) => (await boss.counts.lines({ id })).rows
const view = (id: string) => boss.counts.get({ id })
async function post(id: string, more: Partial<Inputs['counts']['post']> = {}): Promise<Outputs['counts']['post']> {
  const { version, entries } = await view(id)
  return boss.counts.post({ id, version, seen: entries, reason: '盘点', ...more })
}
const onHand = async (productId: string) => {
  const { rows } = await boss.inventory.list({ warehouseId, limit: 500 })
  return rows.find((row) => row.productId === productId)?.onHand ?? 0
}
async function ship(productId: string, bags: number): Promise<void> {
  const customer = await makeCustomer(boss)
  const order = await submitOrder(boss, customer.id, [line(productId, bags)])
  const [note] = await boss.shipments.createForOrder({ orderId: order.id, version: order.version })
  await boss.shipments.confirm({ id: note!.id, version: note!.version })
}
const lot = (number: string) => ({ number, productionDay: '2026-11-01', expiryDay: '2027-11-01' })

describe('a count', () => {
  it('is blind, adds scans up, and posts what is more and what is missing', async () => {
    const more = await makeProduct(boss, { stock: 10, purchasePrice: 600_000 })
    const less = await makeProduct(boss, { stock: 10, purchasePrice: 600_000 })
    const same = await makeProduct(boss, { stock: 10 })
    const count = await start({ remark: '月底' })
    expect(count).toMatchObject({ status: 'draft', lines: 3, counted: 0, number: expect.stringMatching(/^PDLR-/) })
    const { lines: sheet } = await counter.counts.sheet({ id: count.id })
    expect(Object.keys(sheet[0]!)).not.toEqual(expect.arrayContaining(['snapshot']))
    expect(JSON.stringify(sheet)).not.toMatch(/snapshot|expected|onHand|10000/)
    await scan(count.id, more.id, 1000)
    const answer = await scan(count.id, more.id, 11_000)
    expect(answer.line).toMatchObject({ counted: 12_000, state: 'counted' })
    await scan(count.id, less.id, 7000)
    await scan(count.id, same.id, 10_000)
    expect(await view(count.id)).toMatchObject({ counted: 3, different: 2, surplus: 1_200_000, loss: 1_800_000 })
    const posted = await post(count.id)
    expect(posted).toMatchObject({ status: 'posted', surplus: 1_200_000, loss: 1_800_000, postedBy: '王掌柜' })
    expect([await onHand(more.id), await onHand(less.id), await onHand(same.id)]).toEqual([12_000, 7000, 10_000])
    const { rows } = await boss.inventory.movements({ productId: less.id })
    expect(rows[0]).toMatchObject({ quantity: -3000, documentType: 'count', documentNumber: count.number })
    expect((await lines(count.id)).map((l) => l.reason)).toEqual(['盘点', '盘点', ''])
  })

  it('goes on while goods are sold: each line is held against the books of its own moment', async () => {
    const first = await makeProduct(boss, { stock: 100 })
    const second = await makeProduct(boss, { stock: 100 })
    const count = await start()
    await scan(count.id, first.id, 98_000) // two are missing
    await ship(first.id, 5)
    await ship(second.id, 10)
    await scan(count.id, second.id, 91_000) // one too many, after ten were sold
    expect(await lines(count.id)).toMatchObject([
      { snapshot: 100_000, expected: 100_000, difference: -2000, moved: false },
      { snapshot: 100_000, expected: 90_000, difference: 1000, moved: false },
    ])
    await post(count.id)
    expect([await onHand(first.id), await onHand(second.id)]).toEqual([93_000, 91_000])
  })

  it('tells the reviewer of goods that moved while they were being counted', async () => {
    const product = await makeProduct(boss, { stock: 100 })
    const count = await start({ recountQuantity: 50_000 })
    await scan(count.id, product.id, 40_000)
    await ship(product.id, 5)
    await scan(count.id, product.id, 55_000)
    expect(await lines(count.id)).toMatchObject([{ expected: 95_000, difference: 0, moved: true }])
    const { version } = await view(count.id)
    expect(await boss.counts.recount({ id: count.id, version, lineNos: null })).toMatchObject({ waiting: 1 })
    await scan(count.id, product.id, 95_000)
    expect(await lines(count.id)).toMatchObject([{ moved: false, firstCounted: 95_000, difference: 0, round: 2 }])
    await post(count.id)
  })

  it('puts large differences on the recount list and keeps the first figure', async () => {
    const [near, far, dear] = [
      await makeProduct(boss, { stock: 100 }),
      await makeProduct(boss, { stock: 100 }),
      await makeProduct(boss, { stock: 100, purchasePrice: 10_000_000 }),
    ]
    const count = await start({ recountQuantity: 5000, recountValue: 20_000_000 })
    await scan(count.id, near.id, 98_000)
    await scan(count.id, far.id, 90_000)
    await scan(count.id, dear.id, 97_000)
    const { version } = await view(count.id)
    const again = await boss.counts.recount({ id: count.id, version, lineNos: null })
    expect(again.waiting).toBe(2)
    expect(await codeOf(post(count.id))).toMatchObject({ code: 'RULE', rule: 'COUNT_RECOUNT_OPEN' })
    const sheet = await counter.counts.sheet({ id: count.id })
    expect(sheet.lines.map((l) => [l.state, l.counted])).toEqual([
      ['counted', 98_000],
      ['recount', null],
      ['recount', null],
    ])
    await scan(count.id, far.id, 99_000)
    const back = await boss.counts.cancelRecount({ id: count.id, version: again.version, lineNos: [3] })
    expect(await lines(count.id)).toMatchObject([
      { difference: -2000, firstCounted: null },
      { difference: -1000, firstCounted: 90_000 },
      { difference: -3000, firstCounted: null, round: 1 },
    ])
    // counted twice is enough: the list does not ask a third time
    expect(await boss.counts.recount({ id: count.id, version: back.version, lineNos: null })).toMatchObject({
      waiting: 1,
    })
    await scan(count.id, dear.id, 97_000)
    await post(count.id)
    expect(await onHand(dear.id)).toBe(97_000)
  })

  it('takes goods that turn up only when the counter insists, and notes barcodes nobody knows', async () => {
    const listed = await makeProduct(boss, { stock: 5 })
    const other = await makeProduct(boss)
    const count = await start()
    expect(await codeOf(scan(count.id, other.id, 1000))).toMatchObject({ rule: 'COUNT_NOT_ON_LIST', value: other.name })
    await scan(count.id, other.id, 2000, { found: true })
    await scan(count.id, listed.id, 5000)
    await counter.counts.record({ id: newId(), countId: count.id, code: '6999999999999' })
    expect(await view(count.id)).toMatchObject({ found: 1, unknown: [{ code: '6999999999999' }] })
    await post(count.id)
    expect(await onHand(other.id)).toBe(2000)
  })

  it('counts an entry sent twice once, and takes back one’s own', async () => {
    const product = await makeProduct(boss, { stock: 5 })
    const count = await start()
    const id = newId()
    const entry = { id, countId: count.id, productId: product.id, quantity: 5000 }
    await counter.counts.record(entry)
    expect((await counter.counts.record(entry)).line).toMatchObject({ counted: 5000 })
    expect(await codeOf(boss.counts.undo({ countId: count.id, entryId: id }))).toMatchObject({ code: 'NOT_FOUND' })
    expect((await counter.counts.undo({ countId: count.id, entryId: id })).line).toMatchObject({
      counted: null,
      state: 'open',
    })
  })

  it('is posted by somebody else, unless the company lets counters do it', async () => {
    const product = await makeProduct(boss, { stock: 5 })
    const count = await start()
    await boss.counts.record({ id: newId(), countId: count.id, productId: product.id, quantity: 4000 })
    expect((await view(count.id)).mustBeReviewedByOther).toBe(true)
    expect(await codeOf(post(count.id))).toMatchObject({ rule: 'COUNT_OWN_REVIEW' })
    const { settings, id: _id, timeZone: _zone, ...data } = await boss.company.get()
    await boss.company.update({ ...data, settings: { ...settings, countReviewOwn: true } })
    expect(await post(count.id)).toMatchObject({ status: 'posted' })
  })

  it('is not posted over entries the reviewer has not seen, nor without a reason', async () => {
    const product = await makeProduct(boss, { stock: 5 })
    const count = await start()
    await scan(count.id, product.id, 4000)
    const { version } = await view(count.id)
    expect(await codeOf(boss.counts.post({ id: count.id, version, seen: 0 }))).toMatchObject({ code: 'CONFLICT' })
    expect(await codeOf(boss.counts.post({ id: count.id, version, seen: 1 }))).toMatchObject({
      rule: 'REASON_REQUIRED',
      line: 1,
    })
    const told = await boss.counts.setReason({ id: count.id, version, lineNos: null, reason: '破损' })
    const posted = await boss.counts.post({ id: count.id, version: told.version, seen: 1 })
    expect(posted.status).toBe('posted')
    expect(await codeOf(scan(count.id, product.id, 1000))).toMatchObject({ code: 'WRONG_STATE' })
  })

  it('leaves what nobody counted alone, or books it to nothing', async () => {
    const [one, two] = [await makeProduct(boss, { stock: 5 }), await makeProduct(boss, { stock: 7 })]
    const keep = await start({ scope: { kind: 'products', productIds: [one.id, two.id] } })
    await scan(keep.id, one.id, 5000)
    await post(keep.id)
    expect([await onHand(one.id), await onHand(two.id)]).toEqual([5000, 7000])
    const zero = await start({ scope: { kind: 'products', productIds: [two.id] } })
    await post(zero.id, { uncounted: 'zero' })
    expect(await onHand(two.id)).toBe(0)
    expect(await lines(zero.id)).toMatchObject([{ counted: 0, expected: 7000, difference: -7000 }])
  })

  it('goes back with all it booked when voided, by those who may', async () => {
    const product = await makeProduct(boss, { stock: 5, purchasePrice: 100_000 })
    const count = await start()
    await scan(count.id, product.id, 3000)
    const { version } = await post(count.id)
    const voiding = (client: Client) => client.counts.void({ id: count.id, version, reason: '盘错仓库' })
    expect(await codeOf(voiding(counter))).toMatchObject({ code: 'FORBIDDEN', right: 'stock.void' })
    expect(await voiding(boss)).toMatchObject({ status: 'void', number: count.number, voidReason: '盘错仓库' })
    expect(await onHand(product.id)).toBe(5000)
    const draft = await start()
    expect(await counter.counts.void({ id: draft.id, version: draft.version, reason: '不盘了' })).toMatchObject({
      status: 'void',
    })
  })

  it('refuses a loss of goods that orders have reserved, and says which', async () => {
    const product = await makeProduct(boss, { stock: 10 })
    await submitOrder(boss, (await makeCustomer(boss)).id, [line(product.id, 9)])
    const count = await start()
    await scan(count.id, product.id, 6000)
    expect(await codeOf(post(count.id))).toMatchObject({ code: 'SHORTAGE', items: [{ needed: 4000, available: 1000 }] })
    expect((await view(count.id)).status).toBe('draft')
  })

  it('hides what things cost from those who may not see it', async () => {
    const product = await makeProduct(boss, { stock: 10, purchasePrice: 100_000 })
    const count = await start({ recountValue: 1000 })
    await scan(count.id, product.id, 6000)
    expect(await counter.counts.get({ id: count.id })).toMatchObject({ surplus: null, loss: null, recountValue: null })
    expect((await counter.counts.lines({ id: count.id })).rows).toMatchObject([{ difference: -4000, value: null }])
  })

  it('lists and finds', async () => {
    await makeProduct(boss, { stock: 1 })
    const count = await start({ remark: '冷库' })
    await start()
    expect((await boss.counts.list({ search: '冷库' })).rows).toMatchObject([{ id: count.id, lines: 1, counted: 0 }])
    const first = await boss.counts.list({ limit: 1 })
    const second = await boss.counts.list({ limit: 1, cursor: first.next! })
    expect(second.rows).toMatchObject([{ id: count.id }])
    expect((await boss.counts.list({ status: 'posted' })).rows).toEqual([])
  })

  it('of nothing is refused', async () => {
    expect(await codeOf(start())).toMatchObject({ rule: 'COUNT_EMPTY' })
  })
})

describe('what is counted', () => {
  it('may be bins, along the way, or a type with all below it', async () => {
    const [bin, later] = await boss.places.makeBins({ warehouseId, codes: ['A-01', 'A-02'] })
    const products = [
      await makeProduct(boss, { stock: 1 }),
      await makeProduct(boss),
      await makeProduct(boss, { stock: 1 }),
    ]
    await boss.places.assign({ warehouseId, binId: later!.id, productIds: [products[0]!.id] })
    await boss.places.assign({ warehouseId, binId: bin!.id, productIds: [products[1]!.id] })
    const some = await start({ scope: { kind: 'bins', binIds: [bin!.id] } })
    expect(await lines(some.id)).toMatchObject([{ productId: products[1]!.id, bin: 'A-01' }])
    const all = await start()
    expect((await lines(all.id)).map((l) => l.bin)).toEqual(['A-01', 'A-02', ''])
    const flour = await boss.trees.save({ id: newId(), version: 0, kind: 'product-type', parentId: null, name: '面粉' })
    const strong = await boss.trees.save({
      id: newId(),
      version: 0,
      kind: 'product-type',
      parentId: flour.id,
      name: '高筋',
    })
    await makeProduct(boss, { stock: 3, typeId: strong.id, name: '高筋粉' })
    const typed = await start({ scope: { kind: 'type', typeId: flour.id } })
    expect(await lines(typed.id)).toMatchObject([{ name: '高筋粉', snapshot: 3000 }])
  })

  it('has a line for each lot; lots that turn up are made', async () => {
    const product = await makeProduct(boss, { shelfLifeDays: 365, lotTracked: true })
    const place: Partial<Inputs['counts']['start']> = {
      scope: { kind: 'products', productIds: [product.id, (await makeProduct(boss, { stock: 1 })).id] },
    }
    const first = await start(place)
    expect((await lines(first.id)).length).toBe(1)
    expect(await codeOf(scan(first.id, product.id, 1000))).toMatchObject({ rule: 'LOT_REQUIRED' })
    await scan(first.id, product.id, 20_000, { lot: lot('L1'), found: true })
    await scan(first.id, product.id, 10_000, { lot: lot('L2'), found: true })
    await scan(first.id, product.id, 5000, { lot: lot('L2') })
    await post(first.id)
    expect(await onHand(product.id)).toBe(35_000)
    const second = await start(place)
    const sheet = (await counter.counts.sheet({ id: second.id })).lines
    expect(sheet.map((l) => l.lot).sort()).toEqual(['', 'L1', 'L2'])
    const l1 = sheet.find((l) => l.lot === 'L1')!
    await scan(second.id, product.id, 18_000, { lotId: l1.lotId })
    await post(second.id)
    expect(await onHand(product.id)).toBe(33_000)
  })
})
