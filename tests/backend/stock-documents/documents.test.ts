import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, postStock, submitOrder } from '../../support/make.ts'

type Draft = Inputs['stockDocuments']['save']['draft']

let company: TestCompany
let client: Client
let main: string

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  main = (await client.company.warehouses())[0]!.id
})
afterEach(() => company.close())

const stock = async () =>
  Object.fromEntries((await client.inventory.list({})).rows.map((r) => [r.name, [r.onHand / 1000, r.available / 1000]]))
const draftOf = (productId: string, fields: Partial<Draft> = {}): Draft => ({
  kind: 'other-in',
  warehouseId: main,
  reason: '盘点',
  lines: [{ productId, unit: '袋', quantity: 5000 }],
  ...fields,
})
const valueOf = async (productId: string) => {
  const [facts] = await client.stockDocuments.lineFacts({ warehouseId: main, productIds: [productId] })
  return [facts!.siteQuantity / 1000, facts!.siteValue! / 10_000]
}

describe('a draft', () => {
  it('has its number from the first save on and moves no stock', async () => {
    const a = await makeProduct(client, { name: '甲', stock: 10 })
    const id = newId()
    const draft = draftOf(a.id, { kind: 'loss', reason: '', lines: [] })
    const first = await client.stockDocuments.save({ id, version: 0, draft })
    expect(first).toMatchObject({ number: 'BSD-ZB-261123-0001', status: 'draft', version: 1, value: 0 })
    const lines = [{ productId: a.id, unit: '吨', quantity: 80_000 }]
    const second = await client.stockDocuments.save({ id, version: 1, draft: { ...draft, lines } })
    expect(second).toMatchObject({ number: first.number, version: 2, actions: ['edit', 'post', 'void'] })
    expect(second.lines[0]).toMatchObject({ code: a.code, unit: '吨', factor: 40_000, quantity: 80_000, value: 0 })
    expect(await stock()).toEqual({ 甲: [10, 10] })
    await expect(client.stockDocuments.post({ id, version: 2 })).rejects.toMatchObject({
      data: { rule: 'REASON_REQUIRED', field: 'reason' },
    })
  })

  it('keeps its number when it is dropped; numbers of each kind have no gaps', async () => {
    const a = await makeProduct(client, { stock: 10 })
    const first = await client.stockDocuments.save({ id: newId(), version: 0, draft: draftOf(a.id) })
    const other = await client.stockDocuments.save({ id: newId(), version: 0, draft: draftOf(a.id, { kind: 'loss' }) })
    const dropped = await client.stockDocuments.void({ id: first.id, version: 1, reason: '重复' })
    expect(dropped).toMatchObject({ status: 'void', voidReason: '重复', actions: [] })
    expect(await client.stockDocuments.void({ id: first.id, version: 1, reason: '重复' })).toEqual(dropped)
    await expect(client.stockDocuments.post({ id: first.id, version: 2 })).rejects.toMatchObject({
      code: 'WRONG_STATE',
    })
    const second = await client.stockDocuments.save({ id: newId(), version: 0, draft: draftOf(a.id) })
    // the opening stock has the first number of this series
    expect([first.number, second.number, other.number]).toEqual([
      'QTRK-ZB-261123-0002',
      'QTRK-ZB-261123-0003',
      'BSD-ZB-261123-0001',
    ])
  })

  it('belongs to one kind and one site', async () => {
    const a = await makeProduct(client)
    const site = newId()
    await client.company.saveSite({ id: site, version: 0, code: 'FB', name: '分部' })
    const branch = newId()
    await client.company.saveWarehouse({ id: branch, version: 0, siteId: site, code: 'FC', name: '分仓' })
    const { id } = await client.stockDocuments.save({ id: newId(), version: 0, draft: draftOf(a.id) })
    const again = (fields: Partial<Draft>) =>
      client.stockDocuments.save({ id, version: 1, draft: draftOf(a.id, fields) })
    await expect(again({ warehouseId: branch })).rejects.toMatchObject({ data: { rule: 'OTHER_SITE' } })
    await expect(again({ kind: 'loss' })).rejects.toMatchObject({ code: 'WRONG_STATE' })
    await expect(again({ lines: [{ productId: a.id, unit: '桶' }] })).rejects.toMatchObject({
      data: { rule: 'UNIT_UNKNOWN', line: 1 },
    })
    await expect(again({ warehouseId: newId() })).rejects.toMatchObject({ data: { entity: 'warehouse' } })
  })
})

