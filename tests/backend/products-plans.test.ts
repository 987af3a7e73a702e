import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kyselyOn } from '../../electron/backend/db/dialect.ts'
import * as inventory from '../../electron/backend/features/inventory/inventory.queries.ts'
import * as pricing from '../../electron/backend/features/pricing/pricing.queries.ts'
import * as products from '../../electron/backend/features/products/products.queries.ts'
import { suggest } from '../../electron/backend/features/pricing/suggest.queries.ts'
import type { QueryContext } from '../../electron/backend/rpc/context.ts'
import { queryContext } from '../../electron/backend/rpc/door.ts'
import { encodeCursor } from '../../electron/backend/rpc/keyset.ts'
import { newId } from '../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../support/make.ts'

let company: TestCompany
let database: Database.Database
let ctx: QueryContext
let statements: string[]
let customerId: string
let productId: string
const page = { limit: 50, cursor: encodeCursor(['P00001', newId()]) }

beforeAll(async () => {
  company = await createTestCompany()
  const { client } = company
  const product = await makeProduct(client, { stock: 10 })
  productId = product.id
  customerId = (await makeCustomer(client)).id
  await submitOrder(client, customerId, [line(productId, 1)])
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
  statements = []
  const plan = asked.flatMap((sql) =>
    database
      .prepare<[], { detail: string }>(`explain query plan ${sql}`)
      .all()
      .map((step) => step.detail),
  )
  statements = asked
  return plan
}

/** Steps that read all rows of a table, or of an index of it; the ids in a parameter are no table. */
const scans = (plan: string[]) => plan.filter((step) => step.startsWith('SCAN') && !step.includes('json_each'))

/** Steps of a list that cost more the more rows there are: reading a table past its indexes, or sorting what was found. */
const costly = (plan: string[]) => [
  ...scans(plan).filter((step) => !step.includes('INDEX')),
  ...plan.filter((step) => step === 'USE TEMP B-TREE FOR ORDER BY'),
]

describe('query plans', () => {
  it('pages of products come from an index, in order', async () => {
    for (const sort of ['code', 'name', 'updatedAt'] as const) {
      for (const descending of [false, true]) {
        const plan = await planOf(() => products.list(ctx, { ...page, sort, descending, filter: { status: 'active' } }))
        expect(costly(plan)).toEqual([])
      }
    }
    expect(
      costly(await planOf(() => products.list(ctx, { ...page, sort: 'code', descending: false, filter: {} }))),
    ).toEqual([])
    expect(costly(await planOf(() => products.counts(ctx, { filter: {} })))).toEqual([])
  })

  it('a product, its price and suggestions are looked up', async () => {
    expect(scans(await planOf(() => products.get(ctx, { id: productId })))).toEqual([])
    const item = { productId, unit: '袋', quantity: 1000, customerId }
    const plan = await planOf(() => pricing.price(ctx, item))
    expect(scans(plan)).toEqual([])
    // the promotions that are on, and everything that decides the price
    expect(statements).toHaveLength(2)
    const suggestions = await planOf(() => suggest(ctx, { text: '面', customerId, limit: 12 }))
    expect(scans(suggestions)).toEqual([])
    expect(statements).toHaveLength(4)
  })

  it('stock comes by the products’ codes, movements from their index', async () => {
    const flags = { lowOnly: false, nonZero: false, negativeOnly: false, frozenOnly: false, overOnly: false }
    const filter = { ...page, ...flags, perProduct: false }
    expect(costly(await planOf(() => inventory.list(ctx, filter)))).toEqual([])
    expect(costly(await planOf(() => inventory.list(ctx, { ...filter, cursor: undefined })))).toEqual([])
    expect(costly(await planOf(() => inventory.list(ctx, { ...filter, cursor: undefined, perProduct: true })))).toEqual(
      [],
    )
    for (const rare of ['negativeOnly', 'frozenOnly'] as const) {
      const plan = await planOf(() => inventory.list(ctx, { ...filter, cursor: undefined, [rare]: true }))
      expect(plan.some((step) => step.includes('stock_balance_'))).toBe(true)
    }
    const movements = await planOf(() => inventory.movements(ctx, { limit: 50, productId }))
    expect(scans(movements)).toEqual([])
    expect(movements.some((step) => step.includes('USING COVERING INDEX stock_movement_product'))).toBe(true)
  })
})
