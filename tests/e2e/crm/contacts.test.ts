import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { startOrderSite, type OrderSite, type Person } from '../orders/order-site.ts'
import { focusIn } from '../support/page.ts'

/** Contacts and reminders, without a mouse. */
let site: OrderSite
let clerk: Person
let customerId: string
const contexts: BrowserContext[] = []

beforeAll(async () => {
  site = await startOrderSite()
  clerk = await site.person('order-desk', '张小单')
  customerId = (await makeCustomer(site.owner.client, { name: '兰溪面点坊', contacts: [{ name: '张姐' }] })).id
}, 180_000)
afterAll(() => site.close())
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

async function open(path: string, prepare?: (context: BrowserContext) => Promise<void>): Promise<Page> {
  const { page, context } = await site.open(clerk, '/customers')
  contexts.push(context)
  await prepare?.(context)
  await page.goto(`${site.url}/#${path}`)
  await page.reload()
  await page.waitForSelector('.shell')
  return page
}
const shot = (page: Page, name: string): Promise<unknown> | undefined =>
  process.env['SCREENSHOTS'] ? page.screenshot({ path: `${process.env['SCREENSHOTS']}/${name}.png` }) : undefined
const today = async (): Promise<string> => (await site.owner.client.home.status()).session!.company.today
const contacts = async () => (await clerk.client.crm.timeline({ customerId, kinds: ['call', 'complaint'] })).rows

test('a call is logged in two keys from the customer’s page, and from the order’s with the order', async () => {
  const page = await open(`/customers/${customerId}`)
  await page.waitForSelector('h1 >> text=兰溪面点坊')
  await page.keyboard.press('Alt+j')
  await focusIn(page, '.el-drawer textarea')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.toast >> text=已记录')
  await expect.poll(() => contacts()).toMatchObject([{ kind: 'call', text: '', order: null }])

  const product = await makeProduct(site.owner.client, { stock: 10 })
  const order = await submitOrder(clerk.client, customerId, [line(product.id, 1)])
  await page.goto(`${site.url}/#/orders/${order.id}`)
  await page.waitForSelector(`h1 >> text=${order.number}`)
  await page.keyboard.press('Alt+j')
  await focusIn(page, '.el-drawer textarea')
  await page.keyboard.type('催发货')
  await shot(page, 'log')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.el-drawer:visible', { state: 'hidden' })
  await expect.poll(async () => (await contacts())[0]).toMatchObject({ text: '催发货', order: { id: order.id } })
  // a slip is taken back by one key
  await page.keyboard.press('Alt+u')
  await expect.poll(async () => (await contacts()).length).toBe(1)
})

test('everything with the customer is on one line, and filtered', async () => {
  const { client } = clerk
  await client.crm.log({ id: newId(), customerId, kind: 'complaint', text: '两袋受潮', contact: '张姐' })
  const page = await open(`/customers/${customerId}`)
  await page.waitForSelector('h1 >> text=兰溪面点坊')
  await page.locator('[role=tab]', { hasText: '资料' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.waitForSelector('.timeline .row >> text=两袋受潮')
  await expect.poll(() => page.locator('.timeline .body .row').count()).toBe(3)
  await shot(page, 'timeline')
  await page.click('.timeline .kinds >> text=订单')
  await page.waitForFunction(() => document.querySelectorAll('.timeline .body .row').length === 1)
})

test('a reminder is made, told by the bell, done with a result and opened again', async () => {
  for (const { id, version } of (await clerk.client.crm.reminders({})).rows) {
    await clerk.client.crm.finish({ targets: [{ id, version }] })
  }
  const page = await open('/reminders')
  await page.waitForSelector('text=没有要做的提醒')
  await page.keyboard.press('Insert')
  await focusIn(page, '.el-drawer input')
  await page.keyboard.type('问中秋备货')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.data-table .row >> text=问中秋备货')
  await page.waitForSelector('.header >> text=1')
  await shot(page, 'reminders')
  await page.locator('.scroller').focus()
  await page.keyboard.press('Space')
  await page.waitForSelector('.batch')
  await page.keyboard.press('F10')
  await focusIn(page, '.el-drawer textarea')
  await page.keyboard.type('要 200 袋')
  await page.keyboard.press('Enter')
  await page.waitForSelector('text=没有要做的提醒')
  const done = async () => (await clerk.client.crm.reminders({ tab: 'done' })).rows.map((row) => row.result)
  await expect.poll(() => done()).toContain('要 200 袋')
  await page.keyboard.press('Alt+u')
  await page.waitForSelector('.data-table .row >> text=问中秋备货')
  await expect.poll(() => done()).not.toContain('要 200 袋')
})

test('what waited is said at the start; the desktop is told only when asked to, and once', async () => {
  const day = await today()
  const remind = (note: string) => clerk.client.crm.remind({ id: newId(), customerId, day, note })
  await remind('送样品')
  const page = await open('/customers', async (context) => {
    await context.grantPermissions(['notifications'])
    // the system's own bubble cannot be read: what is asked of it can
    await context.addInitScript(() => {
      const asked: string[] = []
      Object.assign(window, { asked })
      class Told {
        static permission = 'granted'
        static requestPermission = () => Promise.resolve('granted')
        onclick: unknown = null
        constructor(title: string, { body }: { body: string }) {
          asked.push(`${title} ${body}`)
        }
      }
      Object.assign(window, { Notification: Told })
    })
  })
  const asked = () => page.evaluate(() => (window as unknown as { asked: string[] }).asked)
  await page.waitForSelector('.toast >> text=送样品')
  await expect.poll(() => asked()).toEqual([])
  await page.click('.header [aria-label*="提醒待办"]')
  await shot(page, 'bell')
  await page.click('text=打开桌面通知')
  await page.waitForSelector('.toast >> text=新到期的提醒会弹出桌面通知')
  await remind('收样品回执')
  await expect.poll(asked).toEqual(['提醒：兰溪面点坊 收样品回执'])
})
