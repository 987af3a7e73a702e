import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { EMPTY_RULE } from '../../../shared/domain/promotion/promotion.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, postStock } from '../../support/make.ts'
import { makeSupplier } from '../../support/purchase.ts'
import { back, draftReturn, giveBack, ship, stockByKind } from './returns-world.ts'

let company: TestCompany
let client: Client
let customerId: string
beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  customerId = (await makeCustomer(client)).id
})
afterEach(() => company.close())

const balance = async () => (await client.customers.get({ id: customerId })).balance
const cheap = (more: Parameters<typeof makeProduct>[1] = {}) =>
  makeProduct(client, { stock: 100, purchasePrice: 200_000, ...more })

describe('with the bill', () => {
  it('takes goods of many bills back by one document, at the prices of the bills and the costs they left with', async () => {
    const product = await cheap()
    const first = await ship(client, customerId, [line(product.id, 3, 33.33)])
    await postStock(client, 'other-in', [], {
      lines: [{ productId: product.id, unit: '袋', quantity: 100_000, cost: 700_000 }],
    })
    const second = await ship(client, customerId, [line(product.id, 5, 90)])
    const bills = await client.returns.returnable({ customerId, productId: product.id })
    expect(bills.map((b) => [b.number, b.left, b.price])).toEqual([
      [second.number, 5000, 900_000],
      [first.number, 3000, 333_300],
    ])
    const view = await giveBack(client, customerId, [
      back(first, 1, 1),
      back(second, 1, 2, { disposition: 'supplier', reason: 'near-expiry' }),
    ])
    expect(view).toMatchObject({ status: 'posted', kind: 'return', total: 3333 + 18_000 })
    expect(view.lines.map((l) => [l.bill?.number, l.amount, l.warehouse, l.bill?.returned])).toEqual([
      [first.number, 3333, '主仓', 1000],
      [second.number, 18_000, '待退厂库', 2000],
    ])
    expect(await balance()).toBe(9999 + 45_000 - 21_333)
    expect(await stockByKind(client, product.id)).toEqual({ stock: 193_000, supplier: 2000 })
    const movements = (await client.inventory.movements({ productId: product.id })).rows
    const values = movements.filter((m) => m.documentNumber === view.number).map((m) => m.value)
    // the first bag left at 20 yuan, the others at the average of 97 × 20 and 100 × 70
    const average = (97 * 200_000 + 100 * 700_000) / 197
    expect(values.sort((a, b) => a! - b!)).toEqual([200_000, Math.round((Math.round(average * 5) * 2) / 5)])
    // the rest adds up to what the bill was, to the 分
    const rest = await giveBack(client, customerId, [back(first, 1, 1), back(first, 1, 1)])
    expect(rest.total).toBe(6666)
    expect((await client.returns.returnable({ customerId, productId: product.id })).map((b) => b.left)).toEqual([3000])
  })

  it('credits less at a lower price and never more than the bill', async () => {
    const product = await cheap()
    const note = await ship(client, customerId, [line(product.id, 4)])
    const dear = draftReturn(client, customerId, [back(note, 1, 1, { price: 800_001 })])
    expect(await codeOf(dear)).toMatchObject({ rule: 'RETURN_PRICE_TOO_HIGH', line: 1, value: '80' })
    const view = await giveBack(client, customerId, [back(note, 1, 3, { price: 500_000 })])
    expect(view.lines[0]).toMatchObject({ amount: 15_000, priceTyped: true })
    const rest = await giveBack(client, customerId, [back(note, 1, 1)])
    expect(rest.total).toBe(8000)
    const more = draftReturn(client, customerId, [back(note, 1, 1)])
    expect(await codeOf(more)).toMatchObject({ rule: 'RETURN_MORE_THAN_SHIPPED', line: 1 })
  })

  it('lets one of two clerks return the last bag', async () => {
    const product = await cheap()
    const note = await ship(client, customerId, [line(product.id, 1)])
    const drafts = [
      await draftReturn(client, customerId, [back(note, 1, 1)]),
      await draftReturn(client, customerId, [back(note, 1, 1)]),
    ]
    const results = await Promise.allSettled(drafts.map(({ id, version }) => client.returns.submit({ id, version })))
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await balance()).toBe(0)
  })

  it('settles its own bill first, and gives everything back when it is void', async () => {
    const product = await cheap()
    const older = await ship(client, customerId, [line(product.id, 2)])
    const newer = await ship(client, customerId, [line(product.id, 2)])
    const view = await giveBack(client, customerId, [back(newer, 1, 1)])
    expect((await client.orders.get({ id: newer.orderId })).paid).toBe(8000)
    expect((await client.orders.get({ id: older.orderId })).paid).toBe(0)
    const gone = await client.returns.void({ id: view.id, version: view.version, reason: '没退' })
    expect(gone).toMatchObject({ status: 'void', number: view.number })
    expect((await client.orders.get({ id: newer.orderId })).paid).toBe(0)
    expect((await client.orders.get({ id: newer.orderId })).paid).toBe(0)
    expect(await balance()).toBe(32_000)
    expect(await stockByKind(client, product.id)).toEqual({ stock: 96_000 })
    expect((await client.returns.returnable({ shipmentId: newer.id }))[0]!.left).toBe(2000)
  })

  it('refuses goods that are not on the bill and another customer’s bill', async () => {
    const product = await cheap()
    const other = await cheap()
    const note = await ship(client, customerId, [line(product.id, 1)])
    const wrongGoods = draftReturn(client, customerId, [back(note, 1, 1, { productId: other.id })])
    expect(await codeOf(wrongGoods)).toMatchObject({ rule: 'NOT_ON_BILL', line: 1 })
    const foreign = draftReturn(client, (await makeCustomer(client)).id, [back(note, 1, 1)])
    expect(await codeOf(foreign)).toMatchObject({ rule: 'NOT_ON_BILL', line: 1 })
  })

  it('takes lots of the bill only', async () => {
    const product = await makeProduct(client, { lotTracked: true, shelfLifeDays: 365 })
    const days = [
      ['A', '2026-09-01'],
      ['B', '2026-10-01'],
    ]
    await postStock(client, 'other-in', [], {
      lines: days.map(([lotNumber, productionDay]) => ({
        productId: product.id,
        unit: '袋',
        quantity: 4000,
        lotNumber,
        productionDay,
      })),
    })
    const note = await ship(client, customerId, [line(product.id, 6)])
    const [bill] = await client.returns.returnable({ shipmentId: note.id })
    const [a, b] = bill!.lots
    expect([a, b]).toMatchObject([
      { number: 'A', left: 4000 },
      { number: 'B', left: 2000 },
    ])
    const tooMany = draftReturn(client, customerId, [back(note, 1, 3, { lotId: b!.lotId })])
    expect(await codeOf(tooMany)).toMatchObject({ rule: 'LOT_NOT_ON_BILL', line: 1 })
    const nameless = await draftReturn(client, customerId, [back(note, 1, 1)])
    const submitting = client.returns.submit({ id: nameless.id, version: nameless.version })
    expect(await codeOf(submitting)).toMatchObject({ rule: 'LOT_REQUIRED', line: 1 })
    const view = await giveBack(client, customerId, [back(note, 1, 2, { lotId: b!.lotId, disposition: 'scrap' })])
    expect(view.lines[0]).toMatchObject({ lot: 'B', amount: 16_000 })
    expect(await stockByKind(client, product.id)).toEqual({ stock: 2000 })
  })
})

