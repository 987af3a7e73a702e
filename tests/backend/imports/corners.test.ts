import { afterEach, beforeEach, expect, test } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { afterKill, booksOf, csvFile, openImport, reasonsOf, sampleFile, settled, undoImport } from './support.ts'

/** Odd files of the collection through the whole product, and what happens while an import is under way. */
let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

type Kind = 'customers' | 'products' | 'orders'

/** Opens a file, says what its columns are (first sheet), and writes it. */
async function importAs(kind: Kind, file: string, fields: Record<number, string>, headerRow: number | null) {
  const { client } = company
  const opened = await openImport(client, kind, sampleFile(file))
  const mapping = Object.entries(fields).map(([column, field]) => ({ column: Number(column), field }))
  const sheets = opened.sheets.map(({ no }) => ({
    no,
    selected: no === 0,
    headerRow,
    mapping: no === 0 ? mapping : [],
  }))
  await client.imports.configure({ id: opened.id, sheets, options: opened.options })
  expect(await settled(client, opened.id)).toMatchObject({ state: 'ready' })
  await client.imports.commit({ id: opened.id })
  return settled(client, opened.id)
}

const cellsOf = async (id: string, sheet = 0) =>
  (await company.client.imports.rows({ id, sheet, from: 1, count: 20 })).rows.map((row) => row.cells)
const customers = async () =>
  (await company.client.customers.list({ filter: { status: 'active' } })).rows.filter((row) => row.code !== 'SK')

test('D09: nested entities are refused at once and leave nothing behind', async () => {
  const before = booksOf(company)
  const start = performance.now()
  const opening = openImport(company.client, 'products', sampleFile('D09_xml_entity_bomb.xlsx'))
  await expect(opening).rejects.toMatchObject({ code: 'FILE_REFUSED', data: { reason: 'FILE_DTD' } })
  expect(performance.now() - start).toBeLessThan(5000)
  expect(await company.client.imports.list()).toEqual([])
  expect(booksOf(company)).toEqual(before)
})

test('D10: Chinese of an old workbook becomes customers as it is', async () => {
  const done = await importAs('customers', 'D10_chinese_biff8_provinces.xls', { 2: 'name' }, 1)
  expect(done.counts).toMatchObject({ rows: 3, created: 3 })
  expect((await customers()).map((row) => [row.name, row.mnemonic])).toEqual([
    ['安徽省', 'ahs'],
    ['北京市', 'bjs'],
    ['重庆市', 'cqs'],
  ])
})

test('D11: days counted from 1904 are the right days, and a length of time is none', async () => {
  const opened = await openImport(company.client, 'orders', sampleFile('D11_date_1904.xlsx'))
  expect((await cellsOf(opened.id)).map((cells) => cells[0])).toEqual(['2021-01-01', '2021-01-02', '255:10:10'])
  const mapping = [{ column: 1, field: 'day' }]
  const sheets = [{ no: 0, selected: true, headerRow: null, mapping }]
  await company.client.imports.configure({ id: opened.id, sheets, options: opened.options })
  const view = await settled(company.client, opened.id)
  expect(view.missingFields).not.toContain('day')
  expect(view.state).toBe('mapping')
})

test('D14: blanks around a text go, a cell of blanks is empty, both ways of storing texts read alike', async () => {
  const done = await importAs(
    'customers',
    'D14_inline_strings_whitespace.xlsx',
    { 1: 'name', 3: 'shortName', 4: 'notes' },
    null,
  )
  expect(done.counts).toMatchObject({ rows: 3, created: 3, rejected: 0 })
  const made = await Promise.all((await customers()).map(({ id }) => company.client.customers.get({ id })))
  expect(made.map((one) => [one.name, one.shortName, one.notes])).toEqual(
    expect.arrayContaining([
      ['trimmed value', '', 'clean text'],
      ['日期 时间', '', ''],
    ]),
  )
  const [first, second] = await Promise.all([cellsOf(done.id, 0), cellsOf(done.id, 1)])
  expect(second!.slice(1)).toEqual(first!.slice(1))
})

