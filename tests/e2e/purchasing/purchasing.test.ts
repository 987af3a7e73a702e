import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { makeProduct } from '../../support/make.ts'
import { makeSupplier } from '../../support/purchase.ts'
import { focusIn } from '../support/page.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'

let site: Site
let owner: Client

beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
}, 180_000)
afterAll(() => site.close())

/** A supplier with one agreed product, and milk that nobody delivers yet; made once, also when a test begins again. */
async function makeGoods() {
  const mill = await makeSupplier(owner, { name: '五得利面粉', code: 'WDL', creditDays: 30 })
  const flour = await makeProduct(owner, { name: '特一粉', code: 'TF01', purchasePrice: 600_000 })
  const milk = await makeProduct(owner, { name: '纯牛奶', code: 'CN01', lotTracked: true, shelfLifeDays: 180 })
  await owner.suppliers.saveSupply({
    supplierId: mill.id,
    productId: flour.id,
    version: 0,
    unit: '袋',
    minOrder: 20_000,
    multiple: 10_000,
    preferred: true,
    prices: [{ unit: '袋', price: 580_000 }],
  })
  return { mill, flour, milk }
}
let goods: ReturnType<typeof makeGoods> | undefined

/**
 * Types into the cell the cursor is in and goes to the next one. As fast as a quick person: a code typed all at once and
 * ended by Enter is what a scanner sends, and would be put on a line of its own.
 */
async function enter(page: Page, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    await page.keyboard.type(text, { delay: 45 })
    // a product is chosen from what was found
    if (/^[A-Z]/.test(text)) await page.waitForSelector('[role=listbox] [role=option]')
    await page.keyboard.press('Enter')
  }
}
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('F3')
  await focusIn(page, '.palette input')
  await page.keyboard.type(words)
  await page.waitForSelector('.palette [aria-busy=false] [role=option]')
  await page.keyboard.press('Enter')
}

/** A cell of the grid by its row, from 0, and the title of its column. */
async function cell(page: Page, row: number, title: string): Promise<Locator> {
  const column = page.locator('.line-grid [role=columnheader]', { hasText: title })
  const index = Number(await column.first().getAttribute('aria-colindex'))
  return page.locator('.line-grid-body [role=row]').nth(row).locator(`[aria-colindex="${index}"]`)
}

