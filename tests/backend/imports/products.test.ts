import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeProduct } from '../../support/make.ts'
import { booksOf, csvFile, openImport, reasonsOf, runImport, sampleFile, undoImport } from './support.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

const active = async () => (await company.client.products.list({ filter: { status: 'active' }, limit: 500 })).rows

test("a shop's 302 products by barcode: all in, four names twice, what looks wrong is said", async () => {
  const view = await runImport(company.client, 'products', sampleFile('D03_products_yingyi_商品资料.xlsx'))
  expect(view.counts).toEqual({ rows: 302, created: 302, updated: 0, skipped: 0, rejected: 0 })
  expect(reasonsOf(view)).toEqual([
    'IMPORT_DUPLICATE_NAME name: 4',
    'IMPORT_FRACTIONAL_STOCK openingStock: 1',
    'IMPORT_PRICE_BELOW_COST salePrice: 1',
  ])
  const products = await active()
  expect(products).toHaveLength(302)
  expect(products.map((p) => p.barcode)).toContain('4895235504845CC')
  const again = await openImport(company.client, 'products', sampleFile('D03_products_yingyi_商品资料.xlsx'))
  expect(again.counts).toMatchObject({ created: 0, updated: 0, skipped: 302 })
})

test('codes keep their leading zeros', async () => {
  const view = await runImport(company.client, 'products', sampleFile('D20_product_isbn_leading_zero.xls'))
  expect(view.counts).toMatchObject({ created: 1, rejected: 0 })
  expect(await active()).toMatchObject([{ code: '0073374377', onHand: 1000 }])
})

test('packs, prices, types and stock by warehouse', async () => {
  const [main] = await company.client.company.warehouses()
  const view = await runImport(
    company.client,
    'products',
    csvFile([
      [
        '商品编码',
        '条码',
        '商品名称',
        '规格',
        '类别',
        '基本单位',
        '副单位',
        '比例',
        '副条码',
        '销售价',
        '采购价',
        '主仓',
      ],
      ['M1', '690001', '特一粉', '25kg', '面粉/小麦粉', '袋', '吨', '40', '690002', '86.5', '80', '120'],
      ['M2', '', '玉米面', '', '面粉', '袋', '', '', '', '50', '', ''],
    ]),
  )
  expect(view.counts).toMatchObject({ created: 2, rejected: 0 })
  const [flour] = await active()
  expect(flour).toMatchObject({
    code: 'M1',
    type: '面粉/小麦粉',
    salePrice: 865_000,
    purchasePrice: 800_000,
    packs: [{ unit: '吨', factor: 40_000, barcode: '690002' }],
    onHand: 120_000,
  })
  const detail = await company.client.products.get({ id: flour!.id })
  expect(detail.stock).toMatchObject([{ warehouseId: main!.id, onHand: 120_000 }])
})

test('an undone import leaves every table as it was, but for ledgers and what they hold', async () => {
  await runImport(
    company.client,
    'products',
    csvFile([
      ['商品编码', '条码', '商品名称', '基本单位', '副单位', '比例', '销售价', '类别'],
      ['K1', '111', '老商品', '袋', '箱', '10', '20', '旧类'],
    ]),
  )
  const before = booksOf(company)
  const view = await runImport(
    company.client,
    'products',
    csvFile([
      ['商品编码', '条码', '商品名称', '基本单位', '副单位', '比例', '销售价', '类别', '副单位2', '比例2'],
      ['K1', '222', '老商品改名', '袋', '箱', '12', '25', '新类', '吨', '40'],
      ['K2', '333', '新商品', '瓶', '箱', '24', '3', '新类/子类', '', ''],
    ]),
  )
  expect(view.counts).toMatchObject({ created: 1, updated: 1 })
  expect((await active()).map((p) => [p.code, p.barcode, p.packs.length])).toEqual([
    ['K1', '222', 2],
    ['K2', '333', 1],
  ])
  const undone = await undoImport(company.client, view.id)
  expect(undone.kept).toEqual([])
  const after = booksOf(company)
  // an edit counts as one, whichever way it goes
  const withoutEdits = (rows: unknown[]) => rows.map((row) => ({ ...(row as object), version: 0, updated_at: '' }))
  expect(withoutEdits(after['product']!)).toEqual(withoutEdits(before['product']!))
  expect({ ...after, product: [] }).toEqual({ ...before, product: [] })
})

