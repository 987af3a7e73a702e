import { afterEach, beforeEach, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { approvedOrder, bought, makeSupplier, receiveBags, setPurchasing } from '../../support/purchase.ts'
import { balanceOf } from './facts.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

it('an order has its number at the first save, is expected once approved and no more when it is taken back', async () => {
  const { client } = company
  const supplier = await makeSupplier(client, { contacts: [{ name: '老张', mobile: '13800000000' }] })
  const flour = await makeProduct(client)
  const id = newId()
  const draft = { supplierId: supplier.id, lines: [bought(flour.id, 10), bought(flour.id, 5, 61)] }
  const saved = await client.purchasing.save({ id, version: 0, draft })
  expect(saved).toMatchObject({ number: 'CGDD-ZB-261123-0001', status: 'draft', contact: '老张', total: 90_500 })
  // the same first save sent twice makes nothing new
  expect(await client.purchasing.save({ id, version: 0, draft })).toEqual(saved)
  expect(balanceOf(company, flour.id).onOrder).toBe(0)

  const approved = await client.purchasing.approve({ id, version: saved.version })
  expect(approved.status).toBe('to-receive')
  expect(balanceOf(company, flour.id).onOrder).toBe(15_000)
  expect(await codeOf(client.purchasing.approve({ id, version: approved.version }))).toMatchObject({
    code: 'WRONG_STATE',
  })

  const back = await client.purchasing.unapprove({ id, version: approved.version })
  expect(back.status).toBe('draft')
  expect(balanceOf(company, flour.id).onOrder).toBe(0)
  const edited = await client.purchasing.save({
    id,
    version: back.version,
    draft: { supplierId: supplier.id, lines: [bought(flour.id, 3)] },
  })
  expect(edited).toMatchObject({ number: saved.number, total: 18_000 })
  const gone = await client.purchasing.void({ id, version: edited.version, reason: '重复' })
  expect(gone).toMatchObject({ status: 'void', number: saved.number, actions: [] })
})

it('prices come from the supplier, then the last receipt, then the product, and a typed price stays typed', async () => {
  const { client } = company
  const supplier = await makeSupplier(client)
  const flour = await makeProduct(client, { purchasePrice: 550_000 })
  const priced = async (bags: number) =>
    (
      await client.purchasing.save({
        id: newId(),
        version: 0,
        draft: { supplierId: supplier.id, lines: [bought(flour.id, bags, null)] },
      })
    ).lines[0]!
  expect(await priced(1)).toMatchObject({ price: 550_000, priceSource: 'product' })

  const order = await approvedOrder(client, supplier.id, [bought(flour.id, 2, 58)])
  expect(order.lines[0]).toMatchObject({ price: 580_000, priceSource: 'typed' })
  await receiveBags(client, order, [2])
  expect(await priced(1)).toMatchObject({ price: 580_000, priceSource: 'last' })

  await client.suppliers.saveSupply({
    supplierId: supplier.id,
    productId: flour.id,
    version: 0,
    unit: '袋',
    prices: [
      { unit: '袋', minQuantity: 0, price: 570_000 },
      { unit: '袋', minQuantity: 100_000, price: 540_000 },
      { unit: '袋', minQuantity: 0, fromDay: '2026-12-01', price: 600_000 },
    ],
  })
  expect(await priced(99)).toMatchObject({ price: 570_000, priceSource: 'supplier' })
  expect(await priced(100)).toMatchObject({ price: 540_000, priceSource: 'supplier' })
  expect(await client.purchasing.price({ supplierId: supplier.id, productId: flour.id, unit: '吨' })).toEqual({
    price: 22_800_000,
    source: 'supplier',
  })
  const [supply] = await client.suppliers.supplies({ productId: flour.id })
  expect(supply!.last).toMatchObject({ day: '2026-11-23', unit: '袋', price: 580_000 })
})

it('tax comes on top when the company buys without it, from the exact rate', async () => {
  const { client } = company
  const supplier = await makeSupplier(client, { taxRate: 150 })
  const flour = await makeProduct(client)
  const draft = { supplierId: supplier.id, lines: [bought(flour.id, 3, 33.33)] }
  const included = await client.purchasing.save({ id: newId(), version: 0, draft })
  // 99.99 contains 1.48 at 1.5 %
  expect(included).toMatchObject({ amount: 9_999, total: 9_999, tax: 148 })
  await setPurchasing(client, { taxIncluded: false })
  const onTop = await client.purchasing.save({ id: newId(), version: 0, draft })
  expect(onTop).toMatchObject({ amount: 9_999, total: 10_149, tax: 150 })
})

it('an order cannot be taken back while a receipt of it is being made, nor voided once something came', async () => {
  const { client } = company
  const supplier = await makeSupplier(client)
  const flour = await makeProduct(client)
  const order = await approvedOrder(client, supplier.id, [bought(flour.id, 10)])
  const draft = await client.purchaseReceipts.start({ id: newId(), orderId: order.id })
  expect(draft.lines[0]!.quantity).toBe(10_000)
  expect(await codeOf(client.purchasing.unapprove({ id: order.id, version: order.version }))).toMatchObject({
    rule: 'FOLLOWED_BY',
  })
  // everything is on the draft: a second one has nothing to take
  expect(await codeOf(client.purchaseReceipts.start({ id: newId(), orderId: order.id }))).toMatchObject({
    rule: 'ORDER_EMPTY',
  })
  await client.purchaseReceipts.void({ id: draft.id, version: draft.version, reason: '先不收' })
  await receiveBags(client, order, [4])
  const part = await client.purchasing.get({ id: order.id })
  expect(part).toMatchObject({ status: 'part-received', actions: expect.arrayContaining(['receive', 'close']) })
  expect(await codeOf(client.purchasing.void({ id: order.id, version: part.version, reason: 'x' }))).toMatchObject({
    code: 'WRONG_STATE',
  })
  const closed = await client.purchasing.close({ id: order.id, version: part.version, reason: '厂家停产' })
  expect(closed.status).toBe('closed')
  expect(balanceOf(company, flour.id)).toMatchObject({ onHand: 4_000, onOrder: 0 })
})

it('request lines become orders by supplier: named, of the line, or the best offer', async () => {
  const { client } = company
  const [mill, oil] = [await makeSupplier(client), await makeSupplier(client)]
  const flour = await makeProduct(client)
  const sugar = await makeProduct(client)
  const rice = await makeProduct(client)
  await client.suppliers.saveSupply({
    supplierId: oil.id,
    productId: rice.id,
    version: 0,
    unit: '袋',
    preferred: true,
    prices: [{ unit: '袋', price: 700_000 }],
  })
  const request = await client.purchaseRequests.save({
    id: newId(),
    version: 0,
    draft: {
      purpose: '春节备货',
      lines: [
        { productId: flour.id, unit: '袋', quantity: 10_000, supplierId: mill.id },
        { productId: sugar.id, unit: '袋', quantity: 5_000 },
        { productId: rice.id, unit: '吨', quantity: 40_000 },
      ],
    },
  })
  expect(request).toMatchObject({ number: 'QGD-ZB-261123-0001', status: 'draft' })
  const approved = await client.purchaseRequests.approve({ id: request.id, version: request.version })
  expect(approved.status).toBe('to-order')
  const orderAll = (version: number, supplierId: string | null) =>
    client.purchaseRequests.order({
      id: request.id,
      version,
      lines: [{ lineNo: 1 }, { lineNo: 2, supplierId }, { lineNo: 3 }],
    })
  // nobody delivers sugar: nothing is made
  expect(await codeOf(orderAll(approved.version, null))).toMatchObject({ rule: 'SUPPLIER_REQUIRED', line: 2 })
  expect((await client.purchasing.list({})).rows).toEqual([])

  const { orders, request: ordered } = await orderAll(approved.version, mill.id)
  expect(orders.map((o) => [o.supplierId, o.lines.length])).toEqual([
    [mill.id, 2],
    [oil.id, 1],
  ])
  expect(orders[1]!.lines[0]).toMatchObject({ unit: '吨', price: 28_000_000, requestNumber: request.number })
  expect(ordered).toMatchObject({ status: 'ordered', orders: [{ id: orders[0]!.id }, { id: orders[1]!.id }] })

  // a line taken off the draft order is open again, and so is what a void order wanted
  const kept = orders[0]!
  await client.purchasing.save({
    id: kept.id,
    version: kept.version,
    draft: {
      supplierId: mill.id,
      lines: [{ ...bought(flour.id, 10), requestId: request.id, requestLineNo: 1 }],
    },
  })
  expect((await client.purchaseRequests.get({ id: request.id })).status).toBe('part-ordered')
  await client.purchasing.void({ id: orders[1]!.id, version: orders[1]!.version, reason: '换一家' })
  const open = await client.purchaseRequests.get({ id: request.id })
  expect(open.lines.map((l) => l.ordered)).toEqual([10_000, 0, 0])
  const closed = await client.purchaseRequests.close({ id: request.id, version: open.version, reason: '不要了' })
  expect(closed.status).toBe('closed')
})

it('drafts from reorder advice are grouped by supplier and warehouse, the same goods added up', async () => {
  const { client } = company
  const [mill, oil] = [await makeSupplier(client), await makeSupplier(client)]
  const flour = await makeProduct(client)
  const rice = await makeProduct(client)
  const [main] = await client.company.warehouses()
  const second = { id: newId(), version: 0, siteId: main!.siteId, code: 'C2', name: '二仓' }
  await client.company.saveWarehouse(second)
  const wanted = (productId: string, supplierId: string, warehouseId: string, bags: number) => ({
    productId,
    supplierId,
    warehouseId,
    quantity: bags * 1000,
    unit: '袋',
  })
  const orders = await client.purchasing.draftOrders({
    lines: [
      wanted(flour.id, mill.id, main!.id, 10),
      wanted(rice.id, oil.id, main!.id, 3),
      wanted(flour.id, mill.id, main!.id, 5),
      wanted(rice.id, mill.id, second.id, 2),
    ],
  })
  expect(orders.map((o) => [o.supplierId, o.warehouseId, o.lines.map((l) => l.quantity)])).toEqual([
    [mill.id, main!.id, [15_000]],
    [oil.id, main!.id, [3_000]],
    [mill.id, second.id, [2_000]],
  ])
  expect(orders.every((o) => o.status === 'draft')).toBe(true)
})

it('goods bought for a sales order are kept for it when they come, and given back when the receipt is taken back', async () => {
  const { client } = company
  const supplier = await makeSupplier(client)
  const customer = await makeCustomer(client)
  const flour = await makeProduct(client, { stock: 2 })
  const held = await submitOrder(client, customer.id, [line(flour.id, 10)])
  const sale = await (await company.as('reviewer')).orders.approve({ id: held.id, version: held.version })
  expect(sale.lines[0]!.reserved).toBe(2_000)
  const id = newId()
  const wanted = { id, salesOrderId: sale.id, supplierId: supplier.id, lines: [{ lineNo: 1, quantity: 12_000 }] }
  const made = await client.purchasing.orderForSale(wanted)
  expect(await client.purchasing.orderForSale(wanted)).toEqual(made)
  expect(made.salesOrder).toMatchObject({ id: sale.id, number: sale.number, customer: customer.name })
  const order = await client.purchasing.approve({ id, version: made.version })
  const receipt = await receiveBags(client, order, [12])
  // 8 were missing; 4 more are free
  expect((await client.orders.get({ id: sale.id })).lines[0]!.reserved).toBe(10_000)
  expect(balanceOf(company, flour.id)).toMatchObject({ onHand: 14_000, reserved: 10_000 })

  await client.purchaseReceipts.void({ id: receipt.id, version: receipt.version, reason: '发错货' })
  expect((await client.orders.get({ id: sale.id })).lines[0]!.reserved).toBe(2_000)
  expect(balanceOf(company, flour.id)).toMatchObject({ onHand: 2_000, reserved: 2_000, onOrder: 12_000 })
})

it('makers may not approve their own orders when the company says so', async () => {
  const { client } = company
  await setPurchasing(client, { reviewOwn: false })
  const supplier = await makeSupplier(client)
  const flour = await makeProduct(client)
  const buyer = await company.as('purchaser')
  const draft = await buyer.purchasing.save({
    id: newId(),
    version: 0,
    draft: { supplierId: supplier.id, lines: [bought(flour.id, 1)] },
  })
  expect(await codeOf(buyer.purchasing.approve({ id: draft.id, version: draft.version }))).toMatchObject({
    rule: 'OWN_ORDER_REVIEW',
  })
  expect((await client.purchasing.approve({ id: draft.id, version: draft.version })).status).toBe('to-receive')
  expect(await codeOf(buyer.purchasing.void({ id: draft.id, version: 2, reason: 'x' }))).toMatchObject({
    code: 'FORBIDDEN',
  })
})

it('two clerks editing at once: the second is told', async () => {
  const { client } = company
  const supplier = await makeSupplier(client)
  const flour = await makeProduct(client)
  const buyer = await company.as('purchaser')
  const save = (who: typeof client, version: number, bags: number) =>
    who.purchasing.save({ id, version, draft: { supplierId: supplier.id, lines: [bought(flour.id, bags)] } })
  const id = newId()
  await save(client, 0, 1)
  const [first, second] = await Promise.allSettled([save(client, 1, 2), save(buyer, 1, 3)])
  expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected'])
  expect(await codeOf(save(buyer, 1, 3))).toMatchObject({ code: 'CONFLICT' })
})
