import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { makeCustomer, submitOrder } from '../../support/make.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'
import { ean13Bits, readBars, readQr } from './read-labels.ts'
import { scan, stockBins, type Goods } from './scanner.ts'

const LANDSCAPE = { width: 1280, height: 800 }
const PORTRAIT = { width: 800, height: 1280 }

let site: Site
let owner: Client
let warehouseId: string
let goods: Goods[]
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
  ;({ warehouseId, goods } = await stockBins(owner, ['海天生抽', '恒顺香醋', '李锦记蚝油', '王致和腐乳']))
}, 180_000)
afterAll(() => site.close())

async function tablet(path: string, email = OWNER_EMAIL, size = LANDSCAPE) {
  const window = await site.signIn(email)
  await window.page.setViewportSize(size)
  await window.page.evaluate((hash) => (location.hash = hash), `#${path}`)
  await window.page.waitForSelector('[data-scan]')
  return window
}
const onHand = async (one: Goods) =>
  (await owner.inventory.list({ search: one.product.code })).rows.find((row) => row.productId === one.product.id)
    ?.onHand
const fits = (page: Page) =>
  page.evaluate(() => {
    const buttons = [...document.querySelectorAll('[data-scan] button')].map((one) => one.getBoundingClientRect())
    const pad = [...document.querySelectorAll('.pad button')].map((one) => one.getBoundingClientRect())
    const inside =
      buttons.every((box) => box.left >= 0 && box.right <= innerWidth) && pad.every((box) => box.bottom <= innerHeight)
    return { inside, smallest: Math.min(...buttons.map((box) => box.height)) }
  })

describe('picking', () => {
  it('goes along the bins; a box is a box, wrong goods stop everything, and the note leaves', async () => {
    const [soy, vinegar, oyster] = goods as [Goods, Goods, Goods]
    const customer = await makeCustomer(owner, { name: '老王面馆' })
    const order = await submitOrder(owner, customer.id, [
      { productId: vinegar.product.id, unit: '箱', quantity: 12_000, price: 600_000 },
      { productId: soy.product.id, unit: '瓶', quantity: 15_000, price: 50_000 },
    ])
    const [note] = await owner.shipments.createForOrder({ orderId: order.id, version: order.version })
    const { page, context, faults } = await tablet('/scan/pick')
    await page.click('button:has-text("老王面馆")')
    await page.waitForSelector('.bin:has-text("A-01")') // the soy sauce lies first on the way
    await scan(page, soy.box)
    await page.waitForSelector('[data-open]:has-text("3瓶")')
    await scan(page, soy.box)
    await page.waitForSelector('.alarm.wrong:has-text("拿多了"):has-text("还差 3瓶")')
    await scan(page, soy.piece) // nothing is taken while the screen is red
    await page.keyboard.press('Enter')
    await page.waitForSelector('.alarm', { state: 'detached' })
    await page.waitForSelector('[data-open]:has-text("3瓶")')
    await scan(page, oyster.piece)
    await page.waitForSelector('.alarm.wrong:has-text("拿错商品"):has-text("李锦记蚝油"):has-text("海天生抽")')
    const red = () => page.locator('.alarm').evaluate((one) => getComputedStyle(one).backgroundColor)
    await expect.poll(red).toBe('rgb(179, 38, 30)')
    await expect.poll(async () => (await page.locator('.alarm').boundingBox())!).toMatchObject(LANDSCAPE)
    await page.click('.alarm')
    await page.keyboard.press('3')
    await page.waitForSelector('[data-typed]:text-is("3")')
    await scan(page, soy.piece)
    await page.waitForSelector('.bin:has-text("A-02")')
    await page.reload() // what is in the basket stays
    await page.waitForSelector('[data-open]:has-text("1箱")')
    await scan(page, vinegar.box)
    await page.waitForSelector('text=全部拣齐')
    await page.click('.actions button:has-text("出库")')
    await page.waitForSelector(`.toast:has-text("${note!.number}")`)
    await expect.poll(() => owner.orders.get({ id: order.id })).toMatchObject({ status: 'shipped' })
    await expect.poll(() => onHand(soy)).toBe(35_000)
    expect(faults).toEqual([])
    await context.close()
  })

  it('ships less when something is missing, after asking', async () => {
    const [soy] = goods as [Goods]
    const order = await submitOrder(owner, (await makeCustomer(owner)).id, [
      { productId: soy.product.id, unit: '瓶', quantity: 5000, price: 50_000 },
    ])
    const [note] = await owner.shipments.createForOrder({ orderId: order.id, version: order.version })
    const { page, context } = await tablet(`/scan/pick/${note!.id}`, OWNER_EMAIL, PORTRAIT)
    await page.waitForSelector('[data-open]')
    await page.click('.pad button:text-is("4")')
    await scan(page, soy.piece)
    await page.click('button:has-text("撤销上一笔")')
    await scan(page, soy.piece)
    await page.click('.pad button:text-is("2")')
    await page.click('button:has-text("改上一笔")')
    await page.waitForSelector('[data-open]:has-text("3瓶")')
    await expect.poll(() => fits(page)).toMatchObject({ inside: true })
    await expect.poll(async () => (await fits(page)).smallest).toBeGreaterThanOrEqual(48)
    await page.click('.actions button:has-text("出库")')
    await page.click('.alarm.ask .main')
    await page.waitForSelector(`.toast:has-text("${note!.number}")`)
    await expect.poll(() => owner.orders.get({ id: order.id })).toMatchObject({ status: 'part-shipped' })
    await context.close()
  })
})

