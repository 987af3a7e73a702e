import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startPayments } from '../../../electron/backend/jobs/payments.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { WECHAT_SETUP, WechatServer } from '../../support/gateways/wechat-server.ts'
import { makeCustomer } from '../../support/make.ts'
import { readQr } from '../scanning/read-labels.ts'
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
    await expect.poll(() => page.content()).not.toContain(secret)

    await page.evaluate(() => (location.hash = '#/settings/system'))
    const download = page.waitForEvent('download')
    await page.click('text=立即备份')
    await expect.poll(async () => (await download).suggestedFilename()).toMatch(/\.sqlite$/)
    await page.click('text=开始自检')
    await page.waitForSelector('text=全部对得上')
    await page.waitForSelector('text=库存等于出入库流水之和')
    await context.close()
  })

  it('sets a payment service up, takes money by QR code, sees it arrive and gives a part back', async () => {
    const wechat = new WechatServer()
    const url = await wechat.listen()
    const job = startPayments(site.application, { pace: 0.05 })
    const customer = await makeCustomer(owner, { name: '东街面馆', openingBalance: 20_000 })
    const { page, context, faults } = await site.signIn(OWNER_EMAIL)
    const field = (label: string) => page.locator(`.field:has-text("${label}")`).locator('input, textarea')
    await page.evaluate(() => (location.hash = '#/settings/payments'))
    const { settings, secrets } = WECHAT_SETUP
    await field('商户号').fill(settings.merchantId)
    await field('应用 ID').fill(settings.appId)
    await field('商户证书序列号').fill(settings.certificateSerial)
    await field('微信支付公钥 ID').fill(settings.platformKeyId)
    await field('平台公钥或平台证书').fill(settings.platformKey)
    await field('APIv3 密钥').fill(secrets.apiKey)
    await field('接口网址').fill(url.replace('127.0.0.1', 'localhost'))
    await page.click('.switch .el-switch')
    await page.keyboard.press('Control+s')
    await page.waitForSelector('text=接口地址必须以 https:// 开头')
    await field('接口网址').fill(url)
    await page.keyboard.press('Control+s')
    await page.waitForSelector('text=资料还不齐')
    await field('商户私钥').fill(secrets.privateKey)
    await page.keyboard.press('Control+s')
    await page.waitForSelector('.toast:has-text("已保存")')
    await expect.poll(() => field('商户私钥').inputValue()).toBe('')
    await page.click('button:has-text("测试连接")')
    await page.waitForSelector('.toast:has-text("微信支付连接正常")')

    await page.evaluate((id) => (location.hash = `#/settlement/${id}`), customer.id)
    await page.click('.actions button:has-text("在线收款"), button:has-text("在线收款"):not([role=tab])')
    const dialog = page.getByRole('dialog', { name: '在线收款' })
    await dialog.locator('.amount input').fill('123.45')
    await dialog.locator('button:has-text("微信支付")').click()
    await page.waitForSelector('svg.qr')
    const [id] = [...wechat.trades.keys()].slice(-1)
    await expect.poll(() => readQr(page, 'svg.qr')).toBe(`weixin://wxpay/bizpayurl?pr=${id}`)
    await page.waitForSelector('text=/剩余 1[45]:/')
    wechat.pay(id!)
    await page.waitForSelector('text=已收 ¥123.45')
    await page.keyboard.press('Escape')

    await page.evaluate(() => (location.hash = '#/online-payments'))
    await page.click('[role=gridcell]:has-text("东街面馆"), [role=rowheader]:has-text("东街面馆")')
    await page.keyboard.press('Enter')
    await page.click('.el-drawer button:has-text("退款")')
    await field('退款金额').fill('23.45')
    await field('退款原因').fill('多付')
    await page.click('button:has-text("确认退款")')
    await page.waitForSelector('.el-drawer .refunds li:has-text("23.45"):has-text("已退")')
    await expect.poll(async () => (await owner.customers.get({ id: customer.id })).balance).toBe(10_000)
    expect(faults).toEqual([])
    await job.stop()
    await context.close()
    await wechat.close()
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
    await expect.poll(() => page.locator('[role=columnheader]:has-text("金额")').count()).toBe(0)
    await context.close()
  })
})
