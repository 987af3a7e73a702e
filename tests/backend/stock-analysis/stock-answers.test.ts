import type { Right } from '../../../shared/access.ts'
import { expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct } from '../../support/make.ts'
import { ship } from '../returns/returns-world.ts'

it('hides values with purchase prices, puts rows in order, narrows to lists and counts lots by what is left of them', async () => {
  const company = await createTestCompany()
  const { client } = company
  const dear = await makeProduct(client, { stock: 30, purchasePrice: 900_000, brand: '金穗' })
  const cheap = await makeProduct(client, { stock: 100, purchasePrice: 10_000 })
  const dated = await makeProduct(client, { purchasePrice: 500_000, lotTracked: true, shelfLifeDays: 100 })
  const [warehouse] = await client.company.warehouses()
  for (const [productionDay, bags] of [
    ['2026-11-20', 4],
    ['2026-08-20', 2],
  ] as const)
    await client.stockDocuments.post({
      id: newId(),
      version: 0,
      draft: {
        kind: 'other-in',
        warehouseId: warehouse!.id,
        reason: '试',
        lines: [{ productId: dated.id, unit: '袋', quantity: bags * 1000, cost: 500_000, productionDay }],
      },
    })
  const customer = await makeCustomer(client)
  await ship(client, customer.id, [line(cheap.id, 40, 5)])
  const period = { from: '2026-11-01', to: '2026-11-23' }

  const byValue = await client.stockAnalysis.flow({
    ...period,
    sort: { key: 'closingValue', descending: true },
    limit: 2,
  })
  expect(byValue.count).toBe(3)
  expect(byValue.rows.map((row) => row.productId)).toEqual([dear.id, dated.id])
  const branded = await client.stockAnalysis.flow({ ...period, by: 'brand', brand: '金穗' })
  expect(branded.rows).toMatchObject([{ key: '金穗', name: '金穗', closingQuantity: 30_000, closingValue: 270_000 }])

  // 40 bags used in one day since it came
  const goods = await client.stockAnalysis.goods({ ...period, list: 'shortage' })
  expect(goods.rows).toMatchObject([
    { productId: cheap.id, quantity: 60_000, usePerDay: 40_000, cover: 2, shortQuantity: 220_000 },
  ])
  expect(goods.lists.shortage.products).toBe(1)
  expect(goods.totals).toMatchObject({ stocked: 3, sold: 1, soldShare: 3333 })
  company.clock.set('2027-06-01T02:00:00.000Z')
  const later = { from: '2027-01-01', to: '2027-06-01' }
  const dead = await client.stockAnalysis.goods({ ...later, list: 'dead' })
  expect(dead.rows.map((row) => row.productId)).toEqual([dear.id, dated.id, cheap.id])
  expect((await client.stockAnalysis.goods({ ...later, band: 4 })).count).toBe(3)

  company.clock.set('2026-11-23T03:00:00.000Z')
  const bands = await client.stockAnalysis.expiry({})
  expect(bands.filter(({ lots }) => lots > 0)).toEqual([
    { band: 'fresh', lots: 1, products: 1, value: 20_000 },
    { band: 'near', lots: 1, products: 1, value: 10_000 },
  ])
  expect((await client.stockAnalysis.expiry({ brand: '金穗' })).every(({ lots }) => lots === 0)).toBe(true)

  const role = (await client.users.roles()).find((one) => one.code === 'order-desk')!
  await client.users.saveRole({ ...role, rights: [...role.rights, 'reports.view'] as Right[], mask: ['purchase'] })
  const clerk = await company.as('order-desk')
  const hidden = await clerk.stockAnalysis.flow({ ...period, sort: { key: 'closingValue', descending: true } })
  expect(hidden.rows.map((row) => row.productId)).toEqual([dated.id, cheap.id, dear.id])
  expect(hidden.totals).toMatchObject({ closingQuantity: 96_000, closingValue: null, value: null })
  expect(hidden.curve).toEqual([])
  const plain = await clerk.stockAnalysis.goods(period)
  expect(plain.rows[0]).toMatchObject({ value: null, turnover: null, gmroi: null, ageValue: null })
  const moves = await clerk.stockAnalysis.movements({ productId: cheap.id, ...period, flow: 'sale' })
  expect(moves.rows).toMatchObject([{ quantity: -40_000, value: null }])
  await expect((await company.as('warehouse')).stockAnalysis.flow(period)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await company.close()
})
