import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { line, makeCustomer, makeProduct, postStock, submitOrder } from '../../support/make.ts'
import { startOrderSite, type OrderSite, type Person } from '../orders/order-site.ts'
import { focusIn } from '../support/page.ts'

/** Orders changed, split over warehouses, read back and pasted, without a mouse; templates and routes on their pages. */
let site: OrderSite
let clerk: Person
let customerId: string
const goods: { id: string; name: string }[] = []
const NAMES = ['特一粉', '饺子粉', '挂面', '大豆油', '东北大米', '白砂糖', '食用盐', '生抽', '陈醋', '淀粉']

beforeAll(async () => {
  site = await startOrderSite()
  const { client } = site.owner
  customerId = (await makeCustomer(client, { name: '兰溪面点坊', addresses: [{ address: '人民路 8 号' }] })).id
  for (const name of NAMES) goods.push(await makeProduct(client, { name, stock: 500 }))
  clerk = await site.person('order-desk', '张小单')
  await submitOrder(
    clerk.client,
    customerId,
    goods.map((one) => line(one.id, 10)),
    { address: '人民路 8 号' },
  )
}, 180_000)
afterAll(() => site.close())

const shot = (page: Page, name: string): Promise<unknown> | undefined =>
  process.env['SCREENSHOTS'] ? page.screenshot({ path: `${process.env['SCREENSHOTS']}/${name}.png` }) : undefined

/** Chooses the customer at an empty desk. @returns the keys it took */
async function chooseCustomer(page: Page): Promise<number> {
  await focusIn(page, '.picker input')
  await page.keyboard.type('lxmd', { delay: 15 })
  await page.waitForSelector('[role=option]')
  await page.keyboard.press('Enter')
  await focusIn(page, '.line-grid-input')
  return 5
}

test('a ten-line order is pasted and submitted in at most 15 keys, modifiers counted', async () => {
  const { page, context } = await site.open(clerk, '/orders/new')
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const message = NAMES.map((name, i) => `${name}${i + 11}袋`).join('，')
  await page.evaluate((text) => navigator.clipboard.writeText(text), message)
  let keys = await chooseCustomer(page)
  const press = async (chord: string): Promise<void> => {
    keys += chord.split('+').length
    await page.keyboard.press(chord)
  }
  await press('Alt+v')
  await focusIn(page, '.paste .message')
  await press('Control+v')
  await page.waitForFunction(() => document.querySelectorAll('.paste .line[data-tone=sure]').length === 10)
  await press('Control+Enter')
  await page.waitForSelector('.paste', { state: 'detached' })
  await press('F10')
  await page.waitForSelector('.submitted')
  await expect.poll(() => page.locator('.submitted li').count()).toBe(10)
  expect(keys).toBeLessThanOrEqual(15)
  const { rows } = await clerk.client.orders.list({})
  expect(rows[0]).toMatchObject({ status: 'to-ship', lineCount: 10 })
})

test('an approved order is changed from its page by keyboard, and the page tells what changed', async () => {
  const order = await submitOrder(clerk.client, customerId, [line(goods[0]!.id, 3), line(goods[1]!.id, 4)])
  const { page } = await site.open(clerk, `/orders/${order.id}`)
  await page.waitForSelector('text=待发货')
  await page.keyboard.press('Control+e')
  await focusIn(page, '.line-grid-input, .line-grid')
  await page.waitForSelector('.changes')
  // the cursor stands behind the last line: another one is added
  await page.keyboard.type('gm', { delay: 15 })
  await page.waitForSelector('[role=option]')
  await page.keyboard.press('Enter')
  await page.keyboard.type('2')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.changes >> text=加 挂面')
  await shot(page, 'amend-desk')
  await page.keyboard.press('F10')
  await page.waitForSelector('.submitted')
  const changed = await clerk.client.orders.get({ id: order.id })
  expect(changed.lines.map((one) => [one.lineNo, one.quantity])).toEqual([
    [1, 3000],
    [2, 4000],
    [3, 2000],
  ])
  await page.goto(`${site.url}/#/orders/${order.id}`)
  await page.waitForSelector('text=改单记录')
  await page.waitForSelector('article >> text=加 挂面 2袋')
  await shot(page, 'amended-order')
})

