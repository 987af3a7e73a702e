import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { booksOf, csvFile, openImport, reasonsOf, runImport, sampleFile, settled, undoImport } from './support.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

const active = async () =>
  (await company.client.customers.list({ filter: { status: 'active' } })).rows.filter((r) => r.code !== 'SK')

test("jshERP's own customer template goes in as it is: exact phones, opening balance, tax", async () => {
  const view = await runImport(company.client, 'customers', sampleFile('D01_customers_jsherp_template.xls'))
  expect(view).toMatchObject({ state: 'done', counts: { rows: 2, created: 2, updated: 0, skipped: 0, rejected: 0 } })
  expect((await active()).map((r) => [r.code, r.name, r.mnemonic, r.mobile, r.contact, r.balance])).toEqual([
    ['C00001', '客户a', 'kha', '13000000000', '小梁', 10_000],
    ['C00002', '客户b', 'khb', '15000000000', '小魏', 0],
  ])
})

test('numbers only: no column for the name, nothing imported until somebody says which', async () => {
  const view = await openImport(
    company.client,
    'customers',
    sampleFile('D06_no_name_column_uci_wholesale_customers.csv'),
  )
  expect(view).toMatchObject({ state: 'mapping', missingFields: ['name'], counts: { created: 0 } })
  await expect(company.client.imports.commit({ id: view.id })).rejects.toMatchObject({
    data: { rule: 'IMPORT_NOT_READY' },
  })
})

test('a second import updates by code, keeps what cells leave empty, and skips what is the same', async () => {
  const head = ['客户编码', '客户名称', '区域', '业务员', '结算方式', '信用额度', '手机号码', '地址']
  await runImport(
    company.client,
    'customers',
    csvFile([
      head,
      ['A1', '东风面馆', '华东/上海', '李四', '月结', '5000', '13800000001', '东风路1号'],
      ['A2', '西街包子铺', '华东/上海', '李四', '账期30天', '', '13800000002', ''],
    ]),
  )
  const second = await runImport(
    company.client,
    'customers',
    csvFile([
      head,
      ['A1', '东风面馆', '华东/杭州', '', '', '8000', '', ''],
      ['A2', '西街包子铺', '', '', '', '', '13800000002', ''],
      ['A3', '北门食堂', '', '', '', '', '', ''],
    ]),
  )
  expect(second.counts).toEqual({ rows: 3, created: 1, updated: 1, skipped: 1, rejected: 0 })
  const [a1, a2] = await active()
  expect(a1).toMatchObject({
    region: '华东/杭州',
    salesPerson: '李四',
    creditLimit: 800_000,
    mobile: '13800000001',
    address: '东风路1号',
  })
  expect(a2).toMatchObject({ settlement: 'credit', creditDays: 30 })

  const before = booksOf(company)
  const undone = await undoImport(company.client, second.id)
  expect(undone).toMatchObject({ state: 'undone', kept: [] })
  expect(booksOf(company)['tree_node']!.length).toBe(before['tree_node']!.length - 1)
  expect((await active()).map((r) => [r.code, r.region, r.creditLimit])).toEqual([
    ['A1', '华东/上海', 500_000],
    ['A2', '华东/上海', null],
  ])
})

test('all problems at once, each with row and column; corrected cells are checked again', async () => {
  const view = await openImport(
    company.client,
    'customers',
    csvFile([
      ['客户编码', '客户名称', '信用额度', '手机号码'],
      ['B1', '', 'abc', '1.38E+10'],
      ['B2', '好客户', '100', '13900000000'],
      ['B2', '好客户二', '-5', ''],
    ]),
  )
  expect(view.counts).toMatchObject({ rows: 3, created: 1, rejected: 2 })
  expect(reasonsOf(view)).toEqual([
    'IMPORT_NEGATIVE creditLimit: 1',
    'IMPORT_NOT_NUMBER creditLimit: 1',
    'IMPORT_REQUIRED name: 1',
    'IMPORT_SCIENTIFIC mobile: 1',
  ])
  const { rows } = await company.client.imports.rows({ id: view.id, sheet: 0, from: 1, count: 10, only: 'problems' })
  expect(rows.map((r) => [r.row, r.action, r.problems.map((p) => p.column)])).toEqual([
    [2, 'reject', [2, 3, 4]],
    [4, 'reject', [3]],
  ])
  const cells = [
    { sheet: 0, row: 2, column: 2, text: '补上名称' },
    { sheet: 0, row: 2, column: 3, text: '' },
    { sheet: 0, row: 2, column: 4, text: '13800000000' },
    { sheet: 0, row: 4, column: 3, text: '5' },
  ]
  await company.client.imports.correct({ id: view.id, cells })
  const again = await settled(company.client, view.id)
  expect(again.counts).toMatchObject({ created: 2, rejected: 1 })
  expect(reasonsOf(again)).toEqual(['IMPORT_DUPLICATE_IN_FILE code: 1'])
  const shown = await company.client.imports.rows({ id: view.id, sheet: 0, from: 2, count: 1 })
  expect(shown.rows[0]).toMatchObject({ action: 'create', cells: ['B1', '补上名称', '', '13800000000'], problems: [] })
})