describe('counting', () => {
  it('is blind, adds up what two people scan, and its differences are posted by a third', async () => {
    const [soy, vinegar] = goods as [Goods, Goods]
    const start = await onHand(vinegar)
    const email = await site.person(owner, 'warehouse')
    const count = await owner.counts.start({ id: newId(), warehouseId, scope: { kind: 'warehouse' } })
    const { page, context, faults } = await tablet(`/scan/count/${count.id}`, email)
    const second = await tablet(`/scan/count/${count.id}`, email, PORTRAIT)
    await page.waitForSelector('.list button')
    await expect.poll(() => page.locator('[data-scan]').innerText()).not.toMatch(/38|32|50瓶|2箱/)

    for (let i = 0; i < 20; i++) await scan(page, i % 2 === 0 ? vinegar.piece : soy.piece)
    await page.waitForSelector('[data-counted]:has-text("10瓶")')

    await scan(second.page, vinegar.box)
    await second.page.waitForSelector('.log:has-text("恒顺香醋"):has-text("+1箱")')
    await scan(second.page, '6999999999994')
    await second.page.waitForSelector('.alarm.wrong:has-text("不认识的条码")')
    await second.page.keyboard.press('Enter')
    await expect.poll(async () => (await fits(second.page)).inside).toBe(true)
    await expect.poll(async () => (await owner.counts.get({ id: count.id })).unknown.length).toBe(1)

    await expect
      .poll(async () => {
        const { rows } = await owner.counts.lines({ id: count.id })
        return rows.find((row) => row.productId === vinegar.product.id)
      })
      .toMatchObject({ counted: 22_000, expected: start })
    await context.close()
    await second.context.close()

    const office = await site.signIn(OWNER_EMAIL, `/counts/${count.id}`)
    await office.page.waitForSelector('.row:has-text("恒顺香醋")')
    await office.page.keyboard.press('F10')
    await office.page.fill('.ask input:not([type=radio])', '月底盘点')
    await office.page.keyboard.press('Enter')
    await office.page.waitForSelector('.chip:has-text("已过账")')
    await expect.poll(() => onHand(vinegar)).toBe(22_000)
    expect([...faults, ...office.faults]).toEqual([])
    await office.context.close()
  })
})

describe('receiving', () => {
  it('books goods without papers, box by box', async () => {
    const [, , oyster] = goods as [Goods, Goods, Goods]
    const before = (await onHand(oyster))!
    const { page, context, faults } = await tablet('/scan/receive')
    await page.click('.main section:last-of-type button')
    await page.waitForSelector('text=扫商品条码收货')
    await scan(page, oyster.box)
    await scan(page, oyster.box)
    await page.waitForSelector('[data-counted]:has-text("2箱")')
    await scan(page, 'NOBODY-KNOWS-1')
    await page.waitForSelector('.alarm.wrong')
    await page.click('.alarm .main')
    await page.click('.actions button:has-text("入库")')
    await page.waitForSelector('.toast:has-text("已入库")')
    await expect.poll(() => onHand(oyster)).toBe(before + 24_000)
    expect(faults).toEqual([])
    await context.close()
  })

  it('takes a transfer as far as it is scanned and refuses what is not on it', async () => {
    const [, vinegar, , tofu] = goods as [Goods, Goods, Goods, Goods]
    const [site0] = await owner.company.sites()
    const branch = await owner.company.saveWarehouse({
      id: newId(),
      version: 0,
      siteId: site0!.id,
      code: 'FC',
      name: '分仓',
    })
    const id = newId()
    const lines = [{ productId: tofu.product.id, unit: '箱', quantity: 12_000 }]
    const draft = { kind: 'transfer' as const, warehouseId, toWarehouseId: branch.id, lines }
    await owner.stockDocuments.post({ id, version: 0, draft })
    const { page, context } = await tablet('/scan/receive')
    await page.click('button:has-text("主仓 → 分仓")')
    await page.waitForSelector('[data-open]:has-text("1箱")')
    await scan(page, vinegar.piece)
    await page.waitForSelector('.alarm.wrong:has-text("单上没有这个商品")')
    await page.keyboard.press('Enter')
    await scan(page, tofu.box)
    await page.waitForSelector('text=全部收齐')
    await page.click('.actions button:has-text("入库")')
    await page.waitForSelector('.toast:has-text("已入库")')
    await expect.poll(async () => (await owner.stockDocuments.get({ id })).status).toBe('posted')
    await context.close()
  })
})

