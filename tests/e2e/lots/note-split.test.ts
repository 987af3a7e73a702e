import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { Client, Outputs } from '../../../shared/contract/index.ts'
import { addDays } from '../../../shared/day.ts'
import { newId } from '../../../shared/ids.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'

let site: Site
let owner: Client
let today: string
let product: Outputs['products']['create']
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
  today = (await owner.home.status()).session!.company.today
  product = await makeProduct(owner, { name: '特一粉', lotTracked: true, shelfLifeDays: 180 })
  await receive(3, 100)
  await receive(20, 10)
}, 180_000)
afterAll(() => site.close())

/** Brings bags into the first warehouse that were made so many days ago. */
async function receive(bags: number, daysAgo: number): Promise<void> {
  const [warehouse] = await owner.company.warehouses()
  await owner.stockDocuments.post({
    id: newId(),
    version: 0,
    draft: {
      kind: 'other-in',
      warehouseId: warehouse!.id,
      reason: '期初补录',
      lines: [
        {
          productId: product.id,
          unit: '袋',
          quantity: bags * 1000,
          lotNumber: '',
          productionDay: addDays(today, -daysAgo),
        },
      ],
    },
  })
}

/** Pictures of the pages for whoever looks at them, where they are asked for. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES']
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  for (const [width, height] of [
    [1366, 768],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height })
    await page.waitForTimeout(200)
    await page.screenshot({ path: join(folder, `${name}-${width}.png`) })
  }
  await page.setViewportSize({ width: 1366, height: 768 })
}

const numberOf = (daysAgo: number) => addDays(today, -daysAgo).replaceAll('-', '')

describe('lots of a note', () => {
  it('are shown, changed by keyboard with a reason, refused when frozen, replaced by one key, and confirmed', async () => {
    const customer = await makeCustomer(owner, { name: '春晓超市' })
    const order = await submitOrder(owner, customer.id, [line(product.id, 5)])
    const [note] = await owner.shipments.createForOrder({ orderId: order.id, version: order.version })
    const { page, context, faults } = await site.signIn(OWNER_EMAIL)
    await page.evaluate((id) => (location.hash = `#/shipments/${id}`), note!.id)
    const lots = page.locator('.note-lines ul.lots')
    await lots.waitFor()
    await expect.poll(() => lots.innerText()).toContain(numberOf(100))
    await expect.poll(() => lots.innerText()).toContain(numberOf(10))
    await picture(page, 'note')

    await page.keyboard.press('F8')
    const dialog = page.locator('.el-dialog:has-text("批号拆分")')
    await dialog.locator('tbody tr').nth(1).waitFor()
    await expect
      .poll(() =>
        dialog
          .locator('input')
          .first()
          .evaluate((e) => e === document.activeElement),
      )
      .toBe(true)
    await picture(page, 'choose')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('1')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Control+a')
    await page.keyboard.type('4')
    await page.keyboard.press('Enter')
    await page.keyboard.type('客户要新货')
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await page.waitForSelector('text=人工改派：客户要新货')
    const chosen = await owner.shipments.get({ id: note!.id })
    expect(chosen.lines[0]!.lots.map((l) => [l.number, l.quantity])).toEqual([
      [numberOf(100), 1000],
      [numberOf(10), 4000],
    ])

    const old = chosen.lines[0]!.lots[0]!.lotId
    const { version } = await owner.lots.get({ id: old })
    await owner.lots.freeze({ id: old, version, reason: '抽检' })
    await page.waitForSelector('text=不能出库')
    await picture(page, 'frozen')
    await page.keyboard.press('F10')
    await page.waitForSelector(`text=第 1 行 ${numberOf(100)}`)
    await page.keyboard.press('F7')
    await page.waitForSelector('.toast:has-text("已改派 1 个批号")')
    await page.waitForSelector('text=不能出库', { state: 'detached' })
    await page.keyboard.press('F10')
    await page.waitForSelector('.toast:has-text("已出库")')
    const posted = await owner.shipments.get({ id: note!.id })
    expect(posted.lines[0]!.lots.map((l) => [l.number, l.quantity])).toEqual([[numberOf(10), 5000]])

    await page.evaluate((id) => (location.hash = `#/orders/${id}`), order.id)
    await page.waitForSelector(`text=${numberOf(10)}`)
    await picture(page, 'order')
    expect(faults).toEqual([])
    await context.close()
  }, 90_000)
})

describe('the list of lots', () => {
  it('leads by keyboard to a lot, who got it, and freezing', async () => {
    const { page, context, faults } = await site.signIn(OWNER_EMAIL)
    await page.evaluate(() => (location.hash = '#/lots'))
    await page.waitForSelector('.row:has-text("特一粉")')
    await picture(page, 'lots')
    await page.keyboard.press('Control+f')
    await page.waitForSelector('input[type=search]:focus')
    await page.keyboard.type(numberOf(10))
    await expect.poll(() => page.locator('.row:has-text("特一粉")').count()).toBe(1)
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=tab]:has-text("流向追溯")')
    await picture(page, 'lot')
    await page.click('[role=tab]:has-text("流向追溯")')
    await page.waitForSelector('.row:has-text("春晓超市")')
    await picture(page, 'recall')
    await page.click('button:has-text("打印")')
    await page.frameLocator('iframe').locator('text=批号流向追溯表').first().waitFor()
    await picture(page, 'paper')
    await page.keyboard.press('Escape')
    await page.waitForSelector('iframe', { state: 'detached' })
    await page.click('.el-button:has-text("冻结")')
    await page.waitForSelector('.ask input:focus')
    await page.keyboard.type('客诉')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.toast:has-text("已冻结")')
    await picture(page, 'lot-frozen')
    expect(faults).toEqual([])
    await context.close()
  }, 90_000)

  it('reads in English, with the forms that belong to it', async () => {
    const { page, context, faults } = await site.signIn(OWNER_EMAIL, '/', { locale: 'en' })
    await page.evaluate(() => (location.hash = '#/lots'))
    await page.waitForSelector('.row:has-text("特一粉")')
    await picture(page, 'lots-en')
    await page.evaluate((id) => (location.hash = `#/products/${id}`), product.id)
    await page.waitForSelector('text=Kept by lot')
    await picture(page, 'product-en')
    await page.click('[role=tab]:has-text("Lots")')
    await page.waitForSelector(`.row:has-text("${numberOf(10)}")`)
    await picture(page, 'product-lots-en')
    await page.evaluate((id) => (location.hash = `#/customers/${id}/new`), newId())
    await page.waitForSelector('text=Shelf life asked for')
    expect(faults).toEqual([])
    await context.close()
  }, 90_000)
})
