import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { focusIn } from '../support/page.ts'
import { OWNER_EMAIL, startSite, type Site, type Window } from '../welcome/site.ts'

let site: Site
let owner: Client
let window: Window
let page: Page
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
  window = await site.signIn(OWNER_EMAIL)
  page = window.page
}, 180_000)
afterAll(() => site.close())

const go = (path: string): Promise<void> => page.evaluate((hash) => void (location.hash = hash), path)
const focused = (selector: string): Promise<unknown> => focusIn(page, selector)
const cell = (column: string): Promise<string> =>
  page.locator(`[role=row][aria-rowindex="2"] [data-column="${column}"]`).innerText()
/** The grid's last offer, "new …", which takes an arrow. */
async function openQuickProduct(): Promise<void> {
  // of what is typed now: the offer for fewer letters may still stand there
  await page.waitForSelector('.line-grid-option.is-create:has-text("荞麦面")')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await focused('.el-drawer input')
}

test('a customer and a product nobody has entered yet are entered while the order is typed', async () => {
  await go('#/orders/new')
  await focused('.picker input')
  await page.keyboard.type('东关早点铺')
  await page.waitForSelector('.create:has-text("新建“东关早点铺”")')
  // nothing found: Enter alone opens no form, the line takes an arrow
  await page.keyboard.press('Enter')
  await expect.poll(() => page.locator('.create[aria-selected="true"], .el-drawer:visible').count()).toBe(0)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await focused('.el-drawer input')
  await expect.poll(() => page.inputValue('.el-drawer input')).toBe('东关早点铺')
  await page.keyboard.press('Enter')
  await focused('.line-grid-input')
  await expect.poll(() => page.inputValue('.picker input')).toBe('东关早点铺')

  await page.keyboard.type('荞麦面')
  await openQuickProduct()
  await page.keyboard.press('Escape')
  await page.waitForSelector('.el-drawer:visible', { state: 'hidden' })
  await focused('.line-grid-input')
  await expect.poll(() => page.inputValue('.line-grid-input')).toBe('荞麦面')

  await page.keyboard.press('Backspace')
  await page.keyboard.type('面')
  await openQuickProduct()
  await page.keyboard.press('Tab')
  await page.keyboard.type('袋')
  await page.keyboard.press('Tab')
  await page.keyboard.type('36.5')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.el-drawer:visible', { state: 'hidden' })
  await focused('.line-grid-input')
  await page.keyboard.type('3')
  await page.keyboard.press('Enter')
  await expect
    .poll(async () => [await cell('product'), await cell('unit'), await cell('amount')])
    .toEqual(['荞麦面', '袋', '109.50'])
  await page.keyboard.press('F10')
  await page.waitForSelector('.submitted')
})

test('the conditions of a list are in its address: for a reload, the way back, another window and the open tab', async () => {
  const customer = await makeCustomer(owner, { name: '北街面馆' })
  const product = await makeProduct(owner, { name: '饺子粉', stock: 100 })
  await submitOrder(owner, customer.id, [line(product.id, 5)])
  const state = async (of = page) =>
    (await of.locator('.list-page [role=tab][aria-selected=true]').first().innerText()).replace(/[\d,+]/g, '').trim()
  const conditions = async (of = page) => [await state(of), await of.inputValue('.list-page input[type=search]')]
  const address = () => page.evaluate(() => location.hash)
  await go('#/orders')
  await page.click('[role=tab]:has-text("待发货")')
  await page.waitForFunction(() => location.hash === '#/orders?status=to-ship')
  await page.fill('.list-page input[type=search]', 'bjmg')
  await page.waitForFunction(() => location.hash === '#/orders?status=to-ship&search=bjmg')
  await page.click('[role=tab]:has-text("待审核")')
  await page.waitForFunction(() => location.hash.includes('status=pending'))

  await page.goBack()
  await page.waitForFunction(() => location.hash.includes('status=to-ship'))
  await expect.poll(() => state()).toBe('待发货')
  await page.waitForSelector('[role=row]:has-text("北街面馆")')
  await page.reload()
  await page.waitForSelector('[role=row]:has-text("北街面馆")')
  await expect.poll(() => conditions()).toEqual(['待发货', 'bjmg'])

  const second = await page.context().newPage()
  await second.goto(page.url())
  await second.waitForSelector('[role=row]:has-text("北街面馆")')
  await expect.poll(() => conditions(second)).toEqual(['待发货', 'bjmg'])
  await second.close()

  // the menu leads back to the tab as it was left, and once there to the whole list
  await go('#/customers')
  await page.waitForSelector('h1:has-text("客户")')
  await page.click('.sidebar a[href^="#/orders?"]')
  await page.waitForFunction(() => location.hash === '#/orders?status=to-ship&search=bjmg')
  await page.click('.sidebar a.active')
  await page.waitForFunction(() => location.hash === '#/orders')
  await expect.poll(() => state()).toBe('全部')
  await expect.poll(address).toBe('#/orders')

  await go('#/settlement')
  await page.waitForSelector('.list-page :text("没有客户有余额")')
  await page.click('[role=tab]:has-text("全部")')
  await page.waitForSelector('[role=row]:has-text("北街面馆")')
})

