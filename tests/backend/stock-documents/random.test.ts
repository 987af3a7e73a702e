import { expect, it } from 'vitest'
import { createTestCompany } from '../../support/company.ts'
import { stockState, stockWorld, takeAllBack, walkStock } from '../../support/stock-walk.ts'

// the long runs are `npm run prove documents`
it('random documents keep the books true, and taking all back leaves exactly what was there', async () => {
  const company = await createTestCompany()
  try {
    const { people, world } = await stockWorld(company)
    const start = await stockState(company)
    const walk = await walkStock(company, people, world, { seed: 3, documents: 60, disorder: false })
    company.verify()
    expect(walk.refused['SHORTAGE']).toBeGreaterThan(0)
    await takeAllBack(company, walk.standing)
    expect(await stockState(company)).toEqual(start)
  } finally {
    await company.close()
  }
}, 60_000)

it('also when documents are booked into the past and taken back on the way, once costs are worked out anew', async () => {
  const company = await createTestCompany()
  try {
    const { people, world } = await stockWorld(company)
    const start = await stockState(company)
    const walk = await walkStock(company, people, world, { seed: 4, documents: 60, disorder: true })
    company.verify()
    await company.client.costs.recompute({})
    company.verify()
    await takeAllBack(company, walk.standing)
    await company.client.costs.recompute({})
    expect(await stockState(company)).toEqual(start)
  } finally {
    await company.close()
  }
}, 60_000)
