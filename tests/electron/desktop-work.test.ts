import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Outputs } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { focusIn } from '../e2e/support/page.ts'
import { launchDesktop, type Desktop } from '../support/electron-double/launch.ts'
import { pageClient } from '../support/electron-double/page-client.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../support/make.ts'

/** A working day in the desktop window: the built application on the double, at the screens, by keyboard. */
const folder = mkdtempSync(join(tmpdir(), '货栈 work-'))
const password = 'correct horse battery'
const email = 'zhang@example.com'
let desktop: Desktop
let page: Page
let products: Outputs['products']['create'][]
let customer: Outputs['customers']['create']
/** What the content security policy refused in any window. */
const refused: string[] = []

beforeAll(async () => {
  desktop = await launchDesktop({ home: join(folder, 'home') })
  page = desktop.page
  listen(page)
}, 120_000)

afterAll(async () => {
  await desktop?.close()
  rmSync(folder, { recursive: true, force: true })
})

function listen(window: Page): void {
  window.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) refused.push(message.text())
  })
}

const callsOf = async (name: string) => (await desktop.ask('calls')).filter((call) => call.name === name)

/** Walks with the Tab key until the focus stands on `selector`. */
async function tabTo(window: Page, selector: string): Promise<void> {
  for (let steps = 0; steps < 40; steps++) {
    if (await window.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return
    await window.keyboard.press('Tab')
  }
  throw new Error(`the Tab key does not reach ${selector}`)
}

async function typeInto(window: Page, fields: readonly (readonly [selector: string, text: string])[]): Promise<void> {
  for (const [selector, text] of fields) {
    await tabTo(window, selector)
    await window.keyboard.type(text)
  }
}

async function chooseCustomer(): Promise<void> {
  await focusIn(page, '.picker input')
  await page.keyboard.type('lxmd', { delay: 15 })
  await page.keyboard.press('Enter')
  await focusIn(page, '.line-grid-input')
}

async function enterLine(initials: string, quantity: string): Promise<void> {
  await page.keyboard.type(initials, { delay: 15 })
  await page.keyboard.press('Enter')
  await page.keyboard.type(quantity, { delay: 15 })
  await page.keyboard.press('Enter')
}

/** Submits the order on the desk. @returns the number that the screen shows */
async function submitOnScreen(): Promise<string> {
  await page.keyboard.press('F10')
  await page.waitForSelector('.submitted')
  return (await page.locator('.number-line').innerText()).split(/\s/)[0]!
}

test('a newcomer registers a company in the window', async () => {
  await page.waitForSelector('.ways')
  await tabTo(page, 'a[href="#/register"]')
  await page.keyboard.press('Enter')
  await page.waitForSelector('form.register')
  await typeInto(page, [
    ['[autocomplete=organization]', '丰源粮油商贸有限公司'],
    ['[autocomplete=name]', '张老板'],
    ['[autocomplete=tel]', '13800000000'],
    ['[autocomplete=username]', email],
    ['[autocomplete=new-password]', password],
  ])
  await page.keyboard.press('Enter')
  await page.waitForSelector('.first-run')
  const { session } = await (await pageClient(page)).home.status()
  expect(session?.company.name).toBe('丰源粮油商贸有限公司')
  expect(session?.user.email).toBe(email)
})

test('an order is typed and submitted by keyboard: the screen shows its number and total', async () => {
  const client = await pageClient(page)
  customer = await makeCustomer(client, { name: '兰溪面点坊' })
  products = []
  for (const name of ['五得利特精小麦粉', '金沙河高筋面条'])
    products.push(await makeProduct(client, { name, stock: 1000 }))
  await tabTo(page, '.first-run .buttons .el-button.is-link')
  await page.keyboard.press('Enter')
  await chooseCustomer()
  await enterLine('wdl', '12')
  await enterLine('jsh', '3')
  const number = await submitOnScreen()
  const [row] = (await client.orders.list({ filter: {}, limit: 1 })).rows
  const order = await client.orders.get({ id: row!.id })
  expect(order.number).toBe(number)
  expect(order.status).toBe('to-ship')
  await expect.poll(() => page.locator('.submitted .sum').innerText()).toMatch(/1,200\.00/)
  expect(order.lines.map(({ productId, quantity }) => [productId, quantity])).toEqual([
    [products[0]!.id, 12_000],
    [products[1]!.id, 3000],
  ])
})

test('the window carries the title of its page, ending with the name of the product', async () => {
  const title = async () => (await desktop.ask('windows'))[0]!.title
  await expect.poll(title).toBe(await page.title())
  await expect.poll(() => title()).toMatch(/ – 货栈$/)
  await page.evaluate(() => (document.title = 'XSDD-ZB-261123-0001 – 兰溪面点坊 – 货栈'))
  await expect.poll(title).toBe('XSDD-ZB-261123-0001 – 兰溪面点坊 – 货栈')
})

test('a second window signs in for itself and shows an order of the first one as soon as it is there', async () => {
  const opened = desktop.browser.contexts()[0]!.waitForEvent('page')
  await desktop.ask('clickMenu', '文件(&F)', '新窗口')
  const second = await opened
  listen(second)
  await second.waitForSelector('form.login')
  await typeInto(second, [
    ['[autocomplete=username]', email],
    ['[autocomplete=current-password]', password],
  ])
  await second.keyboard.press('Enter')
  await second.waitForFunction(() => !location.hash.startsWith('#/login'))
  await second.evaluate(() => (location.hash = '#/orders'))
  await second.waitForSelector('text=兰溪面点坊')

  await page.bringToFront()
  await page.keyboard.press('F9')
  await chooseCustomer()
  await enterLine('wdl', '1')
  const number = await submitOnScreen()
  await second.waitForSelector(`text=${number}`)
  await expect
    .poll(async () => (await callsOf('BrowserWindow')).map((call) => (call.args[0] as { name: string }).name))
    .toEqual(['window-1', 'window-2'])
})

test('the backend dies in the middle of an order and comes back: nobody signs in again, nothing is typed again', async () => {
  await page.keyboard.press('F9')
  await chooseCustomer()
  await enterLine('wdl', '7')
  const typed = page.locator('[role=row][aria-rowindex="2"]')
  await expect.poll(() => typed.innerText()).toContain('五得利特精小麦粉')
  const [before] = await desktop.ask('utilityPids')
  process.kill(before!, 'SIGKILL')
  await expect.poll(async () => (await desktop.ask('utilityPids'))[0] ?? before).not.toBe(before)
  await expect.poll(() => typed.innerText()).toContain('五得利特精小麦粉')
  const client = await pageClient(page)
  await expect.poll(async () => (await client.home.status()).session?.user.email).toBe(email)

  await page.reload()
  await page.waitForSelector('text=已恢复未提交订单')
  await expect.poll(() => page.inputValue('.picker input')).toBe('兰溪面点坊')
  const number = await submitOnScreen()
  const after = await pageClient(page)
  const [row] = (await after.orders.list({ filter: {}, limit: 1 })).rows
  expect(row!.number).toBe(number)
  await expect
    .poll(async () => (await after.orders.get({ id: row!.id })).lines.map((one) => one.quantity))
    .toEqual([7000])
})

test('an import file chosen in the window is read by a sandboxed process that main starts', async () => {
  const file = join(folder, '商品.csv')
  writeFileSync(file, '商品编码,商品名称,规格,单位,零售价\n00917,富强粉,25kg,袋,96.5\n00918,饺子粉,5kg,袋,28\n')
  await page.evaluate((id) => (location.hash = `#/imports/${id}?kind=products`), newId())
  await page.setInputFiles('.import-file input[type=file]', file)
  await page.getByText('富强粉').first().waitFor()
  await page.waitForSelector('.import-preview .el-button--primary:not(.is-disabled)')
  const readers = (await callsOf('utilityProcess.fork')).filter((call) => /reader/.test(String(call.args[0])))
  expect(readers).toHaveLength(1)
  const options = readers[0]!.args[2] as { env: object; execArgv: string[] }
  expect(options.execArgv).toEqual([expect.stringMatching(/^--max-old-space-size=\d+$/)])
  expect(Object.keys(options.env).filter((name) => !['SystemRoot', 'TEMP', 'TMPDIR'].includes(name))).toEqual([])
  const client = await pageClient(page)
  const codes = async () => (await client.products.suggest({ text: '富强粉', limit: 5 })).map((product) => product.code)
  await expect.poll(() => codes()).toEqual([])
  await page.keyboard.press('Control+Enter')
  await expect.poll(codes).toEqual(['00917'])
})

test('the 送货单 is previewed and printed on its own paper, in microns, and saved as a PDF', async () => {
  const client = await pageClient(page)
  const order = await submitOrder(client, customer.id, [line(products[0]!.id, 5)])
  const [draft] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
  const note = await client.shipments.confirm({ id: draft!.id, version: draft!.version })
  await page.evaluate((id) => (location.hash = `#/shipments/${id}`), note.id)
  await page.waitForSelector(`text=${note.number}`)
  await page.keyboard.press('Control+p')
  const paper = page.frameLocator('.print-preview iframe')
  await paper.getByText('兰溪面点坊').first().waitFor()
  const proportion = async () => {
    const sheet = await paper.locator('body > *').first().boundingBox()
    return sheet!.width / sheet!.height
  }
  await expect.poll(proportion).toBeCloseTo(241 / 139.7, 1)
  await focusIn(page, '.print-preview .el-button--primary')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await callsOf('webContents.print')).length).toBe(1)
  await expect
    .poll(async () => (await callsOf('webContents.print'))[0]!.args[0])
    .toMatchObject({
      pageSize: { width: 241_000, height: 139_700 },
      margins: { marginType: 'none' },
    })

  // a printer once chosen is printed on without asking, in this window and after the next start
  await page.selectOption('.print-preview .printer select', { label: 'EPSON LQ-630K' })
  await page.focus('.print-preview .el-button--primary')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await callsOf('webContents.print')).length).toBe(2)
  await expect
    .poll(async () => (await callsOf('webContents.print'))[1]!.args[0])
    .toMatchObject({ silent: true, deviceName: 'EPSON_LQ-630K' })
  await page.waitForSelector('text=已送到打印机 EPSON LQ-630K')
  await page.keyboard.press('Escape')
  await page.locator('.print-preview').waitFor({ state: 'hidden' })
  await page.keyboard.press('Control+p')
  await focusIn(page, '.print-preview .el-button--primary')
  await expect.poll(() => page.inputValue('.print-preview .printer select')).toBe('EPSON_LQ-630K')

  // what the ruler page showed to be off is set once for this machine; every print stands in the history
  await page.click('.print-preview button:has-text("对位与份数")')
  await page.getByLabel('向右移').fill('1.5')
  await page.getByLabel('向下移').fill('-0.8')
  await page.getByLabel('份数', { exact: true }).fill('2')
  await page.keyboard.press('Tab')
  await page.focus('.print-preview .el-button--primary')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await callsOf('webContents.print')).length).toBe(3)
  await expect
    .poll(async () => (await callsOf('webContents.print'))[2]!.args[0])
    .toMatchObject({ deviceName: 'EPSON_LQ-630K', copies: 2 })
  const moved = () =>
    paper
      .locator('body > *')
      .first()
      .evaluate((element) => getComputedStyle(element).transform)
  await expect.poll(moved).toMatch(/^matrix\(1, 0, 0, 1, 5\.6\d+, -3\.0\d+\)$/)
  const prints = async () => (await client.printing.jobs({})).rows
  await expect
    .poll(async () => (await prints()).map(({ outcome, printer }) => [outcome, printer]))
    .toEqual([
      ['printed', 'EPSON LQ-630K'],
      ['printed', 'EPSON LQ-630K'],
      ['printed', ''],
    ])
  expect((await prints())[0]).toMatchObject({ kind: 'delivery-note', documentIds: [note.id], copies: 2 })

  const target = join(folder, '送货单.pdf')
  await desktop.ask('answerSaveDialog', target)
  await page.click('.print-preview button:has-text("存为 PDF")')
  await page.waitForSelector(`text=已保存到 ${target}`)
  const pdf = readFileSync(target, 'latin1')
  expect(pdf.startsWith('%PDF-')).toBe(true)
  const [width, height] = /MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf)!.slice(1).map(Number)
  const points = (millimetres: number) => (millimetres / 25.4) * 72
  expect(Math.abs(width! - points(241))).toBeLessThan(1)
  expect(Math.abs(height! - points(139.7))).toBeLessThan(1)
  const [dialog] = await callsOf('dialog.showSaveDialog')
  const { title } = await client.shipments.print({ ids: [note.id], showPrices: true, locale: 'zh-CN' })
  expect((dialog!.args[0] as { defaultPath: string }).defaultPath).toBe(join(tmpdir(), `${title}.pdf`))
})

test('an export goes where the save dialog says', async () => {
  const target = join(folder, '订单.csv')
  await desktop.ask('answerSaveDialog', target)
  await page.keyboard.press('Escape')
  await page.locator('.print-preview').waitFor({ state: 'hidden' })
  await page.evaluate(() => (location.hash = '#/orders'))
  await page.getByRole('button', { name: /导出/ }).click()
  await page.getByText('导出 CSV').click()
  await expect.poll(() => readFileSync(target, 'utf8')).toContain('兰溪面点坊')
  const dialog = (await callsOf('dialog.showSaveDialog')).at(-1)
  expect(dialog!.args[0]).toMatchObject({ filters: [{ name: 'CSV', extensions: ['csv'] }] })
})

test('all of it within the content security policy', () => expect(refused).toEqual([]))
