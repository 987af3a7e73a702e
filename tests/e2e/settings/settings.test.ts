import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'

let site: Site
let owner: Client
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
}, 180_000)
afterAll(() => site.close())

describe('settings', () => {
  it('keeps review rules and their limits, amounts in yuan', async () => {
    const { page, context, faults } = await site.signIn(OWNER_EMAIL)
    await page.evaluate(() => (location.hash = '#/settings/company/review'))
    await page.check('input[name=rule-credit-limit][value=warn]')
    await page.locator('.field:has-text("逾期金额超过") input').fill('2500.50')
    await page.keyboard.press('Control+s')
    await page.waitForSelector('.toast:has-text("已保存")')
    const { settings } = await owner.company.get()
    expect(settings.review).toMatchObject({ creditLimit: 'warn', overdueAmount: 250_050 })
    expect(faults).toEqual([])
    await context.close()
  })

  it('changes a role in the matrix, and the last administrator keeps the right to manage users', async () => {
    const { page, context } = await site.signIn(OWNER_EMAIL)
    await page.evaluate(() => (location.hash = '#/settings/access/roles'))
    await page.check('[aria-label="仓管员: 查看往来账"]')
    await page.click('.save button:has-text("保存")')
    await page.waitForSelector('.toast:has-text("仓管员")')
    const role = (await owner.users.roles()).find((one) => one.code === 'warehouse')!
    expect(role.rights).toContain('settlement.view')
    await page.uncheck('[aria-label="老板/管理员: 管理用户与角色"]')
    await page.click('.save button:has-text("保存")')
    await page.waitForSelector('text=至少要保留一位管理员')
    await context.close()
  })

  it('shows a token once, hands out a backup, and explains the self-check', async () => {
    const { page, context } = await site.signIn(OWNER_EMAIL)
    await page.evaluate(() => (location.hash = '#/settings/access/tokens'))
    await page.fill('[aria-label=用途]', '对接')
    await page.click('text=新建令牌')
    const secret = await page.inputValue('.secret input')
    const reply = await fetch(`${site.url}/api/users/me`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
      body: '{}',
    })
    expect(reply.status).toBe(200)
    await page.click('.secret >> text=关闭')
    expect(await page.content()).not.toContain(secret)

    await page.evaluate(() => (location.hash = '#/settings/system'))
    const download = page.waitForEvent('download')
    await page.click('text=立即备份')
    expect((await download).suggestedFilename()).toMatch(/\.sqlite$/)
    await page.click('text=开始自检')
    await page.waitForSelector('text=全部对得上')
    await page.waitForSelector('text=库存等于出入库流水之和')
    await context.close()
  })

  it('gives warehouse staff no prices, no order desk and no settings', async () => {
    const email = await site.person(owner, 'warehouse')
    const { page, context } = await site.signIn(email)
    const menu = await page.innerText('nav.sidebar')
    expect(menu).toContain('待发货')
    for (const hidden of ['录入订单', '公司设置', '用户与权限', '订单审核']) expect(menu).not.toContain(hidden)
    await page.evaluate(() => (location.hash = '#/orders/new'))
    await page.waitForSelector('text=您的角色没有使用这个页面的权限')
    await page.evaluate(() => (location.hash = '#/shipments'))
    await page.waitForSelector('[role=columnheader]:has-text("司机")')
    expect(await page.locator('[role=columnheader]:has-text("金额")').count()).toBe(0)
    await context.close()
  })
})