describe('receiving an order', () => {
  it('asks once for the lot its label does not say, and books a receipt of the order', async () => {
    const product = await owner.products.create({
      id: newId(),
      name: '鲁花花生油',
      baseUnit: '瓶',
      barcode: '6901234567915',
      packs: [{ unit: '箱', factor: 4000, barcode: 'OIL-BOX-4' }],
      shelfLifeDays: 540,
      lotTracked: true,
    })
    const supplier = await owner.suppliers.create({ id: newId(), name: '鲁花经销处' })
    const lines = [{ productId: product.id, unit: '箱', quantity: 12_000, price: 2_000_000 }]
    const draft = { supplierId: supplier.id, warehouseId, lines }
    const saved = await owner.purchasing.save({ id: newId(), version: 0, draft })
    await owner.purchasing.approve({ id: saved.id, version: saved.version })
    const { page, context, faults } = await tablet('/scan/receive')
    await page.click('button:has-text("鲁花经销处")')
    await page.waitForSelector('[data-open]:has-text("3箱")')
    await scan(page, 'OIL-BOX-4')
    await page.fill('[role=dialog] input[placeholder="261101"]', '261101')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[data-open]:has-text("2箱")')
    await scan(page, 'OIL-BOX-4')
    await scan(page, ']C101069012345679151126102010L9') // a piece of another lot, which its label says
    await page.waitForSelector('[data-open]:has-text("3瓶")')
    await page.click('.actions button:has-text("入库")')
    await page.click('.alarm.ask .main')
    await page.waitForSelector('.toast:has-text("已入库")')
    const { rows } = await owner.inventory.list({ search: product.code })
    expect(rows.find((row) => row.productId === product.id)).toMatchObject({ onHand: 9000 })
    await expect.poll(() => owner.purchasing.expected({ orderId: saved.id })).toMatchObject([{ open: 3000 }])
    expect(faults).toEqual([])
    await context.close()
  })
})

describe('labels', () => {
  it('of chosen products are pages of their own size whose bars and QR codes read as the barcode', async () => {
    const [soy] = goods as [Goods]
    const { page, context, faults } = await site.signIn(OWNER_EMAIL, '/products')
    await page.locator(`.row:has-text("${soy.product.code}") input[type=checkbox]`).click()
    await page.click('button:has-text("打标签")')
    await page.fill('input[aria-label="张数"]', '3')
    await page.waitForSelector('text=共 3 张')
    await expect.poll(() => page.frameLocator('iframe').locator('.label').count()).toBe(3)
    await page.click('.actions button:has-text("打印")')
    await page.waitForSelector('.print-preview:has-text("40 × 30 mm")')
    await page.keyboard.press('Escape')

    const products = [{ productId: soy.product.id, unit: '瓶', copies: 2 }]
    for (const [width, height] of [
      [400, 300],
      [600, 400],
      [1000, 700],
    ] as const) {
      const { html } = await owner.labels.sheet({ kind: 'product', width, height, products })
      const sheet = await context.newPage()
      await sheet.setContent(html)
      const pdf = (await sheet.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1')
      const boxes = [...pdf.matchAll(/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/g)].map((box) => box.slice(1).map(Number))
      expect(boxes).toHaveLength(2)
      for (const box of boxes) {
        expect((box[0]! / 72) * 25.4).toBeCloseTo(width / 10, 0)
        expect((box[1]! / 72) * 25.4).toBeCloseTo(height / 10, 0)
      }
      await expect.poll(() => sheet.locator('.label').first().innerText()).toContain('海天生抽')
      const outside = await sheet.evaluate(() =>
        [...document.querySelectorAll('.label')].some((one) => one.scrollHeight > one.clientHeight + 1),
      )
      expect(outside).toBe(false)
      await expect.poll(() => readBars(sheet, 'svg.barcode')).toBe(ean13Bits(soy.piece))
      await sheet.close()
    }
    const { html } = await owner.labels.sheet({ kind: 'product', width: 400, height: 300, symbology: 'qr', products })
    const sheet = await context.newPage()
    await sheet.setContent(html)
    await expect.poll(() => readQr(sheet, 'svg.qr')).toBe(soy.piece)
    expect(faults).toEqual([])
    await context.close()
  })
})
