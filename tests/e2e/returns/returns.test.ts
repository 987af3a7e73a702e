import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { line, makeCustomer, makeProduct } from '../../support/make.ts'
import { ship } from '../../backend/returns/returns-world.ts'
import { focusIn } from '../support/page.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'

let site: Site
let owner: Client
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
}, 180_000)
afterAll(() => site.close())

it('takes goods back by keyboard and scanner: the bill is found, the debt goes down, the note shows it', async () => {
  const customer = await makeCustomer(owner, { name: '老街面馆' })
  const flour = await makeProduct(owner, {
    name: '特一粉',
    barcode: '6901234567892',
    stock: 100,
    purchasePrice: 600_000,
  })
  const noodles = await makeProduct(owner, { name: '挂面', stock: 100, purchasePrice: 300_000 })
  await ship(owner, customer.id, [line(flour.id, 10)])
  const note = await ship(owner, customer.id, [line(flour.id, 5), line(noodles.id, 8, 45)])
  const { page, context, faults } = await site.signIn(OWNER_EMAIL)
  await page.evaluate(() => (location.hash = '#/returns'))
  await page.waitForSelector('text=还没有退货单')
  await page.keyboard.press('Insert')
  await focusIn(page, '.head-fields input')
  await page.keyboard.type('老街')
  await page.waitForSelector('[role=option]:has-text("老街面馆")')
  await page.keyboard.press('Enter')
  await focusIn(page, '.line-grid-input')
  await page.keyboard.type('6901234567892')
  await page.waitForSelector(`[role=option]:has-text("${note.number}")`)
  await page.keyboard.press('Enter')
  await page.keyboard.type('2')
  await page.keyboard.press('Enter')
  await page.keyboard.type('挂面')
  await page.waitForSelector('[role=option]:has-text("挂面")')
  await page.keyboard.press('Enter')
  await page.keyboard.type('3')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.total:has-text("295.00")')
  await page.keyboard.press('F10')
  await page.waitForSelector('.toast:has-text("已入账")')
  await expect.poll(async () => (await owner.customers.get({ id: customer.id })).balance).toBe(156_000 - 29_500)
  const [row] = (await owner.returns.list({})).rows
  expect(row).toMatchObject({ status: 'posted', lineCount: 2, total: 29_500 })

  await page.evaluate((id) => (location.hash = `#/shipments/${id}`), note.id)
  await page.waitForSelector('.note-lines >> text=已退 2袋')
  await page.waitForSelector(`aside >> text=${row!.number}`)
  await page.click('button:has-text("退货…")')
  await page.waitForSelector('text=新建退货单')
  await page.waitForSelector('[role=grid] >> text=挂面')
  expect(faults).toEqual([])
  await context.close()
})
