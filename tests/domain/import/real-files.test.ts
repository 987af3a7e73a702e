import { describe, expect, test } from 'vitest'
import type { Cell } from '../../../shared/domain/import/cell.ts'
import { coerceCell, type ImportValue } from '../../../shared/domain/import/coerce.ts'
import { layoutKey, mapColumns, missingNeeds, type ColumnMapping } from '../../../shared/domain/import/columns.ts'
import { CUSTOMER_IMPORT } from '../../../shared/domain/import/customer-fields.ts'
import type { ImportKind } from '../../../shared/domain/import/fields.ts'
import { findHeader } from '../../../shared/domain/import/header.ts'
import { ORDER_IMPORT } from '../../../shared/domain/import/order-fields.ts'
import { PRODUCT_IMPORT } from '../../../shared/domain/import/product-fields.ts'
import { sheetRows } from './sheets.ts'

const KINDS = [CUSTOMER_IMPORT, PRODUCT_IMPORT, ORDER_IMPORT]

function read(rows: Cell[][], kind: ImportKind) {
  const header = findHeader(rows, kind.fields)
  const body = header.row === null ? rows : rows.slice(header.row + 1)
  const columns = header.row === null ? [] : mapColumns(rows[header.row]!, kind.fields, body.slice(0, 50))
  return { header, body, columns, missing: missingNeeds(columns, kind) }
}

const mapped = (columns: ColumnMapping[]): Record<string, string> =>
  Object.fromEntries(columns.flatMap((c) => (c.field ? [[c.header, c.field]] : [])))

function values(row: Cell[], columns: ColumnMapping[], kind: ImportKind): Record<string, ImportValue | string> {
  const entries = columns.flatMap((c) => {
    const field = kind.fields.find((f) => f.key === c.field)
    if (!field) return []
    const result = coerceCell(row[c.column] ?? null, field, { header: c.header })
    return [[field.key, 'problem' in result ? result.problem.code : result.value]]
  })
  return Object.fromEntries(entries.filter(([, value]) => value !== null))
}

test("D01 jshERP's customers: header below a merged note, phones exact, balance and status", () => {
  const { header, body, columns, missing } = read(sheetRows('D01_customers_jsherp_template.xls'), CUSTOMER_IMPORT)
  expect(header).toMatchObject({ row: 1, because: 'fields', skipped: [{ row: 0, because: 'note' }] })
  expect(columns.map((c) => c.field)).toEqual(
    'name contactName mobile phone email fax openingBalance taxId taxRate bank bankAccount address notes sort status'.split(
      ' ',
    ),
  )
  expect(missing).toEqual([])
  expect(body.map((row) => values(row, columns, CUSTOMER_IMPORT))).toEqual([
    {
      name: '客户a',
      contactName: '小梁',
      mobile: '13000000000',
      openingBalance: 10_000,
      taxRate: 700,
      status: 'active',
    },
    { name: '客户b', contactName: '小魏', mobile: '15000000000', openingBalance: 0, taxRate: 300, status: 'active' },
  ])
})

test("D02 jshERP's order lines: barcodes exact, order, date and customer reported missing", () => {
  const { header, body, columns, missing } = read(sheetRows('D02_orderlines_jsherp_template.xls'), ORDER_IMPORT)
  expect(header.row).toBe(1)
  expect(columns.map((c) => c.field)).toEqual(['barcode', 'productName', 'quantity', 'price', 'taxRate', 'remark'])
  expect(missing).toEqual([['orderNumber'], ['day'], ['customerCode', 'customerName']])
  expect(body.map((row) => values(row, columns, ORDER_IMPORT))).toEqual([
    { barcode: '2001', productName: '可乐test', quantity: 1000 },
    { barcode: '2011', productName: '啤酒test', quantity: 1000 },
  ])
})

test("D03 a shop's products: 302 rows without a problem, 302 barcodes", () => {
  const { header, body, columns, missing } = read(sheetRows('D03_products_yingyi_商品资料.xlsx'), PRODUCT_IMPORT)
  expect(header.row).toBe(0)
  expect(mapped(columns)).toEqual({
    '名称（必填）': 'name',
    '分类（必填）': 'category',
    条码: 'barcode',
    库存量: 'openingStock',
    '进货价（必填）': 'purchasePrice',
    '销售价（必填）': 'salePrice',
    保质期: 'shelfLifeDays',
    拼音码: 'mnemonic',
  })
  expect(missing).toEqual([])
  const rows = body.map((row) => values(row, columns, PRODUCT_IMPORT))
  expect(rows).toHaveLength(302)
  expect(rows.flatMap((row) => Object.values(row)).filter((v) => String(v).startsWith('IMPORT_'))).toEqual([])
  const barcodes = new Set(rows.map((row) => row['barcode']))
  expect(barcodes.size).toBe(302)
  expect(barcodes).toContain('4895235504845CC')
  expect(rows[0]).toMatchObject({
    name: '啪啪通虾片烤番茄味',
    purchasePrice: 98_000,
    salePrice: 130_000,
    openingStock: 0,
  })
  expect(rows.filter((row) => Number(row['openingStock']) % 1000 !== 0)).toHaveLength(1)
  expect(rows.filter((row) => Number(row['salePrice']) < Number(row['purchasePrice']))).toHaveLength(1)
})