test('same names are never merged without a word', async () => {
  await company.client.customers.create({ id: newId(), name: '老王粮店' })
  const view = await openImport(
    company.client,
    'customers',
    csvFile([
      ['客户名称', '手机号码', '备注'],
      ['老王粮店', '13700000000', '新的备注'],
      ['小张面馆', '13700000001', ''],
      ['小张面馆', '13700000002', ''],
      ['小张面馆', '13700000002', ''],
    ]),
  )
  expect(view.counts).toMatchObject({ created: 2, updated: 1, rejected: 1 })
  expect(reasonsOf(view)).toEqual([
    'IMPORT_DUPLICATE_IN_FILE name: 1',
    'IMPORT_DUPLICATE_NAME name: 1',
    'IMPORT_MATCHED_BY_NAME name: 1',
  ])
})

test('a customer somebody uses or changed since stays, and is named', async () => {
  const view = await runImport(
    company.client,
    'customers',
    csvFile([
      ['客户编码', '客户名称', '期初应收'],
      ['U1', '没人用', ''],
      ['U2', '改过', ''],
      ['U3', '有期初', '100'],
    ]),
  )
  const changed = (await active()).find((r) => r.code === 'U2')!
  const current = await company.client.customers.get({ id: changed.id })
  await company.client.customers.update({ ...current, notes: '手工修改' })
  const undone = await undoImport(company.client, view.id)
  expect(undone.kept.map((k) => [k.entity, k.label, k.why]).sort()).toEqual([
    ['customer', 'U2 改过', 'changed'],
    ['customer', 'U3 有期初', 'archived'],
  ])
  expect((await active()).map((r) => r.code)).toEqual(['U2'])
  const archived = await company.client.customers.list({ filter: { status: 'archived' } })
  expect(archived.rows.map((r) => [r.code, r.balance])).toEqual([['U3', 0]])
})

describe('files that are refused leave nothing behind', () => {
  test.each([
    ['D07_encrypted_password_tika.xlsx', 'FILE_ENCRYPTED'],
    ['D08_encrypted_biff8_password_password.xls', 'FILE_ENCRYPTED'],
    ['D12_row_repeat_bomb.ods', 'FILE_TOO_MANY_CELLS'],
    ['D17_empty_zero_bytes.csv', 'FILE_EMPTY'],
    ['D19_zip_without_content_types.xlsx', 'FILE_DAMAGED'],
  ])('%s: %s', async (name, reason) => {
    const opened = openImport(company.client, 'customers', sampleFile(name))
    await expect(opened).rejects.toMatchObject({ code: 'FILE_REFUSED', data: { reason } })
    expect(await company.client.imports.list()).toEqual([])
  })
})

test('error cells reject their rows and are never zero', async () => {
  const view = await openImport(company.client, 'customers', sampleFile('D13_error_cells.xlsx'))
  const sheets = [{ no: 0, selected: true, headerRow: null, mapping: [{ column: 1, field: 'name' }] }]
  const options = { existing: 'update', noCustomer: 'walk-in', createMissing: true, dateOrder: 'dmy' } as const
  await company.client.imports.configure({ id: view.id, sheets, options })
  const checked = await settled(company.client, view.id)
  expect(checked.counts).toEqual({ rows: 7, created: 0, updated: 0, skipped: 0, rejected: 7 })
  expect(reasonsOf(checked)).toEqual(['IMPORT_ERROR_CELL name: 7'])
})