describe('without the bill', () => {
  it('is priced from what the customer paid, needs a reason and waits for somebody else', async () => {
    const product = await cheap()
    await ship(client, customerId, [line(product.id, 1, 95)])
    await ship(client, customerId, [line(product.id, 1, 85)])
    const question = { customerId, productId: product.id, unit: '袋' }
    expect(await client.returns.price(question)).toEqual({ price: 850_000, cap: 950_000, source: 'history' })
    const free = { productId: product.id, unit: '袋', quantity: 2000, reason: 'slow-moving' } as const
    const dear = draftReturn(client, customerId, [{ ...free, price: 960_000 }])
    expect(await codeOf(dear)).toMatchObject({ rule: 'RETURN_PRICE_TOO_HIGH', value: '95' })
    const draft = await draftReturn(client, customerId, [free])
    expect(draft.total).toBe(17_000)
    const { id, version } = draft
    expect(await codeOf(client.returns.submit({ id, version }))).toMatchObject({
      rule: 'REASON_REQUIRED',
      field: 'withoutBill',
    })
    const wanted = { customerId, withoutBill: '客户单据丢失', lines: [{ ...free, price: 900_000 }] }
    const saved = await client.returns.save({ id, version, wanted })
    const waiting = await client.returns.submit({ id, version: saved.version })
    expect(waiting).toMatchObject({ status: 'pending', held: [{ rule: 'no-bill', measured: 1 }], total: 18_000 })
    expect(await balance()).toBe(18_000)
    const own = client.returns.approve({ id, version: waiting.version })
    expect(await codeOf(own)).toMatchObject({ rule: 'RETURN_OWN_REVIEW' })
    const reviewer = await company.as('reviewer')
    const done = await reviewer.returns.approve({ id, version: waiting.version })
    expect(done).toMatchObject({ status: 'posted', postedBy: 'reviewer' })
    expect(await balance()).toBe(0)
  })

  it('is capped by the list price when the customer never bought it', async () => {
    const product = await cheap()
    const { settings, ...info } = await client.company.get()
    await client.company.update({
      ...info,
      settings: { ...settings, returns: { ...settings.returns, capShare: 9000, reviewWithoutBill: false } },
    })
    const question = { customerId, productId: product.id, unit: '吨' }
    expect(await client.returns.price(question)).toMatchObject({ price: 28_800_000, source: 'list' })
    const free = { productId: product.id, unit: '袋', quantity: 1000, reason: 'other', disposition: 'scrap' } as const
    const view = await giveBack(client, customerId, [free], { withoutBill: '展会样品' })
    expect(view).toMatchObject({ status: 'posted', total: 7200 })
    expect(await stockByKind(client, product.id)).toEqual({ stock: 100_000 })
  })
})

