import { afterEach, beforeEach, expect, it } from 'vitest'
import { requireOpenMonth, requireOpenPeriod } from '../../../electron/backend/features/periods/locks.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { ledgerOf } from '../../support/ledger.ts'
import { makeCustomer } from '../../support/make.ts'

let company: TestCompany
beforeEach(async () => void (company = await createTestCompany()))
afterEach(() => company.close())

const receipt = (customerId: string, day: string) =>
  company.client.settlement.receive({ id: newId(), customerId, amount: 5_000, method: 'cash', day })

it('closed months refuse what is dated into them, for every customer and with the day named', async () => {
  const customer = await makeCustomer(company.client)
  const { unit } = await ledgerOf(company)
  await receipt(customer.id, '2026-10-31')
  await unit((ctx) =>
    ctx.db
      .insertInto('period_lock')
      .values({ no: 1, locked_until: '2026-10-31', reason: '十月结账', user_id: ctx.user.id, at: ctx.at })
      .execute(),
  )
  await expect(receipt(customer.id, '2026-10-31')).rejects.toMatchObject({
    code: 'RULE',
    data: { rule: 'PERIOD_LOCKED', field: 'day', value: '2026-10-31' },
  })
  await receipt(customer.id, '2026-11-01')
  await unit(async (ctx) => {
    await expect(requireOpenPeriod(ctx, customer.id, '2026-09-01')).rejects.toMatchObject({ code: 'RULE' })
    await expect(requireOpenMonth(ctx, '2026-10-31')).rejects.toMatchObject({ code: 'RULE' })
    await requireOpenMonth(ctx, '2026-11-01')
    await ctx.db
      .insertInto('period_lock')
      .values({ no: 2, locked_until: null, reason: '补单', user_id: ctx.user.id, at: ctx.at })
      .execute()
  })
  await receipt(customer.id, '2026-10-31')
  expect((await company.client.settlement.entries({ customerId: customer.id })).rows).toHaveLength(3)
})
