import { readFile } from 'node:fs/promises'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { makeCustomer } from '../../support/make.ts'
import { startOrderSite, type OrderSite } from '../orders/order-site.ts'
import { focusIn } from '../support/page.ts'

const MANY = 20_000

let site: OrderSite
const contexts: BrowserContext[] = []

beforeAll(async () => {
  site = await startOrderSite()
}, 120_000)
afterAll(() => site.close())
afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close()
})

async function open(path: string): Promise<Page> {
  const { page, context } = await site.open(site.owner, path)
  contexts.push(context)
  await page.waitForSelector('.shell')
  return page
}

test('a customer is made by keyboard alone: number and mnemonic are given, its namesake is pointed out', async () => {
  const twin = await makeCustomer(site.owner.client, { name: '兖州馒头坊' })
  const page = await open('/customers')
  await page.waitForSelector('.data-table .row')
  await page.keyboard.press('Alt+N')
  await focusIn(page, '.form-section input')
  await page.keyboard.type('兖州馒头坊')
  await page.waitForSelector(`.duplicates >> text=${twin.code}`)
  await page.keyboard.type('（老街店）')
  await page.waitForSelector('.duplicates', { state: 'detached' })
  await page.keyboard.press('Control+s')
  await page.waitForSelector('.document h1 >> text=兖州馒头坊（老街店）')

  const [found] = await site.owner.client.customers.suggest({ text: 'yzmtflj' })
  expect(found).toMatchObject({ name: '兖州馒头坊（老街店）' })
  expect(found!.code).not.toBe('')
  // the tab of the unfinished customer gave way to that of the stored one
  await expect
    .poll(() => page.locator('.tab-bar [role="tab"], .tabs [role="tab"]').filter({ hasText: '新建客户' }).count())
    .toBe(0)
})

test('what is typed is not lost to somebody else’s change: reload or keep is asked', async () => {
  const { client } = site.owner
  const customer = await makeCustomer(client, { name: '单县粮油店', shortName: '单县' })
  const page = await open(`/customers/${customer.id}`)
  const name = page.locator('.form-section input').first()
  await name.fill('单县粮油店（新）')
  await client.customers.setStatus({ id: customer.id, version: customer.version, status: 'frozen' })
  await page.waitForSelector('.edit-notice')
  await expect.poll(() => name.inputValue()).toBe('单县粮油店（新）')
  await page.click('.edit-notice button:last-of-type')
  await page.waitForSelector('.edit-notice', { state: 'detached' })
  await page.keyboard.press('Control+s')
  await page.waitForSelector('.document h1 >> text=单县粮油店（新）')
  await expect
    .poll(() => client.customers.get({ id: customer.id }))
    .toMatchObject({ name: '单县粮油店（新）', status: 'frozen' })
})

test('several are archived at once, and come back with one key', async () => {
  const { client } = site.owner
  for (const name of ['停用甲', '停用乙']) await makeCustomer(client, { name })
  const page = await open('/customers')
  await page.fill('.search input', '停用')
  await page.waitForFunction(() => document.querySelectorAll('.data-table .body .row').length === 2)
  await page.click('.head input[type="checkbox"]')
  await page.click('.batch .el-button')
  await page.waitForFunction(() => document.querySelectorAll('.data-table .body .row').length === 0)
  await page.waitForSelector('.toast button')
  await page.keyboard.press('Alt+u')
  await page.waitForFunction(() => document.querySelectorAll('.data-table .body .row').length === 2)
})

test('the list as filtered is handed over as a file', async () => {
  await makeCustomer(site.owner.client, { name: '导出甲' })
  const page = await open('/customers')
  await page.fill('.search input', '导出甲')
  await page.waitForFunction(() => document.querySelectorAll('.data-table .body .row').length === 1)
  const download = page.waitForEvent('download')
  await page.click('.actions button >> text=导出')
  await page.click('[role="menuitem"] >> text=CSV')
  const text = await readFile(await (await download).path(), 'utf8')
  expect(text.trim().split(/\r?\n/)).toHaveLength(2)
  expect(text).toContain('导出甲')
})

