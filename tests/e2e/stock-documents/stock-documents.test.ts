import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { makeProduct } from '../../support/make.ts'
import { focusIn } from '../support/page.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'

let site: Site
let owner: Client
let main: string
let branch: string

beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
  const [warehouse] = await owner.company.warehouses()
  main = warehouse!.id
  branch = newId()
  await owner.company.saveWarehouse({ id: branch, version: 0, siteId: warehouse!.siteId, code: 'ZZ', name: '城南仓' })
}, 180_000)
afterAll(() => site.close())

const stocked = (name: string, code: string, bags: number, lotTracked = false) =>
  makeProduct(owner, {
    name,
    code,
    lotTracked,
    shelfLifeDays: lotTracked ? 180 : null,
    purchasePrice: 600_000,
    openingStock: bags === 0 ? [] : [{ warehouseId: main, quantity: bags * 1000 }],
  })
const onHand = async (productId: string) =>
  Object.fromEntries(
    (await owner.inventory.list({})).rows
      .filter((row) => row.productId === productId)
      .map((row) => [row.warehouse, row.onHand / 1000]),
  )
/** Types into the cell the cursor is in and goes to the next one. */
async function enter(page: Page, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    // as a person types: faster is a scanner
    await page.keyboard.type(text, { delay: 70 })
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

describe('stock documents by keyboard', () => {
  it('a transfer is sent, arrives in two pieces, and what never comes is written off', async () => {
    const flour = await stocked('特一粉', 'TF01', 100)
    const { page, context, faults } = await site.signIn(OWNER_EMAIL)
    await command(page, 'xjdbd')
    await page.waitForSelector('.document h1:has-text("新建调拨单")')
    await page.selectOption('.target select', branch)
    await page.click('.line-grid-scroller [role=gridcell] >> nth=0')
    await enter(page, 'TF01', '1吨5')
    await page.keyboard.press('F10')
    await page.waitForSelector('.chip:has-text("在途")')
    await page.waitForSelector('.document h1:has-text("DBCK-")')
    await expect.poll(() => onHand(flour.id)).toEqual({ 主仓: 55, 城南仓: 0 })

    const line = page.locator('.line-grid-body [role=row]').first()
    await line.locator('[role=gridcell]').nth(6).click()
    await enter(page, '30袋')
    await page.keyboard.press('F10')
    await page.waitForSelector('.toast:has-text("已收货")')
    await expect.poll(() => onHand(flour.id)).toEqual({ 主仓: 55, 城南仓: 30 })

    await line.locator('[role=gridcell]').nth(6).click()
    await enter(page, '10袋')
    await page.click('button:has-text("短少结单")')
    await focusIn(page, '.asking input')
    await page.keyboard.type('路上破损')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.toast:has-text("报损单 BSD-")')
    await expect.poll(() => onHand(flour.id)).toEqual({ 主仓: 55, 城南仓: 40 })
    expect(faults).toEqual([])
    await context.close()
  })

  it('a loss is refused while stock is short, takes lots first expired first, and is voided', async () => {
    const rice = await stocked('香米', 'XM01', 0, true)
    for (const [day, bags] of [
      ['2026-10-01', 4],
      ['2026-11-01', 6],
    ] as const)
      await owner.stockDocuments.post({
        id: newId(),
        version: 0,
        draft: {
          kind: 'other-in',
          warehouseId: main,
          reason: '期初',
          lines: [{ productId: rice.id, unit: '袋', quantity: bags * 1000, productionDay: day }],
        },
      })
    const { page, context, faults } = await site.signIn(OWNER_EMAIL)
    await command(page, 'xjbsd')
    await page.waitForSelector('.document h1:has-text("新建报损单")')
    await page.waitForSelector('.line-grid.is-focused')
    await enter(page, 'XM01', '12')
    await page.keyboard.press('F10')
    await page.waitForSelector('text=请填写原因')
    await page.fill('.reason input', '受潮')
    await page.keyboard.press('F10')
    await page.waitForSelector('text=库存不够')
    await expect.poll(() => onHand(rice.id)).toEqual({ 主仓: 10 })
    await page.locator('.line-grid-body [role=row]').first().locator('[role=gridcell]').nth(1).click()
    await enter(page, '5')
    await page.keyboard.press('F7')
    await page.waitForSelector('[role=gridcell]:has-text("20261101")')
    await page.keyboard.press('F9')
    await page.waitForSelector('.toast:has-text("已保存 BSD-")')
    await page.keyboard.press('F10')
    await page.waitForSelector('.chip:has-text("已过账")')
    await expect.poll(() => onHand(rice.id)).toEqual({ 主仓: 5 })
    const answer = page.waitForResponse((response) => response.url().endsWith('/rpc/stockDocuments/print'))
    await page.keyboard.press('Control+p')
    const { json } = (await (await answer).json()) as { json: { html: string } }
    for (const text of ['报损单', '20261001', '20261101', '香米', '受潮']) expect(json.html).toContain(text)
    await page.keyboard.press('Escape')
    await page.waitForSelector('iframe', { state: 'detached' })
    await page.click('.actions >> text=作废')
    await focusIn(page, '.asking input')
    await page.keyboard.type('记错')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.chip:has-text("已作废")')
    await expect.poll(() => onHand(rice.id)).toEqual({ 主仓: 10 })
    expect(faults).toEqual([])
    await context.close()
  })

  it('a block of codes and quantities from Excel fills lines, and the parts of a whole come as the last time', async () => {
    const box = await stocked('年货礼盒', 'LH01', 0)
    const oil = await stocked('菜油', 'CY01', 50)
    const noodle = await stocked('挂面', 'GM01', 50)
    const { page, context } = await site.signIn(OWNER_EMAIL)
    await command(page, 'xjqtrkd')
    await page.waitForSelector('.line-grid.is-focused')
    await page.evaluate(() => {
      const input = document.querySelector<HTMLInputElement>('.line-grid-input')!
      const data = new DataTransfer()
      data.setData('text/plain', 'CY01\t3\nGM01\t1吨\n')
      input.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    })
    await page.waitForSelector('[role=gridcell]:has-text("挂面")')
    await page.fill('.reason input', '赠送')
    await page.keyboard.press('F10')
    await page.waitForSelector('.chip:has-text("已过账")')
    await expect.poll(async () => [await onHand(oil.id), await onHand(noodle.id)]).toEqual([{ 主仓: 53 }, { 主仓: 90 }])

    await owner.stockDocuments.post({
      id: newId(),
      version: 0,
      draft: {
        kind: 'assembly',
        warehouseId: main,
        lines: [
          { role: 'whole', productId: box.id, unit: '袋', quantity: 1000 },
          { role: 'part', productId: oil.id, unit: '袋', quantity: 1000 },
          { role: 'part', productId: noodle.id, unit: '袋', quantity: 2000 },
        ],
      },
    })
    await command(page, 'xjzzd')
    await page.waitForSelector('.document h1:has-text("新建组装单")')
    await page.waitForSelector('.line-grid.is-focused')
    await enter(page, 'LH01')
    await page.waitForSelector('text=已按上次的配方')
    await enter(page, '5')
    await page.keyboard.press('F10')
    await page.waitForSelector('.chip:has-text("已过账")')
    await expect.poll(async () => [await onHand(box.id), await onHand(noodle.id)]).toEqual([{ 主仓: 6 }, { 主仓: 78 }])
    await context.close()
  })
})
