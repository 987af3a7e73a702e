import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { startOrderSite, type OrderSite, type Person } from './order-site.ts'
import { focusIn } from '../support/page.ts'

/** A chat message becomes an order without a mouse: sure lines go through, doubtful ones take a key, unknown ones stay. */
let site: OrderSite
let clerk: Person

beforeAll(async () => {
  site = await startOrderSite()
  const { client } = site.owner
  const customer = await makeCustomer(client, { name: '兰溪面点坊' })
  const flour = await makeProduct(client, { name: '特一粉', stock: 500 })
  const dumpling = await makeProduct(client, { name: '饺子粉', stock: 500 })
  await makeProduct(client, { name: '面包粉 高筋', stock: 500 })
  await makeProduct(client, { name: '面包粉 全麦', stock: 500 })
  clerk = await site.person('order-desk', '张小单')
  await submitOrder(clerk.client, customer.id, [line(flour.id, 10), line(dumpling.id, 10)])
}, 120_000)
afterAll(() => site.close())

test('a pasted message is looked through by keyboard and becomes the order', async () => {
  const { page } = await site.open(clerk, '/orders/new')
  await focusIn(page, '.picker input')
  await page.keyboard.type('lxmd', { delay: 15 })
  await page.keyboard.press('Enter')
  await focusIn(page, '.line-grid-input')
  await page.keyboard.press('Alt+v')
  await page.waitForSelector('.paste .message')
  await page.fill('.paste .message', '特一 20袋，饺子粉10包\n面包粉5袋，酱油2箱，明天送')
  await page.waitForSelector('.lines .line >> nth=3')
  await expect.poll(() => tones(page)).toEqual(['sure', 'sure', 'doubtful', 'unknown'])
  await page.screenshot({ path: process.env['SCREENSHOTS'] ? `${process.env['SCREENSHOTS']}/paste.png` : undefined })
  // the cursor stands on the first line that asks something: 1 takes the other bread flour
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-tone') === 'doubtful')
  const other = await page.textContent('.line[data-tone=doubtful] .other')
  await page.keyboard.press('1')
  await page.waitForFunction(() => document.querySelectorAll('.line[data-tone=doubtful]').length === 0)
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('.paste', { state: 'detached' })
  for (const words of ['特一粉', '饺子粉', other!.replace(/^\s*1\s*/, '').split(' ')[0]!, '酱油2箱'])
    await page.waitForSelector(`.line-grid:has-text("${words}")`)

  // what the clerk chose is known the next time
  const [customer] = (await clerk.client.customers.list({ limit: 10 })).rows.filter((one) => one.name === '兰溪面点坊')
  await expect
    .poll(async () => (await clerk.client.orderText.read({ customerId: customer!.id, text: '面包粉3袋' })).lines[0])
    .toMatchObject({ confidence: 'sure' })
})

const tones = (page: Page): Promise<string[]> =>
  page.$$eval('.paste .line', (lines) => lines.map((one) => one.getAttribute('data-tone') ?? ''))
