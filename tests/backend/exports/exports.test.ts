import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client, Inputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { readAll } from '../files/support.ts'

let company: TestCompany
let owner: Client
let seller: Client & { userId: string }
const folder = mkdtempSync(join(tmpdir(), 'huozhan-exports-'))

beforeAll(async () => {
  company = await createTestCompany()
  owner = company.client
  seller = await company.as('sales')
  const region = newId()
  const city = newId()
  const type = newId()
  await owner.trees.save({ id: region, version: 0, kind: 'region', parentId: null, name: '华东' })
  await owner.trees.save({ id: city, version: 0, kind: 'region', parentId: region, name: '苏州' })
  await owner.trees.save({ id: type, version: 0, kind: 'product-type', parentId: null, name: '面粉' })
  const whole = await makeCustomer(owner, {
    code: '007',
    name: '=1+1 面馆, "老店"',
    shortName: '老店',
    grade: 'A',
    industry: '餐饮',
    regionId: city,
    channel: '终端店',
    salesPersonId: seller.userId,
    contacts: [{ name: '王五', mobile: '10020000137', phone: '0512-6600001', email: 'a@example.com' }],
    addresses: [{ address: '桃园路 1 号' }],
    settlement: 'credit',
    creditDays: 30,
    creditLimit: 1_234_567,
    taxId: '913205000000000000',
    bank: '农商行',
    bankAccount: '0062223334445556667',
    taxRate: 1300,
    fax: '0512-6600002',
    notes: '备注, "引号"',
    openingBalance: 12_345,
  })
  for (const [i, settlement] of (['cash', 'cod', 'monthly', 'credit'] as const).entries()) {
    const customer = await makeCustomer(owner, { settlement, creditDays: i * 15 })
    const status = i === 1 ? 'frozen' : i === 2 ? 'archived' : 'active'
    if (status !== 'active') await owner.customers.setStatus({ id: customer.id, version: customer.version, status })
  }
  const flour = await makeProduct(owner, {
    code: '000123',
    name: '高筋粉',
    barcode: '2000000000015',
    packs: [
      { unit: '吨', factor: 40_000, barcode: '', price: 31_000_000 },
      { unit: '捆', factor: 4_500, barcode: '2000000000022' },
    ],
    model: 'X-1',
    brand: '麦香源',
    manufacturer: '麦香源食品',
    typeId: type,
    use: '烘焙',
    purchasePrice: 701_234,
    retailPrice: 900_000,
    salePrice: 800_500,
    floorPrice: 720_000,
    taxRate: 900,
    weight: 25_050,
    shelfLifeDays: 270,
    safetyStock: 90_500,
    bin: 'A01-2',
    notes: '避光',
    stock: 100,
  })
  const plain = await makeProduct(owner, {
    name: '高筋粉',
    spec: '5kg',
    lotTracked: true,
    saleMinimum: 5_000,
    saleMultiple: 2_500,
  })
  await owner.products.setStatus({ id: plain.id, version: plain.version, status: 'archived' })
  await submitOrder(owner, whole.id, [line(flour.id, 3), { ...line(flour.id, 40, 3000), unit: '吨', remark: '=急' }])
  const dropped = await submitOrder(owner, whole.id, [line(flour.id, 1)])
  await owner.orders.void({ id: dropped.id, version: dropped.version, reason: '写错' })
  const draft = { customerId: whole.id, lines: [line(flour.id, 1)] }
  await owner.orders.saveDraft({ id: newId(), version: 0, draft })
})

afterAll(async () => {
  await company.close()
  rmSync(folder, { recursive: true, force: true })
})

async function read(file: File, sheet = 0): Promise<string[][]> {
  const path = join(folder, file.name)
  writeFileSync(path, Buffer.from(await file.arrayBuffer()))
  const { sheets } = await readAll(path, join(folder, `${newId()}.sqlite`))
  return sheets[sheet]!.rows.map((row) =>
    row.map((cell) => (cell === null ? '' : String(typeof cell === 'object' ? JSON.stringify(cell) : cell))),
  )
}

