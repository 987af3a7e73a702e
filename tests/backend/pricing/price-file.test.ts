import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readSpreadsheet } from '../../../electron/backend/files/read-spreadsheet.ts'
import { openStage } from '../../../electron/backend/files/stage.ts'
import { writeSpreadsheet } from '../../../electron/backend/files/write-spreadsheet.ts'
import { cellText } from '../../../electron/backend/features/pricing/price-file.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeCustomer, makeProduct } from '../../support/make.ts'

let company: TestCompany
let client: Client
let folder: string

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  folder = await mkdtemp(join(tmpdir(), 'huozhan-price-file-'))
})
afterEach(async () => {
  await company.close()
  await rm(folder, { recursive: true, force: true })
})

/** The rows of an exported list, the header first. */
async function rowsOf(file: File): Promise<unknown[][]> {
  const [path, stage] = [join(folder, `${newId()}.xlsx`), join(folder, `${newId()}.sqlite`)]
  await writeFile(path, new Uint8Array(await file.arrayBuffer()))
  await readSpreadsheet(path, stage)
  const opened = openStage(stage)
  const rows = opened.rows(0, 1, 100)
  opened.close()
  return rows
}
async function csv(rows: unknown[][]): Promise<File> {
  const text = rows
    .map((row) => row.map((cell) => `"${String(cell ?? '').replaceAll('"', '""')}"`).join(','))
    .join('\r\n')
  return new File([`\ufeff${text}`], '价格表.csv')
}

it('goes out, is edited, and comes back with every difference and nothing else', async () => {
  const flour = await makeProduct(client, { code: 'P1', name: '面粉', floorPrice: 700_000, purchasePrice: 600_000 })
  await makeProduct(client, { code: 'P2', name: '大米', salePrice: 500_000, packs: [] })
  await makeCustomer(client, { grade: 'A' })
  await client.pricing.setLevelPrice({ productId: flour.id, grade: 'A', unit: '袋', price: 780_000 })
  const rows = await rowsOf(await client.pricing.exportList({}))
  expect(rows).toEqual([
    ['商品编码', '商品名称', '规格', '单位', '进价', '零售价', '销售价', '最低售价', '阶梯价', '等级价 A'],
    ['P1', '面粉', '25kg', '袋', 60, null, 80, 70, null, 78],
    ['P1', '面粉', '25kg', '吨'],
    ['P2', '大米', '25kg', '袋', null, null, 50],
  ])
  const same = await client.pricing.readList({ file: await csv(rows) })
  expect(same).toMatchObject({ rows: 3, differences: [], faults: [], ignored: [], more: false })

  rows[1]![6] = 84
  rows[1]![7] = ''
  rows[1]![8] = '100: 79; 500: 78.5'
  rows[1]![9] = '77.5'
  const read = await client.pricing.readList({ file: await csv(rows) })
  expect(
    read.differences.map((d) => [d.row, d.kind, d.grade, d.old[0]?.price ?? null, d.tiers[0]?.price ?? null, d.change]),
  ).toEqual([
    [2, 'sale', '', 800_000, 840_000, 500],
    [2, 'floor', '', 700_000, null, null],
    [2, 'break', '', null, 790_000, null],
    [2, 'level', 'A', 780_000, 775_000, -64],
  ])
  expect(read.differences[2]!.tiers).toEqual([
    { minQuantity: 100_000, price: 790_000 },
    { minQuantity: 500_000, price: 785_000 },
  ])
})