describe('posting', () => {
  it('brings in at the typed cost or at the average, and takes out at the average', async () => {
    const a = await makeProduct(client, { name: '甲', purchasePrice: 600_000 })
    const lines = [{ productId: a.id, unit: '吨', quantity: 40_000, cost: 24_000_000 }]
    const typed = await postStock(client, 'other-in', [], { lines })
    expect(typed).toMatchObject({ status: 'posted', value: 24_000_000, postedBy: typed.createdBy })
    await postStock(client, 'surplus', [[a.id, 10]])
    expect(await valueOf(a.id)).toEqual([50, 3000])
    await postStock(client, 'other-in', [], {
      lines: [{ productId: a.id, unit: '袋', quantity: 50_000, cost: 800_000 }],
    })
    const out = await postStock(client, 'loss', [[a.id, 30]])
    expect(out.lines[0]).toMatchObject({ quantity: 30_000, value: 30 * 700_000 })
    expect(out.number).toBe('BSD-ZB-261123-0001')
    expect(await valueOf(a.id)).toEqual([70, 4900])
    expect(await stock()).toEqual({ 甲: [70, 70] })
  })

  it('does nothing the second time', async () => {
    const a = await makeProduct(client, { name: '甲' })
    const input = { id: newId(), version: 0, draft: draftOf(a.id) }
    const first = await client.stockDocuments.post(input)
    expect(await client.stockDocuments.post(input)).toEqual(first)
    expect(await stock()).toEqual({ 甲: [5, 5] })
    await expect(client.stockDocuments.post({ id: first.id, version: 1 })).rejects.toMatchObject({
      code: 'WRONG_STATE',
    })
  })

  it('is refused as a whole when one line would take what is not free', async () => {
    const a = await makeProduct(client, { name: '甲', stock: 10 })
    const b = await makeProduct(client, { name: '乙', stock: 3 })
    const customer = await makeCustomer(client)
    await submitOrder(client, customer.id, [line(a.id, 4)])
    const item = { productId: a.id, warehouseId: main, name: '甲', needed: 7000, available: 6000 }
    const lines: [string, number][] = [
      [b.id, 1],
      [a.id, 7],
    ]
    await expect(postStock(client, 'other-out', lines)).rejects.toMatchObject({
      code: 'SHORTAGE',
      data: { items: [item] },
    })
    expect(await stock()).toEqual({ 甲: [10, 6], 乙: [3, 3] })
    expect((await postStock(client, 'other-out', [[b.id, 1]])).number).toBe('QTCK-ZB-261123-0001')
  })

  it('gives the same goods to one of two', async () => {
    const a = await makeProduct(client, { name: '甲', stock: 10 })
    const results = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) => postStock(client, i % 2 ? 'loss' : 'other-out', [[a.id, 4]])),
    )
    expect(results.filter((r) => r.status === 'fulfilled')).toHaveLength(2)
    expect(await stock()).toEqual({ 甲: [2, 2] })
  })

  it('lets one of two change a draft, and says so to the other', async () => {
    const a = await makeProduct(client, { name: '甲', stock: 10 })
    const { id } = await client.stockDocuments.save({ id: newId(), version: 0, draft: draftOf(a.id) })
    const other = await company.as('warehouse')
    const results = await Promise.allSettled([
      client.stockDocuments.post({ id, version: 1 }),
      other.stockDocuments.save({ id, version: 1, draft: draftOf(a.id, { reason: '改' }) }),
    ])
    expect(results.map((r) => r.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(results.find((r) => r.status === 'rejected')!.reason).toMatchObject({ code: 'CONFLICT' })
  })

  it('keeps out archived goods, but lets their rest go', async () => {
    const a = await makeProduct(client, { name: '甲', stock: 10 })
    await client.products.setStatus({ id: a.id, version: 1, status: 'archived' })
    await expect(postStock(client, 'surplus', [[a.id, 1]])).rejects.toMatchObject({
      data: { rule: 'PRODUCT_ARCHIVED', line: 1 },
    })
    expect((await postStock(client, 'loss', [[a.id, 10]])).status).toBe('posted')
  })
})