describe('review', () => {
  it('holds large returns and old bills, and sends them back', async () => {
    const product = await cheap()
    const note = await ship(client, customerId, [line(product.id, 80)])
    company.clock.advance(100 * 86_400_000)
    const view = await giveBack(client, customerId, [back(note, 1, 70)])
    expect(view).toMatchObject({
      status: 'pending',
      held: [
        { rule: 'amount', measured: 560_000, limit: 500_000 },
        { rule: 'age', measured: 100, limit: 90 },
      ],
    })
    const draft = await client.returns.reject({ id: view.id, version: view.version, reason: '先验货' })
    expect(draft).toMatchObject({ status: 'draft', reason: '先验货' })
    expect((await client.returns.counts({})).draft).toBe(1)
    expect(await balance()).toBe(640_000)
  })

  it('is for holders of the right; amounts are hidden from those who see no sale prices', async () => {
    const product = await cheap()
    const note = await ship(client, customerId, [line(product.id, 2)])
    const warehouse = await company.as('warehouse')
    const view = await giveBack(warehouse, customerId, [back(note, 1, 1, { price: 1 })])
    expect(view).toMatchObject({ status: 'posted', total: null, lines: [{ price: null, amount: null }] })
    expect(await balance()).toBe(8000)
    const voiding = warehouse.returns.void({ id: view.id, version: view.version, reason: 'x' })
    expect(await codeOf(voiding)).toMatchObject({ code: 'FORBIDDEN' })
    const sales = await company.as('sales')
    expect(await codeOf(sales.returns.get({ id: view.id }))).toMatchObject({ code: 'NOT_FOUND' })
    expect((await sales.returns.list({})).rows).toEqual([])
  })
})