test('short lines are offered from another warehouse: arrows move, Enter splits and submits', async () => {
  const { client } = site.owner
  const [main] = await client.company.warehouses()
  const scarce = await makeProduct(client, { name: '速冻水饺', stock: 8 })
  const cold = newId()
  await client.company.saveWarehouse({ id: cold, version: 0, siteId: main!.siteId, code: 'ZLK', name: '冷库' })
  await postStock(client, 'surplus', [[scarce.id, 4]], { warehouseId: cold })
  const { page } = await site.open(clerk, '/orders/new')
  await chooseCustomer(page)
  await page.keyboard.type('sdsj', { delay: 15 })
  await page.waitForSelector('[role=option]')
  await page.keyboard.press('Enter')
  await page.keyboard.type('14')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Alt+r')
  await page.waitForSelector('.read >> text=速冻水饺')
  await shot(page, 'read-back')
  await page.keyboard.press('Escape')
  await page.waitForSelector('.read', { state: 'hidden' })
  await page.keyboard.press('F10')
  await page.waitForSelector('.placed .row')
  await expect
    .poll(async () => (await page.textContent('.placed .row'))!.replaceAll(/\s+/g, ' '))
    .toContain('主仓 8袋冷库 4袋缺 2袋')
  await page.keyboard.press('ArrowLeft')
  await shot(page, 'place-lines')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.submitted')
  const [newest] = (await clerk.client.orders.list({})).rows
  const order = await clerk.client.orders.get({ id: newest!.id })
  expect(order.lines.map((one) => [one.warehouse, one.quantity])).toEqual([
    ['主仓', 10_000],
    ['冷库', 4000],
  ])
})

test('orders are merged and split on their page', async () => {
  const [first, second] = [
    await submitOrder(clerk.client, customerId, [line(goods[2]!.id, 6)]),
    await submitOrder(clerk.client, customerId, [line(goods[3]!.id, 7)]),
  ]
  const { page } = await site.open(clerk, `/orders/${first.id}`)
  await page.click('button:has-text("合单")')
  await page.click(`text=${second.number}`)
  await shot(page, 'merge')
  await page.click('.el-drawer button:has-text("合单")')
  await page.waitForSelector('dt:has-text("合并了")')
  await page.click('button:has-text("拆单")')
  await page.click('.el-drawer button:has-text("全部") >> nth=1')
  await shot(page, 'split')
  await page.click('.el-drawer button:has-text("拆单")')
  await page.waitForSelector('dt:has-text("拆自")')
  await expect.poll(async () => (await clerk.client.orders.get({ id: first.id })).splitInto).toHaveLength(1)
})

test('a route proposes the day of delivery; an order becomes a template', async () => {
  const { client } = site.owner
  const route = await client.routes.save({
    id: newId(),
    version: 0,
    name: '城东线',
    weekdays: 127,
    cutOffTime: '16:00',
    cutOffDays: 1,
  })
  await client.routes.assign({ id: route.id, version: route.version, customerIds: [customerId] })
  const { page } = await site.open(clerk, '/routes')
  await page.waitForSelector('text=城东线')
  await page.click('text=城东线')
  await page.waitForSelector('.el-drawer li')
  await page.waitForTimeout(process.env['SCREENSHOTS'] ? 400 : 0)
  await shot(page, 'route')
  await page.click('.el-drawer button:has-text("取消")')
  await page.waitForSelector('.el-drawer', { state: 'hidden' })
  await page.goto(`${site.url}/#/orders/new`)
  await chooseCustomer(page)
  await page.waitForSelector('.route >> text=城东线')
  await shot(page, 'desk-route')
  const [order] = (await clerk.client.orders.list({ filter: { status: 'to-ship' } })).rows
  await page.goto(`${site.url}/#/orders/${order!.id}`)
  await page.click('button:has-text("存为模板")')
  await page.waitForSelector('.el-drawer >> text=周期')
  await shot(page, 'plan')
  await expect
    .poll(() => clerk.client.orderPlans.list({}))
    .toMatchObject([{ name: '兰溪面点坊', customerId, rhythm: null }])
})