describe('an exported file imports again unchanged', () => {
  const cases = (['customers', 'products'] as const).flatMap((kind) =>
    (['xlsx', 'csv'] as const).flatMap((format) =>
      (['zh-CN', 'en'] as const).map((locale) => [kind, format, locale] as const),
    ),
  )
  it.each(cases)('%s as %s in %s', async (kind, format, locale) => {
    const file = await owner.exports[kind]({ format, locale })
    expect(file.name).toMatch(/-20261123\.(xlsx|csv)$/)
    const view = await checked({ id: newId(), kind, file })
    expect(view.missingFields).toEqual([])
    expect(view.sheets[0]!.mapping.filter((m) => m.field === null)).toEqual([])
    expect(view.reasons.filter((r) => r.severity === 'error')).toEqual([])
    const rows = kind === 'customers' ? 6 : 2
    expect(view.counts).toEqual({ rows, created: 0, updated: 0, skipped: rows, rejected: 0 })
  })
  it.each([
    ['xlsx', 'zh-CN'],
    ['csv', 'en'],
  ] as const)('orders with their lines as %s in %s, what was dropped or never finished too', async (format, locale) => {
    const file = await owner.exports.orders({ format, locale, lines: true })
    const view = await checked({ id: newId(), kind: 'orders', file })
    expect(view.missingFields).toEqual([])
    const chosen = view.sheets.filter((s) => s.selected)
    expect(chosen).toHaveLength(1)
    expect(chosen[0]!.mapping.filter((m) => m.field === null)).toEqual([])
    expect(view.counts).toEqual({ rows: 4, created: 0, updated: 0, skipped: 4, rejected: 0 })
    expect(view.reasons.map((r) => [r.code, r.severity, r.count]).sort()).toEqual([
      ['IMPORT_ORDER_EXISTS', 'warning', 2],
      ['IMPORT_ORDER_UNFINISHED', 'warning', 2],
    ])
  })
  it.each(['zh-CN', 'en'] as const)('the stock list in %s, as a list of products', async (locale) => {
    const view = await checked({
      id: newId(),
      kind: 'products',
      file: await owner.exports.stock({ format: 'xlsx', locale }),
    })
    expect(view.reasons).toEqual([])
    expect(view.counts).toEqual({ rows: 1, created: 0, updated: 0, skipped: 1, rejected: 0 })
  })
})

it('holds what the filter shows, in the columns asked for', async () => {
  const columns = ['name', 'code', 'status']
  const rows = await read(await owner.exports.customers({ format: 'csv', columns, filter: { status: 'frozen' } }))
  expect(rows).toHaveLength(2)
  expect(rows[0]).toEqual(['客户名称', '客户编码', '状态'])
  expect(rows[1]![2]).toBe('冻结')
  const found = await read(
    await owner.exports.products({ format: 'csv', columns: ['code'], filter: { search: 'gjf' } }),
  )
  expect(found.flat()).toEqual(['商品编码', '000123'])
  const orders = await read(await owner.exports.orders({ format: 'csv', locale: 'en', filter: { status: 'to-ship' } }))
  expect(orders).toHaveLength(2)
  expect(orders[1]).toEqual(expect.arrayContaining(['XSDD-ZB-261123-0001', '007', 'sales', '3240.00']))
  const stock = await read(await owner.exports.stock({ format: 'xlsx' }))
  expect(stock).toHaveLength(2)
  expect(stock[1]).toEqual(expect.arrayContaining(['000123', '主仓', '袋', '2吨4捆2袋']))
})

it('shows each user only own customers and prices that are not hidden', async () => {
  const desk = await company.as('order-desk')
  const [header] = await read(await desk.exports.products({ format: 'csv' }))
  expect(header).toContain('销售价')
  expect(header).not.toContain('采购价')
  expect(header).not.toContain('最低售价')
  const storeman = await company.as('warehouse')
  expect((await read(await storeman.exports.products({ format: 'csv' })))[0]!.filter((h) => h.endsWith('价'))).toEqual(
    [],
  )
  expect((await read(await storeman.exports.orders({ format: 'csv' })))[0]).not.toContain('金额')
  await expect(seller.exports.customers({ format: 'csv' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  const purchaser = await company.as('purchaser')
  await expect(purchaser.exports.customers({ format: 'csv' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
  await expect(purchaser.exports.orders({ format: 'csv' })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

async function checked(input: Inputs['imports']['open']) {
  let view = await owner.imports.open(input)
  while (view.state === 'checking' || view.state === 'reading') {
    await new Promise((resolve) => setTimeout(resolve, 20))
    view = await owner.imports.get({ id: input.id })
  }
  expect(view.state).toBe('ready')
  await owner.imports.cancel({ id: input.id })
  return view
}
