import { deflateSync, crc32 } from 'node:zlib'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { makeProduct } from '../../support/make.ts'
import { startOrderSite, type OrderSite, type Person } from '../orders/order-site.ts'
import { focusIn } from '../support/page.ts'

let site: OrderSite
const contexts: BrowserContext[] = []

beforeAll(async () => {
  site = await startOrderSite()
}, 120_000)
afterAll(() => site.close())
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

async function open(person: Person, path: string): Promise<Page> {
  const { page, context } = await site.open(person, path)
  contexts.push(context)
  await page.waitForSelector('.shell')
  return page
}

test('a product with packs, price, picture and opening stock', async () => {
  const { client } = site.owner
  const page = await open(site.owner, '/products')
  await page.click('.actions .el-button--primary')
  await page.waitForSelector('.image-input')
  await page.setInputFiles('.image-input input[type="file"]', {
    name: '面粉.png',
    mimeType: 'image/png',
    buffer: picture(),
  })
  const field = (label: string) => page.locator('.field', { hasText: label }).locator('input.control').first()
  await field('名称').fill('五得利特一粉')
  await field('规格').fill('25kg')
  await field('基本单位').fill('袋')
  await field('条码').fill('6901234567810')
  await field('销售价').fill('80')
  await page.click('text=添加包装')
  await page.keyboard.type('吨')
  await page.keyboard.press('Tab')
  await page.keyboard.type('40')
  await page.locator('.form-section', { hasText: '期初库存' }).locator('input.control').first().fill('12吨5')
  await page.keyboard.press('Control+s')
  await page.waitForSelector('.document h1 >> text=五得利特一粉')
  await page.waitForSelector('.image-input img')
  await expect.poll(() => page.locator('.side .large').innerText()).toBe('12吨5袋')

  const [row] = (await client.products.list({ filter: { search: '五得利' } })).rows
  const product = await client.products.get({ id: row!.id })
  expect(product).toMatchObject({
    spec: '25kg',
    barcode: '6901234567810',
    salePrice: 800_000,
    packs: [{ unit: '吨', factor: 40_000, price: null }],
  })
  expect(product.imageId).not.toBeNull()
  expect(product.stock[0]!.onHand).toBe(485_000)
})

test('prices a role may not see are not there, neither as a number nor as a field', async () => {
  const product = await makeProduct(site.owner.client, {
    name: '古船富强粉',
    purchasePrice: 712_300,
    salePrice: 812_300,
  })
  const keeper = await site.person('warehouse', '仓管老李')
  const page = await open(keeper, `/products/${product.id}`)
  await page.waitForSelector('.document h1 >> text=古船富强粉')
  const text = await page.locator('.document').innerText()
  for (const word of ['采购价', '销售价', '最低售价', '71.23', '81.23', '0.00']) expect(text).not.toContain(word)
})

test('types are added, moved and removed by keyboard; a used one says what uses it', async () => {
  const { client } = site.owner
  const page = await open(site.owner, '/products')
  await page.click('[aria-label="筛选条件"]')
  await page.click('text=编辑类别')
  await page.locator('.tree-editor [role="tree"]').focus()
  const add = async (keys: string, name: string) => {
    await page.keyboard.press(keys)
    await focusIn(page, '.tree-editor input')
    await page.keyboard.type(name)
    await page.keyboard.press('Enter')
    await page.waitForSelector(`[role="treeitem"][aria-selected="true"] >> text=${name}`)
    await focusIn(page, '[role="tree"]')
  }
  await add('Insert', '粮油')
  await add('Control+Insert', '面粉')
  await add('Insert', '挂面')
  await page.keyboard.press('Alt+ArrowUp')
  await expect
    .poll(async () => (await client.trees.list({ kind: 'product-type' })).map((node) => node.path))
    .toEqual(['粮油', '粮油/挂面', '粮油/面粉'])
  await expect.poll(() => page.locator('[role="treeitem"]').allInnerTexts()).toEqual(['粮油', '挂面', '面粉'])
  const flour = (await client.trees.list({ kind: 'product-type' })).find((node) => node.name === '面粉')!
  await makeProduct(client, { name: '麦芯粉', typeId: flour.id })
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Delete')
  await page.waitForSelector('.problem >> text=麦芯粉')
})

/** A PNG of one green point. */
function picture(): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'ascii'), data])
    const frame = Buffer.alloc(8)
    frame.writeUInt32BE(data.length, 0)
    frame.writeUInt32BE(crc32(body), 4)
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
  }
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0])
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(Buffer.from([0, 20, 97, 79]))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}
