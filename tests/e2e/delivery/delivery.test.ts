import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { makeGoods, makeNote } from '../../backend/delivery/door.ts'
import { makeCustomer } from '../../support/make.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'

let site: Site
let owner: Client
let productId: string
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
  productId = (await makeGoods(owner)).productId
  await owner.delivery.saveVehicle({ id: newId(), version: 0, plate: '粤A12345', name: '4.2 米', capacity: 1_500_000 })
  await owner.delivery.saveDriver({ id: newId(), version: 0, name: '陈师傅', phone: '13900139000' })
}, 180_000)
afterAll(() => site.close())

/** A 1×1 picture, as a browser makes it. */
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

it('a trip goes from the choice of notes to the cash handed in, and its copies come back', async () => {
  const customer = await makeCustomer(owner, { name: '老张面馆', settlement: 'cod', creditLimit: 100_000_000 })
  const { note: first } = await makeNote(owner, productId, 20, { customer })
  const { note: second } = await makeNote(owner, productId, 50, { address: '北京路 88 号' })
  const { page, context, faults } = await site.signIn(OWNER_EMAIL)
  await page.evaluate(() => (location.hash = '#/trips'))
  await page.click('button:has-text("新建配送单")')
  await page.waitForSelector('h1:has-text("PSD-")')
  await page.selectOption('.fields label:has-text("司机") select', { label: '陈师傅' })
  await page.selectOption('.fields label:has-text("车辆") select', { label: '粤A12345 4.2 米' })
  await page.keyboard.press('F7')
  await page.waitForSelector(`.el-drawer .row:has-text("${second.number}")`)
  await page.focus('.el-drawer .scroller')
  await page.keyboard.press('Control+a')
  await page.click('.el-drawer button:has-text("加入 2 张")')
  await page.waitForSelector('.notes tbody tr >> nth=1')
  await page.waitForSelector('text=超过核载 250 kg')

  // the second note is dropped first
  await page.focus('.notes tbody tr >> nth=1')
  await page.keyboard.press('Alt+ArrowUp')
  await page.waitForSelector(`.notes tbody tr:first-child:has-text("${second.number}")`)
  await page.keyboard.press('F10')
  await page.waitForSelector('.toast:has-text("已发车")')
  await expect.poll(async () => (await owner.shipments.get({ id: first.id })).logistics).toBe('underway')

  await page.focus('.notes tbody tr >> nth=1')
  await page.keyboard.press('Enter')
  await page.fill('.el-drawer input[aria-label="现金"]', '1600')
  await page.keyboard.press('Enter')
  await page.waitForSelector(`.toast:has-text("${first.number} 已登记")`)
  await page.waitForSelector('.el-drawer:visible', { state: 'hidden' })
  await page.focus('.notes tbody tr >> nth=0')
  await page.keyboard.press('Enter')
  await page.waitForSelector(`.el-drawer:has-text("${second.number}") .short-lines`)
  await page.fill('.el-drawer .short-lines input', '5')
  await page.keyboard.press('Tab')
  await page.selectOption('.el-drawer .short-lines select >> nth=0', 'refused')
  await page.fill('.el-drawer input[aria-label="微信"]', '3600')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.notes .chip:has-text("签收有短少")')

  await page.fill('input[aria-label="实交现金"]', '1590')
  await page.keyboard.press('Enter')
  await page.waitForSelector('text=少 ¥10.00，记在司机名下')
  await page.waitForSelector('.chip:has-text("已交账")')
  await expect.poll(async () => (await owner.customers.get({ id: customer.id })).balance).toBe(0)
  await expect.poll(async () => (await owner.delivery.drivers())[0]!.open).toBe(1000)

  // the copies: scan, paste a photograph, Enter, scan the next
  await page.evaluate(() => (location.hash = '#/copies'))
  const scan = page.locator('input[aria-label="扫描或输入送货单号"]')
  await scan.fill(first.number)
  await scan.press('Enter')
  await page.waitForSelector('.copy .short-lines')
  await page.setInputFiles('.copy input[type=file]', {
    name: 'copy.png',
    mimeType: 'image/png',
    buffer: Buffer.from(PIXEL, 'base64'),
  })
  await page.waitForSelector('.copy .photo img')
  await page.locator('label:has-text("签收人") input, input[id]').first().focus()
  await page.fill('.copy .fields input >> nth=0', '张老板')
  await page.keyboard.press('Enter')
  await page.waitForSelector(`.toast:has-text("${first.number} 的回单已登记")`)
  await expect.poll(() => scan.evaluate((input) => input === document.activeElement)).toBe(true)
  const { copy } = await owner.delivery.note({ shipmentId: first.id })
  expect([copy.state, copy.signedBy, copy.photos.length]).toEqual(['returned', '张老板', 1])
  await page.keyboard.type(second.number)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.copy >> text=已少收 5袋')
  await page.waitForSelector('.missing button >> nth=0')

  await page.evaluate((id) => (location.hash = `#/shipments/${id}`), first.id)
  await page.waitForSelector('.way img')
  await page.waitForSelector('.way .chip:has-text("已回单")')
  expect(faults).toEqual([])
  await context.close()
})
