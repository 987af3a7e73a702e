import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Inputs, Outputs } from '../../../shared/contract/index.ts'
import { EMPTY_RULE } from '../../../shared/domain/promotion/promotion.ts'
import { newId } from '../../../shared/ids.ts'
import { makeCustomer, makeProduct } from '../../support/make.ts'
import { startOrderSite, type OrderSite } from '../orders/order-site.ts'
import { focusIn } from '../support/page.ts'

let site: OrderSite
let flour: Outputs['products']['get']
let oil: Outputs['products']['get']
const contexts: BrowserContext[] = []

beforeAll(async () => {
  site = await startOrderSite()
  const { client } = site.owner
  flour = await makeProduct(client, { code: 'MF01', name: '富强粉', stock: 5000, purchasePrice: 600_000 })
  oil = await makeProduct(client, { code: 'YY01', name: '花生油', stock: 100, spec: '5L', baseUnit: '桶', packs: [] })
  await makeCustomer(client, { name: '明水馒头店', grade: 'A' })
}, 120_000)
afterAll(() => site.close())
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

async function open(path: string, options: Parameters<OrderSite['open']>[2] = {}): Promise<Page> {
  const { page, context } = await site.open(site.owner, path, options)
  contexts.push(context)
  await page.waitForSelector('.shell')
  return page
}

function promote(kind: 'gift' | 'off', name: string, rule: Partial<Inputs['pricing']['savePromotion']['rule']>) {
  return site.owner.client.pricing.savePromotion({
    id: newId(),
    version: 0,
    name,
    kind,
    fromDay: '2020-01-01',
    toDay: null,
    priority: 10,
    exclusive: false,
    rule: { ...EMPTY_RULE, ...rule },
    budget: null,
    notes: '',
  })
}
async function stopAll(): Promise<void> {
  const { client } = site.owner
  for (const { id, version, state } of await client.pricing.promotions({}))
    if (state !== 'stopped') await client.pricing.setPromotionStatus({ id, version, status: 'stopped' })
}

/** Chooses the customer at the desk and waits for the lines. */
async function startOrder(page: Page): Promise<void> {
  await page.waitForSelector('.picker input:focus')
  await page.keyboard.type('msmtd')
  await page.waitForSelector('[role="option"]')
  await page.keyboard.press('Enter')
  await focusIn(page, '.lines *')
}
async function typeProduct(page: Page, text: string, quantity: string): Promise<void> {
  // slower than a scanner
  await page.keyboard.type(text, { delay: 45 })
  await page.waitForSelector('.lines [role="option"], [role="listbox"] [role="option"]')
  await page.keyboard.press('Enter')
  await page.keyboard.type(quantity)
  await page.keyboard.press('Enter')
}
const strip = (page: Page): Promise<string[]> =>
  page.$$eval('.strip li', (items) => items.map((item) => item.textContent?.replace(/\s+/g, ' ').trim() ?? ''))

test('the desk shows gifts and reductions live, never stale, and the server gives the same', async () => {
  await promote('gift', '买十赠一', {
    productIds: [flour.id],
    everyQuantity: 10_000,
    gifts: [{ productId: oil.id, unit: '', quantity: 1000 }],
  })
  await promote('off', '满千减五十', { everyAmount: 100_000, off: 5000, recursive: false })
  const page = await open('/orders/new')
  await startOrder(page)
  await typeProduct(page, 'MF01', '20')
  await expect.poll(() => strip(page)).toEqual(['赠品花生油5L2桶买十赠一', '满减满千减五十−50.00'])
  // one bag less than needed: the gift goes with it, and undo brings both back
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.keyboard.type('9')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.strip', { state: 'detached' })
  await page.keyboard.press('Control+z')
  await page.waitForFunction(() => document.querySelectorAll('.strip li').length === 2)
  await page.keyboard.press('F10')
  await page.waitForSelector('.submitted')
  const [row] = (await site.owner.client.orders.list({})).rows
  const order = await site.owner.client.orders.get({ id: row!.id })
  expect(order.lines.map((l) => [l.name, l.quantity, l.gift])).toEqual([
    ['富强粉', 20_000, false],
    ['花生油', 2000, true],
  ])
  expect(order).toMatchObject({ promotionOff: 5000, total: 155_000 })
  await stopAll()
})