describe('a cost document', () => {
  it('changes the value only: to a new unit cost or by an amount, never below zero', async () => {
    const a = await makeProduct(client, { name: '甲', stock: 10, purchasePrice: 600_000 })
    const b = await makeProduct(client, { name: '乙' })
    const lines = [{ productId: a.id, unit: '吨', cost: 20_000_000 }]
    const first = await postStock(client, 'cost', [], { lines })
    expect(first.lines[0]).toMatchObject({ quantity: 10_000, value: -1_000_000 })
    expect(await valueOf(a.id)).toEqual([10, 500])
    await postStock(client, 'cost', [], { lines: [{ productId: a.id, unit: '袋', value: 12_345 }] })
    expect(await valueOf(a.id)).toEqual([10, 501.2345])
    const refused = (fields: Draft['lines'][number]) => postStock(client, 'cost', [], { lines: [fields] })
    await expect(refused({ productId: b.id, unit: '袋', cost: 1 })).rejects.toMatchObject({
      data: { rule: 'COST_WITHOUT_STOCK', line: 1 },
    })
    await expect(refused({ productId: a.id, unit: '袋', value: -6_000_000 })).rejects.toMatchObject({
      data: { rule: 'COST_BELOW_ZERO' },
    })
    await client.stockDocuments.void({ id: first.id, version: 1, reason: '错' })
    expect(await valueOf(a.id)).toEqual([10, 601.2345])
    expect(await stock()).toEqual({ 甲: [10, 10] })
  })
})

