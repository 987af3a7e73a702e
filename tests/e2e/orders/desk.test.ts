import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Outputs } from '../../../shared/contract/index.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { startMortalBrowser } from './killed-browser.ts'
import { signIn, startOrderSite, type OrderSite, type Person } from './order-site.ts'
import { focusIn } from '../support/page.ts'

const NAMES = ['五得利特精小麦粉', '金沙河高筋面条', '古船富强粉', '金龙鱼大豆油', '福临门菜籽油']

let site: OrderSite
let clerk: Person
let customer: Outputs['customers']['create']
let products: Outputs['products']['create'][]
const contexts: BrowserContext[] = []

beforeAll(async () => {
  site = await startOrderSite()
  const { client } = site.owner
  customer = await makeCustomer(client, {
    name: '兰溪面点坊',
    contacts: [{ name: '李师傅', mobile: '13512345678' }],
    addresses: [{ address: '兰溪市横山路 18 号', contact: '李师傅', phone: '13512345678' }],
    creditLimit: 100_000_000,
    settlement: 'monthly',
    notes: '周三不收货',
  })
  products = []
  for (const name of NAMES) products.push(await makeProduct(client, { name, stock: 1000, floorPrice: 700_000 }))
  clerk = await site.person('order-desk', '张小单')
  await submitOrder(
    clerk.client,
    customer.id,
    products.map((product) => line(product.id, 10)),
  )
}, 120_000)
afterAll(() => site.close())
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
  // what a test left on hold is not the next one's
  for (const draft of await clerk.client.orders.drafts())
    await clerk.client.orders.discardDraft({ id: draft.id, version: draft.version })
})

/** A desk with the customer chosen and the cursor in the first line. */
async function openDesk(path = '/orders/new'): Promise<Page> {
  const { page, context } = await site.open(clerk, path)
  contexts.push(context)
  await chooseCustomer(page)
  return page
}
async function chooseCustomer(page: Page): Promise<void> {
  await focusIn(page, '.picker input')
  await typeSlowly(page, 'lxmd')
  await page.keyboard.press('Enter')
  await focusIn(page, '.line-grid-input')
}
const typeSlowly = (page: Page, text: string): Promise<void> => page.keyboard.type(text, { delay: 15 })
async function enterLine(page: Page, initials: string, quantity: string): Promise<void> {
  await typeSlowly(page, initials)
  await page.keyboard.press('Enter')
  await typeSlowly(page, quantity)
  await page.keyboard.press('Enter')
}
/** Texts of a line of the grid by column, from row 1. */
const cellOf = (page: Page, row: number, column: string): Promise<string> =>
  page.locator(`[role=row][aria-rowindex="${row + 1}"] [data-column="${column}"]`).innerText()
const submitBy = async (page: Page): Promise<string> => {
  await page.keyboard.press('F10')
  await page.waitForSelector('.submitted')
  return (await page.locator('.number-line').innerText()).split(/\s/)[0]!
}
/** Quantities of the only order that this browser's storage keeps. */
const keptQuantities = (page: Page): Promise<(number | null)[]> =>
  page.evaluate(async () => {
    const settled = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error ?? new Error('the drafts cannot be read'))
      })
    const database = await settled(indexedDB.open('huozhan.order-drafts'))
    const [text] = await settled<string[]>(database.transaction('drafts').objectStore('drafts').getAll())
    database.close()
    const { lines } = JSON.parse(text ?? '{"lines":[]}') as { lines: { productId: string; quantity: number | null }[] }
    return lines.filter(({ productId }) => productId).map(({ quantity }) => quantity)
  })
const lastOrder = async () => {
  const { rows } = await clerk.client.orders.list({ filter: {}, limit: 1 })
  return clerk.client.orders.get({ id: rows[0]!.id })
}