describe('gifts', () => {
  it('come back at nothing, and those no longer earned are pointed out', async () => {
    const flour = await cheap()
    const oil = await makeProduct(client, { stock: 10, purchasePrice: 100_000 })
    const gifts = [{ productId: oil.id, unit: '', quantity: 1000 }]
    await client.pricing.savePromotion({
      id: newId(),
      version: 0,
      name: '买十赠一',
      kind: 'gift',
      fromDay: '2026-11-01',
      toDay: null,
      priority: 10,
      exclusive: false,
      rule: { ...EMPTY_RULE, productIds: [flour.id], everyQuantity: 10_000, gifts },
      budget: null,
      notes: '',
    })
    const note = await ship(client, customerId, [line(flour.id, 20)])
    const draft = await draftReturn(client, customerId, [back(note, 1, 5)])
    expect(draft.gifts).toMatchObject([{ name: oil.name, promotion: '买十赠一', quantity: 1000, lineNo: 2 }])
    const lines = [back(note, 1, 5), back(note, 2, 1)]
    const saved = await client.returns.save({ id: draft.id, version: draft.version, wanted: { customerId, lines } })
    expect(saved).toMatchObject({ gifts: [], total: 40_000 })
    const posted = await client.returns.submit({ id: saved.id, version: saved.version })
    expect(posted.gifts).toEqual([])
    expect(await stockByKind(client, oil.id)).toEqual({ stock: 9000 })
  })
})

describe('price differences', () => {
  it('credit or debit lines of bills without goods, and later returns take only what is left', async () => {
    const product = await cheap()
    const note = await ship(client, customerId, [line(product.id, 10)])
    const wanted = (amount: number) => [back(note, 1, 10, { reason: 'price', amount })]
    const tooMuch = draftReturn(client, customerId, wanted(80_001), { kind: 'allowance' })
    expect(await codeOf(tooMuch)).toMatchObject({ rule: 'ALLOWANCE_TOO_LARGE', line: 1 })
    const view = await giveBack(client, customerId, wanted(20_000), { kind: 'allowance' })
    expect(view).toMatchObject({ number: 'XSZR-ZB-261123-0001', status: 'posted', total: 20_000 })
    const debit = await giveBack(client, customerId, wanted(-5000), { kind: 'allowance' })
    expect(debit.total).toBe(-5000)
    expect(await balance()).toBe(65_000)
    expect(await stockByKind(client, product.id)).toEqual({ stock: 90_000 })
    expect((await giveBack(client, customerId, [back(note, 1, 10)])).total).toBe(65_000)
    expect(await balance()).toBe(0)
  })
})

describe('exchange', () => {
  it('makes a draft order of the same goods, linked to the return, with the difference', async () => {
    const product = await cheap()
    const note = await ship(client, customerId, [line(product.id, 4)])
    const view = await giveBack(client, customerId, [back(note, 1, 1), back(note, 1, 1)])
    const orderId = newId()
    const input = { id: view.id, version: view.version, orderId }
    const linked = await client.returns.exchange(input)
    expect(linked.exchange).toMatchObject({ orderId, status: 'draft', total: 16_000, difference: 0 })
    expect(linked.actions).not.toContain('exchange')
    expect(await client.returns.exchange(input)).toEqual(linked)
    const order = await client.orders.get({ id: orderId })
    expect(order).toMatchObject({ customerId, remark: `换货 ${view.number}` })
    await client.orders.saveDraft({
      id: orderId,
      version: order.version,
      draft: { customerId, lines: [line(product.id, 3)] },
    })
    expect((await client.returns.get({ id: view.id })).exchange).toMatchObject({ difference: 8000 })
    const now = await client.orders.get({ id: orderId })
    await client.orders.discardDraft({ id: orderId, version: now.version })
    expect((await client.returns.get({ id: view.id })).exchange).toBeNull()
  })
})

it('shows returns beside their orders and notes', async () => {
  const product = await cheap()
  const note = await ship(client, customerId, [line(product.id, 4)])
  const view = await giveBack(client, customerId, [back(note, 1, 1)])
  for (const question of [{ orderId: note.orderId }, { shipmentId: note.id }]) {
    expect(await client.returns.related(question)).toMatchObject({
      returns: [{ id: view.id, total: 8000 }],
      lines: [{ shipmentId: note.id, lineNo: 1, orderLineNo: 1, returned: 1000 }],
    })
  }
})