test(`a list of ${MANY} scrolls with few rows in the page, and filters as you type`, async () => {
  const { client } = site.owner
  await importMany()
  const page = await open('/customers')
  const table = page.locator('.scroller')
  await table.focus()
  const loaded = async () => {
    await page.keyboard.press('End')
    const text = await page.locator('.data-table .foot [role="status"]').innerText()
    return Number(text.replace(/\D/g, ''))
  }
  await expect.poll(loaded, { timeout: 60_000 }).toBeGreaterThan(5000)
  await expect.poll(() => page.locator('.data-table .body .row').count()).toBeLessThan(80)

  await page.keyboard.press('Control+f')
  await focusIn(page, 'input[type=search]')
  await page.keyboard.type('第19999号')
  await page.waitForFunction(() => document.querySelectorAll('.data-table .body .row').length === 1)
  await expect.poll(() => page.locator('.data-table .body .row').innerText()).toContain('第19999号店')
  const counts = await client.customers.counts({})
  expect(counts.active).toBeGreaterThanOrEqual(MANY)
}, 120_000)

async function importMany(): Promise<void> {
  const { client } = site.owner
  const id = newId()
  const lines = Array.from({ length: MANY }, (_, i) => `第${i}号店,${13_000_000_000 + i}`)
  const file = new File([['客户名称,手机', ...lines].join('\n')], '客户.csv', { type: 'text/csv' })
  await client.imports.open({ id, kind: 'customers', file })
  await resting(id, 'ready')
  await client.imports.commit({ id })
  await resting(id, 'done')
}

async function resting(id: string, state: string): Promise<void> {
  await expect.poll(async () => (await site.owner.client.imports.get({ id })).state, { timeout: 60_000 }).toBe(state)
}

test('two that are one: found, merged with what they own, and taken apart again by keyboard and one key', async () => {
  const { client } = site.owner
  const stays = await makeCustomer(client, { name: '鱼台米线馆', contacts: [{ name: '孟', mobile: '13755550001' }] })
  const goes = await makeCustomer(client, { name: '鱼台 米线馆', openingBalance: 12_300, tags: ['年节'] })
  const page = await open('/customers/duplicates')
  const card = page.locator('section.card', { hasText: goes.code })
  await card
    .locator('label', { hasText: '保留' })
    .nth((await card.locator('.side').first().innerText()).includes(stays.code) ? 0 : 1)
    .click()
  await card.getByRole('button', { name: '合并' }).click()
  await card.waitFor({ state: 'detached' })
  await expect.poll(() => client.customers.get({ id: stays.id })).toMatchObject({ balance: 12_300, tags: ['年节'] })
  await page.waitForSelector('.toast button')
  await page.keyboard.press('Alt+u')
  await card.waitFor()
  await expect.poll(() => client.customers.get({ id: goes.id })).toMatchObject({ balance: 12_300, status: 'active' })
  await card.getByRole('button', { name: '不是同一家' }).click()
  await card.waitFor({ state: 'detached' })
  await expect
    .poll(async () =>
      (await client.customerMerge.pairs()).pairs.some((pair) => [pair.one.id, pair.other.id].includes(goes.id)),
    )
    .toBe(false)
})

test('a tag typed on one customer finds it, is kept as a segment, and all in it change together', async () => {
  const { client } = site.owner
  const one = await makeCustomer(client, { name: '嘉祥石锅店' })
  const page = await open(`/customers/${one.id}`)
  await page.waitForSelector('.document h1 >> text=嘉祥石锅店')
  await page.getByLabel('标签').fill('石锅')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+s')
  await page.waitForSelector('.toast >> text=已保存')
  await expect.poll(async () => (await client.customers.get({ id: one.id })).tags).toEqual(['石锅'])
  await page.goto(page.url().replace(/#.*/, '#/customers?tags=石锅'))
  await page.waitForFunction(() => document.querySelectorAll('.data-table .body .row').length === 1)
  await page.getByRole('button', { name: '客群' }).click()
  await page.getByLabel('把现在的条件存为客群').fill('石锅店')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.toast >> text=石锅店')
  await page.getByRole('button', { name: '批量修改' }).click()
  await page
    .getByRole('textbox', { name: '等级' })
    .or(page.getByRole('combobox', { name: '等级' }))
    .fill('A')
  await page.waitForSelector('text=1 位客户中有 1 位会改变')
  await page.getByRole('button', { name: '修改', exact: true }).click()
  await page.waitForSelector('.toast >> text=已修改 1 位客户')
  await expect.poll(async () => (await client.customers.get({ id: one.id })).grade).toBe('A')
  await expect.poll(() => client.segments.list()).toMatchObject([{ name: '石锅店', count: 1 }])
})
