import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import type { Committed } from '../../electron/backend/db/unit-of-work.ts'
import { createTestCompany, type TestCompany } from '../support/company.ts'
import { submitOrder } from '../support/make.ts'

type NewProduct = Inputs['products']['create']

let company: TestCompany
let client: Client
let warehouseId: string

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  warehouseId = (await client.company.warehouses())[0]!.id
})

afterEach(async () => {
  await company.close()
})

const create = (fields: Partial<NewProduct> = {}) =>
  client.products.create({ id: newId(), name: '雪花粉', baseUnit: '公斤', ...fields })

const flour = {
  name: '特一雪花粉',
  baseUnit: '公斤',
  barcode: '6901234567892',
  spec: '25kg',
  brand: '金穗',
  use: '馒头',
  packs: [
    { unit: '袋', factor: 25_000, barcode: '16901234567899', price: 950_000 },
    { unit: '吨', factor: 1_000_000, barcode: '', price: null },
  ],
  purchasePrice: 33_000,
  retailPrice: 45_000,
  salePrice: 40_000,
  floorPrice: 35_000,
  weight: 1000,
  safetyStock: 500_000,
}

describe('making a product', () => {
  it('gives code and mnemonic, keeps packs and barcodes, and books opening stock as one document', async () => {
    const second = await client.company.saveWarehouse({
      id: newId(),
      version: 0,
      siteId: (await client.company.sites())[0]!.id,
      code: 'FC',
      name: '分仓',
    })
    const made = await create({
      ...flour,
      openingStock: [
        { warehouseId, quantity: 1_250_000 },
        { warehouseId: second.id, quantity: 0 },
      ],
    })
    expect(made).toMatchObject({ ...flour, code: 'P00001', mnemonic: 'tyxhf', status: 'active', version: 1 })
    expect(made.stock).toEqual([{ warehouseId, warehouse: '主仓', onHand: 1_250_000, reserved: 0, frozen: 0 }])
    expect(await client.products.get({ id: made.id })).toEqual(made)
    const { rows } = await client.inventory.movements({ productId: made.id })
    expect(rows).toMatchObject([{ quantity: 1_250_000, documentType: 'opening', warehouse: '主仓' }])
    expect(rows[0]!.documentNumber).toMatch(/^QTRK-ZB-\d{6}-0001$/)
  })

  it('does nothing the second time', async () => {
    const input = { id: newId(), ...flour, openingStock: [{ warehouseId, quantity: 1000 }] }
    const first = await client.products.create(input)
    expect(await client.products.create({ ...input, name: '别的' })).toEqual(first)
    expect((await client.inventory.movements({ productId: first.id })).rows).toHaveLength(1)
  })

  it('passes over codes people typed', async () => {
    await create({ code: 'P00001' })
    expect((await create()).code).toBe('P00002')
  })

  it('refuses a unit named twice', async () => {
    const pack = { unit: '袋', factor: 25_000 }
    for (const packs of [[{ ...pack, unit: '公斤' }], [pack, { ...pack, factor: 50_000 }]]) {
      await expect(create({ packs })).rejects.toMatchObject({
        code: 'RULE',
        data: { rule: 'FACTOR_INVALID', field: `packs.${packs.length - 1}.unit`, value: packs.at(-1)!.unit },
      })
    }
    expect((await client.products.list({})).rows).toEqual([])
  })

  it('refuses a code or barcode of another product and names that product', async () => {
    const first = await create(flour)
    await expect(create({ code: first.code })).rejects.toMatchObject({
      code: 'DUPLICATE',
      data: { entity: 'product', field: 'code', id: first.id },
    })
    const packs = [{ unit: '箱', factor: 12_000, barcode: flour.packs[0]!.barcode }]
    for (const fields of [{ barcode: flour.barcode }, { barcode: flour.packs[0]!.barcode }, { packs }]) {
      await expect(create(fields)).rejects.toMatchObject({
        code: 'DUPLICATE',
        data: { entity: 'product', field: 'barcode', id: first.id },
      })
    }
    await expect(create({ barcode: '1', packs: [{ unit: '箱', factor: 1, barcode: '1' }] })).rejects.toMatchObject({
      code: 'DUPLICATE',
      data: { field: 'barcode', value: '1' },
    })
    expect((await client.products.list({})).rows.map((r) => r.id)).toEqual([first.id])
  })

  it('refuses a type that is not there, and a region in its place', async () => {
    const region = await client.trees.save({ id: newId(), version: 0, kind: 'region', parentId: null, name: '华东' })
    for (const typeId of [newId(), region.id]) {
      await expect(create({ typeId })).rejects.toMatchObject({
        code: 'NOT_FOUND',
        data: { entity: 'tree', id: typeId },
      })
    }
  })
})

