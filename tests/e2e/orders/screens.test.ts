import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Outputs } from '../../../shared/contract/index.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { startOrderSite, type OrderSite, type Person } from './order-site.ts'
import { focusIn } from '../support/page.ts'

let site: OrderSite
let clerk: Person
let reviewer: Person
let good: Outputs['customers']['create']
let indebted: Outputs['customers']['create']
let products: Outputs['products']['create'][]
const contexts: BrowserContext[] = []

beforeAll(async () => {
  site = await startOrderSite()
  const { client } = site.owner
  good = await makeCustomer(client, { name: '兰溪面点坊' })
  indebted = await makeCustomer(client, { name: '金东区早点铺', creditLimit: 10_000 })
  products = []
  for (const name of ['五得利特精小麦粉', '金沙河高筋面条'])
    products.push(await makeProduct(client, { name, stock: 1000, floorPrice: 700_000 }))
  clerk = await site.person('order-desk', '张小单')
  reviewer = await site.person('reviewer', '陈审核')
  for (let i = 1; i <= 3; i++) await submitOrder(clerk.client, good.id, [line(products[0]!.id, i)])
}, 120_000)
afterAll(() => site.close())
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

async function open(person: Person, path: string): Promise<Page> {
  const { page, context } = await site.open(person, path)
  contexts.push(context)
  return page
}
const hold = (maker: Person, bags: number) =>
  submitOrder(maker.client, indebted.id, [line(products[0]!.id, bags, 60), line(products[1]!.id, bags)])

test('the list counts states, searches as you type, opens with Enter and follows what others do', async () => {
  const page = await open(clerk, '/orders')
  await page.waitForSelector('.data-table [data-active]')
  await expect.poll(() => page.getByRole('tab', { name: /待发货/ }).innerText()).toMatch(/待发货\s*3/)
  await submitOrder(clerk.client, good.id, [line(products[0]!.id, 4)])
  await page.waitForFunction(() =>
    [...document.querySelectorAll('[role=tab]')].some((tab) => /待发货\s*4/.test((tab as HTMLElement).innerText)),
  )
  await page.keyboard.press('Control+f')
  await focusIn(page, 'input[type=search]')
  await page.keyboard.type('jdqzdp', { delay: 15 })
  await page.waitForSelector('text=没有符合条件的订单')
  for (let i = 0; i < 6; i++) await page.keyboard.press('Backspace')
  await page.keyboard.type('lxmd', { delay: 15 })
  await page.waitForFunction(() => document.querySelectorAll('.data-table .body [role=row]').length === 4)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.document h1')
  await expect.poll(() => page.innerText('.document h1')).toMatch(/^XSDD-/)
})

test('the review desk gives reasons, decides with one key and goes on by itself', async () => {
  const first = await hold(clerk, 20)
  const second = await hold(clerk, 21)
  const own = await hold(reviewer, 22)
  const page = await open(reviewer, '/orders/review')
  await page.waitForSelector(`.case .title:has-text("${first.number}")`)
  await page.waitForSelector('.why:has-text("超出信用额度"):has-text("单价 60.00 低于最低售价 70.00")')
  await focusIn(page, '.entry')
  // a price below the floor passes only with a reason
  await page.keyboard.press('a')
  await focusIn(page, '.reason input')
  await page.keyboard.type('老客户')
  await page.keyboard.press('Enter')
  await page.waitForSelector(`.case .title:has-text("${second.number}")`)
  await expect.poll(async () => (await clerk.client.orders.get({ id: first.id })).status).toBe('to-ship')
  await focusIn(page, '.entry')
  await page.keyboard.press('r')
  await focusIn(page, '.reason input')
  await page.keyboard.type('先结清欠款')
  await page.keyboard.press('Enter')
  await page.waitForSelector(`.case .title:has-text("${own.number}")`)
  const rejected = await clerk.client.orders.get({ id: second.id })
  expect([rejected.status, rejected.reason]).toEqual(['rejected', '先结清欠款'])
  await page.waitForSelector('text=自己制的单，请其他审核员处理')
  await page.keyboard.press('a')
  await page.waitForTimeout(200)
  await expect.poll(async () => (await clerk.client.orders.get({ id: own.id })).status).toBe('pending')
})

test('a refused order says why on the desk, is mended and submitted again', async () => {
  const order = await hold(clerk, 5)
  await reviewer.client.orders.reject({ id: order.id, version: order.version, reason: '价格太低' })
  const page = await open(clerk, `/orders/${order.id}`)
  await page.waitForSelector('text=说明：价格太低')
  await page.keyboard.press('Control+e')
  await page.waitForSelector('text=这张订单被驳回：价格太低')
  await page.keyboard.press('F10')
  await page.waitForSelector('.submitted')
  const again = await clerk.client.orders.get({ id: order.id })
  expect([again.status, again.number]).toEqual(['pending', order.number])
})

test('the order page tells its story in words and shows only what may be done', async () => {
  const order = await hold(clerk, 6)
  await reviewer.client.orders.approve({ id: order.id, version: order.version, reason: '老客户' })
  const page = await open(reviewer, `/orders/${order.id}`)
  await page.waitForSelector('.timeline li')
  await page.waitForSelector('.timeline >> nth=1')
  // the first tells the review alone
  const story = await page.locator('.timeline').last().innerText()
  expect(story).toContain('审核通过')
  expect(story).toContain('陈审核')
  expect(story).toContain('说明：老客户')
  expect(story).toContain('提交，转人工审核')
  expect(story).not.toMatch(/[a-z]+_[a-z]+/)
  const actions = await page.locator('.strip .el-button').allInnerTexts()
  const names = actions.map((text) => text.trim())
  for (const name of ['改单', '拆单', '合单', '作废', '复制']) expect(names).toContain(name)
  for (const name of ['通过', '驳回', '修改', '撤回', '生成出库单']) expect(names).not.toContain(name)
  await page.getByRole('button', { name: '作废' }).click()
  await focusIn(page, '.reason input')
  await page.keyboard.type('客户取消')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.strip .chip:has-text("已作废")')
  await expect.poll(async () => (await clerk.client.orders.get({ id: order.id })).number).toBe(order.number)
})
