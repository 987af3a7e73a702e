import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kyselyOn } from '../../../electron/backend/db/dialect.ts'
import { queue, trail } from '../../../electron/backend/features/orders/approvals.queries.ts'
import { stopped } from '../../../electron/backend/features/orders/shipment-review.ts'
import type { QueryContext } from '../../../electron/backend/rpc/context.ts'
import { queryContext } from '../../../electron/backend/rpc/door.ts'
import { encodeCursor } from '../../../electron/backend/rpc/keyset.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
let database: Database.Database
let ctx: QueryContext
let statements: string[] = []
let orderId: string

beforeAll(async () => {
  company = await createTestCompany()
  const { client } = company
  const product = await makeProduct(client, {})
  const customer = await makeCustomer(client)
  orderId = (await submitOrder(client, customer.id, [line(product.id, 1)])).id
  const opened = await company.application.company(company.companyId)
  database = new Database(opened.file, { readonly: true, verbose: (sql) => statements.push(String(sql)) })
  const { user } = (await company.application.userOf(
    company.application.connect({ operator: { companyId: company.companyId, userId: company.ownerId } }),
  ))!
  ctx = { ...queryContext(opened, user, company.clock.now()), db: kyselyOn(database) }
})
afterAll(async () => {
  database.close()
  await company.close()
})

/** How SQLite runs the statements of one call, one line a step. */
async function planOf(call: () => Promise<unknown>): Promise<string[]> {
  statements = []
  await call()
  const asked = statements
  return asked.flatMap((sql) =>
    database
      .prepare<[], { detail: string }>(`explain query plan ${sql}`)
      .all()
      .map((step) => step.detail),
  )
}
const scans = (plan: readonly string[]) => plan.filter((step) => step.startsWith('SCAN') && !step.includes('json_each'))
const sorts = (plan: readonly string[]) => plan.filter((step) => step.includes('TEMP B-TREE'))

it('the queue walks the index of waiting orders, at its start and anywhere behind it', async () => {
  for (const cursor of [undefined, encodeCursor(['2026-01-01', newId()])]) {
    const plan = await planOf(() => queue(ctx, { limit: 100, cursor }))
    expect(plan[0]).toMatch(/^SEARCH o USING INDEX sales_order_status \(status=\?/)
    expect(scans(plan)).toEqual([])
    expect(sorts(plan)).toEqual([])
  }
})

it('notes that were stopped are found by the index of those that wait', async () => {
  const plan = await planOf(() => stopped(ctx))
  // the index holds nothing but what waits
  expect(plan[0]).toBe('SCAN r USING INDEX shipment_review_waiting')
  expect(scans(plan.slice(1))).toEqual([])
})

it('the trail of an order reads what belongs to it', async () => {
  expect(scans(await planOf(() => trail(ctx, { id: orderId })))).toEqual([])
})
