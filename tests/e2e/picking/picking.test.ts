import { mkdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { makeCustomer, submitOrder } from '../../support/make.ts'
import { scan, stockBins, type Goods } from '../scanning/scanner.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'

/** HUOZHAN_SCREENSHOTS=folder keeps pictures of the screens as they are used. */
const pictures = process.env['HUOZHAN_SCREENSHOTS']
async function picture(page: Page, name: string): Promise<void> {
  if (!pictures) return
  mkdirSync(pictures, { recursive: true })
  await page.screenshot({ path: `${pictures}/${name}.png` })
}

let site: Site
let owner: Client
let goods: Goods[]
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
  ;({ goods } = await stockBins(owner, ['海天生抽', '恒顺香醋', '李锦记蚝油']))
  const company = await owner.company.get()
  const review = { ...company.settings.review, reviewOwn: true }
  await owner.company.update({ ...company, settings: { ...company.settings, review } })
}, 180_000)
afterAll(() => site.close())

async function order(name: string, wanted: readonly (readonly [Goods, number])[], deliveryDay: string | null = null) {
  const customer = await makeCustomer(owner, { name })
  const lines = wanted.map(([one, pieces]) => ({
    productId: one.product.id,
    unit: '瓶',
    quantity: pieces * 1000,
    price: 50_000,
  }))
  const placed = await submitOrder(owner, customer.id, lines, { deliveryDay })
  if (placed.status !== 'pending') return placed
  return owner.orders.approve({ id: placed.id, version: placed.version, reason: '等货' })
}
const reservedOf = async (id: string) => (await owner.orders.get({ id })).lines[0]!.reserved / 1000

describe('the allocation board', () => {
  it('moves scarce goods by keys, by rule and by drag, and takes it back', async () => {
    const oyster = goods[2]!
    const first = await order('东街饭店', [[oyster, 40]])
    const second = await order('城南超市', [[oyster, 24]], '2099-01-02')
    const { page, context, faults } = await site.signIn(OWNER_EMAIL)
    await page.waitForSelector('.work a:has-text("缺货订单")')
    await page.click('.work a:has-text("缺货订单")')
    const rows = page.locator('tr[data-row]')
    await rows.nth(1).waitFor()
    const after = (row: number) => rows.nth(row).locator('[data-after]').innerText()
    await expect.poll(() => after(0)).toBe('3箱4瓶')
    await page.locator('nav[aria-label="缺货商品"] button').first().focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForSelector('tr[data-row]:focus')
    for (let i = 0; i < 3; i++) await page.keyboard.press('-')
    await page.keyboard.press('ArrowDown')
    for (let i = 0; i < 9; i++) await page.keyboard.press('+')
    await expect.poll(async () => [await after(0), await after(1)]).toEqual(['3箱1瓶', '1箱1瓶'])
    await page.keyboard.press('ArrowUp')
    await page.keyboard.type('2箱')
    await page.keyboard.press('Enter')
    await expect.poll(() => after(0)).toBe('2箱')
    await page.waitForSelector('[data-left]:has-text("1箱1瓶")')
    await page.keyboard.press('j') // the one with a promise day first
    await expect.poll(async () => [await after(0), await after(1)]).toEqual(['2箱2瓶', '2箱'])
    await rows.nth(1).dragTo(rows.nth(0))
    await expect.poll(async () => [await after(0), await after(1)]).toEqual(['3箱4瓶', '10瓶'])
    await page.keyboard.press('p')
    await picture(page, 'allocation')
    await page.keyboard.press('F10')
    await page.waitForSelector('.toast:has-text("已调整 2 个订单")')
    await expect.poll(async () => [await reservedOf(first.id), await reservedOf(second.id)]).toEqual([31, 19])
    await page.keyboard.press('Alt+u')
    await page.waitForSelector('.toast:has-text("已还原")')
    await expect.poll(async () => [await reservedOf(first.id), await reservedOf(second.id)]).toEqual([40, 10])

    await expect.poll(async () => [await after(0), await after(1)]).toEqual(['3箱4瓶', '10瓶'])
    await page.locator('nav[aria-label="缺货商品"] button').first().focus()
    await page.keyboard.press('ArrowRight')
    await page.waitForSelector('tr[data-row]:focus')
    await page.keyboard.press('Home')
    await page.waitForSelector(`tr[data-row]:focus:has-text("${first.number}")`)
    await page.keyboard.press('-')
    await expect.poll(() => after(0)).toBe('3箱3瓶')
    const board = await owner.allocation.lines({ productId: oyster.product.id, warehouseId: first.warehouseId })
    const { orderId, lineNo, reserved, open } = board.lines[0]!
    await owner.allocation.apply({
      id: newId(),
      productId: oyster.product.id,
      warehouseId: first.warehouseId,
      lines: [{ orderId, lineNo, reserved, open, quantity: 36_000 }],
    })
    await page.keyboard.press('F10')
    await page.waitForSelector(`.edit-notice:has-text("${first.number}"):has-text("3箱4瓶 → 3箱")`)
    await picture(page, 'allocation-conflict')
    await page.click('.edit-notice button')
    await expect.poll(() => after(0)).toBe('3箱')
    expect(faults).toEqual([])
    await context.close()
  })
})

