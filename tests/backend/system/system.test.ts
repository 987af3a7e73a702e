import { existsSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { backUpAll, backupsToRemove, startBackups } from '../../../electron/backend/jobs/backup.ts'
import { verifyDatabase } from '../../../electron/backend/features/system/verify.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { addDays } from '../../../shared/day.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
let owner: Client
let desk: Client & { userId: string }
let seller: Client & { userId: string }
let flour: Awaited<ReturnType<typeof makeProduct>>
let mine: Awaited<ReturnType<typeof makeCustomer>>
let other: Awaited<ReturnType<typeof makeCustomer>>
let order: Awaited<ReturnType<typeof submitOrder>>
let foreign: Awaited<ReturnType<typeof submitOrder>>

beforeAll(async () => {
  company = await createTestCompany()
  owner = company.client
  desk = await company.as('order-desk')
  seller = await company.as('sales')
  flour = await makeProduct(owner, {
    name: '雪花粉',
    stock: 100,
    purchasePrice: 700_000,
    floorPrice: 720_000,
    safetyStock: 90_000,
  })
  mine = await makeCustomer(owner, { name: '城东面馆', salesPersonId: seller.userId })
  other = await makeCustomer(owner, { name: '城西面馆' })
  order = await submitOrder(desk, mine.id, [line(flour.id, 20)])
  foreign = await submitOrder(desk, other.id, [line(flour.id, 5)])
})
afterAll(() => company.close())

describe('history', () => {
  it('tells who did what, newest first, with columns before and after', async () => {
    company.clock.advance(60_000)
    await owner.products.update({
      ...(await owner.products.get({ id: flour.id })),
      salePrice: 850_000,
      purchasePrice: 710_000,
    })
    const [newest, first] = await owner.system.history({ id: flour.id })
    expect(newest).toMatchObject({ command: 'products.update', user: '王掌柜' })
    expect(newest!.at).toMatch(/^2026-11-23T01:01:00/)
    expect(newest!.changes).toContainEqual({
      table: 'product',
      op: 'update',
      key: flour.id,
      columns: [
        { column: 'purchase_price', before: 700_000, after: 710_000 },
        { column: 'sale_price', before: 800_000, after: 850_000 },
      ],
    })
    expect(first!.command).toBe('products.create')
    expect(first!.changes.map((c) => c.table)).toEqual(['product', 'product_pack'])
  })

  it('holds the lines of a document and nothing of other records that the same command changed', async () => {
    const entries = await owner.system.history({ id: order.id })
    expect(entries.map((e) => e.command)).toEqual(['orders.submit'])
    expect(new Set(entries.flatMap((e) => e.changes.map((c) => c.table)))).toEqual(
      new Set(['sales_order', 'sales_order_line', 'order_review']),
    )
  })

  it('says customers, places and people by their names', async () => {
    const customer = await makeCustomer(owner, { name: '城北饭庄' })
    const region = await owner.trees.save({ id: newId(), version: 0, kind: 'region', parentId: null, name: '城北' })
    const view = await owner.customers.get({ id: customer.id })
    await owner.customers.update({ ...view, regionId: region.id, salesPersonId: seller.userId })
    const seen = (await owner.users.list()).find((user) => user.id === seller.userId)!
    expect((await owner.system.history({ id: customer.id }))[0]!.changes[0]!.columns).toEqual([
      { column: 'region_id', before: null, after: '城北' },
      { column: 'sales_person_id', before: null, after: seen.name },
    ])
  })

  it('leaves out prices that the mask hides', async () => {
    const text = JSON.stringify(await desk.system.history({ id: flour.id }))
    expect(text).toContain('sale_price')
    expect(text).not.toContain('purchase_price')
    expect(text).not.toContain('floor_price')
    const storeman = await company.as('warehouse')
    expect(JSON.stringify(await storeman.system.history({ id: flour.id }))).not.toContain('price"')
    expect(JSON.stringify(await storeman.system.history({ id: order.id }))).not.toMatch(/"(price|total|amount|net)"/)
  })

  it('shows users only what they may see', async () => {
    expect(await seller.system.history({ id: order.id })).toHaveLength(1)
    expect(await seller.system.history({ id: mine.id })).toHaveLength(1)
    expect(await seller.system.history({ id: foreign.id })).toEqual([])
    expect(await seller.system.history({ id: other.id })).toEqual([])
    expect(await desk.system.history({ id: desk.userId })).toEqual([])
    expect(await owner.system.history({ id: desk.userId })).toHaveLength(1)
    const purchaser = await company.as('purchaser')
    expect(await purchaser.system.history({ id: order.id })).toEqual([])
    const draft = newId()
    const content = { customerId: other.id, lines: [] }
    const { version } = await desk.orders.saveDraft({ id: draft, version: 0, draft: content })
    await desk.orders.discardDraft({ id: draft, version })
    expect((await owner.system.history({ id: draft })).map((e) => e.command)).toEqual([
      'orders.discardDraft',
      'orders.saveDraft',
    ])
    expect(await seller.system.history({ id: draft })).toEqual([])
  })
})

describe('palette', () => {
  it('finds numbers by their front or their date, and names by pinyin', async () => {
    const hits = async (text: string, client = owner) => (await client.system.palette({ text })).map((h) => h.title)
    expect(await hits('xsdd-zb-2611')).toEqual([foreign.number, order.number])
    expect(await hits('261123-0001')).toContain(order.number)
    expect(await hits('xhf')).toEqual(['雪花粉'])
    expect(await hits('面馆')).toHaveLength(2)
    expect(await hits('面馆', seller)).toEqual(['城东面馆'])
    expect(await hits('xsdd', seller)).toEqual([order.number])
    expect(await hits('   ')).toEqual([])
    const [note] = await owner.shipments.createForOrder({ orderId: order.id, version: order.version })
    expect(await hits(note!.number)).toEqual([note!.number])
    await owner.shipments.void({ id: note!.id, version: note!.version, reason: '试' })
  })

  it('finds every kind of document with a number', async () => {
    const [warehouse] = await owner.company.warehouses()
    const trip = await owner.trips.save({ id: newId(), version: 0, shipmentIds: [] })
    const money = await owner.money.record({
      id: newId(),
      kind: 'receipt',
      partyId: other.id,
      lines: [{ method: 'cash', amount: 100 }],
    })
    const days = { from: '2026-11-01', to: '2026-11-20' }
    const statement = await owner.reconciliation.create({ id: newId(), customerId: other.id, ...days })
    const adjustment = await owner.reconciliation.adjust({
      id: newId(),
      customerId: other.id,
      amount: 1,
      reason: '尾差',
    })
    const count = await owner.counts.start({
      id: newId(),
      warehouseId: warehouse!.id,
      scope: { kind: 'products', productIds: [flour.id] },
    })
    const request = await owner.purchaseRequests.save({
      id: newId(),
      version: 0,
      draft: { lines: [{ productId: flour.id, unit: '袋', quantity: 1000 }] },
    })
    for (const [kind, { id, number }] of Object.entries({
      trip,
      money_document: money,
      statement,
      adjustment,
      count,
      purchaseRequest: request,
    })) {
      expect(await owner.system.palette({ text: number })).toMatchObject([{ kind, id, title: number }])
      const dateAndCounter = number.split('-').slice(2).join('-')
      expect(await owner.system.palette({ text: dateAndCounter })).toContainEqual(expect.objectContaining({ kind, id }))
    }
    // of another sales person's customer
    expect(await seller.system.palette({ text: money.number })).toEqual([])
    expect(await seller.system.palette({ text: statement.number })).toEqual([])
    expect(await seller.system.palette({ text: adjustment.number })).toEqual([])
    await owner.reconciliation.voidAdjustment({ id: adjustment.id, version: adjustment.version, reason: '试' })
    await owner.counts.void({ id: count.id, version: count.version, reason: '试' })
    await owner.money.void({ id: money.id, version: money.version, reason: '试' })
  })
})

describe('home', () => {
  it('counts what waits and what was sold, from kept sums', async () => {
    await owner.settlement.receive({ id: newId(), customerId: mine.id, amount: 1, method: 'cash' })
    const figures = await owner.system.home()
    expect(figures).toMatchObject({ pending: 0, toShip: 2, partShipped: 0, lowStock: 1, drafts: 0 })
    const sold = figures.sales!
    expect(sold.today).toEqual({ orders: 2, amount: 200_000 })
    expect(sold.month).toEqual(sold.today)
    expect(sold.byDay).toHaveLength(30)
    expect(sold.byDay.at(-1)).toEqual({ day: '2026-11-23', ...sold.today })
    const sellers = await seller.system.home()
    expect(sellers.sales!.today).toEqual({ orders: 1, amount: 160_000 })
    expect(sellers.toShip).toBe(1)
    const storeman = await company.as('warehouse')
    expect((await storeman.system.home()).sales!.today).toEqual({ orders: 2, amount: 0 })
  })

  it('shows debts past their day', async () => {
    const late = await makeCustomer(owner, { openingBalance: 5_000, creditDays: 3 })
    expect((await owner.system.home()).overdueCustomers).toBe(0)
    company.clock.advance(4 * 86_400_000)
    expect(await owner.system.home()).toMatchObject({ overdueAmount: 5_000, overdueCustomers: 1 })
    expect(late.balance).toBe(5_000)
  })
})

it('keeps preferences per user', async () => {
  await owner.system.setPreference({ key: 'orders.columns', value: ['day', 'total'] })
  await owner.system.setPreference({ key: 'orders.columns', value: { hidden: [1] } })
  await desk.system.setPreference({ key: 'theme', value: 'dark' })
  expect(await owner.system.preferences()).toEqual({ 'orders.columns': { hidden: [1] } })
  expect(await desk.system.preferences()).toEqual({ theme: 'dark' })
})

describe('verify and backup', () => {
  it('verifies on a worker while orders go on, for managers only', async () => {
    const running = owner.system.verify()
    const more = await submitOrder(desk, other.id, [line(flour.id, 1)])
    expect(more.status).toBe('to-ship')
    expect((await running).checks.filter((c) => !c.ok)).toEqual([])
    await expect(desk.system.verify()).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('can be cancelled', async () => {
    const abort = new AbortController()
    const running = owner.system.verify(undefined, { signal: abort.signal })
    abort.abort()
    await expect(running).rejects.toThrow()
  })

  it('hands out a whole backup that another home folder restores', async () => {
    const file = await owner.system.backup()
    expect(file.name).toMatch(/^测试粮油-20261127-\d{4}\.sqlite$/)
    const path = join(company.home, 'copy.sqlite')
    writeFileSync(path, Buffer.from(await file.arrayBuffer()))
    const copy = new Database(path, { readonly: true })
    expect(verifyDatabase(copy).ok).toBe(true)
    expect(copy.prepare('select count(*) from sales_order').pluck().get()).toBe(3)
    copy.close()
    const restored = await createTestCompany()
    const card = await restored.client.home.restore({ file })
    expect(card.name).toBe('测试粮油')
    await restored.close()
  })

  it('backs up at night and at the end, only what changed, and thins out', async () => {
    const { application, companyId, home, clock } = company
    const folder = join(home, 'backups', companyId)
    const automatic = () => readdirSync(folder).filter((n) => n.startsWith('auto-'))
    clock.set('2026-11-28T02:00:00Z')
    await backUpAll(application, 'Asia/Shanghai', true)
    expect(automatic()).toEqual([])
    clock.set('2026-11-28T13:30:00Z')
    await backUpAll(application, 'Asia/Shanghai', true)
    await backUpAll(application, 'Asia/Shanghai', true)
    expect(automatic()).toEqual(['auto-20261128-2130.sqlite'])
    clock.set('2026-11-29T02:00:00Z')
    const future = new Date(Date.now() + 60_000)
    utimesSync(join(folder, automatic()[0]!), future, future)
    await startBackups(application).stop()
    expect(automatic()).toHaveLength(1)
    const past = new Date(Date.now() - 600_000)
    utimesSync(join(folder, automatic()[0]!), past, past)
    await makeCustomer(owner)
    await startBackups(application).stop()
    expect(automatic()).toEqual(['auto-20261128-2130.sqlite', 'auto-20261129-1000.sqlite'])
    expect(existsSync(join(folder, 'auto-20261129-1000.sqlite.partial'))).toBe(false)
  })

  it('keeps seven days, four weeks and twelve months', () => {
    let names: string[] = []
    for (let i = 0; i < 800; i++) {
      const day = addDays('2024-09-01', i).replaceAll('-', '')
      names.push(`auto-${day}-1200.sqlite`, `auto-${day}-2130.sqlite`)
      const gone = new Set(backupsToRemove(names))
      names = names.filter((n) => !gone.has(n))
    }
    expect(names.every((n) => n.includes('-2130'))).toBe(true)
    expect(names.slice(-7)).toEqual(
      Array.from({ length: 7 }, (_, i) => `auto-${addDays('2024-09-01', 793 + i).replaceAll('-', '')}-2130.sqlite`),
    )
    expect(names.length).toBeLessThanOrEqual(7 + 4 + 12)
    expect(new Set(names.map((n) => n.slice(5, 11))).size).toBe(12)
  })
})