test.each([
  ['D04_orders_online_retail_II_2x499.xlsx', 0, 499, 37, 29, 33],
  ['D04_orders_online_retail_II_2x499.xlsx', 1, 499, 45, 31, 9],
  ['D05_orders_online_retail_II_34766.xlsx', 0, 14_269, 759, 159, 420],
  ['D05_orders_online_retail_II_34766.xlsx', 1, 20_497, 1006, 215, 341],
])(
  '%s sheet %i: every line read',
  (file, sheet, lines, invoices, customers, negative) => {
    const { header, body, columns, missing } = read(sheetRows(file, { sheet }), ORDER_IMPORT)
    expect(header.row).toBe(0)
    expect(mapped(columns)).toEqual({
      Invoice: 'orderNumber',
      StockCode: 'productCode',
      Description: 'productName',
      Quantity: 'quantity',
      InvoiceDate: 'day',
      Price: 'price',
      'Customer ID': 'customerCode',
      Country: 'region',
    })
    expect(missing).toEqual([])
    const rows = body.map((row) => values(row, columns, ORDER_IMPORT))
    expect(rows).toHaveLength(lines)
    expect(rows.flatMap((row) => Object.values(row)).filter((v) => String(v).startsWith('IMPORT_'))).toEqual([])
    expect(new Set(rows.map((row) => row['orderNumber'])).size).toBe(invoices)
    expect(new Set(rows.flatMap((row) => row['customerCode'] ?? [])).size).toBe(customers)
    expect(rows.filter((row) => Number(row['quantity']) < 0)).toHaveLength(negative)
    expect(rows.every((row) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(String(row['day'])))).toBe(true)
    expect(rows.every((row) => typeof row['productCode'] === 'string')).toBe(true)
  },
  60_000,
)

test('the first line of Online Retail', () => {
  const { body, columns } = read(sheetRows('D04_orders_online_retail_II_2x499.xlsx'), ORDER_IMPORT)
  expect(values(body[3]!, columns, ORDER_IMPORT)).toEqual({
    orderNumber: '489434',
    productCode: '22041',
    productName: 'RECORD FRAME 7" SINGLE SIZE',
    quantity: 48_000,
    day: '2009-12-01T07:45:00',
    price: 21_000,
    customerCode: '13085',
    region: 'United Kingdom',
  })
})

test('D06 numbers only: no column for the name, and none is invented', () => {
  const { header, columns, missing } = read(
    sheetRows('D06_no_name_column_uci_wholesale_customers.csv'),
    CUSTOMER_IMPORT,
  )
  expect(header.row).toBe(0)
  expect(missing).toEqual([['name']])
  expect(columns.filter((c) => c.field === 'name' || c.field === 'code')).toEqual([])
})

describe.each(KINDS)('sheets of other shapes', (kind) => {
  test.each([
    ['D10_chinese_biff8_provinces.xls', 0, 3],
    ['D18_zip_backslash_names.xlsx', 0, 2],
    ['D20_product_isbn_leading_zero.xls', 0, 1],
    ['D21_header_on_row_9.xlsx', 8, 1],
    ['D22_quoted_newlines.csv', 0, 4],
  ])('%s has its header in row index %i', (file, row, count) => {
    const found = read(sheetRows(file), kind)
    expect(found.header.row).toBe(row)
    expect(found.body).toHaveLength(count)
  })

  test.each([
    'D11_date_1904.xlsx',
    'D13_error_cells.xlsx',
    'D14_inline_strings_whitespace.xlsx',
    'D16_utf16le_bom.csv',
  ])('%s has none', (file) => {
    expect(findHeader(sheetRows(file, { delimiter: '\t' }), kind.fields)).toMatchObject({ row: null, because: 'none' })
  })

  test('D15 titles over a decimal comma', () => {
    const { header, body } = read(sheetRows('D15_semicolon_decimal_comma.csv', { delimiter: ';' }), kind)
    expect(header).toMatchObject({ row: 0, because: 'shape' })
    const quantity = ORDER_IMPORT.fields.find((f) => f.key === 'quantity')!
    expect(coerceCell(body[0]![2]!, quantity)).toEqual({ value: 25_500 })
  })

  test('D17 nothing at all', () => {
    expect(findHeader(sheetRows('D17_empty_zero_bytes.csv'), kind.fields).row).toBeNull()
  })
})

test('D20 a book: codes keep their leading zeros', () => {
  const { body, columns } = read(sheetRows('D20_product_isbn_leading_zero.xls'), PRODUCT_IMPORT)
  expect(values(body[0]!, columns, PRODUCT_IMPORT)).toMatchObject({
    name: 'Administering Medications',
    code: '0073374377',
    salePrice: 100_000,
    openingStock: 1000,
  })
})

test('D13 every error cell is a problem for every kind of field', () => {
  const errors = sheetRows('D13_error_cells.xlsx')
    .flat()
    .filter((cell) => cell !== null)
  expect(errors).toHaveLength(7)
  for (const cell of errors) {
    for (const field of KINDS.flatMap((kind) => kind.fields)) {
      expect(coerceCell(cell, field)).toMatchObject({ problem: { code: 'IMPORT_ERROR_CELL' } })
    }
  }
})

test('D11 a 1904 date is its day; a duration is none', () => {
  const day = { key: 'day', label: { zh: '日期', en: 'Day' }, kind: 'day', synonyms: [] } as const
  const cells = sheetRows('D11_date_1904.xlsx').map((row) => row[0]!)
  expect(cells.slice(0, 2).map((cell) => coerceCell(cell, day))).toEqual([
    { value: '2021-01-01' },
    { value: '2021-01-02' },
  ])
  expect(coerceCell(10.6320601851852, day)).toMatchObject({ problem: { code: 'IMPORT_NOT_DAY' } })
})

test('a layout is known again by its headers', () => {
  expect(layoutKey(['名称*', ' 手机号码（必填）', 'Customer ID', null, ''])).toBe(
    layoutKey(['名称', '手机号码', 'customer_id']),
  )
  expect(layoutKey(['名称', '电话'])).not.toBe(layoutKey(['电话', '名称']))
})
