import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inputs, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { makeCustomer } from '../../support/make.ts'
import { statementWorld, type StatementWorld } from './statement-world.ts'

type View = Outputs['reconciliation']['get']
let world: StatementWorld
beforeEach(async () => void (world = await statementWorld()))
afterEach(() => world.company.close())

const api = () => world.client.reconciliation
const sent = async (fields: Parameters<StatementWorld['october']>[0] = {}) => {
  const { id, version } = await world.october(fields)
  return api().send({ id, version, channel: 'print' })
}
const confirmed = async (fields: Parameters<StatementWorld['october']>[0] = {}) => {
  const { id, version } = await sent(fields)
  return api().answer({ id, version, rest: true })
}
const rule = (name: string) => ({ code: 'RULE', data: { rule: name } })
const amounts = ({ content }: View) =>
  content.lines.map((one) => [one.day.slice(5), one.source, one.amount, one.balance])

describe('what a statement says', () => {
  it('brings forward, lists every bill and receipt of the days with the balance, and ages what was open at their end', async () => {
    const view = await world.october()
    expect(view.content.figures).toEqual({
      opening: 10_000,
      charged: 120_000,
      returned: 0,
      received: -30_000,
      discounted: 0,
      adjusted: 0,
      closing: 100_000,
    })
    expect(amounts(view)).toEqual([
      ['10-05', 'shipment', 80_000, 90_000],
      ['10-12', 'receipt', -30_000, 60_000],
      ['10-20', 'shipment', 40_000, 100_000],
    ])
    // 10-12 paid the opening (due 10-15) and 200.00 of the first bill; November's money is not known yet
    expect(view.content.ageing).toEqual({
      buckets: [30, 60, 90, 180, 365],
      amounts: [100_000, 0, 0, 0, 0, 0, 0],
      credits: 0,
    })
    const question = { customerId: world.customer.id, from: '2026-10-01', to: '2026-11-23' }
    const now = await api().preview(question)
    expect(now.figures.closing).toBe(50_000)
    expect(now.ageing.amounts.slice(0, 2)).toEqual([0, 50_000])
  })

  it('shows goods line by line with the same closing', async () => {
    const { content } = await world.october({ detail: 'goods' })
    expect(content.lines.map(({ name, unit, count, price, amount }) => [name, unit, count, price, amount])).toEqual([
      ['特一粉', '袋', 10_000, 800_000, 80_000],
      ['', '', null, null, -30_000],
      ['特一粉', '袋', 5000, 800_000, 40_000],
    ])
    expect(content.lines.at(-1)!.balance).toBe(content.figures.closing)
  })

  it('of open items shows what is left of each bill, and leaves out what was taken back within the days', async () => {
    const { content } = await world.october({ kind: 'outstanding', detail: 'goods' })
    expect(content.detail).toBe('bill')
    expect(content.lines.map(({ source, dueDay, amount }) => [source, dueDay, amount])).toEqual([
      ['shipment', '2026-11-04', 60_000],
      ['shipment', '2026-11-19', 40_000],
    ])
    expect(content.figures.closing).toBe(100_000)
    const wrong = await world.receive(7_000, '2026-11-23')
    await world.client.money.void({ id: wrong.id, version: wrong.version, reason: '记错' })
    const november = await api().preview({ customerId: world.customer.id, from: '2026-11-01', to: '2026-11-23' })
    expect(november.lines.map((one) => one.amount)).toEqual([-50_000])
  })

  it('keeps the figures it was sent with and says what was booked into its days since', async () => {
    const { id, version, replyBy } = await sent()
    expect(replyBy).toBe('2026-11-30')
    await world.receive(1_000, '2026-10-31')
    const view = await api().get({ id })
    expect(view.content.figures.closing).toBe(100_000)
    expect(view.content.lines).toHaveLength(3)
    expect(view.late).toBe(-1_000)
    const agreed = await api().answer({ id, version, rest: true })
    expect(agreed.status).toBe('confirmed')
    await expect(api().lock({ id, version: agreed.version })).rejects.toMatchObject(rule('STATEMENT_OUTDATED'))
    const dropped = await api().void({ id, version: agreed.version, reason: '重开' })
    expect(dropped.actions).toEqual([])
    expect((await confirmed()).content.figures.closing).toBe(99_000)
  })

  it('may be sent again with new figures until somebody answers', async () => {
    const first = await sent()
    await world.receive(1_000, '2026-10-31')
    const again = await api().send({ id: first.id, version: first.version, channel: 'email', note: '更正' })
    expect([again.late, again.content.figures.closing, again.content.lines.length]).toEqual([0, 99_000, 4])
    expect(again.events.map(({ kind, note }) => `${kind} ${note}`)).toEqual([
      'sent email 更正',
      'sent print',
      'created ',
    ])
    await api().answer({ id: first.id, version: again.version, rest: true })
    await expect(api().send({ id: first.id, version: again.version + 1, channel: 'print' })).rejects.toMatchObject({
      code: 'WRONG_STATE',
    })
  })

  it('is made once: the same id returns it, another one for the same days is refused, days must be past', async () => {
    const { id } = await world.october()
    expect((await world.october({ id })).number).toBe((await api().get({ id })).number)
    await expect(world.october()).rejects.toMatchObject({ code: 'DUPLICATE', data: { id } })
    await expect(world.october({ to: '2026-11-24' })).rejects.toMatchObject(rule('DAY_IN_FUTURE'))
    await expect(world.october({ to: '2026-09-30' })).rejects.toMatchObject(rule('DATES_REVERSED'))
  })
})

