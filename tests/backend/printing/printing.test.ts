import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { code128Svg, code128Widths } from '../../../electron/backend/features/printing/code128.ts'
import { escapeHtml } from '../../../electron/backend/features/printing/delivery-note.ts'
import type { Client, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { launchChromium } from '../../support/chromium.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

let company: TestCompany
let owner: Client
let browser: Browser
let note: Outputs['shipments']['confirm']
const folder = mkdtempSync(join(tmpdir(), 'huozhan-paper-'))

/** A note of eleven lines: two pages of eight rows. */
beforeAll(async () => {
  company = await createTestCompany()
  owner = company.client
  const settings = await owner.company.get()
  await owner.company.update({
    ...settings,
    address: '澄湖市粮油物流园 6 号库',
    mobile: '100-2000-0001',
    settings: { ...settings.settings, printFooter: '本单经签收后作为结算依据 <b>&' },
  })
  const customer = await makeCustomer(owner, {
    name: '<script>alert(1)</script>城东面馆',
    creditDays: 30,
    settlement: 'monthly',
    openingBalance: 123_456,
  })
  const lines = []
  for (let i = 0; i < 11; i++) {
    const product = await makeProduct(owner, { name: `高筋面包粉${i + 1}`, weight: 25_000, stock: 200 })
    lines.push({
      ...line(product.id, 45 + i, 81.5),
      remark: i === 3 ? '轻放' : '',
      gift: i === 10,
      discount: i === 2 ? 9500 : 10_000,
    })
  }
  lines[1] = { ...lines[1]!, unit: '吨', quantity: 80_000, price: 32_000_000 }
  const order = await submitOrder(owner, customer.id, lines, {
    address: '桃园路 1 号',
    contact: '王"老板"',
    phone: '10020000137',
  })
  const [draft] = await owner.shipments.createForOrder({ orderId: order.id, version: order.version })
  const edited = await owner.shipments.update({
    id: draft!.id,
    version: draft!.version,
    driver: '丁师傅',
    plate: '苏Z·A1207',
    remark: '',
    lines: [],
  })
  note = await owner.shipments.confirm({ id: edited.id, version: edited.version })
  browser = await launchChromium()
}, 60_000)

afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
  await company.close()
})

async function toPdf(html: string, name: string) {
  const page = await browser.newPage()
  await page.setContent(html)
  const path = join(folder, `${name}.pdf`)
  writeFileSync(path, await page.pdf({ preferCSSPageSize: true, printBackground: true }))
  const overflowing = await page.evaluate(
    () =>
      [...document.querySelectorAll<HTMLElement>('.page')].filter(
        (p) =>
          p.scrollHeight > p.clientHeight + 1 ||
          p.scrollWidth > p.clientWidth + 1 ||
          [...p.querySelectorAll('.signatures')].some((q) => q.scrollWidth > q.clientWidth + 1),
      ).length,
  )
  await page.close()
  const info = execFileSync('pdfinfo', [path], { encoding: 'utf8' })
  return { path, info, overflowing, text: execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }) }
}