it('names every cell it cannot read and reads the others', async () => {
  await makeProduct(client, { code: 'P1' })
  await makeProduct(client, { code: 'P2', packs: [] })
  const header = ['商品编码', '单位', '销售价', '阶梯价']
  const file = await csv([
    header,
    ['P9', '', '1', ''],
    ['P2', '箱', '1', ''],
    ['P2', '', 'x', ''],
    ['P1', '袋', '81', '79'],
    ['p1', '', '82', '100: 79'],
  ])
  const read = await client.pricing.readList({ file })
  expect(read.faults.map((f) => [f.row, f.column, f.value, f.fault])).toEqual([
    [2, '商品编码', 'P9', 'unknown-code'],
    [3, '单位', '箱', 'unknown-unit'],
    [4, '销售价', 'x', 'not-price'],
    [5, '阶梯价', '79', 'needs-quantity'],
    [6, '销售价', '82', 'twice'],
  ])
  expect(read.differences.map((d) => [d.row, d.kind])).toEqual([
    [5, 'sale'],
    [6, 'break'],
  ])
})

it('takes the numbers of a formula as prices of four decimals', async () => {
  const product = await makeProduct(client, { code: 'P1', salePrice: 98_000 })
  const path = join(folder, 'raised.xlsx')
  const columns = [
    { key: 'code', header: 'Product code', width: 10, kind: 'code' as const },
    { key: 'sale', header: 'Sale price', width: 10, kind: 'price' as const },
  ]
  await writeSpreadsheet(path, { sheetName: 'x', columns, locale: 'en' }, [['P1', 102_900]])
  const read = await client.pricing.readList({ file: new File([new Uint8Array(await readFile(path))], 'raised.xlsx') })
  expect(read.differences).toMatchObject([{ productId: product.id, change: 500, tiers: [{ price: 102_900 }] }])
  expect(cellText(9.8 * 1.05)).toBe('10.29')
})

it('is applied from a day on and taken back; hidden prices are neither written nor read', async () => {
  const flour = await makeProduct(client, { code: 'P1', name: '面粉', floorPrice: 700_000 })
  const header = ['商品编码', '销售价', '最低售价', '备注']
  const read = await client.pricing.readList({ file: await csv([['价格表'], header, ['p1', '88', '75', 'x']]) })
  expect(read).toMatchObject({ ignored: ['备注'], rows: 1 })
  expect(read.differences).toHaveLength(2)
  const change = await client.pricing.apply({
    id: newId(),
    source: 'file',
    fileName: read.fileName,
    fromDay: '2026-12-01',
    changes: read.differences,
  })
  expect(change).toMatchObject({ source: 'file', fileName: '价格表.csv', fromDay: '2026-12-01', lineCount: 2 })
  const on = (day: string) => client.pricing.price({ productId: flour.id, unit: '袋', day })
  expect((await on('2026-12-01')).price).toBe(880_000)
  expect((await on('2026-11-30')).price).toBe(800_000)
  expect(await client.pricing.undo({ id: change.id })).toMatchObject({ restored: 2, kept: 0 })
  expect((await on('2026-12-01')).price).toBe(800_000)

  const desk = await company.as('order-desk')
  expect((await rowsOf(await desk.pricing.exportList({})))[0]).not.toContain('最低售价')
  await expect(
    client.pricing.readList({
      file: await csv([
        ['a', 'b'],
        [1, 2],
      ]),
    }),
  ).rejects.toMatchObject({
    data: { rule: 'PRICE_LIST_WITHOUT_HEADER' },
  })
  await expect(client.pricing.readList({ file: new File(['%PDF-1.7'], 'x.xlsx') })).rejects.toMatchObject({
    code: 'FILE_REFUSED',
  })
})

it('reads its own workbook back unchanged, with steps and contract prices', async () => {
  const flour = await makeProduct(client, { code: 'P1' })
  const customerId = (await makeCustomer(client, { grade: 'A' })).id
  const agreed = { customerId, productId: flour.id, unit: '吨', fromDay: '2026-11-01', toDay: null }
  await client.pricing.setContractPrice({ ...agreed, price: 30_000_000 })
  await client.pricing.setContractPrice({ ...agreed, price: 29_000_000, minQuantity: 400_000 })
  const file = await client.pricing.exportList({ customerId, locale: 'en' })
  expect((await rowsOf(file))[2]).toContain('3000.00; 10: 2900.00')
  expect(await client.pricing.readList({ file, customerId })).toMatchObject({ differences: [], faults: [] })
})
