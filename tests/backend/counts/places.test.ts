import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { makeProduct } from '../../support/make.ts'

let company: TestCompany
let warehouseId: string
beforeEach(async () => {
  company = await createTestCompany()
  warehouseId = (await company.client.company.warehouses())[0]!.id
})
afterEach(() => company.close())

const codes = async () => (await company.client.places.bins({ warehouseId })).map((bin) => bin.code)

describe('bins', () => {
  it('are made one by one and many at once, and keep the order of the way', async () => {
    const { places } = company.client
    const first = await places.saveBin({ id: newId(), version: 0, warehouseId, code: 'B-01' })
    await places.makeBins({ warehouseId, codes: ['A-01', 'A-02', 'b-01'] })
    expect(await codes()).toEqual(['B-01', 'A-01', 'A-02'])
    const bins = await places.bins({ warehouseId })
    await places.orderBins({ warehouseId, ids: [bins[1]!.id] })
    expect(await codes()).toEqual(['A-01', 'B-01', 'A-02'])
    const again = await codeOf(places.saveBin({ id: newId(), version: 0, warehouseId, code: 'b-01' }))
    expect(again).toMatchObject({ code: 'DUPLICATE', entity: 'bin', value: 'b-01', id: first.id })
    expect(await codeOf(places.saveBin({ ...first, name: 'x' }))).toMatchObject({ code: 'CONFLICT' })
  })

  it('hold products with their least and most, and let them go when given up', async () => {
    const { places } = company.client
    const product = await makeProduct(company.client, { stock: 5 })
    const bin = await places.saveBin({ id: newId(), version: 0, warehouseId, code: 'A-01' })
    const saved = await places.saveOfProduct({
      productId: product.id,
      places: [{ warehouseId, binId: bin.id, minStock: 2000, maxStock: 9000 }],
    })
    expect(saved).toMatchObject([{ warehouseId, bin: 'A-01', minStock: 2000, maxStock: 9000, onHand: 5000 }])
    expect(await places.goods({ binId: bin.id })).toMatchObject([{ productId: product.id, onHand: 5000 }])
    const version = (await places.bins({ warehouseId }))[0]!.version
    await places.saveBin({ ...bin, version, archived: true })
    expect(await places.ofProduct({ productId: product.id })).toMatchObject([{ binId: null, minStock: 2000 }])
    const other = places.assign({ warehouseId, binId: bin.id, productIds: [product.id] })
    expect(await codeOf(other)).toMatchObject({ code: 'NOT_FOUND', entity: 'bin' })
  })

  it('take many products at once and lose them again without a trace', async () => {
    const { places } = company.client
    const products = [await makeProduct(company.client), await makeProduct(company.client)]
    const productIds = products.map((product) => product.id)
    const [bin] = await places.makeBins({ warehouseId, codes: ['A-01'] })
    await places.assign({ warehouseId, binId: bin!.id, productIds })
    expect((await places.bins({ warehouseId }))[0]!.products).toBe(2)
    await places.assign({ warehouseId, binId: null, productIds })
    expect((await places.bins({ warehouseId }))[0]!.products).toBe(0)
  })

  it('are the warehouse’s to change, not the order desk’s', async () => {
    const desk = await company.as('order-desk')
    const saving = desk.places.saveBin({ id: newId(), version: 0, warehouseId, code: 'A-01' })
    expect(await codeOf(saving)).toMatchObject({ code: 'FORBIDDEN' })
  })
})
