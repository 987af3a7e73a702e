import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeProduct } from '../../support/make.ts'

const PIECE = '6901234567892'
const BOX = '16901234567899'
let company: TestCompany
let warehouseId: string
let productId: string
beforeAll(async () => {
  company = await createTestCompany()
  warehouseId = (await company.client.company.warehouses())[0]!.id
  const product = await makeProduct(company.client, {
    code: 'M001',
    baseUnit: '瓶',
    barcode: PIECE,
    packs: [{ unit: '箱', factor: 12_000, barcode: 'BOX-M001' }],
  })
  productId = product.id
})
afterAll(() => company.close())

const resolve = (code: string) => company.client.scanning.resolve({ code, warehouseId })

describe('a scanned code', () => {
  it('of a piece is a piece, of a box a box', async () => {
    expect((await resolve(PIECE)).goods).toMatchObject([{ productId, unit: '瓶', factor: 1000, by: 'barcode' }])
    expect((await resolve('BOX-M001')).goods).toMatchObject([{ productId, unit: '箱', factor: 12_000 }])
    expect((await resolve('box-m001')).goods).toMatchObject([{ unit: '箱' }])
  })

  it('of a carton nobody registered is unknown and never the piece inside', async () => {
    expect(await resolve(BOX)).toEqual({ code: BOX, goods: [], bin: null })
    expect((await resolve(`]C101${BOX}10A1`)).goods).toEqual([])
  })

  it('of 14 digits with a zero before is the code of 13', async () => {
    expect((await resolve(`0${PIECE}`)).goods).toMatchObject([{ productId, unit: '瓶' }])
    expect((await resolve(`]C1010${PIECE}10L1`)).goods).toMatchObject([{ productId, lot: '' }])
  })

  it('may be a product code or a bin', async () => {
    expect((await resolve('M001')).goods).toMatchObject([{ productId, unit: '瓶', by: 'code' }])
    await company.client.places.saveBin({ id: newId(), version: 0, warehouseId, code: 'A-01-1' })
    expect(await resolve('a-01-1')).toMatchObject({ goods: [], bin: { code: 'A-01-1' } })
    expect(await company.client.scanning.resolve({ code: 'A-01-1' })).toMatchObject({ goods: [], bin: null })
  })

  it('of nothing is nothing, and archived goods are not found', async () => {
    expect(await resolve('999999999')).toEqual({ code: '999999999', goods: [], bin: null })
    const old = await makeProduct(company.client, { barcode: 'OLD-1' })
    await company.client.products.setStatus({ id: old.id, version: old.version, status: 'archived' })
    expect((await resolve('OLD-1')).goods).toEqual([])
  })
})