describe('changing a product', () => {
  it('writes what differs and nothing else', async () => {
    const other = await create({ name: '面包粉', barcode: '2' })
    const made = await create(flour)
    const packs = [{ unit: '吨', factor: 1_000_000, barcode: '16901234567899' }]
    let committed: Committed | undefined
    const opened = await company.application.company(company.companyId)
    opened.onCommit((c) => (committed = c))
    const changed = await client.products.update({ ...made, name: '雪花粉', mnemonic: '', packs, salePrice: 41_000 })
    expect(changed).toEqual({
      ...made,
      name: '雪花粉',
      mnemonic: 'xhf',
      packs: [{ ...packs[0], price: null }],
      salePrice: 41_000,
      updatedAt: changed.updatedAt,
      version: 2,
    })
    expect(await client.products.get({ id: other.id })).toEqual(other)
    const { changes } = committed!
    expect(changes.map((c) => `${c.op} ${c.table}`).sort()).toEqual([
      'D product_pack',
      'U product',
      'U product_barcode',
      'U product_pack',
    ])
    const row = changes.find((c) => c.table === 'product')!
    expect(Object.keys(row.after!).sort()).toEqual([
      'initials',
      'mnemonic',
      'name',
      'pinyin',
      'sale_price',
      'updated_at',
      'version',
    ])
  })

  it('refuses an old version, another product’s code and barcode', async () => {
    const other = await create({ name: '面包粉', barcode: '2' })
    const made = await create(flour)
    await client.products.update({ ...made, name: '甲' })
    await expect(client.products.update({ ...made, name: '乙' })).rejects.toMatchObject({ code: 'CONFLICT' })
    const now = await client.products.get({ id: made.id })
    await expect(client.products.update({ ...now, code: other.code })).rejects.toMatchObject({ code: 'DUPLICATE' })
    await expect(client.products.update({ ...now, barcode: '2' })).rejects.toMatchObject({ code: 'DUPLICATE' })
    expect(await client.products.get({ id: made.id })).toEqual(now)
    await expect(client.products.update({ ...now, id: newId() })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('keeps the base unit once stock has moved', async () => {
    const fresh = await create({ name: '甲' })
    expect((await client.products.update({ ...fresh, baseUnit: '袋' })).baseUnit).toBe('袋')
    const moved = await create({ name: '乙', openingStock: [{ warehouseId, quantity: 1000 }] })
    await expect(client.products.update({ ...moved, baseUnit: '袋' })).rejects.toMatchObject({
      data: { rule: 'IN_USE', field: 'baseUnit' },
    })
  })

  it('leaves the lines of orders alone when a factor changes', async () => {
    const made = await create({ ...flour, openingStock: [{ warehouseId, quantity: 1_000_000 }] })
    const customer = await client.customers.create({ id: newId(), name: '老王面馆' })
    const order = await submitOrder(client, customer.id, [
      { productId: made.id, unit: '袋', quantity: 50_000, price: 950_000 },
    ])
    const packs = [{ ...made.packs[0]!, factor: 20_000 }]
    await client.products.update({ ...(await client.products.get({ id: made.id })), packs })
    const after = await client.orders.get({ id: order.id })
    expect(after.lines[0]).toMatchObject({ unit: '袋', factor: 25_000, quantity: 50_000, amount: 19_000 })
  })

  it('archives and restores: gone from suggestions, still in the list', async () => {
    const made = await create(flour)
    const other = await create({ name: '面包粉' })
    const archived = await client.products.setStatus({ id: made.id, version: 1, status: 'archived' })
    expect(archived).toMatchObject({ status: 'archived', version: 2 })
    expect(await client.products.suggest({ text: 'tyxhf' })).toEqual([])
    expect(await listed({ search: '雪花' })).toEqual([made.id])
    expect(await listed({ search: '雪花', status: 'active' })).toEqual([])
    expect(await listed({ search: '雪花', status: 'archived' })).toEqual([made.id])
    expect(await client.products.counts({})).toEqual({ active: 1, archived: 1 })
    await expect(client.products.setStatus({ id: made.id, version: 1, status: 'active' })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    expect(await client.products.setStatusMany({ ids: [made.id, other.id], status: 'active' })).toEqual({ changed: 1 })
    expect((await client.products.suggest({ text: 'tyxhf' })).map((s) => s.id)).toEqual([made.id])
    expect((await client.products.get({ id: other.id })).version).toBe(1)
  })
})

describe('the picture', () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3])

  it('is known by its bytes, replaced and removed', async () => {
    const { id } = await create()
    expect(await client.products.image({ id })).toBeNull()
    const first = await client.products.setImage({ id, image: new File([png], 'a.txt', { type: 'text/plain' }) })
    expect(first.imageId).not.toBeNull()
    const image = (await client.products.image({ id }))!
    expect([image.name, image.type]).toEqual(['P00001.png', 'image/png'])
    expect(new Uint8Array(await image.arrayBuffer())).toEqual(png)
    const jpeg = new File([new Uint8Array([0xff, 0xd8, 0xff, 0xe0])], 'b')
    expect((await client.products.setImage({ id, image: jpeg })).imageId).not.toBe(first.imageId)
    expect((await client.products.image({ id }))!.type).toBe('image/jpeg')
    expect((await client.products.setImage({ id, image: null })).imageId).toBeNull()
    expect(await client.products.image({ id })).toBeNull()
  })

  it('is refused when it is something else, whatever it is called', async () => {
    const { id } = await create()
    await client.products.setImage({ id, image: new File([png], 'a.png') })
    const before = await client.products.get({ id })
    for (const bytes of ['<svg/>', 'RIFF1234WAVE', '']) {
      const image = new File([bytes], 'a.png', { type: 'image/png' })
      await expect(client.products.setImage({ id, image })).rejects.toMatchObject({ data: { rule: 'IMAGE_INVALID' } })
    }
    expect(await client.products.get({ id })).toEqual(before)
  })
})

describe('prices hidden from a role', () => {
  it('are null everywhere and survive being saved by that role', async () => {
    const made = await create(flour)
    const hiddenSale = { salePrice: null, purchasePrice: 33_000, retailPrice: 45_000, floorPrice: 35_000 }
    const purchaser = await company.as('purchaser')
    const seen = await purchaser.products.get({ id: made.id })
    expect(seen).toMatchObject({ ...hiddenSale, packs: [{ unit: '袋', price: null }, { unit: '吨' }] })
    expect((await purchaser.products.list({})).rows[0]).toMatchObject({ ...hiddenSale, packs: seen.packs })
    expect((await purchaser.products.suggest({ text: 'tyxhf' }))[0]).toMatchObject({
      price: null,
      priceSource: 'none',
      floorPrice: 35_000,
    })
    expect(await purchaser.pricing.price({ productId: made.id, unit: '袋' })).toMatchObject({
      price: null,
      source: 'none',
    })
    await purchaser.products.update({ ...seen, salePrice: 1, purchasePrice: 32_000 })
    expect(await client.products.get({ id: made.id })).toMatchObject({
      purchasePrice: 32_000,
      salePrice: 40_000,
      packs: [{ unit: '袋', price: 950_000 }, { unit: '吨' }],
    })
    const desk = await company.as('order-desk')
    expect((await desk.products.suggest({ text: 'tyxhf' }))[0]).toMatchObject({ price: 40_000, floorPrice: null })
    const warehouse = await company.as('warehouse')
    expect((await warehouse.products.list({})).rows[0]).toMatchObject({
      purchasePrice: null,
      retailPrice: null,
      salePrice: null,
      floorPrice: null,
    })
    await expect(warehouse.products.update(seen)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('the list', () => {
  it('pages in every order without losing or repeating a row', async () => {
    const names = ['面粉', '大米', '玉米', '面粉', '小米', '面粉', '红豆']
    for (const [i, name] of names.entries()) {
      await create({ name })
      if (i % 2) company.clock.advance(1000)
    }
    for (const sort of ['code', 'name', 'updatedAt'] as const) {
      for (const descending of [false, true]) {
        const whole = (await client.products.list({ sort, descending })).rows.map((r) => r.id)
        const paged: string[] = []
        let cursor: string | undefined
        do {
          const page = await client.products.list({ sort, descending, limit: 2, cursor })
          paged.push(...page.rows.map((r) => r.id))
          cursor = page.next ?? undefined
        } while (cursor)
        expect(paged).toEqual(whole)
        expect(new Set(paged).size).toBe(names.length)
      }
    }
    await expect(client.products.list({ cursor: 'x' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('filters by brand, use, branch of the type tree, text and low stock', async () => {
    const save = (name: string, parentId: string | null) =>
      client.trees.save({ id: newId(), version: 0, kind: 'product-type', parentId, name })
    const grain = await save('粮食', null)
    const wheat = await save('小麦粉', grain.id)
    const a = await create({ ...flour, typeId: wheat.id, openingStock: [{ warehouseId, quantity: 499_999 }] })
    const b = await create({ name: '大米', typeId: grain.id, safetyStock: 0 })
    const c = await create({ name: '色拉油', brand: '金穗', safetyStock: 1 })
    expect(await listed({ brand: '金穗' })).toEqual([a.id, c.id])
    expect(await listed({ use: '馒头' })).toEqual([a.id])
    expect(await listed({ typeId: grain.id })).toEqual([a.id, b.id])
    expect(await listed({ typeId: wheat.id })).toEqual([a.id])
    expect(await listed({ search: '6901234' })).toEqual([a.id])
    expect(await listed({ search: 'dm' })).toEqual([b.id])
    expect(await listed({ lowStock: true })).toEqual([a.id, c.id])
    expect(await client.products.counts({ filter: { lowStock: true, status: 'archived' } })).toEqual({
      active: 2,
      archived: 0,
    })
    expect((await client.products.list({ filter: { typeId: wheat.id } })).rows[0]).toMatchObject({
      type: '粮食/小麦粉',
      barcode: flour.barcode,
      onHand: 499_999,
      available: 499_999,
      packs: flour.packs,
    })
    expect(await client.products.choices()).toEqual({
      brands: ['金穗'],
      uses: ['馒头'],
      units: ['公斤', '吨', '袋'],
    })
  })
})

async function listed(filter: NonNullable<Inputs['products']['list']>['filter']): Promise<string[]> {
  return (await client.products.list({ filter })).rows.map((r) => r.id)
}
