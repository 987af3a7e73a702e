import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'

let site: Site
let owner: Client
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
}, 180_000)
afterAll(() => site.close())

async function approvedOrder(bags: number, stock: number) {
  const customer = await makeCustomer(owner, { name: `面馆${bags}` })
  const product = await makeProduct(owner, { stock })
  const order = await submitOrder(owner, customer.id, [line(product.id, bags)])
  expect(order.status).toBe('to-ship')
  return { customer, product, order }
}

describe('shipping', () => {
  it('goes from the approved order to the printed page: part, confirm, delivery, payment', async () => {
    const { order, customer } = await approvedOrder(60, 100)
    const { page, context, faults } = await site.signIn(OWNER_EMAIL)
    await page.evaluate(() => (location.hash = '#/shipments/to-ship'))
    await page.waitForSelector(`.row:has-text("${order.number}")`)
    await page.focus('.scroller')
    await page.keyboard.press('Enter')
    const quantity = page.locator('.note-lines input')
    await quantity.fill('1吨')
    await page.fill('.fields label:has-text("司机") input', '张师傅')
    await page.keyboard.press('F10')
    await page.waitForSelector('.toast:has-text("已出库")')
    await expect
      .poll(() => owner.orders.get({ id: order.id }))
      .toMatchObject({ status: 'part-shipped', shippedAmount: 320_000 })

    await page.click('.tell button')
    await page.click('[role=menuitem]:has-text("签收")')
    await page.fill('input[aria-label="签收人"]', '李老板')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.way .chip:has-text("已签收")')
    const answer = page.waitForResponse((response) => response.url().endsWith('/rpc/shipments/print'))
    await page.keyboard.press('Control+p')
    const { json } = (await (await answer).json()) as { json: { html: string } }
    const paper = page.frameLocator('iframe')
    await paper.locator('text=张师傅').first().waitFor()
    await expect.poll(() => paper.locator('body').innerText()).toContain('3,200.00')

    // the very document that is printed, on paper of its own size
    const sheet = await context.newPage()
    await sheet.setContent(json.html)
    const pdf = (await sheet.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1')
    const [width, height] = /MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!.slice(1).map(Number)
    expect((width! / 72) * 25.4).toBeCloseTo(241, 0)
    expect((height! / 72) * 25.4).toBeCloseTo(139.7, 0)
    await sheet.close()

    await page.keyboard.press('Escape')
    await page.waitForSelector('iframe', { state: 'detached' })
    await page.keyboard.press('Control+p')
    await paper.locator('text=补打').first().waitFor()
    await page.keyboard.press('Escape')

    await page.evaluate((id) => (location.hash = `#/settlement/${id}?receive=1`), customer.id)
    await page.waitForSelector('.el-drawer >> text=全部结清 3,200.00')
    // the cursor is in the amount already: amount, Enter
    await page.waitForSelector('.el-drawer input:focus')
    await page.keyboard.type('3200')
    await page.waitForSelector('.el-drawer td.got:has-text("3,200.00")')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.toast:has-text("已收 ¥3,200.00")')
    await expect.poll(async () => (await owner.customers.get({ id: customer.id })).balance).toBe(0)

    await page.click('[role=tab]:has-text("全部")')
    await page.dblclick('.row:has-text("收款")')
    await page.click('.actions button:has-text("作废")')
    await page.waitForSelector('.reason input:focus')
    await page.keyboard.type('记错客户')
    await page.keyboard.press('Enter')
    await expect.poll(async () => (await owner.customers.get({ id: customer.id })).balance).toBe(320_000)
    expect(faults).toEqual([])
    await context.close()
  })

  it('says at the line what is missing, and ships what is there', async () => {
    const { version, settings, id: _id, timeZone: _zone, ...data } = await owner.company.get()
    const review = { ...settings.review, stockShort: 'warn' } as const
    await owner.company.update({ ...data, version, settings: { ...settings, review } })
    const { order } = await approvedOrder(12, 10)
    const [note] = await owner.shipments.createForOrder({ orderId: order.id, version: order.version })
    const { page, context } = await site.signIn(OWNER_EMAIL)
    await page.evaluate((id) => (location.hash = `#/shipments/${id}`), note!.id)
    await page.fill('.note-lines input', '13')
    await page.waitForSelector('text=最多还能出 12袋')
    await page.fill('.note-lines input', '12')
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('.note-lines .problem:has-text("库存只有")')
    await expect.poll(async () => (await owner.shipments.get({ id: note!.id })).status).toBe('draft')
    await page.fill('.note-lines input', '10')
    await page.keyboard.press('Control+Enter')
    await page.waitForSelector('.toast:has-text("已出库")')
    await context.close()
  })

  it('gives everything back when a note is voided', async () => {
    const { order, product } = await approvedOrder(10, 10)
    const [note] = await owner.shipments.createForOrder({ orderId: order.id, version: order.version })
    await owner.shipments.confirm({ id: note!.id, version: note!.version })
    const { page, context } = await site.signIn(OWNER_EMAIL)
    await page.evaluate((id) => (location.hash = `#/shipments/${id}`), note!.id)
    await page.click('.actions >> text=作废')
    await page.fill('.void-note input', '客户改期')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.chip:has-text("已作废")')
    const { rows } = await owner.inventory.list({ search: product.code })
    expect(rows.find((row) => row.productId === product.id)).toMatchObject({ onHand: 10_000, reserved: 10_000 })
    await context.close()
  })
})
