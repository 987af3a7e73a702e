import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Inputs, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { makeCustomer } from '../../support/make.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

type Lead = Outputs['leads']['get']
const api = () => company.client.leads
const write = (fields: Partial<Inputs['leads']['create']> = {}, client = company.client): Promise<Lead> =>
  client.leads.create({ id: newId(), company: '城南新店', contact: '赵姐', mobile: '13900000001', ...fields })
const seen = ({ id, version }: Lead) => ({ id, version })

it('goes from the first word through the stages; what happened stays in its history', async () => {
  const stages = await api().stages()
  const lead = await write({ source: '老客户介绍', expectedAmount: 5_000_000, nextDay: '2026-11-24' })
  expect(lead).toMatchObject({ state: 'open', stage: stages[0]!.name, owner: '王掌柜', nextDay: '2026-11-24' })
  expect(await api().create({ ...lead, company: '别的' })).toEqual(lead)
  const moved = await api().move({ ...seen(lead), stageId: stages[2]!.id })
  expect(await codeOf(api().move({ ...seen(lead), stageId: stages[1]!.id }))).toMatchObject({ code: 'CONFLICT' })
  const talk = { id: newId(), leadId: lead.id, kind: 'call' as const, note: '想先试十袋', nextDay: '2026-11-30' }
  const talked = await api().contact(talk)
  expect(await api().contact(talk)).toEqual(talked)
  expect(talked).toMatchObject({ nextDay: '2026-11-30', version: moved.version + 1 })
  expect(await codeOf(api().contact({ ...talk, id: newId(), day: '2026-11-24' }))).toMatchObject({
    rule: 'DAY_IN_FUTURE',
  })
  const lost = await api().lose({ ...seen(talked), reason: '已有固定供应商' })
  expect(await codeOf(api().update({ ...lost }))).toMatchObject({ code: 'WRONG_STATE' })
  const again = await api().reopen(seen(lost))
  expect(again).toMatchObject({ state: 'open', lostReason: '', nextDay: null })
  expect(again.events.map(({ kind, to, note }) => [kind, to, note])).toEqual([
    ['reopened', '', ''],
    ['lost', '', '已有固定供应商'],
    ['call', '', '想先试十袋'],
    ['stage', stages[2]!.name, ''],
    ['created', stages[0]!.name, ''],
  ])
})

it('becomes a customer with everything that is known, and leads back', async () => {
  const sales = await company.as('sales')
  const lead = await write(
    { phone: '0530-1', email: 'zhao@example.com', address: '城南路 8 号', notes: '要小袋', nextDay: '2026-11-25' },
    sales,
  )
  await sales.leads.contact({
    id: newId(),
    leadId: lead.id,
    kind: 'visit',
    day: '2026-11-20',
    note: '看了店',
    nextDay: '2026-11-25',
  })
  const known = await sales.leads.get({ id: lead.id })
  const customerId = newId()
  // the boss does it: what the sales person said stays theirs
  const done = await api().convert({ ...seen(known), customerId })
  expect(done).toMatchObject({ state: 'converted', nextDay: null, customer: { id: customerId, name: '城南新店' } })
  expect(await api().convert({ ...seen(known), customerId })).toEqual(done)
  const customer = await sales.customers.get({ id: customerId })
  expect(customer).toMatchObject({
    name: '城南新店',
    salesPersonId: sales.userId,
    notes: '要小袋',
    contacts: [{ name: '赵姐', mobile: '13900000001', phone: '0530-1', email: 'zhao@example.com' }],
    addresses: [{ address: '城南路 8 号', contact: '赵姐', phone: '13900000001' }],
  })
  const { rows } = await sales.crm.timeline({ customerId })
  expect(rows).toMatchObject([{ kind: 'visit', day: '2026-11-20', text: 'sales: 看了店', contact: '赵姐' }])
  expect(await api().ofCustomer({ customerId })).toMatchObject({ id: lead.id })
  expect(await codeOf(api().lose({ ...seen(done), reason: 'x' }))).toMatchObject({ code: 'WRONG_STATE' })
})

