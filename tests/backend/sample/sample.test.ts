import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createApplication, type Application } from '../../../electron/backend/application.ts'
import { openReader } from '../../../electron/backend/db/open.ts'
import { ownBarcode, SAMPLE_GOODS } from '../../../electron/backend/features/sample/goods.ts'
import { sampleCustomers } from '../../../electron/backend/features/sample/people.ts'
import { seededRandom } from '../../../electron/backend/features/sample/random.ts'
import { verifyDatabase } from '../../../electron/backend/features/system/verify.ts'
import { quietLogger } from '../../../electron/backend/log.ts'
import { createRouter } from '../../../electron/backend/rpc/door.ts'
import type { Client } from '../../../shared/contract/index.ts'
import type { Session } from '../../../shared/contract/home.ts'
import { ORDER_STATUSES } from '../../../shared/domain/order/states.ts'

const NOW = '2026-11-23T06:30:00.000Z'
let home: string
let application: Application
let client: Client
let session: Session
const seen: number[] = []

/** Signs in to the sample as the welcome page does, asking how far it is meanwhile. */
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'huozhan-sample-'))
  // what a program leaves that was killed while making it
  mkdirSync(join(home, 'making-sample', 'companies', 'half'), { recursive: true })
  writeFileSync(join(home, 'making-sample', 'companies', 'half', 'company.sqlite'), 'half a company')
  application = await createApplication({
    home,
    now: () => new Date(NOW),
    random: (n) => crypto.getRandomValues(new Uint8Array(n)),
    log: quietLogger,
  })
  client = createRouterClient(createRouter(application), {
    context: { connection: application.connect() },
  }) as unknown as Client
  const opening = client.home.openSample()
  let open = true
  const done = opening.finally(() => (open = false))
  while (open) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    const status = await client.home.status()
    if (status.makingSample !== null) {
      seen.push(status.makingSample)
      expect(status.companies).toEqual([])
    }
  }
  session = await done
}, 420_000)

afterAll(async () => {
  await application.close()
  rmSync(home, { recursive: true, force: true })
})

it('tells how far it is and answers other calls meanwhile', () => {
  expect(seen.length).toBeGreaterThan(10)
  expect(seen).toEqual([...seen].sort((a, b) => a - b))
  expect(new Set(seen).size).toBeGreaterThan(5)
})

it('signs in as the owner; a second opening finds the same company and leaves nothing beside it', async () => {
  expect(session.company.sample).toBe(true)
  expect(session.rights).toContain('users.manage')
  const again = await client.home.openSample()
  expect(again.company.id).toBe(session.company.id)
  expect((await client.home.status()).companies).toHaveLength(1)
  expect(existsSync(join(home, 'making-sample'))).toBe(false)
})

it('has books that add up', () => {
  const reader = openReader(application.folder.companyFile(session.company.id))
  const result = verifyDatabase(reader)
  reader.close()
  expect(result.checks.filter((c) => !c.ok)).toEqual([])
})

it('has something on every screen, none of it later than now', async () => {
  const { counts } = await client.orders.counts({})
  for (const status of ORDER_STATUSES) expect(counts[status], status).toBeGreaterThan(0)
  expect(Object.values(counts).reduce((a, b) => a + b, 0)).toBeGreaterThan(2000)
  expect((await client.products.counts({})).active).toBeGreaterThan(55)
  expect(await client.customers.counts({})).toMatchObject({ frozen: 1, archived: 2 })
  expect((await client.inventory.list({ lowOnly: true })).rows.length).toBeGreaterThan(0)
  expect((await client.company.warehouses()).length).toBe(2)
  expect(counts.completed, 'most of the year is shipped and paid').toBeGreaterThan(1500)
  const { overdueCustomers } = await client.system.home()
  expect(overdueCustomers).toBeGreaterThan(0)
  expect(overdueCustomers).toBeLessThan(30)
  expect((await client.users.list()).length).toBeGreaterThan(8)
  expect((await client.shipments.list({ status: 'draft' })).rows.length).toBeGreaterThan(0)
  const newest = (await client.orders.list({ limit: 1 })).rows[0]!
  expect(newest.day).toBe('2026-11-23')
  expect(newest.createdAt <= NOW).toBe(true)
})

it('buys what it sells: suppliers with prices for every product, orders and receipts, debts paid and due', async () => {
  const suppliers = (await client.suppliers.list({ filter: { status: 'active' } })).rows
  expect(suppliers.length).toBeGreaterThan(8)
  const active = (await client.products.list({ limit: 200, filter: { status: 'active' } })).rows
  const items = active.map((p) => ({ productId: p.id, quantity: 0 }))
  const best = await client.suppliers.offers({ items, bestOnly: true })
  expect(new Set(best.map((o) => o.productId)).size, 'everybody knows where to buy').toBe(active.length)
  expect(best.every((o) => o.priceSource === 'supplier' && o.minOrder > 0 && o.multiple > 0)).toBe(true)
  const orders = await client.purchasing.counts({})
  for (const status of ['draft', 'to-receive', 'part-received', 'received', 'closed', 'void'] as const)
    expect(orders[status], status).toBeGreaterThan(0)
  const receipts = (await client.purchaseReceipts.list({ limit: 500 })).rows
  expect(receipts.length).toBeGreaterThan(200)
  const views = await Promise.all(receipts.slice(0, 40).map((r) => client.purchaseReceipts.get({ id: r.id })))
  expect(views.flatMap((v) => v.costs).some((c) => c.kind === 'freight' && c.basis === 'weight')).toBe(true)
  expect((await client.purchaseReturns.list({})).rows.length).toBeGreaterThan(0)
  expect((await client.purchaseRequests.list({})).rows.length).toBeGreaterThan(0)
  const owed = (await client.payables.list({})).rows
  expect(owed.some((s) => s.balance! > 0)).toBe(true)
  expect(owed.filter((s) => s.overdue! > 0).length).toBeLessThan(4)
  const entries = (await client.payables.entries({ supplierId: suppliers[0]!.id, limit: 500 })).rows
  expect(entries.map((e) => e.kind)).toContain('payment')
})

