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
}, 240_000)

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