describe('picking by list', () => {
  it('makes notes and a wave, picks it with a scanner, also without network, packs, and ships', async () => {
    const [soy, vinegar] = goods as [Goods, Goods]
    const orders = [
      await order('老王面馆', [
        [soy, 14],
        [vinegar, 3],
      ]),
      await order('小李烧烤', [[soy, 10]]),
    ]
    const { page, context, faults } = await site.signIn(OWNER_EMAIL)
    await page.evaluate(() => (location.hash = '#/shipments/to-ship'))
    for (const { number } of orders) await page.locator(`.row:has-text("${number}") input[type=checkbox]`).check()
    await page.click('button:has-text("生成并拣货")')
    await page.waitForSelector('.row:has-text("老王面馆")')
    await picture(page, 'pick-new')
    await page.click('button:has-text("合成一波")')
    const list = await page.locator('h1:has-text("JHD-")').innerText()
    await page.evaluate(() => (location.hash = '#/picking/scan'))
    await page.waitForSelector('button:has-text("老王面馆")')
    await scan(page, list) // the barcode of the printed list
    await page.waitForSelector('.bin:has-text("A-01")')
    await scan(page, soy.box)
    await page.waitForSelector('[data-open]:has-text("1箱")')
    await page.waitForSelector('.tote.next:has-text("2 号框 1箱")')
    await page.waitForSelector('[data-put]:has-text("1 号框 10瓶"):has-text("2 号框 2瓶")')
    await picture(page, 'pick-scan')
    await scan(page, goods[2]!.piece)
    await page.waitForSelector('.alarm.wrong:has-text("拿错商品"):has-text("李锦记蚝油")')
    await page.keyboard.press('Enter')
    await context.setOffline(true)
    await scan(page, soy.box)
    await page.waitForSelector('.bin:has-text("A-02")')
    await scan(page, vinegar.piece)
    await page.waitForSelector('.waiting:has-text("等待上传")')
    await context.setOffline(false)
    await page.waitForSelector('.waiting', { state: 'detached' })
    await page.reload() // what was picked is at the host
    await page.waitForSelector('[data-open]:has-text("2瓶")')
    await page.click('.actions button:has-text("交单")')
    await page.waitForSelector('.alarm.wrong:has-text("1 行没拣够")')
    await page.keyboard.press('Enter')
    await page.click('.actions button:has-text("缺货")')
    await page.waitForSelector('[role=dialog]:has-text("恒顺香醋，还差 2瓶")')
    await picture(page, 'pick-short')
    await page.keyboard.press('2')
    await page.waitForSelector('text=全部拣齐')
    await page.click('.actions button:has-text("交单")')
    await page.waitForSelector('.chip:has-text("已拣")')
    await page.waitForSelector('td:has-text("破损")')
    await page.keyboard.press('F7')
    await page.waitForSelector('.chip:has-text("已复核")')
    await picture(page, 'pick-list')
    await page.click('tr:has-text("老王面馆") button:has-text("装箱")')
    await page.waitForSelector('[data-scan] h2:has-text("第 1 箱")')
    await scan(page, soy.box)
    await page.waitForSelector('.in li:has-text("1箱")')
    await page.click('.actions button:has-text("封箱")')
    await page.waitForSelector('.toast:has-text("第 1 箱已封")')
    await scan(page, vinegar.box)
    await page.waitForSelector('.alarm.wrong:has-text("拿多了")')
    await page.keyboard.press('Enter')
    await page.click('.actions button:has-text("装成一箱")')
    await picture(page, 'pack')
    await page.click('.actions button:has-text("封箱")')
    await page.waitForSelector('text=全部装好了')
    await page.click('.actions button:has-text("打印箱标")')
    const paper = page.frameLocator('iframe')
    await paper.locator('text=第 2 箱 / 共 2 箱').first().waitFor()
    await picture(page, 'carton-labels')
    await page.keyboard.press('Escape')
    await page.goBack()
    await page.waitForSelector('td:has-text("老王面馆")')
    await page.keyboard.press('F10')
    await page.waitForSelector('.toast:has-text("已出库 2 张")')
    await expect.poll(() => owner.orders.get({ id: orders[0]!.id })).toMatchObject({ status: 'part-shipped' })
    await expect.poll(() => owner.orders.get({ id: orders[1]!.id })).toMatchObject({ status: 'shipped' })
    await page.keyboard.press('Control+p')
    await paper.locator('text=A-01').first().waitFor()
    await picture(page, 'pick-paper')
    await page.keyboard.press('Escape')
    // being without network is an error of the browser's, not of the page's
    expect(faults.filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([])
    await context.close()
  })
})
