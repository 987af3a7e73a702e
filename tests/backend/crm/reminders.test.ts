import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { makeLotProduct, receiveLot } from '../lots/lots-world.ts'

let company: TestCompany
let client: Client
beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
})
afterEach(() => company.close())

const DAY = 86_400_000
type Row = Outputs['crm']['reminders']['rows'][number]
const due = async (more: object = {}, of: Client = client) => (await of.crm.reminders(more)).rows
const targetOf = ({ id, version, kind, customer, product, episode }: Row) => ({
  id,
  version,
  found:
    kind === 'contact' || kind === 'task' || kind === 'complaint'
      ? null
      : { kind, customerId: customer!.id, productId: product?.id ?? null, episode },
})

describe('a reminder somebody typed', () => {
  it('shows from its day and time on, is put off, and done with a result; sent twice it stays one', async () => {
    const customer = await makeCustomer(client)
    const wanted = { id: newId(), customerId: customer.id, day: '2026-11-24', time: '10:00', note: '问补货' }
    const made = await client.crm.remind(wanted)
    expect(await client.crm.remind(wanted)).toEqual(made)
    expect(made).toMatchObject({
      kind: 'contact',
      version: 1,
      customer: { id: customer.id },
      person: { id: company.ownerId },
    })
    expect(await due()).toEqual([])
    expect((await due({ tab: 'coming' })).map((r) => r.note)).toEqual(['问补货'])

    company.clock.set('2026-11-24T01:59:00.000Z')
    expect(await due()).toEqual([])
    company.clock.set('2026-11-24T02:00:00.000Z')
    const [row] = await due()
    expect(row).toMatchObject({ id: wanted.id, time: '10:00' })
    expect(await client.crm.badge()).toMatchObject({ count: 1, latest: [{ id: wanted.id }] })

    await client.crm.move({ targets: [targetOf(row!)], day: '2026-11-30' })
    expect(await due()).toEqual([])
    const [later] = await due({ tab: 'coming' })
    expect(later).toMatchObject({ dueDay: '2026-11-24', day: '2026-11-30', time: '', version: 2 })
    // who saw it before it was put off is told so
    expect(await codeOf(client.crm.finish({ targets: [targetOf(row!)] }))).toMatchObject({ code: 'CONFLICT' })
    const finish = { targets: [targetOf(later!)], result: '要 20 袋' }
    await client.crm.finish(finish)
    await client.crm.finish(finish)
    expect(await due({ tab: 'done' })).toMatchObject([{ result: '要 20 袋', doneDay: '2026-11-24', state: 'done' }])
    await client.crm.reopen({ ids: [wanted.id] })
    expect(await due({ tab: 'coming' })).toMatchObject([{ id: wanted.id, result: '' }])
  })

  it('what fell due while nobody was there waits, a repeated one once', async () => {
    const { id } = await client.crm.remind({ id: newId(), day: '2026-11-24', note: '盘点冷库', repeat: 'week' })
    company.clock.advance(30 * DAY)
    const [row] = await due()
    expect(row).toMatchObject({ id, kind: 'task', customer: null, day: '2026-11-24' })
    await client.crm.finish({ targets: [targetOf(row!)], result: '盘过了' })
    expect(await due()).toEqual([])
    const [next] = await due({ tab: 'coming' })
    expect(next).toMatchObject({ day: '2026-12-29', note: '盘点冷库', repeat: 'week', version: 1 })
    await client.crm.reopen({ ids: [id] })
    expect(await due({ tab: 'coming' })).toEqual([])
    expect((await due()).map((r) => r.id)).toEqual([id])
  })

  it('is handed over; sales persons see their own and nobody else’s', async () => {
    const [one, two] = [await company.as('sales'), await company.as('sales')]
    const customer = await makeCustomer(client, { salesPersonId: one.userId })
    const made = await client.crm.remind({ id: newId(), customerId: customer.id, day: '2026-11-23', note: '回访' })
    await client.crm.move({ targets: [targetOf(made)], personId: one.userId })
    expect(await due()).toEqual([])
    expect((await due({ personId: null })).map((r) => r.person?.id)).toEqual([one.userId])
    expect((await due({ personId: one.userId }, two)).map((r) => r.id)).toEqual([])
    const [row] = await due({}, one)
    expect(row!.id).toBe(made.id)
    expect(await codeOf(two.crm.finish({ targets: [targetOf(row!)] }))).toMatchObject({ code: 'NOT_FOUND' })
    expect(
      await codeOf(two.crm.remind({ id: newId(), customerId: customer.id, day: '2026-11-23', note: '' })),
    ).toMatchObject({ code: 'NOT_FOUND' })
    await one.crm.finish({ targets: [targetOf(row!)], next: { id: newId(), day: '2026-11-27', note: '再回访' } })
    expect(await due({ tab: 'coming' }, one)).toMatchObject([{ note: '再回访', customer: { id: customer.id } }])
    const warehouse = await company.as('warehouse')
    expect(await codeOf(warehouse.crm.remind({ id: newId(), day: '2026-11-23', note: '' }))).toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  it('of somebody who left is everybody’s who sees all customers', async () => {
    const sales = await company.as('sales')
    const { id } = await client.crm.remind({ id: newId(), day: '2026-11-23', note: '对账', personId: sales.userId })
    expect(await due()).toEqual([])
    const user = (await client.users.list()).find((one) => one.id === sales.userId)!
    await client.users.save({ ...user, email: user.email ?? '', status: 'no-login' })
    expect((await due()).map((r) => r.id)).toEqual([id])
  })

  it('pages by day without losing or doubling any', async () => {
    for (let i = 0; i < 7; i++) await client.crm.remind({ id: newId(), day: `2026-11-${20 + (i % 3)}`, note: `${i}` })
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await client.crm.reminders({ limit: 3, ...(cursor ? { cursor } : {}) })
      seen.push(...page.rows.map((r) => r.day + r.note))
      cursor = page.next ?? undefined
    } while (cursor)
    expect(seen).toHaveLength(7)
    expect(new Set(seen).size).toBe(7)
    expect(seen.map((s) => s.slice(0, 10))).toEqual(seen.map((s) => s.slice(0, 10)).sort())
  })
})

describe('what the program finds', () => {
  /** Orders every ten days, the last on 2026-11-01. */
  async function regular(more: object = {}) {
    const product = await makeProduct(client, { stock: 100 })
    const customer = await makeCustomer(client, { creditDays: 30, settlement: 'monthly', ...more })
    const orders = []
    for (const day of ['2026-10-02', '2026-10-12', '2026-10-22', '2026-11-01']) {
      company.clock.set(`${day}T02:00:00.000Z`)
      orders.push(await submitOrder(client, customer.id, [line(product.id, 2)]))
    }
    return { product, customer, orders }
  }

  it('a customer late by the own rhythm, until the next order', async () => {
    const { customer, product } = await regular()
    company.clock.set('2026-11-16T01:00:00.000Z')
    expect(await due()).toEqual([])
    company.clock.set('2026-11-17T01:00:00.000Z')
    const [row] = await due()
    expect(row).toMatchObject({
      kind: 'rhythm',
      version: 0,
      customer: { id: customer.id },
      person: null,
      day: '2026-11-17',
    })
    expect(row!.facts).toMatchObject({ rhythm: 10, day: '2026-11-01' })
    expect(await client.crm.counts({})).toMatchObject({ due: 1, byKind: { rhythm: 1, overdue: 0 } })
    await submitOrder(client, customer.id, [line(product.id, 1)])
    expect(await due()).toEqual([])
  })

  it('put off it comes back, done it stays away until something new happens', async () => {
    const { customer } = await regular()
    company.clock.set('2026-11-18T01:00:00.000Z')
    const [row] = await due()
    const target = targetOf(row!)
    expect(await codeOf(client.crm.finish({ targets: [{ ...target, id: newId() }] }))).toMatchObject({
      code: 'INVALID_INPUT',
    })
    await client.crm.move({ targets: [target], day: '2026-11-20' })
    await client.crm.move({ targets: [target], day: '2026-11-20' })
    expect(await due()).toEqual([])
    expect((await due({ tab: 'coming' })).map((r) => r.kind)).toEqual(['rhythm'])
    company.clock.set('2026-11-20T01:00:00.000Z')
    const [again] = await due()
    expect(again).toMatchObject({ id: row!.id, version: 1, customer: { id: customer.id } })
    await client.crm.finish({ targets: [targetOf(again!)], result: '店面装修，月底再订' })
    expect(await due()).toEqual([])
    company.clock.set('2026-11-25T01:00:00.000Z')
    expect(await due()).toEqual([])
    // in the customer's timeline
    const { rows } = await client.crm.timeline({ customerId: customer.id, kinds: ['task'] })
    expect(rows).toMatchObject([{ text: '店面装修，月底再订', state: 'rhythm' }])
  })

  it('money that falls due and is overdue, with its amount; paid, it is gone; not paid, it is asked again', async () => {
    const { customer, orders } = await regular()
    const [first] = orders
    const [note] = await client.shipments.createForOrder({ orderId: first!.id, version: first!.version })
    await client.shipments.confirm({ id: note!.id, version: note!.version })
    const open = (await client.settlement.entries({ customerId: customer.id })).rows[0]!
    expect(open.dueDay).toBe('2026-12-01')
    company.clock.set('2026-11-28T01:00:00.000Z')
    const [soon] = await due({ kinds: ['due'] })
    expect(soon).toMatchObject({ day: '2026-12-01', facts: { amount: 16_000, count: 1 } })
    company.clock.set('2026-12-02T01:00:00.000Z')
    expect(await due({ kinds: ['due'] })).toEqual([])
    const [late] = await due({ kinds: ['overdue'] })
    await client.crm.finish({ targets: [targetOf(late!)], result: '说周五付' })
    expect(await due({ kinds: ['overdue'] })).toEqual([])
    company.clock.set('2026-12-08T01:00:00.000Z')
    const [again] = await due({ kinds: ['overdue'] })
    expect(again).toMatchObject({ version: 0, facts: { amount: 16_000 } })
    // warehouses are not told about money, nor those who may not change customers about anything
    const [warehouse, finance] = [await company.as('warehouse'), await company.as('finance')]
    expect([await due({}, warehouse), await due({}, finance)]).toEqual([[], []])
    await client.settlement.receive({ id: newId(), customerId: customer.id, amount: 16_000, method: 'cash' })
    expect(await due({ kinds: ['overdue'] })).toEqual([])
  })

  it('contract prices that end and are not followed by others', async () => {
    const product = await makeProduct(client)
    const other = await makeProduct(client)
    const sales = await company.as('sales')
    const customer = await makeCustomer(client, { salesPersonId: sales.userId })
    const price = { customerId: customer.id, unit: '袋', price: 750_000, fromDay: '2026-01-01', toDay: '2026-11-30' }
    await client.pricing.setContractPrice({ ...price, productId: product.id })
    await client.pricing.setContractPrice({ ...price, productId: other.id })
    // the sales person's, and shown to others who ask for everybody's
    expect([await due(), (await due({ personId: null })).length]).toEqual([[], 1])
    expect(await due({}, sales)).toMatchObject([{ kind: 'contract-price', day: '2026-11-30', facts: { count: 2 } }])
    const next = { fromDay: '2026-12-01', toDay: '2027-11-30' }
    await client.pricing.setContractPrice({ ...price, ...next, productId: product.id })
    expect((await due({}, sales))[0]!.facts!.count).toBe(1)
    await client.pricing.setContractPrice({ ...price, ...next, toDay: null, productId: other.id })
    expect(await due({}, sales)).toEqual([])
  })

  it('goods near their end, for those who buy them', async () => {
    const product = await makeLotProduct(client)
    const [buyer, stranger] = [await makeCustomer(client), await makeCustomer(client)]
    await receiveLot(company, 50, { productId: product.id, productionDay: '2026-10-25' })
    for (let i = 0; i < 2; i++) await submitOrder(client, buyer.id, [line(product.id, 2)])
    await submitOrder(client, stranger.id, [line(product.id, 1)])
    const lot = await receiveLot(company, 7, { productId: product.id, productionDay: '2026-06-10' })
    const [row] = await due({ kinds: ['near-expiry'] })
    expect(row).toMatchObject({
      customer: { id: buyer.id },
      product: { id: product.id },
      episode: lot,
      facts: { quantity: 7000 },
    })
    expect(await due({ kinds: ['near-expiry'] })).toHaveLength(1)
    await client.crm.finish({ targets: [targetOf(row!)], result: '不要' })
    expect(await due({ kinds: ['near-expiry'] })).toEqual([])
  })
})