test('the columns somebody chose follow them to another machine, and nobody else', async () => {
  const heads = (of: Page) => of.locator('.data-table [role=columnheader]').allInnerTexts()
  await go('#/customers')
  await page.click('.data-table button[aria-label="列设置"]')
  await page.click('.columns .menu-item:has-text("等级") input')
  await page.keyboard.press('Escape')
  await expect.poll(() => heads(page)).not.toContain('等级')
  await expect.poll(async () => (await owner.system.preferences())['table.customers']).toBeTruthy()

  const other = await site.signIn(OWNER_EMAIL)
  await other.page.evaluate(() => (location.hash = '#/customers'))
  await other.page.waitForSelector('.data-table [role=columnheader]')
  await expect.poll(() => heads(other.page)).not.toContain('等级')
  await other.context.close()
  const keeper = await site.signIn(await site.person(owner, 'sales'))
  await keeper.page.evaluate(() => (location.hash = '#/customers'))
  await keeper.page.waitForSelector('.data-table [role=columnheader]')
  await expect.poll(() => heads(keeper.page)).toContain('等级')
  await keeper.context.close()
})

test('from a customer to a new order and to the money, from an order to its note', async () => {
  const customer = await makeCustomer(owner, { name: '西街包子铺' })
  const product = await makeProduct(owner, { name: '雪花粉', stock: 100 })
  await go(`#/customers/${customer.id}`)
  await page.click('button:has-text("新建订单")')
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('.picker input')?.value === '西街包子铺')
  await focused('.line-grid-input')

  // what is being typed there is left alone: the next order gets a tab of its own
  await page.keyboard.type('xhf')
  await page.keyboard.press('Enter')
  await page.keyboard.type('2')
  await page.keyboard.press('Enter')
  await expect.poll(() => cell('product')).toBe('雪花粉')
  await go(`#/customers/${customer.id}`)
  await page.click('button:has-text("新建订单")')
  await page.waitForFunction(() => /#\/orders\/[0-9A-Z]{26}\/edit/i.test(location.hash))
  await page.waitForFunction(() =>
    [...document.querySelectorAll<HTMLInputElement>('.picker input')].some(
      (input) => input.offsetParent !== null && input.value === '西街包子铺',
    ),
  )

  const order = await submitOrder(owner, customer.id, [line(product.id, 5)])
  await go(`#/orders/${order.id}`)
  await page.click('.actions button:has-text("生成出库单")')
  await page.waitForFunction(() => location.hash.startsWith('#/shipments/'))
  await page.waitForSelector('.note-lines')
  await go(`#/orders/${order.id}`)
  await page.getByRole('button', { name: '收款', exact: true }).click()
  await page.waitForSelector('.el-drawer >> text=确认收款')
  await page.keyboard.press('Escape')

  await go('#/orders')
  await page.click('.actions button:has-text("导入")')
  await page.waitForFunction(() => location.hash.startsWith('#/imports/'))
  expect(window.faults).toEqual([])
})
