import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pinyinOf } from '../../../electron/backend/pinyin.ts'
import { newId } from '../../../shared/ids.ts'
import { loadProducts, bulkProduct } from '../../support/bulk.ts'
import { makeCustomer, postStock } from '../../support/make.ts'
import { startOrderSite, type OrderSite, type Person } from './order-site.ts'
import { focusIn } from '../support/page.ts'

const PRODUCTS = 50_000
/** One of each brand, spread over the whole catalogue: what this customer usually takes. */
const USUAL = Array.from({ length: 10 }, (_, i) => bulkProduct(i + 4800 * i))

let site: OrderSite
let clerk: Person

beforeAll(async () => {
  site = await startOrderSite()
  await loadProducts(site.company, site.owner.userId, PRODUCTS)
  const { client } = site.owner
  const customer = await makeCustomer(client, {
    name: '兰溪面点坊',
    contacts: [{ name: '李师傅', mobile: '13512345678' }],
    addresses: [{ address: '兰溪市横山路 18 号' }],
  })
  const ids: string[] = []
  for (const { code } of USUAL) ids.push((await client.products.suggest({ text: code, limit: 1 }))[0]!.id)
  await postStock(
    client,
    'other-in',
    ids.map((productId) => [productId, 500]),
    { reason: '期初' },
  )
  clerk = await site.person('order-desk', '张小单')
  for (const times of [3, 5]) {
    await clerk.client.orders.submit({
      id: newId(),
      version: 0,
      draft: {
        customerId: customer.id,
        lines: ids.map((productId) => ({ productId, unit: '袋', quantity: times * 5000, price: 1_200_000 })),
      },
    })
  }
}, 240_000)
afterAll(() => site.close())

test('ten lines by keyboard alone, under a hundred keys, with suggestions out of 50,000 products', async () => {
  const { page } = await site.open(clerk, '/orders/new')
  await watchPointer(page)
  await focusIn(page, '.picker input')
  let keys = 0
  const press = async (key: string): Promise<void> => {
    keys++
    await page.keyboard.press(key)
    await page.waitForTimeout(12)
  }
  const type = async (text: string): Promise<void> => {
    for (const letter of text) await press(letter)
  }

  await type('lxmd')
  await press('Enter')
  await focusIn(page, '.line-grid-input')
  for (const [index, product] of USUAL.entries()) {
    await type(pinyinOf(product.name).mnemonic.slice(0, 4))
    await press('Enter')
    await type(String(12 + index))
    await press('Enter')
  }
  await press('F10')
  await page.waitForSelector('.submitted')

  const [order] = (await clerk.client.orders.list({ filter: {}, limit: 1 })).rows
  const view = await clerk.client.orders.get({ id: order!.id })
  expect(view.lines.map((line) => [line.code, line.quantity])).toEqual(
    USUAL.map((product, index) => [product.code, (12 + index) * 1000]),
  )
  expect(view.status).toBe('to-ship')
  await expect.poll(() => page.textContent('.number-line')).toContain(view.number)
  expect(keys).toBeLessThanOrEqual(100)
  await expect.poll(() => page.evaluate(() => window.pointerEvents)).toBe(0)

  const answers = await page.evaluate(() =>
    performance
      .getEntriesByType('resource')
      .filter((entry) => entry.name.includes('products/suggest'))
      .map((entry) => entry.duration),
  )
  const middle = medianOf(answers)
  console.log(`${keys} keys; ${answers.length} suggestions in the page, median ${middle.toFixed(1)} ms`)
  expect(middle).toBeLessThan(100)

  await page.keyboard.press('Enter')
  await focusIn(page, '.picker input')
  await expect.poll(() => page.inputValue('.picker input')).toBe('')
}, 60_000)

test('every letter typed is answered by the backend within 50 ms', async () => {
  const times: number[] = []
  const customer = (await clerk.client.customers.suggest({ text: 'lxmd' }))[0]!
  for (const { name } of USUAL) {
    const initials = pinyinOf(name).mnemonic
    for (let length = 1; length <= 5; length++) {
      const text = initials.slice(0, length)
      // the quickest of three: what a busy machine adds is not ours
      const tries: number[] = []
      for (let i = 0; i < 3; i++) {
        const started = performance.now()
        const found = await clerk.client.products.suggest({ text, customerId: customer.id })
        tries.push(performance.now() - started)
        expect(found.length).toBeGreaterThan(0)
      }
      times.push(Math.min(...tries))
    }
  }
  console.log(`suggestions: median ${medianOf(times).toFixed(1)} ms, slowest ${Math.max(...times).toFixed(1)} ms`)
  expect(Math.max(...times)).toBeLessThan(50)
})

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

declare global {
  interface Window {
    pointerEvents: number
  }
}

async function watchPointer(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.pointerEvents = 0
    for (const type of ['pointerdown', 'mousedown', 'wheel', 'touchstart'])
      window.addEventListener(type, () => window.pointerEvents++, true)
  })
}
