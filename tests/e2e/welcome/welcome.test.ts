import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OWNER_EMAIL, PASSWORD, startSite, type Site } from './site.ts'

let site: Site
beforeAll(async () => void (site = await startSite()), 180_000)
afterAll(() => site.close())

describe('ways in', () => {
  it('leads from registering past every step to the first order', async () => {
    const { page, context, faults } = await site.open()
    await page.waitForSelector('text=打开示例公司')
    await page.click('text=注册新公司')
    await page.click('text=注册并开始')
    await page.waitForSelector('text=请填写公司名称')
    await page.fill('.field:has-text("公司名称") input', '丰源粮油商贸有限公司')
    await page.fill('.field:has-text("您的姓名") input', '王掌柜')
    await page.fill('.field:has-text("邮箱") input', OWNER_EMAIL)
    await page.fill('.field:has-text("密码") input', '12345678')
    await page.waitForSelector('text=太弱')
    await page.fill('.field:has-text("密码") input', PASSWORD)
    await page.waitForSelector('text=很强')
    await page.click('[aria-label=显示密码]')
    await expect.poll(() => page.inputValue('.field:has-text("密码") input[type=text]')).toBe(PASSWORD)
    await page.click('text=注册并开始')

    await page.waitForSelector('text=第 1 步，共 3 步')
    await page.fill('.field:has-text("地址") input', '粮食市场 8 号')
    await page.click('text=保存，下一步')
    await page.waitForSelector('text=主仓')
    await page.click('text=跳过')
    await page.waitForSelector('text=新增用户')
    await page.click('text=完成')
    await page.click('text=直接去录第一张订单')
    await page.waitForSelector('.shell')
    await expect.poll(() => page.url()).toContain('#/orders/new')
    expect(faults).toEqual([])
    await context.close()
  })

  it('speaks both languages before anybody is signed in', async () => {
    const { page, context } = await site.open('/login')
    await page.click('[aria-label*="切换到英文"]')
    await page.waitForSelector('button:has-text("Sign in")')
    await page.waitForSelector('a:has-text("Restore a backup")')
    await context.close()
  })

  it('refuses what is no backup and says so', async () => {
    const { page, context } = await site.open('/welcome?way=restore')
    await page.setInputFiles('input[type=file]', {
      name: 'photo.sqlite',
      mimeType: 'application/octet-stream',
      buffer: Buffer.from('not a company'),
    })
    await page.waitForSelector('text=这不是完好的备份文件')
    await context.close()
  })

  it('counts the tries that are left and says how long the account is locked', async () => {
    const { page, context } = await site.open('/login')
    await page.fill('input[type=email]', OWNER_EMAIL)
    const password = page.locator('input[autocomplete=current-password]')
    for (const left of [4, 3, 2]) {
      await password.fill('wrong password')
      await page.keyboard.press('Enter')
      await page.waitForSelector(`text=还可以再试 ${left} 次`)
    }
    await password.fill('wrong password')
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=再错一次，账户会锁定')
    await password.fill('wrong password')
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=还有 5 分钟')
    await expect.poll(() => page.isDisabled('button[type=submit]')).toBe(true)
    site.advance(5 * 60_000 + 1000)
    await context.close()
    const again = await site.signIn(OWNER_EMAIL, '/login')
    await again.context.close()
  })
})

describe('lock', () => {
  it('covers the page by key and after idle time, survives a reload, and keeps what was typed', async () => {
    const { page, context, faults } = await site.signIn(OWNER_EMAIL)
    await page.evaluate(() => (location.hash = '#/settings/company'))
    const address = page.locator('.field:has-text("地址") input')
    await address.fill('还没保存的地址')
    await page.keyboard.press('Alt+l')
    await page.waitForSelector('dialog[open]')
    await page.waitForSelector('dialog input:focus')
    // keys of the pages behind do nothing
    await page.keyboard.press('F9')
    expect(page.url()).toContain('#/settings/company')
    await page.keyboard.type('wrong password')
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog >> text=还可以再试')
    await page.waitForSelector('dialog input:focus')
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog[open]', { state: 'detached' })
    await expect.poll(() => address.inputValue()).toBe('还没保存的地址')

    await page.clock.install()
    await page.reload()
    await page.waitForSelector('.shell')
    await page.clock.fastForward(16 * 60_000)
    await page.waitForSelector('dialog[open]')
    await page.reload()
    await page.waitForSelector('dialog[open]')
    expect(faults).toEqual([])
    await context.close()
  })

  it('opens with a PIN set from the user menu', async () => {
    const { page, context } = await site.signIn(OWNER_EMAIL)
    await page.click('.header .user')
    await page.click('text=设置解锁 PIN')
    const drawer = page.locator('.el-drawer')
    await drawer.locator('.field:has-text("当前密码") input').fill(PASSWORD)
    await drawer.locator('.field:has-text("PIN") input').fill('2468')
    await drawer.locator('button[form=own-secret]').click()
    await page.waitForSelector('text=PIN 已设置')
    await page.keyboard.press('Alt+l')
    await page.waitForSelector('text=PIN 或密码')
    await page.waitForSelector('dialog input:focus')
    await page.keyboard.type('2468')
    await page.keyboard.press('Enter')
    await page.waitForSelector('dialog[open]', { state: 'detached' })
    await context.close()
  })
})