describe('purchasing by keyboard', () => {
  it('goes from the request over the order and the receipt to the payment', { timeout: 90_000 }, async () => {
    const { flour, milk, mill } = await (goods ??= makeGoods())
    const { page, context, faults } = await site.signIn(OWNER_EMAIL)

    // request: 15 bags of flour, 4 of milk from a supplier named on the line
    await command(page, 'xjqgd')
    await page.waitForSelector('.document h1:has-text("新建请购单")')
    await page.waitForSelector('.line-grid.is-focused')
    await enter(page, 'TF01', '15', 'CN01', '4')
    await page.waitForSelector('.line-grid:has-text("特一粉"):has-text("纯牛奶")')
    await page.keyboard.press('F10')
    await page.waitForSelector('.chip:has-text("待采购")')
    await expect.poll(() => page.locator('.document h1').innerText()).toMatch(/^QGD-/)
    await page.keyboard.press('F10')
    await page.waitForSelector('.ordering')
    // the best offer is filled in, rounded up to the minimum; nobody delivers milk yet
    await page.waitForSelector('text=1 行还没有选供应商')
    const rows = page.locator('.ordering tbody tr')
    await expect.poll(() => rows.nth(0).locator('input').nth(1).inputValue()).toBe('20袋')
    await rows.nth(1).locator('.supplier input').click()
    await page.keyboard.type('wdl')
    await page.waitForSelector('[role=option]:has-text("五得利面粉")')
    await page.keyboard.press('Enter')
    await page.keyboard.press('F10')
    await page.waitForSelector('.document h1:has-text("CGDD-")')

    // order: a price is typed, then approved
    await page.waitForSelector('.line-grid-body [role=row] >> nth=1')
    await (await cell(page, 1, '单价')).click()
    await enter(page, '45.5')
    await page.keyboard.press('F10')
    await page.waitForSelector('.chip:has-text("待入库")')
    const [order] = (await owner.purchasing.list({})).rows
    expect(order).toMatchObject({ status: 'to-receive', total: 20 * 5_800 + 4 * 4_550 })

    // receipt: the lot of the milk is its production day
    await page.keyboard.press('F10')
    await page.waitForSelector('.document h1:has-text("CGRK-")')
    await page.waitForSelector('.line-grid-body [role=row] >> nth=1')
    await (await cell(page, 1, '生产日期')).click()
    // by hand: eight digits at once would be a scanned code
    await page.keyboard.type('2026-11-01', { delay: 80 })
    await page.keyboard.press('Enter')
    await page.keyboard.press('F10')
    await page.waitForSelector('.chip:has-text("已入库")')
    const stock = (await owner.inventory.list({ perProduct: true })).rows
    expect(stock.find((row) => row.productId === flour.id)).toMatchObject({ onHand: 20_000 })
    expect(stock.find((row) => row.productId === milk.id)).toMatchObject({ onHand: 4_000 })
    const paper = page.waitForResponse((response) => response.url().endsWith('/rpc/purchaseReceipts/print'))
    await page.keyboard.press('Control+p')
    const { json } = (await (await paper).json()) as { json: { html: string } }
    for (const text of ['采购入库单', '五得利面粉', '2026-11-01', '¥1,342.00']) expect(json.html).toContain(text)
    await page.keyboard.press('Escape')
    await page.waitForSelector('iframe', { state: 'detached' })

    // payment: all of it, oldest first
    await command(page, 'yfzk')
    await page.waitForSelector('.data-table :text("五得利面粉")')
    await page.click('.actions button:has-text("付款")')
    await page.locator('.el-drawer input').first().click()
    await page.keyboard.type('wdl')
    await page.waitForSelector('[role=option]:has-text("五得利面粉")')
    await page.keyboard.press('Enter')
    await page.click('text=全部结清 1,342.00')
    await page.locator('.el-drawer input').nth(1).press('Enter')
    await page.waitForSelector('.toast:has-text("已付 ¥1,342.00")')
    await expect.poll(async () => (await owner.suppliers.get({ id: mill.id })).balance).toBe(0)
    expect(faults).toEqual([])
    await context.close()
  })

  it('goods go back from a receipt by typing how many, and a new supplier is entered', async () => {
    const supplier = await makeSupplier(owner, { name: '老张粮油', code: 'LZ' })
    const oil = await makeProduct(owner, { name: '豆油', code: 'DY01' })
    const receipt = await owner.purchasing.receive({
      id: newId(),
      supplierId: supplier.id,
      lines: [{ productId: oil.id, unit: '袋', quantity: 10_000, price: 800_000 }],
    })
    const { page, context, faults } = await site.signIn(OWNER_EMAIL)
    await command(page, receipt.number)
    await page.waitForSelector(`.document h1:has-text("${receipt.number}")`)
    await page.click('.actions >> text=新建退货单')
    await page.waitForSelector('.document h1:has-text("新建退货单")')
    await page.waitForSelector('.line-grid.is-focused')
    await enter(page, '3')
    await page.keyboard.press('F10')
    await page.waitForSelector('.chip:has-text("已退货")')
    await expect.poll(async () => (await owner.suppliers.get({ id: supplier.id })).balance).toBe(56_000)

    await command(page, 'xjgys')
    await page.waitForSelector('.document h1:has-text("新建供应商")')
    await focusIn(page, '.document input')
    await page.keyboard.type('新希望乳业')
    await page.keyboard.press('Control+s')
    await page.waitForSelector('.document h1:has-text("新希望乳业")')
    await expect
      .poll(async () => (await owner.suppliers.suggest({ text: 'xxw' })).map((one) => one.name))
      .toEqual(['新希望乳业'])
    expect(faults).toEqual([])
    await context.close()
  })
})