test('an order being typed survives a killed browser', async () => {
  const profile = await mkdtemp(join(tmpdir(), 'huozhan-profile-'))
  const open = async () => {
    const mortal = await startMortalBrowser(profile)
    const context = mortal.browser.contexts()[0]!
    await signIn(context, site.url, clerk, { locale: 'zh-CN', dark: false })
    const page = await context.newPage()
    await page.goto(`${site.url}/#/orders/new`)
    return { mortal, page }
  }
  const first = await open()
  await chooseCustomer(first.page)
  await enterLine(first.page, 'wdl', '12')
  await enterLine(first.page, 'jsh', '2吨5')
  await expect.poll(() => keptQuantities(first.page)).toEqual([12_000, 85_000])
  await first.mortal.kill()

  const second = await open()
  await second.page.waitForSelector('text=已恢复未提交订单')
  await expect.poll(() => cellOf(second.page, 1, 'product')).toBe(NAMES[0])
  await expect.poll(() => cellOf(second.page, 2, 'quantity')).toContain('2吨5袋')
  await expect.poll(() => second.page.inputValue('.picker input')).toBe(customer.name)
  await submitBy(second.page)
  await expect.poll(async () => (await lastOrder()).lines.map((one) => one.quantity)).toEqual([12_000, 85_000])
  await second.mortal.kill()
  await rm(profile, { recursive: true, force: true })
}, 60_000)

test('nothing is lost while the host does not answer, and the same order goes through afterwards, once', async () => {
  const page = await openDesk()
  await enterLine(page, 'wdl', '7')
  const before = await clerk.client.orders.counts({ filter: {} })
  await site.disconnect()
  await page.keyboard.press('F10')
  await page.waitForSelector('.error-note')
  await expect.poll(() => page.locator('.error-note').first().innerText()).toContain('录入的内容都还在')
  await expect.poll(() => cellOf(page, 1, 'quantity')).toContain('7')
  await site.reconnect()
  await submitBy(page)
  const after = await clerk.client.orders.counts({ filter: {} })
  expect(sum(after.counts) - sum(before.counts)).toBe(1)
})

test('usual goods: figures and Enter fill the order', async () => {
  const page = await openDesk()
  await page.keyboard.press('F4')
  await focusIn(page, '[data-pane] li input')
  await typeSlowly(page, '3')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await typeSlowly(page, '1吨2')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Escape')
  await focusIn(page, '.line-grid-input')
  await submitBy(page)
  const order = await lastOrder()
  expect(order.lines.map((one) => one.quantity)).toEqual([3000, 42_000])
  expect(order.lines[0]!.price).toBe(800_000)
})

test('warnings stand at their cells; a doubled product is merged by a key and comes back by undo', async () => {
  const page = await openDesk()
  await enterLine(page, 'wdl', '2000')
  await enterLine(page, 'jsh', '5')
  await enterLine(page, 'wdl', '1')
  await expect.poll(() => cellOf(page, 1, 'quantity')).toMatch(/缺/)
  await page.keyboard.press('ArrowUp')
  await page.waitForSelector('text=与第 1 行相同')
  await page.keyboard.press('Control+m')
  await expect.poll(() => cellOf(page, 1, 'quantity')).toContain('2001')
  await page.keyboard.press('Control+z')
  await expect.poll(() => cellOf(page, 3, 'product')).toBe(NAMES[0])
})

test('price, discount, gift and the live totals', async () => {
  const page = await openDesk()
  await enterLine(page, 'wdl', '10')
  await enterLine(page, 'jsh', '2')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('F7')
  await expect.poll(() => cellOf(page, 2, 'product')).toContain('赠品')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Home')
  for (let i = 0; i < 3; i++) await page.keyboard.press('Tab')
  await typeSlowly(page, '60')
  await page.keyboard.press('Tab')
  await typeSlowly(page, '9.5折')
  await page.keyboard.press('Tab')
  await expect.poll(() => page.locator('.foot .total').innerText()).toContain('¥570.00')
  await expect.poll(() => cellOf(page, 1, 'price')).toContain('手改')
  await submitBy(page)
  const order = await lastOrder()
  expect(order.status).toBe('pending')
  expect(order.total).toBe(57_000)
  expect(order.lines[1]!.gift).toBe(true)
  await expect.poll(() => page.locator('.submitted').innerText()).toContain('低于最低售价')
})