describe('voiding', () => {
  it('takes back quantity and value exactly, and is refused when the goods have left', async () => {
    const a = await makeProduct(client, { name: '甲', stock: 3, purchasePrice: 333_333 })
    const before = await valueOf(a.id)
    const inbound = await postStock(client, 'other-in', [[a.id, 7]])
    const out = await postStock(client, 'other-out', [[a.id, 4]])
    await expect(client.stockDocuments.void({ id: inbound.id, version: 1, reason: '错' })).rejects.toMatchObject({
      code: 'SHORTAGE',
      data: { items: [{ name: '甲', needed: 7000, available: 6000 }] },
    })
    await client.stockDocuments.void({ id: out.id, version: 1, reason: '错' })
    await client.stockDocuments.void({ id: inbound.id, version: 1, reason: '错' })
    expect(await valueOf(a.id)).toEqual(before)
    const { rows } = await client.inventory.movements({ productId: a.id })
    expect(rows.map((r) => r.documentType).sort()).toEqual([
      'opening',
      'other-in',
      'other-in-void',
      'other-out',
      'other-out-void',
    ])
  })

  it('needs its own right once stock has moved', async () => {
    const a = await makeProduct(client, { stock: 10 })
    const storeman = await company.as('warehouse')
    const draft = await storeman.stockDocuments.save({ id: newId(), version: 0, draft: draftOf(a.id) })
    expect(draft.actions).toEqual(['edit', 'post', 'void'])
    const posted = await storeman.stockDocuments.post({ id: draft.id, version: 1 })
    expect(posted.actions).toEqual([])
    await expect(storeman.stockDocuments.void({ id: draft.id, version: 2, reason: '错' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
      data: { right: 'stock.void' },
    })
    const reviewer = await company.as('reviewer')
    expect((await reviewer.stockDocuments.void({ id: draft.id, version: 2, reason: '错' })).status).toBe('void')
  })
})

describe('rights and masks', () => {
  it('let the warehouse book goods without seeing what they cost', async () => {
    const a = await makeProduct(client, { purchasePrice: 600_000, stock: 1 })
    const storeman = await company.as('warehouse')
    const lines = [{ productId: a.id, unit: '袋', quantity: 1000, cost: 700_000 }]
    const draft = draftOf(a.id, { lines })
    const { id } = await client.stockDocuments.save({ id: newId(), version: 0, draft })
    const seen = await storeman.stockDocuments.get({ id })
    expect([seen.value, seen.lines[0]!.cost, seen.lines[0]!.value]).toEqual([null, null, null])
    // what the storeman cannot see stays as it was
    const [hidden] = seen.lines
    const resent = [{ productId: hidden!.productId, unit: '袋', quantity: 2000, cost: null }]
    await storeman.stockDocuments.post({ id, version: 1, draft: { ...draft, lines: resent } })
    expect((await client.stockDocuments.get({ id })).lines[0]).toMatchObject({ cost: 700_000, value: 1_400_000 })
    expect((await storeman.stockDocuments.list({})).rows[0]).toMatchObject({ value: null })
    const [facts] = await storeman.stockDocuments.lineFacts({ warehouseId: main, productIds: [a.id] })
    expect([facts!.siteValue, facts!.unitCost]).toEqual([null, null])
    const { html } = await storeman.stockDocuments.print({ ids: [id], showCosts: true })
    expect(html).not.toContain('70.00')
    const history = await storeman.system.history({ id })
    expect(history.map((h) => h.command)).toEqual([
      'stockDocuments.print',
      'stockDocuments.post',
      'stockDocuments.save',
    ])
    expect(JSON.stringify(history)).not.toContain('700000')
  })

  it('leave cost documents to those who set prices, and everything to those who may', async () => {
    const a = await makeProduct(client, { stock: 1 })
    const draft = draftOf(a.id, { kind: 'cost', lines: [{ productId: a.id, unit: '袋', value: 1 }] })
    for (const role of ['warehouse', 'purchaser']) {
      const person = await company.as(role)
      await expect(person.stockDocuments.save({ id: newId(), version: 0, draft }), role).rejects.toMatchObject({
        code: 'FORBIDDEN',
        data: { right: 'prices.edit' },
      })
    }
    const desk = await company.as('order-desk')
    await expect(desk.stockDocuments.save({ id: newId(), version: 0, draft: draftOf(a.id) })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect((await desk.stockDocuments.list({})).rows).toEqual([])
  })
})

describe('the list', () => {
  it('pages, counts by state and finds by number, reason, product, day and warehouse', async () => {
    const a = await makeProduct(client, { name: '雪花面粉', stock: 100 })
    const b = await makeProduct(client, { name: '大米', stock: 100 })
    const [site] = await client.company.sites()
    const branch = newId()
    await client.company.saveWarehouse({ id: branch, version: 0, siteId: site!.id, code: 'ZD', name: '分仓' })
    await postStock(client, 'loss', [[a.id, 1]], { reason: '受潮', day: '2026-11-01' })
    await postStock(client, 'surplus', [[b.id, 1]], { day: '2026-11-20' })
    await postStock(client, 'transfer', [[a.id, 2]], { toWarehouseId: branch, reason: '' })
    await client.stockDocuments.save({ id: newId(), version: 0, draft: draftOf(b.id) })
    const kinds = async (filter: Inputs['stockDocuments']['list']['filter']) =>
      (await client.stockDocuments.list({ filter })).rows.map((r) => r.kind)
    expect(await kinds({})).toEqual(['other-in', 'transfer', 'surplus', 'loss'])
    expect(await kinds({ search: 'xhmf' })).toEqual(['transfer', 'loss'])
    expect(await kinds({ search: '受潮' })).toEqual(['loss'])
    expect(await kinds({ search: 'byd-' })).toEqual(['surplus'])
    expect(await kinds({ warehouseId: branch })).toEqual(['transfer'])
    expect(await kinds({ kind: 'loss' })).toEqual(['loss'])
    expect(await kinds({ status: 'draft' })).toEqual(['other-in'])
    expect(await kinds({ fromDay: '2026-11-02', toDay: '2026-11-22' })).toEqual(['surplus'])
    expect((await client.stockDocuments.counts({})).counts).toEqual({
      draft: 1,
      'in-transit': 1,
      posted: 2,
      void: 0,
    })
    const whole = (await client.stockDocuments.list({})).rows
    const paged = []
    let cursor: string | undefined
    do {
      const page = await client.stockDocuments.list({ limit: 1, cursor })
      paged.push(...page.rows)
      cursor = page.next ?? undefined
    } while (cursor)
    expect(paged).toEqual(whole)
  })
})

describe('paper', () => {
  it('has title, number, lines in packs, costs for who may see them, and marks drafts and copies', async () => {
    const a = await makeProduct(client, { name: '甲 <粉>', stock: 100, purchasePrice: 600_000 })
    const loss = await postStock(client, 'loss', [[a.id, 45]])
    const first = await client.stockDocuments.print({ ids: [loss.id], showCosts: true })
    expect(first.title).toBe(`报损单 ${loss.number}`)
    for (const text of ['报损单', loss.number, '1吨', '5袋', '甲 &#60;粉&#62;', '2,700.00', '241mm 139.7mm'])
      expect(first.html).toContain(text)
    expect(first.html).not.toContain('补打')
    const again = await client.stockDocuments.print({ ids: [loss.id], paper: 'a4', locale: 'en' })
    expect(again.html).toContain('Reprint no. 2')
    expect(again.html).toContain('210mm 297mm')
    expect(again.html).not.toContain('2,700.00')
    expect((await client.stockDocuments.get({ id: loss.id })).printed).toBe(2)
  })
})
