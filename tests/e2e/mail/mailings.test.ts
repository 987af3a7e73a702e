import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startMail, type MailJob } from '../../../electron/backend/jobs/mail.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { headerOf, openMailServer, partsOf, useMailServer, type MailServer } from '../../support/mail-server.ts'
import { makeCustomer } from '../../support/make.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'

let site: Site
let owner: Client
let server: MailServer
let job: MailJob
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
  server = await openMailServer()
  job = startMail(site.application)
}, 180_000)
afterAll(async () => {
  await job.stop()
  await server.close()
  await site.close()
})

const shot = (page: Page, name: string): Promise<unknown> | undefined =>
  process.env['SCREENSHOTS'] ? page.screenshot({ path: `${process.env['SCREENSHOTS']}/${name}.png` }) : undefined
const subjectsTo = (address: string) =>
  server.received.filter(({ to }) => to.includes(address)).map(({ raw }) => headerOf(raw, 'Subject'))

it('whoever founded a company without e-mail is asked once there is some, and confirms by the link of the letter', async () => {
  const { page, context, faults } = await site.signIn(OWNER_EMAIL)
  const openOwn = async () => {
    await page.locator('button.user').click()
    await page.getByRole('menuitem', { name: '我的邮箱' }).click()
    return page.getByRole('dialog', { name: '我的邮箱' })
  }
  const own = await openOwn()
  await own.getByText('待确认').waitFor()
  await own.getByText('公司还没有设置发邮件').waitFor()
  await shot(page, 'own-email-later')
  await useMailServer(owner, server, { webAddress: site.url })
  await expect.poll(() => subjectsTo(OWNER_EMAIL)).toEqual(['请确认邮箱 丰源粮油商贸有限公司'])
  await own.getByRole('button', { name: '再发一封' }).waitFor()
  await shot(page, 'own-email')
  await own.locator('.el-drawer__footer, footer').getByRole('button', { name: '关闭' }).click()

  const link = /http:\S+/.exec(partsOf(server.received[0]!.raw)[0]!.content.toString('utf8'))![0]
  const other = await site.open(link.slice(site.url.length + 2))
  await other.page.waitForSelector('.confirm input')
  await expect.poll(() => other.page.inputValue('.confirm input')).toMatch(/^\w{4}-\w{4}-\w{4}$/)
  await shot(other.page, 'confirm')
  await other.page.keyboard.press('Enter')
  await other.page.waitForSelector(`[role=status]:has-text("${OWNER_EMAIL} 已确认")`)
  await shot(other.page, 'confirmed')
  await other.page.getByRole('link', { name: '进入货栈' }).click()
  await other.page.waitForSelector('.login')

  await (await openOwn()).getByText('已确认').waitFor()
  expect([...faults, ...other.faults]).toEqual([])
  await other.context.close()
  await context.close()
})

it('a letter goes from the list of customers to those chosen, each filled in, and failures are mended', async () => {
  const contacts = (email: string) => [{ name: '', title: '', mobile: '', phone: '', email }]
  await makeCustomer(owner, {
    code: 'K1',
    name: '城东面馆',
    contacts: contacts('dong@example.com'),
    openingBalance: 123_456,
  })
  await makeCustomer(owner, { code: 'K2', name: '学府路包子铺', contacts: contacts('nobody@example.com') })
  await makeCustomer(owner, { code: 'K3', name: '阿芳面馆' })
  const { page, context, faults } = await site.signIn(OWNER_EMAIL, '/customers')
  await page.waitForSelector('.data-table .row:has-text("阿芳面馆")')
  await shot(page, 'customers')
  for (const name of ['城东面馆', '学府路包子铺', '阿芳面馆'])
    await page.locator(`.data-table .row:has-text("${name}") input[type=checkbox]`).check()
  await page.locator('.data-table').getByRole('button', { name: '写群发邮件' }).click()
  await page.waitForSelector('[role=status]:has-text("能收到 2 个，不发 1 个")')
  await page.locator('.letter .field input').fill('元旦放假 {客户名称}')
  await page.locator('.letter textarea').fill('您好，贵店目前应收余额 ')
  await page.getByRole('button', { name: '{应收余额}' }).click()
  await page.waitForSelector('.preview .text:has-text("目前应收余额 ¥1,234.56")')
  await shot(page, 'mailing-new')
  await page.keyboard.press('Alt+ArrowRight')
  await page.waitForSelector('.preview:has-text("元旦放假 学府路包子铺")')
  await page.getByRole('button', { name: '发给自己看看' }).click()
  await expect.poll(() => subjectsTo(OWNER_EMAIL)).toContain('元旦放假 学府路包子铺')
  await page.keyboard.press('F10')
  await page.waitForSelector('.far:has-text("已处理 2 / 2")')
  await expect.poll(() => subjectsTo('dong@example.com')).toEqual(['元旦放假 城东面馆'])
  const failed = page.locator('.data-table .row:has-text("收件地址不存在")')
  await failed.waitFor()
  await page.locator('summary').click()
  await shot(page, 'mailing')
  await failed.getByText('学府路包子铺').first().click()
  const drawer = page.getByRole('dialog', { name: '元旦放假 学府路包子铺' })
  await drawer.locator('.field input').fill('bao@example.com')
  await drawer.getByRole('button', { name: '现在再发' }).click()
  await expect.poll(() => subjectsTo('bao@example.com')).toEqual(['元旦放假 学府路包子铺'])
  await failed.waitFor({ state: 'detached' })
  await page.evaluate(() => (location.hash = '#/mailings'))
  await page.waitForSelector('.data-table .row:has-text("元旦放假")')
  await shot(page, 'mailings')
  expect(faults).toEqual([])
  await context.close()
})