it('is warned of customers and leads that look the same, and can be said to be one of them', async () => {
  const contacts = [{ name: '老赵', title: '', mobile: '13900000001', phone: '0530-9', email: '' }]
  const customer = await makeCustomer(company.client, { name: '城南新店', contacts })
  const other = await write({ mobile: '13900000002' })
  const hits = await api().duplicates({ company: '城南新店', mobile: '13900000002' })
  expect(hits).toEqual([
    { kind: 'customer', id: customer.id, name: '城南新店', field: 'name' },
    { kind: 'lead', id: other.id, name: '城南新店', field: 'name' },
  ])
  expect(await api().duplicates({ id: other.id, company: '别的', phone: '0530-9' })).toMatchObject([{ field: 'phone' }])
  const done = await api().convert({ ...seen(other), customerId: customer.id, existing: true })
  expect(done.customer?.code).toBe(customer.code)
  expect((await company.client.customers.list({})).rows.filter(({ name }) => name === '城南新店')).toHaveLength(1)
  expect(await api().duplicates({ company: '城南新店' })).toHaveLength(1)
})

it('board, counts and funnel add up', async () => {
  const [first, second, third] = await api().stages()
  const a = await write({ expectedAmount: 100_000, source: '地推', nextDay: '2026-11-23' })
  const b = await write({ company: '乙', expectedAmount: 50_000, source: '地推' })
  const c = await write({ company: '丙', source: '网上' })
  const d = await write({ company: '丁' })
  await api().move({ ...seen(b), stageId: third!.id })
  const back = await api().move({ ...(await api().get({ id: b.id })), stageId: second!.id })
  await api().lose({ ...seen(c), reason: '价格' })
  await api().convert({ ...seen(d), customerId: newId() })
  const board = await api().board({})
  expect(board.map(({ count, expected }) => [count, expected])).toEqual([
    [1, 100_000],
    [1, 50_000],
    [0, 0],
    [0, 0],
    [0, 0],
  ])
  expect(board[1]!.leads).toMatchObject([{ id: back.id }])
  expect(await api().counts({})).toEqual({ open: 2, lost: 1, converted: 1, due: 1 })
  expect((await api().list({ due: true })).rows.map(({ id }) => id)).toEqual([a.id])
  expect((await api().list({ search: '丁' })).rows).toMatchObject([{ state: 'converted' }])
  const funnel = await api().funnel({ from: '2026-11-01', to: '2026-11-30' })
  expect(funnel).toMatchObject({ total: 4, converted: 1, lost: 1, reasons: [{ reason: '价格', count: 1 }] })
  expect(funnel.stages.map(({ reached, now }) => [reached, now])).toEqual([
    [4, 1],
    [2, 1],
    [2, 0],
    [1, 0],
    [1, 0],
  ])
  expect(funnel.sources).toEqual([
    { source: '地推', count: 2, converted: 0 },
    { source: '网上', count: 1, converted: 0 },
    { source: '', count: 1, converted: 1 },
  ])
  expect(await api().funnel({ from: '2026-12-01', to: '2026-12-31' })).toMatchObject({ total: 0 })
  expect(first!.name).toBe('新线索')
})

it('stages are the company’s own; one with open leads stays', async () => {
  const stages = await api().stages()
  const lead = await write()
  const renamed = stages.slice(0, 3).map((stage, index) => ({ ...stage, name: `第${index + 1}步` }))
  const fresh = { id: newId(), name: '试用', chance: 5_000, version: 0 }
  const saved = await api().saveStages({ stages: [fresh, ...renamed] })
  expect(saved.map(({ name }) => name)).toEqual(['试用', '第1步', '第2步', '第3步'])
  expect(await codeOf(api().saveStages({ stages: [fresh] }))).toMatchObject({ rule: 'IN_USE', value: '第1步' })
  expect(await codeOf(api().saveStages({ stages }))).toMatchObject({ code: 'CONFLICT' })
  expect((await api().get({ id: lead.id })).stage).toBe('第1步')
  const sales = await company.as('sales')
  expect(await codeOf(sales.leads.saveStages({ stages: saved }))).toMatchObject({ code: 'FORBIDDEN' })
})

it('sales persons see their own leads only and cannot give them away; the warehouse sees none', async () => {
  const [one, two] = [await company.as('sales'), await company.as('sales')]
  const mine = await write({ ownerId: two.userId }, one)
  expect(mine.ownerId).toBe(one.userId)
  expect(await codeOf(two.leads.get({ id: mine.id }))).toMatchObject({ code: 'NOT_FOUND' })
  expect((await two.leads.list({})).rows).toEqual([])
  expect(await two.leads.counts({})).toMatchObject({ open: 0 })
  const passed = await api().update({ ...mine, ownerId: two.userId })
  expect(passed.events[0]).toMatchObject({ kind: 'owner', to: 'sales' })
  expect((await two.leads.list({})).rows).toHaveLength(1)
  const warehouse = await company.as('warehouse')
  expect(await codeOf(warehouse.leads.list({}))).toMatchObject({ code: 'FORBIDDEN' })
})
