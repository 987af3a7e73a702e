import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
let client: Client
let customer: Outputs['customers']['create']
let product: Outputs['products']['create']
beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  customer = await makeCustomer(client, { creditDays: 30 })
  product = await makeProduct(client, { stock: 1000 })
})
afterEach(() => company.close())

const DAY = 86_400_000
type Question = Partial<Inputs['crm']['timeline']>
const timeline = async (more: Question = {}, of: Client = client) =>
  (await of.crm.timeline({ customerId: customer.id, ...more })).rows
const kinds = async (more: Question = {}, of: Client = client) => (await timeline(more, of)).map((e) => e.kind)

/** On a day the lines stand in the order in which they were begun, which their ids tell. */
const idNow = () => newId(company.clock.now().getTime())

/** Everything that happens with a customer, in a week. */
async function week() {
  const price = { customerId: customer.id, productId: product.id, unit: '袋' }
  await client.pricing.setContractPrice({ ...price, price: 780_000, fromDay: '2026-11-23', toDay: '2026-12-31' })
  company.clock.advance(DAY)
  const order = await submitOrder(client, customer.id, [line(product.id, 4)])
  company.clock.advance(DAY)
  const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
  await client.shipments.confirm({ id: note!.id, version: note!.version })
  await client.crm.log({ id: idNow(), customerId: customer.id, kind: 'complaint', text: '少一袋', orderId: order.id })
  company.clock.advance(DAY)
  await client.settlement.receive({ id: idNow(), customerId: customer.id, amount: 10_000, method: 'cash' })
  await client.pricing.setContractPrice({ ...price, price: 770_000, fromDay: '2026-11-23', toDay: '2026-12-31' })
  await client.returns.shortage({
    id: idNow(),
    shipmentId: note!.id,
    lines: [{ lineNo: 1, quantity: 1000, cause: 'short', disposition: 'none' }],
  })
  company.clock.advance(DAY)
  await client.crm.log({ id: idNow(), customerId: customer.id, text: '已道歉', contact: '张姐' })
  return { order, note: note! }
}

describe('the timeline', () => {
  it('has everything on one line, the newest day first', async () => {
    const { order, note } = await week()
    const rows = await timeline()
    expect(rows.map((e) => [e.day.slice(8), e.kind])).toEqual([
      ['27', 'call'],
      ['26', 'return'],
      ['26', 'price'],
      ['26', 'money'],
      ['25', 'complaint'],
      ['25', 'delivery'],
      ['24', 'order'],
      ['23', 'price'],
    ])
    expect(rows[0]).toMatchObject({ text: '已道歉', contact: '张姐', mine: true, version: 1 })
    expect(rows[2]!.prices).toMatchObject([{ old: 780_000, new: 770_000, unit: '袋', toDay: null }])
    expect(rows[4]).toMatchObject({ text: '少一袋', answer: null, order: { id: order.id, number: order.number } })
    expect(rows[5]).toMatchObject({ id: note.id, amount: 32_000 })
    expect(rows[7]!.prices).toMatchObject([{ old: null, new: 780_000, toDay: '2026-12-31' }])
    expect(await kinds({ kinds: ['order', 'money'] })).toEqual(['money', 'order'])
  })

  it('pages line by line without losing or doubling any', async () => {
    await week()
    const whole = await timeline()
    for (const limit of [1, 2, 3]) {
      const seen: Outputs['crm']['timeline']['rows'] = []
      let cursor: string | undefined
      do {
        const page = await client.crm.timeline({ customerId: customer.id, limit, ...(cursor ? { cursor } : {}) })
        seen.push(...page.rows)
        cursor = page.next ?? undefined
      } while (cursor)
      expect(seen).toEqual(whole)
    }
  })

  it('shows what the user may see, of own customers', async () => {
    await week()
    const warehouse = await company.as('warehouse')
    expect(await kinds({}, warehouse)).toEqual(['call', 'return', 'complaint', 'delivery', 'order'])
    expect((await timeline({}, warehouse)).every((e) => e.amount === null)).toBe(true)
    const sales = await company.as('sales')
    const question = { customerId: customer.id }
    expect(await codeOf(sales.crm.timeline(question))).toMatchObject({ code: 'NOT_FOUND' })
    const fields = await client.customers.get({ id: customer.id })
    await client.customers.update({ ...fields, salesPersonId: sales.userId })
    // the order was another person's
    expect(await kinds({}, sales)).toEqual(['call', 'return', 'price', 'money', 'complaint', 'price'])
  })
})

describe('a contact', () => {
  it('is written down once, corrected and taken back by whoever wrote it', async () => {
    const contact = { id: newId(), customerId: customer.id, kind: 'visit', text: '看了仓库' } as const
    const made = await client.crm.log(contact)
    expect(await client.crm.log(contact)).toEqual(made)
    expect(made).toMatchObject({ day: '2026-11-23', version: 1 })
    expect(await codeOf(client.crm.log({ ...contact, id: newId(), day: '2026-11-24' }))).toMatchObject({
      rule: 'DAY_IN_FUTURE',
    })
    const change = { id: made.id, version: 1, kind: 'call', day: '2026-11-22', contact: '老李', text: '电话' } as const
    const desk = await company.as('order-desk')
    expect(await codeOf(desk.crm.correct(change))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await codeOf(client.crm.correct({ ...change, kind: 'complaint' }))).toMatchObject({
      rule: 'COMPLAINT_STAYS',
    })
    expect(await client.crm.correct(change)).toMatchObject({ kind: 'call', day: '2026-11-22', version: 2 })
    expect(await codeOf(client.crm.takeBack({ id: made.id, version: 1 }))).toMatchObject({ code: 'CONFLICT' })
    await client.crm.takeBack({ id: made.id, version: 2 })
    expect(await timeline()).toEqual([])
  })

  it('reminds of the next one, and is what a reminder asked for', async () => {
    const reminder = await client.crm.remind({ id: newId(), customerId: customer.id, day: '2026-11-20', note: '回访' })
    const finishes = [{ id: reminder.id, version: reminder.version }]
    const next = { id: newId(), day: '2026-11-30', note: '问价' }
    const made = await client.crm.log({ id: newId(), customerId: customer.id, text: '想换牌子', finishes, next })
    expect((await client.crm.reminders({})).rows).toEqual([])
    expect((await client.crm.reminders({ tab: 'done' })).rows).toMatchObject([{ id: reminder.id, result: '想换牌子' }])
    expect((await client.crm.reminders({ tab: 'coming' })).rows).toMatchObject([{ id: next.id, note: '问价' }])
    await client.crm.takeBack({ id: made.id, version: 1 })
    expect((await client.crm.reminders({ tab: 'coming' })).rows).toEqual([])
  })

  it('that is a complaint waits for an answer, of whoever looks after the customer', async () => {
    const sales = await company.as('sales')
    const own = await makeCustomer(client, { salesPersonId: sales.userId })
    const made = await client.crm.log({ id: newId(), customerId: own.id, kind: 'complaint', text: '结块' })
    const [task] = (await sales.crm.reminders({})).rows
    expect(task).toMatchObject({ kind: 'complaint', note: '结块', customer: { id: own.id } })
    await sales.crm.finish({ targets: [{ id: task!.id, version: task!.version }], result: '换货 2 袋' })
    const { rows } = await client.crm.timeline({ customerId: own.id })
    expect(rows).toMatchObject([{ kind: 'complaint', answer: '换货 2 袋' }])
    expect(await codeOf(client.crm.takeBack({ id: made.id, version: 1 }))).toMatchObject({ code: 'WRONG_STATE' })
  })
})