describe('the customer’s answer', () => {
  it('confirms when every line is agreed to, and only then locks', async () => {
    const { id, version } = await sent()
    await expect(api().lock({ id, version })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    const part = await api().answer({ id, version, answers: [{ no: 1, agreed: true }] })
    expect([part.status, part.content.lines.map((one) => one.answer)]).toEqual(['sent', ['agreed', 'none', 'none']])
    const rest = [2, 3].map((no) => ({ no, agreed: true }))
    const all = await api().answer({ id, version: part.version, answers: rest })
    expect(all.status).toBe('confirmed')
    const locked = await api().lock({ id, version: all.version })
    expect([locked.status, locked.actions]).toEqual(['locked', ['unlock']])
  })

  it('makes a task of each difference; a disputed statement cannot be locked until the last is settled', async () => {
    const { id, version } = await sent()
    const disputed = await api().answer({
      id,
      version,
      answers: [
        { no: 3, agreed: false, theirs: 36_000, remark: '少收半袋' },
        { no: 0, item: 1, agreed: false, theirs: -2_000, remark: '10-30 现金 20 元' },
      ],
      rest: true,
    })
    expect([disputed.status, disputed.content.lines.map((one) => one.answer)]).toEqual([
      'disputed',
      ['agreed', 'agreed', 'disputed'],
    ])
    expect(
      disputed.differences.map(({ lineNo, ours, theirs, assignedTo }) => [lineNo, ours, theirs, assignedTo]),
    ).toEqual([
      [0, 0, -2_000, world.company.ownerId],
      [3, 40_000, 36_000, world.company.ownerId],
    ])
    await expect(api().lock({ id, version: disputed.version })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    const [missing, short] = (await api().differences({ mine: true })).rows.sort((a, b) => a.lineNo - b.lineNo)
    await api().resolve({ id: missing!.id, version: missing!.version, resolution: '收据未入账，客户已认可下期处理' })
    const adjustment = { id: newId(), amount: -4_000 }
    const done = await api().resolve({ id: short!.id, version: short!.version, resolution: '少收半袋', adjustment })
    expect([done.status, done.adjustmentNumber]).toEqual(['corrected', 'YSTZ-ZB-261123-0001'])
    const view = await api().get({ id })
    expect(view.status).toBe('resolved')
    expect((await world.client.customers.get({ id: world.customer.id })).balance).toBe(46_000)
    // the correction lies on a later day: the statement's days are as they were
    expect((await api().lock({ id, version: view.version })).late).toBe(0)
    expect((await api().differences({})).rows).toEqual([])
    expect((await api().differences({ open: false })).rows).toHaveLength(2)
  })

  it('a difference may be changed or taken back, and goods of a bill are answered one by one', async () => {
    const { id, version } = await sent({ detail: 'goods' })
    const first = await api().answer({ id, version, answers: [{ no: 1, item: 1, agreed: false, theirs: 1 }] })
    const second = await api().answer({
      id,
      version: first.version,
      answers: [{ no: 1, item: 1, agreed: false, theirs: 2 }],
    })
    expect(second.differences.map((one) => one.theirs)).toEqual([2])
    const back = await api().answer({
      id,
      version: second.version,
      answers: [{ no: 1, item: 1, agreed: true }],
      rest: true,
    })
    expect([back.status, back.differences.map((one) => one.status)]).toEqual(['confirmed', ['withdrawn']])
    await expect(
      api().answer({ id, version: back.version, answers: [{ no: 9, agreed: false }] }),
    ).rejects.toMatchObject(rule('STATEMENT_LINE_UNKNOWN'))
  })

  it('goes to the sales person, who explains what is theirs and books nothing; others do not see it', async () => {
    const { client, company } = world
    const sales = await company.as('sales')
    const other = await company.as('sales')
    const own = await makeCustomer(client, { salesPersonId: sales.userId, openingBalance: 5_000 })
    const { id, version } = await sent({ customerId: own.id, from: '2026-11-01', to: '2026-11-23' })
    await expect(other.reconciliation.get({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const closing = [{ no: 0, agreed: false, theirs: 4_000 }]
    await expect(sales.reconciliation.answer({ id, version, answers: closing })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await api().answer({ id, version, answers: closing })
    expect((await other.reconciliation.differences({})).rows).toEqual([])
    const [task] = (await sales.reconciliation.differences({ mine: true })).rows
    const { id: difference, version: seen } = task!
    const words = { id: difference, version: seen, resolution: '已当面说明' }
    await expect(
      sales.reconciliation.resolve({ ...words, adjustment: { id: newId(), amount: -1_000 } }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const given = await api().assign({ id: difference, version: seen, userId: other.userId })
    expect(given.assignee).toBe('sales')
    await expect(sales.reconciliation.resolve({ ...words, version: given.version })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    await api().assign({ id: difference, version: given.version, userId: sales.userId })
    const done = await sales.reconciliation.resolve({ ...words, version: given.version + 1 })
    expect([done.status, done.resolvedBy]).toEqual(['explained', 'sales'])
    expect((await api().get({ id })).status).toBe('resolved')
  })
})

describe('closed periods', () => {
  it('refuse back-dated bills and receipts of that customer; an adjustment on a later day goes through', async () => {
    const { id, version } = await confirmed()
    const { version: locked } = await api().lock({ id, version })
    const refused = { code: 'RULE', data: { rule: 'PERIOD_LOCKED', value: '2026-10-31' } }
    await expect(world.receive(100, '2026-10-31')).rejects.toMatchObject(refused)
    const adjustment = { customerId: world.customer.id, amount: -500, reason: '尾差' }
    await expect(api().adjust({ id: newId(), ...adjustment, day: '2026-10-15' })).rejects.toMatchObject(refused)
    const made = await api().adjust({ id: newId(), ...adjustment })
    expect([made.day, made.amount]).toEqual(['2026-11-23', -500])
    const listed = async (question: Inputs['reconciliation']['adjustments']) =>
      (await api().adjustments(question)).rows.map((row) => row.number)
    expect(await listed({ search: made.number.toLowerCase() })).toEqual([made.number])
    expect(await listed({ search: world.customer.name, status: 'posted', from: made.day, to: made.day })).toEqual([
      made.number,
    ])
    expect(await listed({ search: '尾差', from: '2026-11-24' })).toEqual([])
    expect(await listed({ status: 'void' })).toEqual([])
    const back = await api().voidAdjustment({ id: made.id, version: made.version, reason: '不调了' })
    expect(await api().adjustment({ id: made.id })).toMatchObject({
      status: 'void',
      voidReason: '不调了',
      createdBy: back.createdBy,
    })
    expect([back.status, (await world.client.customers.get({ id: world.customer.id })).balance]).toEqual([
      'void',
      50_000,
    ])
    const neighbour = await makeCustomer(world.client)
    await world.client.settlement.receive({
      id: newId(),
      customerId: neighbour.id,
      amount: 100,
      method: 'cash',
      day: '2026-10-31',
    })
    // somebody without the right cannot open it; with it a reason is asked for and kept
    const desk = await world.company.as('reviewer')
    await expect(desk.reconciliation.unlock({ id, version: locked, reason: '补单' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const open = await api().unlock({ id, version: locked, reason: '补一张漏单' })
    expect([open.status, open.events[0]!.kind, open.events[0]!.note]).toEqual(['confirmed', 'unlocked', '补一张漏单'])
    await world.receive(100, '2026-10-31')
    expect((await api().get({ id })).late).toBe(-100)
  })

  it('open again from the last one backwards', async () => {
    const october = await confirmed()
    await api().lock({ id: october.id, version: october.version })
    const november = await confirmed({ from: '2026-11-01', to: '2026-11-20' })
    const last = await api().lock({ id: november.id, version: november.version })
    await expect(api().unlock({ id: october.id, version: october.version + 1, reason: '补单' })).rejects.toMatchObject(
      rule('LATER_PERIOD_LOCKED'),
    )
    await api().unlock({ id: november.id, version: last.version, reason: '补单' })
    await api().unlock({ id: october.id, version: october.version + 1, reason: '补单' })
  })

  it('of the whole company take the right, bind suppliers too, and keep who closed and opened them why', async () => {
    const desk = await world.company.as('order-desk')
    await expect(desk.reconciliation.lockMonth({ until: '2026-10-31', reason: '结账' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const finance = await world.company.as('finance')
    await expect(finance.reconciliation.lockMonth({ until: '2026-11-30', reason: '结账' })).rejects.toMatchObject(
      rule('DAY_IN_FUTURE'),
    )
    const locked = await finance.reconciliation.lockMonth({ until: '2026-10-31', reason: '十月结账' })
    expect(locked.until).toBe('2026-10-31')
    await expect(world.receive(100, '2026-10-31')).rejects.toMatchObject(rule('PERIOD_LOCKED'))
    const supplier = await world.client.suppliers.create({ id: newId(), name: '面粉厂' })
    const pay = { supplierId: supplier.id, amount: 100, method: 'cash' } as const
    await expect(world.client.payables.pay({ id: newId(), ...pay, day: '2026-10-31' })).rejects.toMatchObject(
      rule('PERIOD_LOCKED'),
    )
    const open = await finance.reconciliation.lockMonth({ until: null, reason: '补单' })
    expect(open.history.map(({ until, reason, user }) => [until, reason, user])).toEqual([
      [null, '补单', 'finance'],
      ['2026-10-31', '十月结账', 'finance'],
    ])
    await world.receive(100, '2026-10-31')
  })
})

describe('a month of all customers', () => {
  it('makes drafts for who has something in the days or owes at their end, once, and sends them together', async () => {
    const { client } = world
    const quiet = await makeCustomer(client)
    const later = await makeCustomer(client, { openingBalance: 900 })
    const days = { from: '2026-10-01', to: '2026-10-31' }
    expect(await api().createMonth({ ...days })).toEqual({ made: 1, there: 0 })
    expect(await api().createMonth({ ...days })).toEqual({ made: 0, there: 1 })
    const november = { from: '2026-11-01', to: '2026-11-23' }
    expect(await api().createMonth({ ...november, job: newId() })).toEqual({ made: 2, there: 0 })
    expect(await api().counts({ from: '2026-11-01' })).toEqual({ all: 2, states: { draft: 2 } })
    const { rows } = await api().list({ from: '2026-11-01' })
    expect(rows.map((row) => [row.customerId, row.opening, row.closing]).sort()).toEqual(
      [
        [world.customer.id, 100_000, 50_000],
        [later.id, 900, 900],
      ].sort(),
    )
    expect(rows.some((row) => row.customerId === quiet.id)).toBe(false)
    expect(await api().sendMonth({ ...november, channel: 'file' })).toEqual({ sent: 2 })
    expect(await api().counts({})).toEqual({ all: 3, states: { draft: 1, sent: 2 } })
    expect((await api().list({ status: 'sent', search: '城东' })).rows.map((row) => row.customer)).toEqual(['城东面馆'])
    await expect(api().progress({ job: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