it('finds the bills of goods that are typed or scanned, newest first, and goods without a bill behind them', async () => {
  const product = await cheap({ name: '特一粉', barcode: '6901234567892' })
  const other = await cheap({ name: '特二粉' })
  const first = await ship(client, customerId, [line(product.id, 3)])
  const second = await ship(client, customerId, [line(product.id, 5)])
  const typed = await client.returns.suggest({ customerId, text: '特' })
  expect(typed.map((one) => [one.name, one.bill?.number])).toEqual([
    ['特一粉', second.number],
    ['特一粉', first.number],
    ['特二粉', undefined],
  ])
  const [scanned] = await client.returns.suggest({ customerId, text: '6901234567892' })
  expect(scanned).toMatchObject({ barcode: '6901234567892', unit: '袋', bill: { left: 5000, price: 800_000 } })
  expect(other.id).toBeTruthy()
})

it('keeps goods for suppliers apart until a return to the supplier takes them', async () => {
  const product = await cheap()
  const note = await ship(client, customerId, [line(product.id, 5)])
  await giveBack(client, customerId, [back(note, 1, 4, { disposition: 'supplier' })])
  const [goods] = await client.returns.supplierGoods()
  expect(goods).toMatchObject({ productId: product.id, quantity: 4000, open: 4000, supplierId: null })
  const supplier = await makeSupplier(client)
  const id = newId()
  const lines = [{ productId: product.id, unit: '袋', quantity: 3000, price: 200_000 }]
  const wanted = { supplierId: supplier.id, warehouseId: goods!.warehouseId, lines }
  const draft = await client.purchaseReturns.save({ id, version: 0, wanted })
  expect(await client.returns.supplierGoods()).toMatchObject([{ quantity: 4000, open: 1000 }])
  await client.purchaseReturns.post({ id, version: draft.version })
  expect(await client.returns.supplierGoods()).toMatchObject([{ quantity: 1000, open: 1000 }])
})

it('prints the form with bills, reasons and amounts, and counts the copies', async () => {
  const product = await cheap()
  const note = await ship(client, customerId, [line(product.id, 5)])
  const view = await giveBack(client, customerId, [back(note, 1, 2, { reason: 'damaged', disposition: 'scrap' })])
  const { html, title } = await client.returns.print({ ids: [view.id] })
  expect(title).toBe(`销售退货单 ${view.number}`)
  for (const text of [note.number, '破损', '报废', '160.00', '壹佰陆拾元整']) expect(html).toContain(text)
  const again = await client.returns.print({ ids: [view.id], locale: 'en' })
  expect(again.html).toContain('Reprint no. 2')
  expect(again.html).toContain('Sales return')
  const warehouse = await company.as('warehouse')
  expect((await warehouse.returns.print({ ids: [view.id] })).html).not.toContain('160.00')
})

it('leaves goods that came back out of a recall', async () => {
  const product = await makeProduct(client, { lotTracked: true, shelfLifeDays: 365 })
  const lots = { productId: product.id, unit: '袋', quantity: 9000, lotNumber: 'A', productionDay: '2026-10-01' }
  await postStock(client, 'other-in', [], { lines: [lots] })
  const note = await ship(client, customerId, [line(product.id, 6)])
  const [bill] = await client.returns.returnable({ shipmentId: note.id })
  const { lotId } = bill!.lots[0]!
  await giveBack(client, customerId, [back(note, 1, 2, { lotId, disposition: 'seconds' })])
  expect((await client.lots.recall({ id: lotId })).rows.map((row) => row.quantity)).toEqual([4000])
  await giveBack(client, customerId, [back(note, 1, 4, { lotId, disposition: 'scrap' })])
  expect(await client.lots.recall({ id: lotId })).toEqual({ rows: [], others: [] })
})
