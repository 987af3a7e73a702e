import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

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

describe('goods with lots', () => {
  const OIL = '6901234567915'
  let oil: string
  beforeAll(async () => {
    const { client } = company
    const product = await makeProduct(client, {
      name: '花生油',
      baseUnit: '瓶',
      barcode: OIL,
      packs: [{ unit: '箱', factor: 6000, barcode: '16901234567912' }],
      shelfLifeDays: 540,
      lotTracked: true,
    })
    oil = product.id
    const lot = (lotNumber: string, productionDay: string) => ({ lotNumber, productionDay, quantity: 30_000 })
    const lines = [lot('L2', '2026-10-01'), lot('L1', '2026-08-01')].map((one) => ({
      ...one,
      productId: oil,
      unit: '瓶',
    }))
    await client.stockDocuments.post({
      id: newId(),
      version: 0,
      draft: { kind: 'other-in', warehouseId, reason: '期初', lines },
    })
  })

  it('bring lot and days from their label, known or new', async () => {
    const [known] = (await resolve(`]C1010${OIL}10L1`)).goods
    expect(known).toMatchObject({ productId: oil, unit: '瓶', lot: 'L1', productionDay: '2026-08-01' })
    expect(known!.lotId).not.toBeNull()
    const [fresh] = (await resolve(`(01)16901234567912(11)261120(10)L9`)).goods
    expect(fresh).toMatchObject({ unit: '箱', factor: 6000, lotId: null, lot: 'L9', productionDay: '2026-11-20' })
  })

  it('are found by their lot number', async () => {
    expect((await resolve('L2')).goods).toMatchObject([{ productId: oil, by: 'lot', lot: 'L2', factor: 1000 }])
  })

  it('are picked lot by lot, what expires first first, along the way through the bins', async () => {
    const { client } = company
    const other = await makeProduct(client, { stock: 10 })
    const bins = await client.places.makeBins({ warehouseId, codes: ['P-1', 'P-2'] })
    const [first, second] = bins.slice(-2)
    await client.places.assign({ warehouseId, binId: second!.id, productIds: [other.id] })
    await client.places.assign({ warehouseId, binId: first!.id, productIds: [oil] })
    const customer = await makeCustomer(client)
    const order = await submitOrder(client, customer.id, [
      line(other.id, 2),
      { productId: oil, unit: '瓶', quantity: 40_000, price: 500_000 },
    ])
    const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
    const list = await client.scanning.pickList({ shipmentId: note!.id })
    expect(list.lines.map((one) => [one.bin, one.lot, one.quantity])).toEqual([
      ['P-1', 'L1', 30_000],
      ['P-1', 'L2', 10_000],
      ['P-2', '', 2000],
    ])
    expect(list.lines[0]!.barcodes).toContainEqual({ barcode: '16901234567912', unit: '箱', factor: 6000 })
    const clerk = await company.as('sales')
    expect(await codeOf(clerk.scanning.pickList({ shipmentId: note!.id }))).toMatchObject({ code: 'FORBIDDEN' })
  })
})
