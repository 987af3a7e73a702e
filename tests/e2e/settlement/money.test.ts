import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { makeCustomer } from '../../support/make.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'

let site: Site
let owner: Client
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
}, 180_000)
afterAll(() => site.close())

it('receives money by the keyboard from the list of accounts, and shows where it went', async () => {
  const customer = await makeCustomer(owner, { name: '老刘面馆', openingBalance: 320_050 })
  const { page, context, faults } = await site.signIn(OWNER_EMAIL)
  await page.evaluate(() => (location.hash = '#/settlement'))
  await page.waitForSelector('.row:has-text("老刘面馆")')
  await page.keyboard.press('Control+f')
  await page.waitForSelector('input[type=search]:focus')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Insert')
  // the cursor is in the amount already: amount, Enter
  await page.waitForSelector('.el-drawer >> text=全部结清 3,200.50')
  await page.waitForSelector('.el-drawer input:focus')
  await page.keyboard.type('3200')
  await page.waitForSelector('.el-drawer td.got:has-text("3,200.00")')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.toast:has-text("已收 ¥3,200.00")')
  await expect.poll(async () => (await owner.customers.get({ id: customer.id })).balance).toBe(50)

  await page.evaluate((id) => (location.hash = `#/settlement/${id}?receive=1`), customer.id)
  await page.waitForSelector('.el-drawer >> text=全部结清 0.50')
  await page.click('text=优惠 / 抹零')
  await page.selectOption('#money .two select', 'bills')
  await page.keyboard.press('Escape')
  await page.evaluate(() => (location.hash = '#/cash-book'))
  await page.click('[role=tab]:has-text("银行 ¥3,200.00")')
  await page.waitForSelector('.row:has-text("老刘面馆")')
  await page.evaluate(() => (location.hash = '#/money'))
  await page.dblclick('.row:has-text("老刘面馆")')
  await page.waitForSelector('text=核销明细')
  await page.click('.actions button:has-text("作废")')
  await page.waitForSelector('.reason input:focus')
  await page.keyboard.type('记错客户')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await owner.customers.get({ id: customer.id })).balance).toBe(320_050)
  expect(faults).toEqual([])
  await context.close()
})
