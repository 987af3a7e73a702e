import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { startOrderSite, type OrderSite } from '../orders/order-site.ts'

/** Real files that lie beside the project where it is developed; elsewhere files of the same shape take their place. */
const DATA = join(import.meta.dirname, '../../../../shared/data/import')

let site: OrderSite
const contexts: BrowserContext[] = []

beforeAll(async () => {
  site = await startOrderSite()
}, 120_000)
afterAll(() => site.close())
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

interface Upload {
  name: string
  mimeType: string
  buffer: Buffer
}

const csv = (name: string, ...lines: string[]): Upload => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(lines.join('\r\n')),
})

async function realOr(name: string, otherwise: Upload): Promise<Upload> {
  const path = join(DATA, name)
  return existsSync(path) ? { name, mimeType: 'application/octet-stream', buffer: await readFile(path) } : otherwise
}

/** The wizard with a file given to it. */
async function wizard(kind: string, upload: Upload): Promise<Page> {
  const { page, context } = await site.open(site.owner, `/imports/${newId()}?kind=${kind}`)
  contexts.push(context)
  await page.waitForSelector('.import-file')
  await page.setInputFiles('input[type="file"]', upload)
  return page
}
const counts = async (page: Page): Promise<number[]> =>
  (await page.locator('.import-counts dd').allInnerTexts()).map((text) => Number(text.replace(/,/g, '')))
const checked = (page: Page) => page.waitForSelector('.import-preview .el-button--primary:not(.is-disabled)')

test('a customer template with an instruction line comes in as it is, and is taken back whole', async () => {
  const { client } = site.owner
  const before = await client.customers.counts({})
  const page = await wizard(
    'customers',
    await realOr(
      'D01_customers_jsherp_template.xls',
      csv(
        '客户.csv',
        '1、带星号的为必填项,,',
        '名称*,联系人,手机号码',
        '客户a,小梁,13000000000',
        '客户b,小魏,15000000000',
      ),
    ),
  )
  await checked(page)
  await expect.poll(() => counts(page)).toEqual([2, 0, 0, 0, 2])
  await page.locator('.import-preview .el-button', { hasText: '返回对应列' }).click()
  await expect.poll(() => page.locator('.about').innerText()).toContain('表头在第 2 行')
  await page.locator('.import-mapping .el-button--primary').click()
  await checked(page)
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('h2[data-state="done"]')
  const [first] = await client.customers.suggest({ text: '客户a' })
  expect(first).toMatchObject({ name: '客户a', mobile: '13000000000' })

  await page.locator('.el-button', { hasText: '撤销整个导入' }).click()
  await page.locator('.el-button--danger').click()
  await page.waitForSelector('h2[data-state="undone"]')
  // one whose opening balance was booked is put away, not deleted, and the page says so
  const { archived, ...others } = await client.customers.counts({})
  expect(others).toEqual({ active: before.active, frozen: before.frozen })
  await expect.poll(() => page.locator('.kept tr').count()).toBe(archived - before.archived)
})

test('products: problems by reason, their rows alone, a cell corrected in place', async () => {
  const page = await wizard(
    'products',
    await realOr(
      'D03_products_yingyi_商品资料.xlsx',
      csv(
        '商品.csv',
        '名称（必填）,条码,库存量,进货价（必填）,销售价（必填）',
        '黄桃罐头,6977848610063,30,3.33,5',
        '黄桃罐头,6977848610064,30,3.33,5',
        '山羊奶,6935356701490,2.9,4.8,6',
      ),
    ),
  )
  await checked(page)
  const [created, , , rejected, rows] = await counts(page)
  expect([created, rejected]).toEqual([rows, 0])
  const stock = page.locator('.reason', { hasText: '不是整数' })
  await stock.click()
  await page.waitForFunction(() => document.querySelectorAll('.row-grid .row').length === 1)
  await page.click('.row-grid .cell[data-severity]')
  await expect.poll(() => page.locator('.row-grid .status').innerText()).toContain('2.9')
  await page.keyboard.press('Enter')
  await page.keyboard.type('3')
  await page.keyboard.press('Enter')
  await stock.waitFor({ state: 'detached' })
})

test('errors are red, say why, and let their row in once corrected', async () => {
  const { client } = site.owner
  const page = await wizard(
    'customers',
    csv('新客户.csv', '客户名称,手机,信用额度', '改正甲,13911110001,很多', '改正乙,13911110002,5000'),
  )
  await checked(page)
  await expect.poll(() => counts(page)).toEqual([1, 0, 0, 1, 2])
  await page.click('.row-grid .cell[data-severity="error"]')
  await page.keyboard.press('F2')
  await page.keyboard.type('8000')
  await page.keyboard.press('Enter')
  await expect.poll(() => counts(page), { timeout: 15_000 }).toEqual([2, 0, 0, 0, 2])
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('h2[data-state="done"]')
  const [row] = (await client.customers.list({ filter: { search: '改正甲' } })).rows
  expect(row!.creditLimit).toBe(800_000)
})

test('a sheet without names stops at the columns; the right header row is one press away', async () => {
  const page = await wizard('customers', csv('无名.csv', '甲,乙', '客户名称,手机', '选行客户,13922220001'))
  await page.waitForSelector('.import-mapping, .import-preview')
  if (await page.locator('.import-preview').count()) await page.click('text=返回对应列')
  await page.click(
    '.mapping-grid tbody tr:nth-child(1) button, .mapping-grid tbody tr:nth-child(2) button:not(:disabled)',
  )
  await page.waitForSelector('.obstacles')
  await expect.poll(() => page.locator('.import-mapping .el-button--primary').isDisabled()).toBe(true)
  await page.click('.mapping-grid tbody tr:nth-child(2) button')
  await page.waitForSelector('.obstacles', { state: 'detached' })
  await page.locator('.import-mapping .el-button--primary').click()
  await checked(page)
  await expect.poll(() => counts(page)).toEqual([1, 0, 0, 0, 1])
})

test('a file that is no spreadsheet is refused in plain words, and another can be chosen at once', async () => {
  const page = await wizard('customers', {
    name: '合同.xlsx',
    mimeType: 'application/octet-stream',
    buffer: Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n<<>>\nendobj\n'),
  })
  await page.waitForSelector('.refused')
  await expect.poll(() => page.locator('.refused').innerText()).toContain('不是电子表格')
  await page.setInputFiles('input[type="file"]', csv('好的.csv', '客户名称', '再来一家'))
  await checked(page)
  await expect.poll(() => counts(page)).toEqual([1, 0, 0, 0, 1])
})
