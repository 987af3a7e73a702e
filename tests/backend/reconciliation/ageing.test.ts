import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { balanceAt, openAt } from '../../../electron/backend/features/reconciliation/accounts.ts'
import { bookEntry, reverseDocument, settle } from '../../../electron/backend/features/settlement/ledger.ts'
import { addDays } from '../../../shared/day.ts'
import { ageingOf, bucketOf, bucketRanges } from '../../../shared/domain/reconciliation/ageing.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { ledgerOf, type Ledger } from '../../support/ledger.ts'
import { makeCustomer } from '../../support/make.ts'

let company: TestCompany
let ledger: Ledger
beforeAll(async () => {
  company = await createTestCompany()
  ledger = await ledgerOf(company)
})
afterAll(() => company.close())

const FIRST = '2026-08-01'
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('charge' as const),
      day: fc.nat(100),
      amount: fc.integer({ min: 1, max: 900 }),
      credit: fc.nat(40),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('receipt' as const),
      day: fc.nat(100),
      amount: fc.integer({ min: 1, max: 1500 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('void' as const), day: fc.nat(100), which: fc.nat(50) }) },
)

/** Open items of a day from all entries and allocations, without any shortcut. */
async function slowly(customerId: string, day: string) {
  const { reader } = await company.application.company(company.companyId)
  const entries = await reader
    .selectFrom('receivable_entry')
    .selectAll()
    .where('customer_id', '=', customerId)
    .execute()
  const allocations = await reader.selectFrom('receivable_allocation').selectAll().execute()
  const byId = new Map(entries.map((entry) => [entry.id, entry]))
  const open = new Map(entries.filter((entry) => entry.day <= day).map((entry) => [entry.id, entry.amount]))
  for (const { charge_id, credit_id, amount } of allocations) {
    const [charge, credit] = [byId.get(charge_id), byId.get(credit_id)]
    if (!charge || !credit || charge.day > day || credit.day > day) continue
    open.set(charge_id, open.get(charge_id)! - amount)
    open.set(credit_id, open.get(credit_id)! + amount)
  }
  return [...open]
    .filter(([, amount]) => amount !== 0)
    .map(([id, amount]) => ({ id, dueDay: byId.get(id)!.due_day!, open: amount }))
    .sort((a, b) => (a.dueDay + a.id < b.dueDay + b.id ? -1 : 1))
}

it('ageing as at any day ignores later money and equals the slow way, whatever was booked, back-dated or taken back', async () => {
  const { id: siteId } = (await company.client.company.sites())[0]!
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 3, maxLength: 18 }),
      fc.array(fc.nat(110), { minLength: 1, maxLength: 4 }),
      async (steps, days) => {
        const { id: customerId } = await makeCustomer(company.client)
        const documents: string[] = []
        const taken = new Set<string>()
        for (const one of steps) {
          const day = addDays(FIRST, one.day)
          await ledger.unit(async (ctx) => {
            if (one.do === 'void') {
              const documentId = documents[one.which % Math.max(1, documents.length)]
              if (documentId && !taken.has(documentId)) await reverseDocument(ctx, documentId, day)
              if (documentId) taken.add(documentId)
              return
            }
            const documentId = newId()
            documents.push(documentId)
            const amount = one.do === 'charge' ? one.amount : -one.amount
            const dueDay = one.do === 'charge' ? addDays(day, one.credit) : day
            const kind = one.do === 'charge' ? 'adjust' : 'receipt'
            await bookEntry(ctx, {
              customerId,
              siteId,
              kind,
              day,
              dueDay,
              amount,
              orderId: null,
              documentId,
              documentNumber: 'T',
            })
            await settle(ctx, customerId)
          })
        }
        const { reader } = await company.application.company(company.companyId)
        for (const number of days) {
          const day = addDays(FIRST, number)
          const found = await openAt(reader, customerId, day)
          const expected = await slowly(customerId, day)
          expect(found.map(({ id, dueDay, open }) => ({ id, dueDay, open }))).toEqual(expected)
          const balance = await balanceAt(reader, customerId, day)
          expect(found.reduce((sum, { open }) => sum + open, 0)).toBe(balance)
          const { amounts, credits } = ageingOf(found, day, [30, 60])
          expect(amounts.reduce((sum, amount) => sum + amount, credits)).toBe(balance)
        }
      },
    ),
    { numRuns: 25 },
  )
})

it('buckets begin the day after the due day and leave no gap', () => {
  expect([-1, 0, 1, 30, 31, 60, 61, 900].map((days) => bucketOf(days, [30, 60]))).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
  expect(bucketRanges([30, 60])).toEqual([
    { from: 1, to: 30 },
    { from: 31, to: 60 },
    { from: 61, to: null },
  ])
})
