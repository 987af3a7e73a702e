import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { kyselyOn } from '../../../electron/backend/db/dialect.ts'
import { lookAgain, type Finding } from '../../../electron/backend/features/crm/findings-run.ts'
import { reminders } from '../../../electron/backend/features/crm/reminders.queries.ts'
import { timeline } from '../../../electron/backend/features/crm/timeline.queries.ts'
import type { QueryContext } from '../../../electron/backend/rpc/context.ts'
import { queryContext } from '../../../electron/backend/rpc/door.ts'
import { encodeCursor } from '../../../electron/backend/rpc/keyset.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeCustomer } from '../../support/make.ts'

/** What is asked all day long reads its rows by an index, however large the company is. */
let company: TestCompany
let database: Database.Database
let ctx: QueryContext
let statements: string[] = []
let customerId: string

beforeAll(async () => {
  company = await createTestCompany()
  customerId = (await makeCustomer(company.client)).id
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

/** Steps that read a whole table or index, or sort what they read. */
async function slowSteps(call: () => Promise<unknown>): Promise<string[]> {
  statements = []
  await call()
  const asked = statements
  statements = []
  expect(asked.length).toBeGreaterThan(0)
  return asked.flatMap((sql) =>
    database
      .prepare<[], { detail: string }>(`explain query plan ${sql}`)
      .all()
      .map((step) => step.detail)
      .filter((step) => /^SCAN (?!json_each|o$)/.test(step) || /TEMP B-TREE FOR ORDER BY/.test(step)),
  )
}

it('the timeline, from any place on', async () => {
  const cursor = encodeCursor(['2026-11-20', newId(), 5])
  for (const more of [{}, { cursor }]) {
    expect(await slowSteps(() => timeline(ctx, { customerId, kinds: [], limit: 100, ...more }))).toEqual([])
  }
})

it('reminders of a person, and what was done', async () => {
  const question = { kinds: [], limit: 100, personId: newId() }
  const cursor = encodeCursor(['2026-11-20', '', newId()])
  for (const tab of ['coming', 'due'] as const) {
    expect(await slowSteps(() => reminders(ctx, { ...question, tab, cursor }))).toEqual([])
  }
  const done = {
    kinds: [],
    limit: 100,
    personId: null,
    tab: 'done',
    cursor: encodeCursor(['2026-11-20', newId()]),
  } as const
  expect(await slowSteps(() => reminders(ctx, { ...done, kinds: [] }))).toEqual([])
})

it('looking again at what was found', async () => {
  const facts = { amount: 0, count: 1, day: '2026-11-20', rhythm: 10, quantity: 0 }
  const of = (kind: Finding['kind']): Finding => {
    const productId = kind === 'near-expiry' ? newId() : null
    return { kind, customerId, productId, episode: 'x', day: '2026-11-20', facts }
  }
  const findings = (['overdue', 'contract-price', 'rhythm', 'near-expiry'] as const).map(of)
  const slow = await slowSteps(() => lookAgain(ctx.db, ctx.today, findings))
  // lots of a few products are put in order of expiry
  expect(slow.filter((step) => step.startsWith('SCAN'))).toEqual([])
})
