import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startMail } from '../../../electron/backend/jobs/mail.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { headerOf, openMailServer } from '../../support/mail-server.ts'
import { makeCustomer } from '../../support/make.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'

let site: Site
let owner: Client
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
}, 180_000)
afterAll(() => site.close())

const shot = (page: Page, name: string): Promise<unknown> | undefined =>
  process.env['SCREENSHOTS'] ? page.screenshot({ path: `${process.env['SCREENSHOTS']}/${name}.png` }) : undefined
const go = (page: Page, path: string): Promise<unknown> => page.evaluate((to) => (location.hash = `#${to}`), path)

describe('leads', () => {
  it('are written down, moved over the board and made customers by keyboard', async () => {
    const other = await makeCustomer(owner, { name: '城南新店' })
    const stages = await owner.leads.stages()
    for (const [index, company] of ['幸福里社区食堂', '学府路包子铺', '万家便利十七店', '阿芳面馆'].entries()) {
      await owner.leads.create({
        id: newId(),
        company,
        contact: ['刘师傅', '陈姐', '周经理', '阿芳'][index]!,
        mobile: `1390000000${index}`,
        source: index % 2 ? '地推' : '老客户介绍',
        stageId: stages[index]!.id,
        expectedAmount: (index + 1) * 3_600_000,
        nextDay: index === 1 ? '2026-11-01' : null,
      })
    }
    const { page, context, faults } = await site.signIn(OWNER_EMAIL, '/leads')
    await page.waitForSelector('[data-lead]')
    await page.keyboard.press('F8')
    const drawer = page.getByRole('dialog', { name: '新建线索' })
    await drawer.waitFor()
    await page.waitForFunction(() => document.activeElement?.matches('.el-drawer form input') === true)
    await page.keyboard.type('城南新店')
    await page.waitForSelector('.duplicates:has-text("已有同名客户")')
    await page.keyboard.press('Tab')
    await page.keyboard.type('赵姐')
    await page.keyboard.press('Tab')
    await page.keyboard.type('13912345678')
    await shot(page, 'lead-new')
    await page.keyboard.press('Control+s')
    await drawer.waitFor({ state: 'hidden' })
    const card = page.locator('[data-lead]:has-text("城南新店")')
    await card.focus()
    await page.keyboard.press('Shift+ArrowRight')
    await page.waitForSelector(`section[aria-label="${stages[1]!.name}"] [data-lead]:has-text("城南新店")`)
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('城南新店') === true)
    await shot(page, 'leads-board')
    // the card keeps the cursor
    await page.keyboard.press('Enter')
    await page.locator('.talk .note input').fill('想先试十袋')
    await page.locator('.talk .note input').press('Enter')
    await page.waitForSelector('.timeline:has-text("想先试十袋")')
    await shot(page, 'lead')
    await page.click('.stand button:has-text("转为客户")')
    await page.waitForSelector('.toast:has-text("已转为客户")')
    await page.locator('.stand .el-button.is-link').click()
    await page.waitForSelector('.origin:has-text("城南新店")')
    const made = (await owner.leads.list({ state: 'converted' })).rows[0]!
    expect(made.customerId).not.toBe(other.id)
    const { rows } = await owner.crm.timeline({ customerId: made.customerId! })
    expect(rows.some(({ text }) => text === '想先试十袋')).toBe(true)

    await go(page, '/leads')
    await page.waitForSelector('[data-lead]')
    await page.keyboard.press('Alt+2')
    await page.waitForSelector('.data-table .row')
    await shot(page, 'leads-list')
    await page.keyboard.press('Alt+3')
    await page.waitForSelector('.bars')
    await shot(page, 'leads-funnel')
    await page.click('button:has-text("阶段设置")')
    await page.getByRole('dialog', { name: '阶段设置' }).getByText('加一个阶段').waitFor()
    await shot(page, 'lead-stages')
    await page.keyboard.press('Escape')
    expect(faults).toEqual([])
    await context.close()
  })

  it('a sales person takes a customer from the pool once it is switched on', async () => {
    await makeCustomer(owner, { name: '无人照看小卖部', grade: 'B' })
    const email = await site.person(owner, 'sales')
    const manager = await site.signIn(OWNER_EMAIL, '/customer-pool')
    await shot(manager.page, 'pool-off')
    await manager.page.click('button:has-text("启用公海")')
    const rules = manager.page.getByRole('dialog', { name: '公海规则' })
    await rules.locator('.el-switch').click()
    await shot(manager.page, 'pool-settings')
    await rules.getByRole('button', { name: '保存' }).click()
    await manager.page.waitForSelector('.toast:has-text("公海规则已保存")')
    await manager.context.close()
    const { page, context, faults } = await site.signIn(email, '/customer-pool')
    await page.waitForSelector('.data-table .row:has-text("无人照看小卖部")')
    await page.locator('.data-table .row:has-text("无人照看小卖部") input[type=checkbox]').check()
    await page.getByRole('button', { name: '领取', exact: true }).waitFor()
    await shot(page, 'pool')
    await page.getByRole('button', { name: '领取', exact: true }).click()
    await page.waitForSelector('.toast:has-text("1 个客户已办好")')
    await page.waitForSelector('.data-table .row:has-text("无人照看小卖部")', { state: 'detached' })
    await expect
      .poll(async () => (await owner.customers.list({ filter: { search: '无人照看小卖部' } })).rows[0]!.salesPerson)
      .not.toBe('')
    expect(faults).toEqual([])
    await context.close()
  })
})