test('D15: semicolons part the cells, and a decimal comma is never a thousands comma', async () => {
  const done = await importAs(
    'products',
    'D15_semicolon_decimal_comma.csv',
    { 1: 'name', 2: 'baseUnit', 3: 'salePrice' },
    1,
  )
  expect(done.counts).toMatchObject({ rows: 2 })
  const prices = (await company.client.products.list({})).rows.map((row) => [row.name, row.salePrice])
  // 25.5 yuan, or asked for; not 255
  for (const [name, price] of prices) if (name === 'Cell A2') expect([255_000, null]).toContain(price)
  expect(done.reasons.find((reason) => reason.rows.includes(3))).toBeDefined()
})

test('D16: text as Excel saves it in UTF-16', async () => {
  const done = await importAs('customers', 'D16_utf16le_bom.csv', { 1: 'name', 2: 'contactName', 3: 'notes' }, null)
  expect(done.counts).toMatchObject({ rows: 2, created: 2 })
  expect((await customers()).map((row) => [row.name, row.contact]).sort()).toEqual([
    ['Quatrième', 'cinquième'],
    ['première', 'second'],
  ])
})

test('D18: a workbook whose parts have backslashes in their names', async () => {
  const done = await importAs('customers', 'D18_zip_backslash_names.xlsx', { 2: 'name', 1: 'code' }, 1)
  expect(done.counts).toMatchObject({ rows: 2, created: 2 })
  expect((await customers()).map((row) => row.code).sort()).toEqual(['184323', '184325'])
})

test('D22: line breaks and quotes inside cells: four records, not twenty', async () => {
  const done = await importAs('customers', 'D22_quoted_newlines.csv', { 1: 'name', 2: 'notes' }, 1)
  expect(done.counts).toEqual({ rows: 4, created: 1, updated: 0, skipped: 0, rejected: 3 })
  expect(reasonsOf(done)).toEqual(['IMPORT_DUPLICATE_IN_FILE name: 3'])
  const [made] = await customers()
  const { notes } = await company.client.customers.get({ id: made!.id })
  expect(notes.replace(/\s+/g, ' ')).toMatch(/^This is a "test csv file" with both "line breaks" and "escaped quotes"/)
})

const MANY = 4_000
const manyCustomers = () =>
  csvFile([['客户编码', '客户名称'], ...Array.from({ length: MANY }, (_, i) => [`N${i}`, `新客户${i}`])])

test('an undo that was killed goes on where it stopped, and nothing is written again meanwhile', async () => {
  const { client } = company
  const before = booksOf(company)
  const { id } = await openImport(client, 'customers', manyCustomers())
  await client.imports.commit({ id })
  expect(await settled(client, id)).toMatchObject({ state: 'done', counts: { created: MANY } })
  await client.imports.undo({ id })
  const left = async () => (await client.customers.counts({ filter: {} })).active
  for (let now = await left(); now > MANY * 0.8; now = await left())
    await new Promise((resolve) => setImmediate(resolve))
  await afterKill(company, async (found, verify) => {
    expect(await found.imports.get({ id })).toMatchObject({ state: 'interrupted', canUndo: true })
    const some = (await found.customers.counts({ filter: {} })).active
    expect(some).toBeGreaterThan(1)
    expect(some).toBeLessThan(MANY)
    verify()
    await expect(found.imports.commit({ id })).rejects.toMatchObject({ data: { rule: 'IMPORT_NOT_READY' } })
    await found.imports.undo({ id })
    expect(await settled(found, id)).toMatchObject({ state: 'undone', kept: [] })
    expect((await found.customers.counts({ filter: {} })).active).toBe(1)
    verify()
  })
  await settled(client, id)
  expect(booksOf(company)['customer']).toEqual(before['customer'])
}, 60_000)

test('a code somebody takes while the import is written: that row is told, the others go in', async () => {
  const { client } = company
  const { id } = await openImport(client, 'customers', manyCustomers())
  await client.imports.commit({ id })
  const taken = { id: newId(), code: `N${MANY - 1}`, name: '先到的客户' }
  const mine = await client.customers.create(taken)
  const done = await settled(client, id)
  expect(done.state).toBe('done')
  expect(done.counts.created + done.counts.updated + done.counts.rejected + done.counts.skipped).toBe(MANY)
  expect(done.counts.created).toBe(MANY - 1)
  const found = (await client.customers.list({ filter: { search: taken.code } })).rows.filter(
    (row) => row.code === taken.code,
  )
  expect(found).toHaveLength(1)
  expect(found[0]!.id).toBe(mine.id)
  await undoImport(client, id)
  expect((await client.customers.get({ id: mine.id })).name).toBe('先到的客户')
}, 60_000)