test('a price follows the quantity of its product over its steps', async () => {
  const cell = { productId: flour.id, unit: '袋', grade: '', customerId: null }
  const tiers = [{ minQuantity: 50_000, price: 760_000 }]
  const change = await site.owner.client.pricing.apply({
    id: newId(),
    source: 'grid',
    fromDay: null,
    changes: [{ ...cell, kind: 'break', tiers }],
  })
  const page = await open('/orders/new')
  await startOrder(page)
  await typeProduct(page, 'MF01', '30')
  await page.waitForFunction(() => document.querySelector('.lines')?.textContent?.includes('2,400.00'))
  await typeProduct(page, 'MF01', '30')
  await page.waitForFunction(() => (document.querySelector('.lines')?.textContent?.split('2,280.00').length ?? 0) === 3)
  await expect.poll(() => page.textContent('.lines')).toContain('阶梯')
  await site.owner.client.pricing.undo({ id: change.id })
})

test('a promotion is made by keyboard and tried on the last orders', async () => {
  const page = await open(`/promotions/${newId()}/new`)
  await focusIn(page, '.form-section input')
  await page.keyboard.type('满百减十')
  await page.keyboard.press('Tab')
  await page.keyboard.press('ArrowDown')
  await page.waitForSelector('text=每次减')
  const amount = page.getByLabel('每满金额')
  await amount.focus()
  await page.keyboard.type('100')
  await page.getByLabel('每次减').focus()
  await page.keyboard.type('10')
  await page.keyboard.press('F5')
  await page.waitForSelector('.preview dl')
  await expect.poll(() => page.textContent('.preview dl')).toMatch(/1 \/ 1 张.*160\.00/s)
  await page.keyboard.press('Control+s')
  await page.waitForSelector('.document h1 >> text=满百减十')
  // the form goes on with what was stored
  await page.getByLabel('每次减').fill('12')
  await page.keyboard.press('Control+s')
  await page.waitForSelector('.el-button--primary', { state: 'detached' })
  const [made] = await site.owner.client.pricing.promotions({ state: 'current' })
  expect(made).toMatchObject({ name: '满百减十', kind: 'off' })
  await expect
    .poll(async () => (await site.owner.client.pricing.promotion({ id: made!.id })).rule)
    .toMatchObject({
      off: 1200,
      everyAmount: 10_000,
    })
  await stopAll()
})

test('the price list is typed over, put in force by one key and taken back by another', async () => {
  const page = await open('/prices')
  await page.waitForSelector('[role="gridcell"]')
  await page.keyboard.press('Control+f')
  await focusIn(page, 'input[type=search]')
  await page.keyboard.type('MF01')
  await page.waitForFunction(() => document.querySelectorAll('[role="row"]').length <= 4)
  await page.keyboard.press('Enter')
  await page.locator('[role="gridcell"]', { hasText: '80.00' }).first().click()
  await page.keyboard.type('84')
  await page.keyboard.press('Enter')
  await page.waitForSelector('text=+5%')
  await page.keyboard.press('Control+s')
  await page.waitForFunction(() => document.body.textContent?.includes('已调价 1 项'))
  const price = () => site.owner.client.products.get({ id: flour.id })
  await expect.poll(async () => (await price()).salePrice).toBe(840_000)
  await page.keyboard.press('Alt+u')
  await expect.poll(async () => (await price()).salePrice).toBe(800_000)
})

test('a price list comes back from Excel with every difference shown before it holds', async () => {
  const page = await open('/prices')
  await page.waitForSelector('[role="gridcell"]')
  const csv = '\ufeff商品编码,单位,销售价\r\nMF01,袋,76\r\nYY01,桶,80\r\nXX,袋,1\r\n'
  await page.setInputFiles('input[type="file"]', { name: '价格.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  await page.waitForSelector('.el-drawer .faults')
  const text = await page.textContent('.el-drawer')
  expect(text).toContain('-5%')
  expect(text).toContain('没有这个编码的商品')
  await page.click('.el-drawer .el-button--primary')
  await page.waitForFunction(() => document.body.textContent?.includes('已调价 1 项'))
  await expect.poll(async () => (await site.owner.client.products.get({ id: flour.id })).salePrice).toBe(760_000)
})

test('contract prices stand on the customer’s page', async () => {
  const [found] = await site.owner.client.customers.suggest({ text: 'msmtd' })
  await site.owner.client.pricing.setContractPrice({
    customerId: found!.id,
    productId: flour.id,
    unit: '袋',
    price: 720_000,
    fromDay: '2026-01-01',
    toDay: null,
  })
  const page = await open(`/customers/${found!.id}`)
  await page.getByRole('tab', { name: '价格' }).click()
  await page.waitForSelector('.prices .row >> text=72.00')
  await page.locator('.prices').getByRole('button', { name: '终止' }).click()
  await page.waitForFunction(() => !document.querySelector('.prices')?.textContent?.includes('进行中'))
  await expect
    .poll(() => site.owner.client.pricing.price({ productId: flour.id, unit: '袋', customerId: found!.id }))
    .not.toMatchObject({
      source: 'contract',
    })
})