test('hold, take back, copy the last order', async () => {
  const page = await openDesk()
  await enterLine(page, 'wdl', '9')
  await page.keyboard.press('F8')
  await expect.poll(() => page.inputValue('.picker input')).toBe('')
  const held = (await clerk.client.orders.drafts()).filter((one) => one.held)
  expect(held).toHaveLength(1)
  await page.keyboard.press('Shift+F8')
  await focusIn(page, 'button.entry')
  await page.keyboard.press('Enter')
  await expect.poll(() => cellOf(page, 1, 'quantity')).toContain('9')
  await submitBy(page)
  await page.keyboard.press('F9')
  await chooseCustomer(page)
  await page.waitForSelector('text=最近订单')
  await page.keyboard.press('Alt+c')
  await expect.poll(() => cellOf(page, 1, 'quantity')).toContain('9')
})

test('an input method neither swallows nor doubles anything', async () => {
  const { page, context } = await site.open(clerk, '/orders/new')
  contexts.push(context)
  const ime = await context.newCDPSession(page)
  await focusIn(page, '.picker input')
  await compose(page, ime, 'lxmd', customer.name)
  await focusIn(page, '.line-grid-input')
  await compose(page, ime, 'gc', NAMES[2]!)
  await expect.poll(() => cellOf(page, 1, 'product')).toBe(NAMES[2])
  await typeSlowly(page, '3')
  await page.keyboard.press('Enter')
  await expect.poll(() => cellOf(page, 1, 'quantity')).toContain('3')
  await expect.poll(() => page.inputValue('.picker input')).toBe(customer.name)
})

test('what the server objects to stands at its line, and everything stays', async () => {
  const page = await openDesk()
  const doomed = await makeProduct(site.owner.client, { name: '想念玉米糁', stock: 5 })
  await enterLine(page, 'wdl', '1')
  await enterLine(page, 'xnym', '2')
  await site.owner.client.products.setStatus({ id: doomed.id, version: doomed.version, status: 'archived' })
  await page.keyboard.press('F10')
  await page.waitForSelector('text=商品已停用')
  await expect.poll(() => cellOf(page, 2, 'quantity')).toContain('2')
})

test('a conflict offers to reload or to keep the own edits', async () => {
  const page = await openDesk()
  await enterLine(page, 'wdl', '4')
  await page.keyboard.press('Control+s')
  await page.waitForSelector('text=已存为草稿')
  const [draft] = await clerk.client.orders.drafts()
  await clerk.client.orders.saveDraft({
    id: draft!.id,
    version: draft!.version,
    draft: { customerId: customer.id, lines: [line(products[1]!.id, 1)] },
  })
  await page.keyboard.press('F10')
  await page.waitForSelector('text=保留我的内容')
  await page.getByText('保留我的内容').click()
  await submitBy(page)
  await expect.poll(async () => (await lastOrder()).lines[0]!.quantity).toBe(4000)
})

/** Types letters into an input method and, when the list shows what is wanted, Enter. */
async function compose(
  page: Page,
  ime: Awaited<ReturnType<BrowserContext['newCDPSession']>>,
  letters: string,
  wanted: string,
): Promise<void> {
  for (let length = 1; length <= letters.length; length++) {
    const text = letters.slice(0, length).split('').join("'")
    await ime.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  }
  await page.waitForSelector(`[role=option]:has-text("${wanted}")`)
  const enter = { windowsVirtualKeyCode: 229, code: 'Enter', key: 'Process' } as const
  await ime.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...enter })
  await ime.send('Input.dispatchKeyEvent', { type: 'keyUp', ...enter })
}

const sum = (counts: Record<string, number>): number => Object.values(counts).reduce((a, b) => a + b, 0)
