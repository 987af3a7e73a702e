import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cell } from '../../../shared/domain/import/cell.ts'
import { mapColumns, missingNeeds } from '../../../shared/domain/import/columns.ts'
import { CUSTOMER_IMPORT } from '../../../shared/domain/import/customer-fields.ts'
import { headerForm } from '../../../shared/domain/import/header-match.ts'
import { findHeader } from '../../../shared/domain/import/header.ts'
import { ORDER_IMPORT } from '../../../shared/domain/import/order-fields.ts'
import { PRODUCT_IMPORT } from '../../../shared/domain/import/product-fields.ts'

const KINDS = [CUSTOMER_IMPORT, PRODUCT_IMPORT, ORDER_IMPORT]
const keys = (header: Cell[], fields = PRODUCT_IMPORT.fields, rows: Cell[][] = []) =>
  mapColumns(header, fields, rows).map((c) => c.field)

test.each(KINDS)('no header is a name of two fields of one kind', ({ fields }) => {
  const owners = new Map<string, string>()
  for (const field of fields) {
    const names = new Set([field.label.zh, field.label.en, ...field.synonyms].map(headerForm))
    for (const name of names) {
      expect([name, owners.get(name)]).toEqual([name, undefined])
      owners.set(name, field.key)
    }
  }
})

test.each(KINDS)('our own headers in either language map to themselves', ({ fields, needs }) => {
  const expected = fields.map((f) => f.key)
  for (const language of ['zh', 'en'] as const) {
    const columns = mapColumns(
      fields.map((f) => f.label[language]),
      fields,
      [],
    )
    expect(columns.map((c) => c.field)).toEqual(expected)
    expect(missingNeeds(columns, { fields, needs })).toEqual([])
  }
})

test("jshERP's goods template", () => {
  const header =
    '名称* 规格 型号 颜色 品牌 类别 基础重量(kg) 保质期(天) 基本单位* 副单位 基本条码* 副条码 比例 多属性 采购价 零售价 销售价 最低售价 状态* 序列号 批号 仓位货架 制造商 扩展1 扩展2 扩展3 备注 仓库1 仓库2 仓库3 仓库4 仓库5'.split(
      ' ',
    )
  const columns = mapColumns(header, PRODUCT_IMPORT.fields, [])
  expect(columns.map((c) => c.field ?? '-').join(' ')).toBe(
    'name spec model color brand category weight shelfLifeDays baseUnit packUnit1 barcode packBarcode1 packFactor1 - purchasePrice retailPrice salePrice floorPrice status - - binLocation manufacturer - - - notes openingStock openingStock openingStock openingStock openingStock',
  )
  expect(columns.slice(-5).map((c) => c.qualifier)).toEqual(['仓库1', '仓库2', '仓库3', '仓库4', '仓库5'])
})

describe('stock columns', () => {
  test('a warehouse in the header is kept', () => {
    const columns = mapColumns(
      ['名称', '期初库存（主仓）', '期初库存·冷库', '城南仓', '库存(件)'],
      PRODUCT_IMPORT.fields,
      [],
    )
    expect(columns.map((c) => [c.field, c.qualifier])).toEqual([
      ['name', ''],
      ['openingStock', '主仓'],
      ['openingStock', '冷库'],
      ['openingStock', '城南仓'],
      ['openingStock', ''],
    ])
  })

  test("the company's own warehouse names are headers too", () => {
    const extraSynonyms = new Map([['openingStock', ['城北']]])
    const columns = mapColumns(['名称', '城北'], PRODUCT_IMPORT.fields, [], { extraSynonyms })
    expect(columns[1]).toMatchObject({ field: 'openingStock', qualifier: '城北', confidence: 1 })
  })

  test('a column of warehouse names beside one stock column, and values of stock left out', () => {
    expect(keys(['品名', '仓库', '数量', '期初库存金额'])).toEqual(['name', 'warehouse', 'openingStock', null])
  })
})

test('Online Retail, both spellings', () => {
  const first = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country'.split(',')
  expect(keys(first, ORDER_IMPORT.fields)).toEqual([
    'orderNumber',
    'productCode',
    'productName',
    'quantity',
    'day',
    'price',
    'customerCode',
    'region',
  ])
})

test('headers of other programs', () => {
  expect(keys(['单位编号', '单位全名', '手机号1', '期初应收', '地址'], CUSTOMER_IMPORT.fields)).toEqual([
    'code',
    'name',
    'mobile',
    'openingBalance',
    'address',
  ])
  expect(
    keys(
      ['单据日期', '单据编号', '购货单位', '商品编号', '商品名称', '单位', '数量', '单价', '金额'],
      ORDER_IMPORT.fields,
    ),
  ).toEqual(['day', 'orderNumber', 'customerName', 'productCode', 'productName', 'unit', 'quantity', 'price', 'amount'])
})

test('one field, one column: the more usual header gets it', () => {
  expect(keys(['批发价', '销售价', '名称', '商品名称'])).toEqual([null, 'salePrice', null, 'name'])
})

test('contents lower the confidence', () => {
  const [asText] = mapColumns(['数量'], ORDER_IMPORT.fields, [['很多'], ['不少'], ['3']])
  const [asNumber] = mapColumns(['数量'], ORDER_IMPORT.fields, [['12'], ['3.5'], [4]])
  expect(asText!.confidence).toBeLessThan(0.7)
  expect(asNumber!.confidence).toBeGreaterThan(0.9)
})

test('a number never becomes a name', () => {
  expect(keys(['客户'], CUSTOMER_IMPORT.fields, [[1], [2]])).toEqual([null])
})

test('titles, blank rows and a two-line heading above the header', () => {
  const rows: Cell[][] = [
    ['某某公司客户资料', null, null],
    [],
    ['基本资料', null, '联系资料'],
    ['客户编号', '客户名称', '手机'],
    ['C1', '张三粮店', 13_000_000_000],
  ]
  expect(findHeader(rows, CUSTOMER_IMPORT.fields)).toEqual({
    row: 3,
    because: 'fields',
    recognised: 3,
    skipped: [
      { row: 0, because: 'note' },
      { row: 1, because: 'blank' },
      { row: 2, because: 'other' },
    ],
  })
  expect(findHeader([['名称'], ['张三粮店'], ['李四面馆']], CUSTOMER_IMPORT.fields)).toMatchObject({
    row: 0,
    because: 'fields',
  })
  expect(findHeader([], CUSTOMER_IMPORT.fields)).toMatchObject({ row: null, because: 'none' })
})

test('whatever the headers, a field that cannot repeat has one column at most', () => {
  const names = KINDS.flatMap((kind) => kind.fields.flatMap((f) => [f.label.zh, f.synonyms[0]!, f.synonyms.at(-1)!]))
  const header = fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 12 }))
  fc.assert(
    fc.property(fc.array(header, { maxLength: 20 }), fc.constantFrom(...KINDS), (headers, kind) => {
      const columns = mapColumns(headers, kind.fields, [])
      expect(columns).toHaveLength(headers.length)
      for (const field of kind.fields) {
        if (!field.repeat) expect(columns.filter((c) => c.field === field.key).length).toBeLessThanOrEqual(1)
      }
    }),
    { numRuns: 200 },
  )
})
