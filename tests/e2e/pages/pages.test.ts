import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { axeFindings } from '../support/axe.ts'
import { watchAnswers } from '../support/page.ts'
import { OWNER_EMAIL, startSite, type Site, type Window } from '../welcome/site.ts'

/**
 * Every page as it stands with something on it, in Chinese by daylight on a small screen and in English at night on a
 * large one. HUOZHAN_SCREENSHOTS=folder keeps a picture of each.
 */
const pictures = process.env['HUOZHAN_SCREENSHOTS']

let site: Site
let owner: Client
/** Besides those in the menu. */
let paths: string[]
/** Texts of this company that stand in the language of its people, whatever the screen speaks. */
let own: string[]

beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
  const product = await makeProduct(owner, {
    name: 'Strong flour',
    baseUnit: 'bag',
    packs: [],
    stock: 500,
    salePrice: 800_000,
  })
  const customer = await makeCustomer(owner, {
    name: 'East Street Noodles',
    openingBalance: 12_000,
    creditLimit: 50_000,
  })
  const lines = (bags: number) => [{ ...line(product.id, bags, 80), unit: 'bag' }]
  const waiting = await submitOrder(owner, customer.id, lines(30))
  const rich = await makeCustomer(owner, { name: 'West Bakery' })
  const order = await submitOrder(owner, rich.id, lines(12))
  const [note] = await owner.shipments.createForOrder({ orderId: order.id, version: order.version })
  await owner.shipments.confirm({ id: note!.id, version: note!.version })
  const drafted = newId()
  const draft = { customerId: rich.id, lines: lines(3) }
  await owner.orders.saveDraft({ id: drafted, version: 0, draft })
  const trip = await owner.trips.save({ id: newId(), version: 0, shipmentIds: [note!.id] })
  paths = [
    `/trips/${trip.id}`,
    `/orders/${drafted}/edit`,
    `/orders/${order.id}`,
    `/orders/${waiting.id}`,
    '/shipments?status=posted',
    `/shipments/${note!.id}`,
    `/customers/${customer.id}`,
    `/customers/${newId()}/new`,
    `/products/${product.id}`,
    `/products/${newId()}/new`,
    `/settlement/${rich.id}`,
    `/imports/${newId()}?kind=customers`,
    '/customer-value?part=rfm',
    '/customer-value?part=cohorts',
    '/customer-value?part=late',
    '/settings/company/value',
    '/confirm?code=0123-ABCD-EFGH',
    `/mailings/${newId()}/new`,
  ]
  const places = [...(await owner.company.sites()), ...(await owner.company.warehouses({}))]
  await owner.leads.create({ id: newId(), company: 'North Gate Canteen', expectedAmount: 120_000 })
  const stages = await owner.leads.stages()
  const people = [...(await owner.users.list()), ...(await owner.users.roles())]
  own = ['丰源粮油商贸有限公司', '散客', ...[...places, ...people, ...stages].map(({ name }) => name)]
}, 180_000)
afterAll(() => site.close())

describe.each([
  { locale: 'zh-CN', colorScheme: 'light', width: 1366, height: 768 },
  { locale: 'en', colorScheme: 'dark', width: 1920, height: 1080 },
] as const)('pages in $locale, $colorScheme, $width × $height', ({ locale, colorScheme, width, height }) => {
  let window: Window
  let page: Page
  let answered: () => Promise<void>
  beforeAll(async () => {
    window = await site.signIn(OWNER_EMAIL, '/', { locale })
    page = window.page
    answered = watchAnswers(page)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.setViewportSize({ width, height })
  })
  afterAll(() => window.context.close())

  it('have no serious finding of axe, no text left out, nothing wider than the window', async () => {
    const menu = await page
      .locator('.sidebar a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('href')!.slice(1)))
    const findings: string[] = []
    for (const path of new Set([...paths, ...menu])) {
      await page.evaluate((to) => (location.hash = `#${to}`), path)
      await page.waitForFunction((to) => location.hash.startsWith(`#${to.split('?')[0]}`), path)
      await answered()
      if (pictures) {
        const name = path.replace(/[0-9A-Z]{26}/g, 'one').replace(/\W+/g, '-')
        await page.screenshot({ path: join(pictures, `${locale}${name}.png`) })
      }
      for (const finding of [...(await axeFindings(page)), ...(await textFindings(page, locale))])
        findings.push(`${path}: ${finding}`)
    }
    expect(findings).toEqual([])
    expect(window.faults).toEqual([])
  }, 180_000)

  it('are walked by F6 from pane to pane, and past the menu by the first link', async () => {
    await page.evaluate(() => (location.hash = '#/orders'))
    await page.waitForSelector('.data-table .row')
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    const inside = () => page.evaluate(() => document.activeElement?.closest('nav, main')?.tagName.toLowerCase() ?? '')
    const seen = new Set<string>()
    for (let i = 0; i < 4; i++) {
      await page.keyboard.press('F6')
      seen.add(await inside())
    }
    expect([...seen]).toEqual(expect.arrayContaining(['nav', 'main']))

    await page.focus('.skip')
    const top = () => page.locator('.skip').evaluate((link) => link.getBoundingClientRect().top)
    await expect.poll(top).toBeGreaterThanOrEqual(0)
    await page.keyboard.press('Enter')
    await expect.poll(() => inside()).toBe('main')
  })
})

/** Chinese on an English screen, keys of texts and broken values on any, and a page that scrolls sideways. */
async function textFindings(page: Page, locale: 'zh-CN' | 'en'): Promise<string[]> {
  const { texts, overflow } = await page.evaluate(() => {
    const found: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Element) {
        for (const name of ['title', 'placeholder', 'aria-label', 'alt']) found.push(node.getAttribute(name) ?? '')
      } else if (!node.parentElement?.closest('[lang], .mark, script, style')) found.push(node.textContent ?? '')
    }
    return { texts: found, overflow: document.documentElement.scrollWidth - window.innerWidth }
  })
  const broken = /\[object|undefined|NaN|\b(?:common|orders|customers|products|settings|shipments|settlement)\.[a-z]/
  const findings = texts.filter((text) => broken.test(text)).map((text) => `broken: ${text.trim()}`)
  if (locale === 'en') {
    for (const text of texts) {
      const rest = own.reduce((left, name) => left.replaceAll(name, ''), text)
      if (/\p{Script=Han}/u.test(rest) && !rest.trim().startsWith('中')) findings.push(`Chinese: ${text.trim()}`)
    }
  }
  if (overflow > 0) findings.push(`${overflow} px wider than the window`)
  return [...new Set(findings)]
}
