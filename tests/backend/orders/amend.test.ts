import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inputs, Outputs } from '../../../shared/contract/index.ts'
import { EMPTY_RULE } from '../../../shared/domain/promotion/promotion.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

type Order = Outputs['orders']['get']
type AmendedLine = Inputs['orders']['amend']['order']['lines'][number]

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

/** An order's typed lines, as the desk sends them back. */
const typed = (order: Order): AmendedLine[] =>
  order.lines
    .filter((l) => !(l.gift && l.promotionId !== null))
    .map(({ lineNo, productId, unit, quantity, price, discount, gift, remark, warehouseId }) => ({
      lineNo,
      productId,
      unit,
      quantity,
      price: price!,
      discount,
      gift,
      remark,
      warehouseId,
    }))

const amendment = (order: Order, lines: AmendedLine[], head: Partial<Inputs['orders']['amend']['order']> = {}) => ({
  id: order.id,
  version: order.version,
  changeId: newId(),
  order: { warehouseId: order.warehouseId, discount: order.discount!, ...head, lines },
})

const stockOf = async (productId: string) => {
  const { rows } = await company.client.inventory.list({})
  const row = rows.find((r) => r.productId === productId)!
  return [row.onHand, row.reserved]
}

describe('changing an approved order', () => {
  it('adds, changes and removes lines; reservation, totals, reports and numbers of lines follow', async () => {
    const { client } = company
    const customer = await makeCustomer(client)
    const [a, b, c] = await Promise.all([1, 2, 3].map(() => makeProduct(client, { stock: 100 })))
    const order = await submitOrder(client, customer.id, [line(a!.id, 10), line(b!.id, 20)])
    const [first] = typed(order)
    const changed = await client.orders.amend(
      amendment(
        order,
        [
          { ...first!, quantity: 4000 },
          { lineNo: null, ...line(c!.id, 5) },
        ],
        {
          remark: '少送一些',
          deliveryDay: '2026-11-25',
        },
      ),
    )
    expect(changed).toMatchObject({
      number: order.number,
      status: 'to-ship',
      total: 4 * 8000 + 5 * 8000,
      remark: '少送一些',
      deliveryDay: '2026-11-25',
    })
    expect(changed.lines.map((l) => [l.lineNo, l.productId, l.quantity, l.reserved])).toEqual([
      [1, a!.id, 4000, 4000],
      [3, c!.id, 5000, 5000],
    ])
    expect([await stockOf(a!.id), await stockOf(b!.id), await stockOf(c!.id)]).toEqual([
      [100_000, 4000],
      [100_000, 0],
      [100_000, 5000],
    ])
    const again = await client.orders.amend(
      amendment(changed, [...typed(changed), { lineNo: null, ...line(b!.id, 1) }]),
    )
    expect(again.lines.map((l) => l.lineNo)).toEqual([1, 3, 4])
    expect((await client.orders.changes({ id: order.id })).map((one) => [one.no, one.outcome])).toEqual([
      [2, 'applied'],
      [1, 'applied'],
    ])
  })

  it('twice by the same click changes once; two clerks at once: one wins, the other is told', async () => {
    const { client } = company
    const customer = await makeCustomer(client)
    const product = await makeProduct(client, { stock: 100 })
    const order = await submitOrder(client, customer.id, [line(product.id, 10)])
    const input = amendment(order, [{ ...typed(order)[0]!, quantity: 15_000 }])
    const [one, two] = await Promise.all([client.orders.amend(input), client.orders.amend(input)])
    expect(two).toEqual(one)
    const other = amendment(order, [{ ...typed(order)[0]!, quantity: 30_000 }])
    expect(await codeOf(client.orders.amend(other))).toMatchObject({ code: 'CONFLICT' })
    expect(await stockOf(product.id)).toEqual([100_000, 15_000])
  })

  it('waits again when the change breaks a rule, ships nothing, and is as before when it is refused', async () => {
    const { client } = company
    const reviewer = await company.as('reviewer')
    const customer = await makeCustomer(client, { creditLimit: 100_000 })
    const product = await makeProduct(client, { stock: 100 })
    const order = await submitOrder(client, customer.id, [line(product.id, 10)])
    const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
    const waiting = await client.orders.amend(amendment(order, [{ ...typed(order)[0]!, quantity: 20_000 }]))
    expect(waiting).toMatchObject({ status: 'pending', total: 160_000 })
    expect(waiting.lines[0]).toMatchObject({ reserved: 10_000 })
    // what a waiting order keeps is kept by the books as well
    company.verify()
    expect(waiting.reviewResults).toContainEqual(
      expect.objectContaining({ rule: 'credit-limit', outcome: 'hold', measured: 160_000 }),
    )
    expect(await codeOf(client.shipments.confirm({ id: note!.id, version: note!.version }))).toMatchObject({
      code: 'WRONG_STATE',
    })
    const back = await reviewer.orders.sendBack({ id: order.id, version: waiting.version, reason: '超额度' })
    expect(back).toMatchObject({ status: 'to-ship', review: 'auto', total: 80_000, reason: '超额度' })
    expect(back.lines[0]).toMatchObject({ quantity: 10_000, reserved: 10_000 })
    await client.shipments.confirm({ id: note!.id, version: note!.version })
    expect((await client.orders.get({ id: order.id })).status).toBe('shipped')
  })

  it('keeps what a person let pass: the same finding does not hold again, a worse one does', async () => {
    const { client } = company
    const reviewer = await company.as('reviewer')
    const customer = await makeCustomer(client, { creditLimit: 100_000 })
    const product = await makeProduct(client, { stock: 100 })
    const held = await submitOrder(client, customer.id, [line(product.id, 20)])
    const order = await reviewer.orders.approve({ id: held.id, version: held.version })
    const less = await client.orders.amend(amendment(order, [{ ...typed(order)[0]!, quantity: 18_000 }]))
    expect(less).toMatchObject({ status: 'to-ship', review: 'approved' })
    const more = await client.orders.amend(amendment(less, [{ ...typed(less)[0]!, quantity: 30_000 }]))
    expect(more.status).toBe('pending')
    const approved = await reviewer.orders.approve({ id: more.id, version: more.version })
    expect(approved.lines[0]).toMatchObject({ quantity: 30_000, reserved: 30_000 })
    expect((await client.orders.changes({ id: order.id })).map((one) => one.outcome)).toEqual(['accepted', 'applied'])
  })

  it('leaves the order’s own amount out of the exposure, also what was shipped of it', async () => {
    const { client } = company
    const customer = await makeCustomer(client, { creditLimit: 100_000 })
    const product = await makeProduct(client, { stock: 100 })
    const order = await submitOrder(client, customer.id, [line(product.id, 10)])
    const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
    const lowered = await client.shipments.update({ ...note!, lines: [{ lineNo: 1, quantity: 6000 }] })
    await client.shipments.confirm({ id: note!.id, version: lowered.version })
    const part = await client.orders.get({ id: order.id })
    const changed = await client.orders.amend(amendment(part, [{ ...typed(part)[0]!, quantity: 12_000 }]))
    expect(changed).toMatchObject({ status: 'part-shipped', total: 96_000 })
    expect(changed.reviewResults).toContainEqual(expect.objectContaining({ rule: 'credit-limit', measured: 96_000 }))
  })

  it('refuses to go below what was shipped or stands on draft notes, and says on which', async () => {
    const { client } = company
    const customer = await makeCustomer(client)
    const [a, b] = await Promise.all([1, 2].map(() => makeProduct(client, { stock: 100 })))
    const order = await submitOrder(client, customer.id, [line(a!.id, 10), line(b!.id, 10)])
    const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
    const [first, second] = typed(order)
    const below = amendment(order, [{ ...first!, quantity: 9000 }, second!])
    expect(await codeOf(client.orders.amend(below))).toEqual({
      code: 'RULE',
      rule: 'AMEND_BELOW_NOTED',
      line: 1,
      value: note!.number,
    })
    expect(await codeOf(client.orders.amend(amendment(order, [first!])))).toMatchObject({ rule: 'AMEND_BELOW_NOTED' })
    const lowered = await client.shipments.update({
      ...note!,
      lines: [
        { lineNo: 1, quantity: 4000 },
        { lineNo: 2, quantity: 0 },
      ],
    })
    await client.shipments.confirm({ id: note!.id, version: lowered.version })
    const part = await client.orders.get({ id: order.id })
    const lines = typed(part)
    expect(
      await codeOf(client.orders.amend(amendment(part, [{ ...lines[0]!, quantity: 3000 }, lines[1]!]))),
    ).toMatchObject({ rule: 'AMEND_BELOW_SHIPPED', line: 1 })
    expect(
      await codeOf(client.orders.amend(amendment(part, [{ ...lines[0]!, price: 700_000 }, lines[1]!]))),
    ).toMatchObject({ rule: 'AMEND_SHIPPED_LINE', line: 1 })
    const done = await client.orders.amend(amendment(part, [{ ...lines[0]!, quantity: 4000 }]))
    expect(done).toMatchObject({ status: 'shipped', outbound: 'all', total: 32_000, shippedAmount: 32_000 })
    expect(await stockOf(b!.id)).toEqual([100_000, 0])
  })

  it('bills what has left as it left: the discount of lines taken out goes with them', async () => {
    const { client } = company
    const customer = await makeCustomer(client)
    const [a, b] = await Promise.all([1, 2].map(() => makeProduct(client, { stock: 100 })))
    const order = await submitOrder(client, customer.id, [line(a!.id, 10), line(b!.id, 10)], { discount: 1001 })
    const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
    const lowered = await client.shipments.update({ ...note!, lines: [{ lineNo: 2, quantity: 0 }] })
    await client.shipments.confirm({ id: note!.id, version: lowered.version })
    const part = await client.orders.get({ id: order.id })
    const done = await client.orders.amend(amendment(part, [typed(part)[0]!]))
    expect(done).toMatchObject({ status: 'shipped', total: part.shippedAmount, shippedAmount: part.shippedAmount })
    await client.settlement.receive({ id: newId(), customerId: customer.id, amount: done.total!, method: 'cash' })
    expect((await client.orders.get({ id: order.id })).status).toBe('completed')
  })

  it('works gifts out anew and keeps those that have left', async () => {
    const { client } = company
    const customer = await makeCustomer(client)
    const product = await makeProduct(client, { stock: 100 })
    const gift = await makeProduct(client, { stock: 100 })
    await client.pricing.savePromotion({
      id: newId(),
      version: 0,
      name: '买十赠一',
      kind: 'gift',
      fromDay: '2026-11-01',
      toDay: null,
      priority: 10,
      exclusive: false,
      rule: {
        ...EMPTY_RULE,
        productIds: [product.id],
        everyQuantity: 10_000,
        gifts: [{ productId: gift.id, unit: '', quantity: 1000 }],
      },
      budget: null,
      notes: '',
    })
    const order = await submitOrder(client, customer.id, [line(product.id, 20)])
    expect(order.lines.map((l) => [l.lineNo, l.quantity, l.gift])).toEqual([
      [1, 20_000, false],
      [2, 2000, true],
    ])
    const more = await client.orders.amend(amendment(order, [{ ...typed(order)[0]!, quantity: 30_000 }]))
    expect(more.lines.map((l) => [l.lineNo, l.quantity, l.reserved])).toEqual([
      [1, 30_000, 30_000],
      [2, 3000, 3000],
    ])
    const [note] = await client.shipments.createForOrder({ orderId: order.id, version: more.version })
    const lowered = await client.shipments.update({
      ...note!,
      lines: [
        { lineNo: 1, quantity: 5000 },
        { lineNo: 2, quantity: 2000 },
      ],
    })
    await client.shipments.confirm({ id: note!.id, version: lowered.version })
    const part = await client.orders.get({ id: order.id })
    const less = await client.orders.amend(amendment(part, [{ ...typed(part)[0]!, quantity: 5000 }]))
    expect(less.lines.map((l) => [l.lineNo, l.quantity, l.shipped])).toEqual([
      [1, 5000, 5000],
      [2, 2000, 2000],
    ])
    expect(less.status).toBe('shipped')
  })
})