describe('e-mail', () => {
  it('is set up with a test that really sends; what fails says why and goes out after a correction', async () => {
    const server = await openMailServer()
    const job = startMail(site.application)
    // beside what asks the users for their own addresses
    const sentTo = () =>
      server.received.filter(({ raw }) => !headerOf(raw, 'Subject').includes('请确认邮箱')).map(({ to }) => to[0])
    const { page, context, faults } = await site.signIn(OWNER_EMAIL, '/settings/mail')
    const field = (label: string) => page.locator(`.field:has-text("${label}")`).locator('input, select')
    await page.click('.switch:has-text("启用邮件") .el-switch')
    await field('发件服务器').fill('127.0.0.1')
    await field('加密方式').selectOption('none')
    await field('端口').fill(String(server.port))
    await field('用户名').fill('post')
    await field('密码').fill('wrong')
    await field('发件地址').fill('office@example.com')
    await page.keyboard.press('Control+s')
    await page.waitForSelector('.toast:has-text("邮件设置已保存")')
    await field('发一封测试邮件到').fill('boss@example.com')
    await page.click('button:has-text("发测试邮件")')
    await page.waitForSelector('[role=alert]:has-text("用户名或密码（授权码）不对")')
    await shot(page, 'mail-settings')
    await field('密码').fill('secret')
    await page.keyboard.press('Control+s')
    await page.waitForFunction(() => !document.querySelector('.bad'))
    await page.click('button:has-text("发测试邮件")')
    await page.waitForSelector('.toast:has-text("测试邮件已发到 boss@example.com")')
    await expect.poll(sentTo).toEqual(['boss@example.com'])

    const customer = await makeCustomer(owner, { name: '学府路包子铺' })
    const letter = { customerId: customer.id, subject: '十二月价格', body: '您好：\n\n十二月起面粉每袋降一元。' }
    await owner.mail.write({ id: newId(), ...letter, to: ['nobody@example.com'] })
    await owner.mail.write({ id: newId(), ...letter, subject: '送货时间', to: ['chen@example.com'] })
    await go(page, '/mails')
    await page.waitForSelector('.data-table .row:has-text("收件地址不存在")')
    await page.waitForSelector('.data-table .row:has-text("已发")')
    await shot(page, 'mails')
    await page.click('.data-table .row:has-text("十二月价格") >> text=十二月价格')
    const letterDrawer = page.getByRole('dialog', { name: '十二月价格' })
    await letterDrawer.locator('.field input').fill('chen@example.com')
    await shot(page, 'mail')
    await letterDrawer.getByRole('button', { name: '现在再发' }).click()
    await letterDrawer.waitFor({ state: 'hidden' })
    await page.waitForFunction(() => !document.querySelector('.data-table')?.textContent?.includes('收件地址不存在'))
    await expect.poll(sentTo).toEqual(['boss@example.com', 'chen@example.com', 'chen@example.com'])
    expect(faults).toEqual([])
    await context.close()
    await job.stop()
    await server.close()
  })
})
