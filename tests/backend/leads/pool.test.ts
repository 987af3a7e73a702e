import { afterEach, beforeEach, expect, it } from 'vitest'
import { startPool, stepPool } from '../../../electron/backend/jobs/pool.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

const RULES = { enabled: true, contactExpireDays: 10, dealExpireDays: 30, notifyDays: 3, version: 0 }
const step = async () => stepPool(company.application, await company.application.company(company.companyId))
const on = (day: string) => company.clock.set(`${day}T01:00:00.000Z`)
const ownerOf = async (id: string) => (await company.client.customers.get({ id })).salesPersonId

it('is off by itself: nobody loses a customer, and nobody takes one', async () => {
  const sales = await company.as('sales')
  const { id } = await makeCustomer(company.client, { salesPersonId: sales.userId })
  const { id: free } = await makeCustomer(company.client)
  on('2027-11-23')
  await step()
  expect(await ownerOf(id)).toBe(sales.userId)
  expect((await sales.pool.list({})).rows).toEqual([])
  expect(await codeOf(sales.pool.claim({ ids: [free] }))).toMatchObject({ code: 'WRONG_STATE' })
  const none = { ...RULES, contactExpireDays: null, dealExpireDays: null }
  expect(await codeOf(company.client.pool.saveSettings(none))).toMatchObject({ rule: 'RANGE_EMPTY' })
})

it('reminds, takes back, and gives to who takes first; contacts and orders keep a customer', async () => {
  const [one, two] = [await company.as('sales'), await company.as('sales')]
  const customer = () => makeCustomer(company.client, { salesPersonId: one.userId })
  const [silent, talked, bought] = [await customer(), await customer(), await customer()]
  const { id: productId } = await makeProduct(company.client, { stock: 10 })
  await company.client.pool.saveSettings(RULES)
  await step()
  expect((await one.pool.soon()).length).toBe(0)

  on('2026-11-30')
  await one.crm.log({ id: newId(), customerId: talked.id, text: '下周要货' })
  await submitOrder(one, bought.id, [line(productId, 1)])
  expect(await one.pool.soon()).toMatchObject([{ id: silent.id, until: '2026-12-03', reason: 'contact' }])
  expect(await two.pool.soon()).toEqual([])
  await step()
  await step()
  const reminders = (await one.crm.reminders({})).rows.filter(({ kind }) => kind === 'contact')
  expect(reminders.map(({ customer: of, note }) => [of?.id, note])).toEqual([
    [silent.id, '2026-12-03 前没有联系，客户将收回公海'],
  ])

  on('2026-12-03')
  await step()
  expect(await ownerOf(silent.id)).toBe(one.userId)
  on('2026-12-04')
  await step()
  expect(await ownerOf(silent.id)).toBeNull()
  expect(await ownerOf(talked.id)).toBe(one.userId)
  const { rows } = await two.pool.list({})
  expect(rows).toMatchObject([{ id: silent.id, kind: 'recycled', note: 'contact', from: 'sales', since: '2026-12-04' }])

  // two at once: one gets it, nothing is asked twice
  const [first, second] = await Promise.all([
    two.pool.claim({ ids: [silent.id] }),
    one.pool.claim({ ids: [silent.id] }),
  ])
  expect(first.changed + second.changed).toBe(1)
  expect(await ownerOf(silent.id)).toBe(two.userId)
  expect(await codeOf(one.customers.get({ id: silent.id }))).toMatchObject({ code: 'NOT_FOUND' })
  // the days begin again
  await step()
  expect(await ownerOf(silent.id)).toBe(two.userId)
  on('2027-01-20')
  await step()
  expect(await ownerOf(bought.id)).toBeNull()
  const history = await company.client.pool.history({ customerId: silent.id })
  expect(history.map(({ kind }) => kind)).toEqual(['recycled', 'claimed', 'recycled', 'warned'])
})

it('a manager assigns, anybody gives back their own, and who was given one is not asked about others', async () => {
  const [one, two] = [await company.as('sales'), await company.as('sales')]
  await company.client.pool.saveSettings(RULES)
  const { id } = await makeCustomer(company.client)
  expect(await codeOf(one.pool.assign({ ids: [id], personId: one.userId }))).toMatchObject({ code: 'FORBIDDEN' })
  expect(await company.client.pool.assign({ ids: [id], personId: one.userId })).toEqual({ changed: 1 })
  expect(await two.pool.release({ ids: [id] })).toEqual({ changed: 0 })
  expect(await one.pool.release({ ids: [id], note: '太远' })).toEqual({ changed: 1 })
  expect((await two.pool.list({})).rows).toMatchObject([{ id, kind: 'released', note: '太远', from: 'sales' }])
  expect(await two.pool.history({ customerId: id })).toMatchObject([
    { kind: 'released' },
    { kind: 'assigned', to: 'sales' },
  ])
  await two.pool.claim({ ids: [id] })
  expect(await codeOf(one.pool.history({ customerId: id }))).toMatchObject({ code: 'NOT_FOUND' })
})

it('the job does the step when the rules are switched on and when a day begins', async () => {
  const sales = await company.as('sales')
  const { id } = await makeCustomer(company.client, { salesPersonId: sales.userId })
  await company.client.pool.saveSettings(RULES)
  on('2026-12-20')
  const job = startPool(company.application, { every: 20 })
  await expect.poll(() => ownerOf(id)).toBeNull()
  await job.stop()
})
