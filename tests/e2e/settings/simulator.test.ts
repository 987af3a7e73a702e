import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'

let site: Site
let owner: Client
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
  const product = await makeProduct(owner, { name: '特一粉', stock: 500 })
  for (const [i, limit] of [100_000, 200_000, null].entries()) {
    const customer = await makeCustomer(owner, {
      name: `东门粮油店${i + 1}`,
      creditLimit: limit,
      grade: i === 0 ? 'A' : 'B',
    })
    await submitOrder(owner, customer.id, [line(product.id, 10, i === 2 ? 78 : 80)])
  }
}, 180_000)
afterAll(() => site.close())

it('tries changed rules with one key before they are saved, and keeps limits of a grade', async () => {
  const { page, context, faults } = await site.signIn(OWNER_EMAIL)
  await page.evaluate(() => (location.hash = '#/settings/company/review'))
  await page.waitForSelector('.grades table')
  // typed prices held from now on, and half of the credit limit is worth a hold
  await page.focus('fieldset:has-text("手工改价") input[value=hold]')
  await page.keyboard.press('Space')
  await page.focus('fieldset:has-text("信用额度快用完") input[value=hold]')
  await page.keyboard.press('Space')
  await page.focus('[aria-label="B: 已用额度（%）"]')
  await page.keyboard.type('40')
  await page.keyboard.press('Tab')
  await page.keyboard.press('F8')
  await page.waitForSelector('.simulator .rows')
  await expect.poll(() => page.innerText('.simulator .sum')).toContain('共 3 张订单，3 张结果不同')
  await expect.poll(() => page.locator('.simulator .counts .then td').allInnerTexts()).toEqual(['0', '3', '0'])
  for (const reason of [
    '信用额度已用 80%，界限 80%',
    '信用额度已用 40%，界限 40%',
    '第 1 行 特一粉：手工单价 78.00，按价格规则应为 80.00/袋',
  ])
    await page.waitForSelector(`.simulator .rows tbody tr:has-text("${reason}")`)
  await expect
    .poll(async () => (await owner.company.get()).settings.review)
    .toMatchObject({ handPrice: 'warn', grades: [] })
  await page.keyboard.press('Control+s')
  await page.waitForSelector('.toast:has-text("已保存")')
  const { review } = (await owner.company.get()).settings
  expect(review).toMatchObject({ handPrice: 'hold', creditUsage: 'hold' })
  expect(review.grades).toMatchObject([{ grade: 'B', usageLimit: 4000, overdueDays: null }])
  expect(faults).toEqual([])
  await context.close()
})
