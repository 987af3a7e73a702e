import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Inputs } from '../../../shared/contract/index.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { makeProduct } from '../../support/make.ts'

let company: TestCompany
let productId: string
beforeAll(async () => {
  company = await createTestCompany()
  const product = await makeProduct(company.client, {
    code: 'M001',
    name: '五得利 <特精>',
    spec: '25kg',
    baseUnit: '袋',
    barcode: '6901234567892',
    packs: [{ unit: '托', factor: 40_000, barcode: '' }],
    retailPrice: 985_000,
    salePrice: 900_000,
  })
  productId = product.id
})
afterAll(() => company.close())

const sheet = (more: Partial<Inputs['labels']['sheet']> = {}) =>
  company.client.labels.sheet({
    kind: 'product',
    width: 400,
    height: 300,
    products: [{ productId, unit: '袋', copies: 1 }],
    ...more,
  })

describe('labels', () => {
  it('know each unit with its barcode and its retail price', async () => {
    expect(await company.client.labels.goods({ productIds: [productId] })).toMatchObject([
      {
        code: 'M001',
        units: [
          { unit: '袋', factor: 1000, barcode: '6901234567892', price: 985_000 },
          { unit: '托', factor: 40_000, barcode: '', price: 39_400_000 },
        ],
      },
    ])
  })

  it('are as many pages as asked for, with every text escaped', async () => {
    const { html, pages } = await sheet({ products: [{ productId, unit: '袋', copies: 3 }] })
    expect(pages).toBe(3)
    expect(html.match(/<section/g)).toHaveLength(3)
    expect(html).toContain('size: 40mm 30mm')
    expect(html).toContain('五得利 &#60;特精&#62;')
    expect(html).not.toContain('¥')
  })

  it('say the price of the unit they are for', async () => {
    const { html } = await sheet({ kind: 'shelf', showPrice: true })
    expect(html).toMatch(/¥<\/small>98\.50<small>\/袋/)
    const masked = await company.as('warehouse')
    const input = { kind: 'shelf', width: 400, height: 300, showPrice: true } as const
    const hidden = await masked.labels.sheet({ ...input, products: [{ productId, unit: '袋', copies: 1 }] })
    expect(hidden.html).not.toContain('¥')
  })

  it('of a pack without a barcode show none: a product code would be read as a piece', async () => {
    const { html } = await sheet({ kind: 'carton', products: [{ productId, unit: '托', copies: 1 }] })
    expect(html).not.toContain('<svg')
    expect(html).toContain('内装 40 袋')
  })

  it('carry lot and days', async () => {
    const product = {
      productId,
      unit: '袋',
      copies: 1,
      lot: 'L1',
      productionDay: '2026-11-01',
      expiryDay: '2027-11-01',
    }
    const { html } = await sheet({ width: 1000, height: 700, products: [product] })
    expect(html).toContain('批号 L1')
    expect(html).toContain('(01)06901234567892(11)261101(17)271101(10)L1')
  })

  it('of bins', async () => {
    const { client } = company
    const warehouseId = (await client.company.warehouses())[0]!.id
    const [bin] = await client.places.makeBins({ warehouseId, codes: ['A-01-2'] })
    expect(await sheet({ kind: 'bin', binIds: [bin!.id] })).toMatchObject({ pages: 1, title: '货位标签' })
  })

  it('are refused for units nobody has and when there are too many', async () => {
    const unknown = sheet({ products: [{ productId, unit: '箱', copies: 1 }] })
    expect(await codeOf(unknown)).toMatchObject({ rule: 'UNIT_UNKNOWN', value: '箱' })
    const many = { productId, unit: '袋', copies: 1500 }
    expect(await codeOf(sheet({ products: [many, many] }))).toMatchObject({ rule: 'LABELS_TOO_MANY' })
  })
})