describe('delivery note', () => {
  it('is a document of 241 × 139.7 mm pages with every figure of the trade', async () => {
    const { html, title } = await owner.shipments.print({ ids: [note.id] })
    const { info, text, overflowing } = await toPdf(html, 'note')
    expect(title).toBe(`送货单 ${note.number}`)
    expect(info).toMatch(/Pages:\s+2/)
    const [width, height] = /Page size:\s+([\d.]+) x ([\d.]+)/.exec(info)!.slice(1).map(Number)
    expect(width! / 2.8346).toBeCloseTo(241, 0)
    expect(height! / 2.8346).toBeCloseTo(139.7, 0)
    expect(overflowing).toBe(0)
    const flat = text.replace(/\s+/g, ' ')
    for (const part of [
      '测试粮油',
      '送货单',
      note.number,
      '城东面馆',
      '桃园路 1 号',
      '王"老板" 10020000137',
      '2026-11-23',
      '月结 30 天',
      '主仓',
      '第 1 页 / 共 2 页',
      '第 2 页 / 共 2 页',
      '高筋面包粉11',
      '1吨',
      '2吨',
      '本页小计',
      '9.5折',
      '轻放',
      '赠',
      '丁师傅',
      '苏Z·A1207',
      '上次欠款',
      '1,234.56',
      '结算依据 <b>&',
      '100-2000-0001',
      '重量',
      '收货人签字',
      '打印时间',
    ])
      expect(flat.replaceAll(' ', ''), part).toContain(part.replaceAll(' ', ''))
    expect(flat).not.toContain('补打')
    expect(flat).not.toContain('null')
    const total = (note.total! / 100).toLocaleString('en', { minimumFractionDigits: 2 })
    expect(flat).toContain(`¥${total}`)
    expect(flat).toMatch(/合计金额（大写） ?： ?[零壹贰叁肆伍陆柒捌玖拾佰仟万元角分整]{6,}/)
    expect(flat).toContain(((note.total! + 123_456) / 100).toLocaleString('en', { minimumFractionDigits: 2 }))
  })

  it('marks the second copy, counts it, and says the same debt months later', async () => {
    await owner.settlement.receive({ id: newId(), customerId: note.customerId, amount: 100_000, method: 'cash' })
    const { html } = await owner.shipments.print({ ids: [note.id] })
    expect(html).toContain('补打 第2次')
    expect(html).toContain('1,234.56')
    expect((await owner.shipments.get({ id: note.id })).printed).toBe(2)
    expect((await owner.system.history({ id: note.id }))[0]!.command).toBe('shipments.print')
  })

  it('leaves prices and debts out for drivers, and for users who may not see them', async () => {
    const { html } = await owner.shipments.print({ ids: [note.id], showPrices: false })
    const storeman = await company.as('warehouse')
    const theirs = await storeman.shipments.print({ ids: [note.id] })
    for (const paper of [html, theirs.html]) {
      const { text } = await toPdf(paper, 'driver')
      expect(text).toContain('高筋面包粉1')
      expect(text).not.toMatch(/单价|金额|欠款|81\.50|¥/)
    }
  })

  it('speaks English when asked, and escapes every text', async () => {
    const { html, title } = await owner.shipments.print({ ids: [note.id], locale: 'en' })
    expect(title).toBe(`Delivery note ${note.number}`)
    expect(html).not.toContain('<script')
    expect(html).toContain('&#60;script&#62;')
    const { text, info, overflowing } = await toPdf(html, 'english')
    expect(text).toContain('Page 2 of 2')
    expect(text).toContain('Reprint no. 5')
    expect(text.replace(/\s+/g, ' ')).toMatch(/Amount in words ?: ?\w+/)
    expect(info).toMatch(/Pages:\s+2/)
    expect(overflowing).toBe(0)
    expect(escapeHtml(`<a href="x" id='y'>&`)).toBe('&#60;a href=&#34;x&#34; id=&#39;y&#39;&#62;&#38;')
  })

  it('uses the whole sheet for more than twelve rows, several notes in one document', async () => {
    const settings = await owner.company.get()
    await owner.company.update({ ...settings, settings: { ...settings.settings, printRows: 30 } })
    const { html } = await owner.shipments.print({ ids: [note.id, note.id] })
    const { info, overflowing } = await toPdf(html, 'sheet')
    expect(info).toMatch(/Pages:\s+1/)
    expect(overflowing).toBe(0)
    const [, height] = /Page size:\s+[\d.]+ x ([\d.]+)/.exec(info)!
    expect(Number(height) / 2.8346).toBeCloseTo(279.4, 0)
    const now = await owner.company.get()
    await owner.company.update({ ...now, settings: { ...now.settings, printRows: 12 } })
    expect((await toPdf((await owner.shipments.print({ ids: [note.id] })).html, 'twelve')).overflowing).toBe(0)
  })
})

describe('Code 128', () => {
  const require = createRequire(import.meta.url)
  const { CODE128B } = require('jsbarcode/bin/barcodes/index.js').default as {
    CODE128B: new (text: string, options: object) => { encode(): { data: string } }
  }

  it('draws the same modules as another encoder', () => {
    for (const text of ['XSCK-ZB-261123-0007', note.number, 'A', ' !~', 'abc{}|']) {
      const ours = code128Widths(text)
        .map((width, i) => (i % 2 === 0 ? '1' : '0').repeat(width))
        .join('')
      expect(ours).toBe(new CODE128B(text, {}).encode().data)
    }
    expect(() => code128Widths('中')).toThrow(RangeError)
  })

  it('is an image with quiet zones, of the size asked for', () => {
    const svg = code128Svg('XSCK-ZB-261123-0007', { module: 0.25, height: 7 })
    const modules = code128Widths('XSCK-ZB-261123-0007').reduce((a, b) => a + b, 0) + 20
    expect(svg).toContain(`width="${modules * 0.25}mm" height="7mm" viewBox="0 0 ${modules} 1"`)
  })
})