it('keeps flour and rice by lot: first expired, first out, some near their end, one frozen by hand', async () => {
  const lots = (await client.lots.list({ limit: 500 })).rows
  expect(lots.every((l) => l.expiryDay !== null)).toBe(true)
  expect(lots.filter((l) => l.band === 'near').length).toBeGreaterThan(1)
  expect(lots.filter((l) => l.frozen && l.freezeReason !== 'expired')).toHaveLength(1)
  const tracked = new Set(lots.map((l) => l.productId))
  expect(tracked.size).toBeLessThan((await client.products.counts({})).active)
  const { rows } = await client.shipments.list({ status: 'posted', limit: 60 })
  const notes = await Promise.all(rows.map((r) => client.shipments.get({ id: r.id })))
  expect(notes.flatMap((n) => n.lines).some((l) => l.lots.length > 0)).toBe(true)
})

it('has stock work done and under way: a transfer, losses, counts, bins, warnings, advice', async () => {
  const documents = (await client.stockDocuments.list({ limit: 200 })).rows
  const has = (kind: string, status: string) => documents.some((d) => d.kind === kind && d.status === status)
  expect(has('transfer', 'in-transit') && has('transfer', 'posted') && has('loss', 'posted')).toBe(true)
  expect(documents.filter((d) => d.kind === 'loss').every((d) => d.reason !== '')).toBe(true)
  const counts = (await client.counts.list({})).rows
  expect(counts.map((c) => c.status).sort()).toEqual(['draft', 'posted'])
  const open = counts.find((c) => c.status === 'draft')!
  expect(open.counted > 0 && open.counted < open.lines).toBe(true)
  expect((await client.places.bins({})).filter((b) => b.products > 0).length).toBeGreaterThan(15)
  const { counts: warnings } = await client.replenishment.warnings({ kind: 'below-minimum' })
  for (const kind of ['below-minimum', 'sold-out', 'over-maximum', 'near-expiry', 'no-movement'] as const)
    expect(warnings[kind], kind).toBeGreaterThan(0)
  const advice = await client.replenishment.advice({})
  expect(advice.advised).toBeGreaterThan(3)
  expect(advice.rows.every((r) => r.supply.supplierId !== null)).toBe(true)
})

it('has work of the sales people: leads at every stage, talks, reminders, segments, saved reports, a lot to push', async () => {
  const board = await client.leads.board({})
  expect(board.every((stage) => stage.count > 0)).toBe(true)
  expect(await client.leads.counts({})).toMatchObject({ lost: 2, converted: 2 })
  const { due } = await client.crm.counts({})
  expect(due).toBeGreaterThan(1)
  const kinds = (await client.crm.reminders({ personId: null, limit: 200 })).rows.map(({ kind }) => kind)
  for (const kind of ['contact', 'task', 'complaint', 'overdue'] as const) expect(kinds).toContain(kind)
  expect((await client.segments.list()).every(({ count }) => count > 5)).toBe(true)
  expect((await client.customerMerge.pairs()).total).toBeGreaterThan(0)
  expect((await client.savedReports.list()).map(({ nextAt }) => nextAt)).toContain('2026-12-01 08:00')
  const push = await client.demand.push({})
  expect(push.rows.length).toBeGreaterThan(0)
  expect(push.lossAvoided).toBeGreaterThan(0)
})

it('sells by level, contract, quantity and promotion', async () => {
  const promotions = await client.pricing.promotions({})
  expect(new Set(promotions.map((p) => p.state))).toEqual(new Set(['current', 'coming', 'over']))
  const got = promotions.filter((p) => p.state === 'current')
  expect(got.map((p) => p.orders > 0)).toEqual([true, true, true])
  expect(got.some((p) => p.kind === 'off' && p.off > 0)).toBe(true)
  const prices = (await client.pricing.list({ limit: 200 })).rows
  expect(prices.some((p) => p.breaks.length > 0 && p.levels.some((l) => l.tiers.length > 1))).toBe(true)
  const customers = (await client.customers.list({ limit: 200, filter: {} })).rows
  const contracts = await Promise.all(customers.map((c) => client.pricing.contracts({ customerId: c.id })))
  expect(new Set(contracts.flat().map((c) => c.state))).toEqual(new Set(['current', 'over']))
})

it('generates the same goods and customers every time, with no number that somebody has', () => {
  const customers = sampleCustomers(seededRandom(7))
  expect(sampleCustomers(seededRandom(7))).toEqual(customers)
  expect(customers).toHaveLength(80)
  for (const { mobile } of customers) expect(mobile).toMatch(/^100\d{8}$/)
  expect(new Set(customers.map((c) => c.name)).size).toBe(80)
  expect(SAMPLE_GOODS).toHaveLength(60)
  // check digits computed by hand: 2+0+0+… weights 1 and 3
  expect(ownBarcode(1)).toBe('2000000000015')
  expect(ownBarcode(123456789)).toBe('2001234567893')
})