test('lots, pack prices and order limits come in; lots of goods that have moved stay as they are, and that is said', async () => {
  const header = [
    '商品编码',
    '商品名称',
    '基本单位',
    '副单位',
    '比例',
    '副单位售价',
    '批次管理',
    '起订量',
    '订货倍数',
    '保质期(天)',
    '期初库存',
  ]
  const view = await runImport(
    company.client,
    'products',
    csvFile([
      header,
      ['B1', '鲜湿面', '袋', '箱', '10', '88.5', '是', '5', '2.5', '15', '30'],
      ['B2', '挂面', '把', '箱', '40', '', '否', '', '', '', ''],
    ]),
  )
  expect(view.counts).toMatchObject({ created: 2, rejected: 0 })
  const [fresh, dried] = await Promise.all((await active()).map(({ id }) => company.client.products.get({ id })))
  expect(fresh).toMatchObject({ lotTracked: true, saleMinimum: 5000, saleMultiple: 2500, shelfLifeDays: 15 })
  expect(fresh!.packs).toMatchObject([{ unit: '箱', factor: 10_000, price: 885_000 }])
  expect(dried).toMatchObject({ lotTracked: false, saleMinimum: null, packs: [{ unit: '箱', price: null }] })
  const again = await runImport(
    company.client,
    'products',
    csvFile([
      header,
      ['B1', '鲜湿面', '', '箱', '', '90', '否', '', '', '', '30'],
      ['B2', '挂面', '', '', '', '', '是', '', '', '', ''],
    ]),
  )
  expect(again.counts).toMatchObject({ updated: 2 })
  expect(reasonsOf(again)).toEqual(['IMPORT_LOTS_KEPT lotTracked: 1'])
  const after = await Promise.all([fresh!, dried!].map(({ id }) => company.client.products.get({ id })))
  expect(after).toMatchObject([
    { lotTracked: true, saleMinimum: 5000, packs: [{ factor: 10_000, price: 900_000 }] },
    { lotTracked: true },
  ])
})

test('a stock list has a row for each warehouse', async () => {
  const [main] = await company.client.company.warehouses()
  const [site] = await company.client.company.sites()
  await company.client.company.saveWarehouse({ id: newId(), version: 0, siteId: site!.id, code: 'LK', name: '冷库' })
  const header = ['商品编码', '商品名称', '单位', '仓库', '库存']
  const view = await runImport(
    company.client,
    'products',
    csvFile([
      header,
      ['S1', '豆油', '桶', '主仓', '12'],
      ['S1', '豆油', '桶', '冷库', '8'],
      ['S1', '豆油', '桶', '冷库', '9'],
      ['S1', '菜油', '桶', '冷库', '1'],
    ]),
  )
  expect(view.counts).toEqual({ rows: 4, created: 2, updated: 0, skipped: 0, rejected: 2 })
  expect(reasonsOf(view)).toEqual(['IMPORT_DUPLICATE_IN_FILE code: 2'])
  const [oil] = await active()
  const { stock } = await company.client.products.get({ id: oil!.id })
  expect(stock.map((s) => [s.warehouseId === main!.id, s.onHand]).sort()).toEqual([
    [false, 8000],
    [true, 12_000],
  ])
})

test('prices that have begun by today are compared, not what stands written behind them', async () => {
  const product = await makeProduct(company.client, { code: 'D1', salePrice: 800_000 })
  const change = { productId: product.id, unit: '袋', kind: 'sale' as const, grade: '', customerId: null }
  await company.client.pricing.apply({
    id: newId(),
    source: 'grid',
    fromDay: '2026-11-25',
    changes: [{ ...change, tiers: [{ minQuantity: 0, price: 850_000 }] }],
  })
  company.clock.set('2026-11-26T02:00:00Z')
  const list = await company.client.exports.products({ format: 'csv' })
  expect(await list.text()).toContain(',85.00,')
  const view = await openImport(company.client, 'products', list)
  expect(view.counts).toMatchObject({ updated: 0, skipped: 1 })
})
