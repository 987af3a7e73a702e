import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { DEFAULT_NOTE_TEMPLATE, type NoteTemplate } from '../../../shared/domain/printing/note-template.ts'
import { newId } from '../../../shared/ids.ts'
import { launchChromium } from '../../support/chromium.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'

let company: TestCompany
let owner: Client
let browser: Browser
const folder = mkdtempSync(join(tmpdir(), 'huozhan-template-'))

beforeAll(async () => {
  company = await createTestCompany()
  owner = company.client
  browser = await launchChromium()
})

afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
  await company.close()
})

async function printed(change: Partial<NoteTemplate>, rows = 8) {
  const template = { ...DEFAULT_NOTE_TEMPLATE, ...change }
  const { html } = await owner.printing.previewNote({ template, rows, footer: '当面点清' })
  const page = await browser.newPage()
  await page.setContent(html)
  const path = join(folder, `${newId()}.pdf`)
  writeFileSync(path, await page.pdf({ preferCSSPageSize: true, printBackground: true }))
  const overflowing = await page.evaluate(
    () => [...document.querySelectorAll('.page')].filter((p) => p.scrollHeight > p.clientHeight + 1).length,
  )
  await page.close()
  const info = execFileSync('pdfinfo', [path], { encoding: 'utf8' })
  const [width, height] = /Page size:\s+([\d.]+) x ([\d.]+)/
    .exec(info)!
    .slice(1)
    .map((points) => Number(points) / 2.8346)
  return {
    pages: Number(/Pages:\s+(\d+)/.exec(info)![1]),
    width: width!,
    height: height!,
    overflowing,
    text: execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }).replace(/[ \n]+/g, ' '),
  }
}

describe('the layout of the delivery note', () => {
  it.each([
    ['third', 4, 241, 93.1],
    ['half', 8, 241, 139.7],
    ['whole', 30, 241, 279.4],
    ['a4', 20, 210, 297],
    // lines that do not fit take the next larger sheet
    ['third', 8, 241, 139.7],
    ['half', 20, 241, 279.4],
  ] as const)('fills %s with %i lines', async (sheet, rows, width, height) => {
    const paper = await printed({ sheet }, rows)
    expect(paper.pages).toBe(1)
    expect(paper.width).toBeCloseTo(width, 0)
    expect(paper.height).toBeCloseTo(height, 0)
    expect(paper.overflowing).toBe(0)
    expect(paper.text).toContain('当面点清')
  })

  it('prints the columns, texts and copies that were chosen', async () => {
    const paper = await printed({
      title: '出库单',
      copies: ['存根联', '客户联', '记账联'],
      columns: [
        { key: 'barcode', width: 30 },
        { key: 'name', width: null },
        { key: 'quantity', width: 20 },
      ],
      showDebt: false,
      showWords: false,
      showWeight: false,
    })
    expect(paper.pages).toBe(3)
    for (const shown of ['出库单', '存根联', '客户联', '记账联', '6900000000010', '品名', '本页小计'])
      expect(paper.text).toContain(shown)
    for (const hidden of ['送货单', '规格', '单价', '欠款', '大写', '重量']) expect(paper.text).not.toContain(hidden)
  })

  it('is kept with the company, and refuses what cannot be printed', async () => {
    const view = await owner.company.get()
    const deliveryNote = { ...DEFAULT_NOTE_TEMPLATE, sheet: 'a4' as const, title: '发货单' }
    await owner.company.update({ ...view, settings: { ...view.settings, deliveryNote } })
    expect((await owner.company.get()).settings.deliveryNote).toEqual(deliveryNote)
    const impossible: Partial<NoteTemplate>[] = [
      { columns: [{ key: 'name', width: null }] },
      { columns: DEFAULT_NOTE_TEMPLATE.columns.map((column) => ({ ...column, width: column.width ?? 30 })) },
      { columns: [...DEFAULT_NOTE_TEMPLATE.columns, { key: 'code', width: 20 }] },
      { columns: DEFAULT_NOTE_TEMPLATE.columns.map(({ key, width }) => ({ key, width: width && 60 })) },
    ]
    for (const change of impossible) {
      const template = { ...DEFAULT_NOTE_TEMPLATE, ...change }
      const refused = owner.printing.previewNote({ template, rows: 8, footer: '' })
      await expect(refused).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    }
  })
})

describe('the history of prints', () => {
  it('keeps what was printed where, and what failed with its reason', async () => {
    const clerk = await company.as('warehouse')
    const [first, second] = [newId(), newId()]
    const job = { kind: 'delivery-note' as const, documentIds: [newId()], copies: 2, printer: 'EPSON LQ-630K' }
    await clerk.printing.begin({ id: first, title: '送货单 A', ...job })
    await clerk.printing.begin({ id: first, title: '送货单 A', ...job })
    await clerk.printing.finish({ id: first, outcome: 'failed', problem: 'out of paper' })
    await owner.printing.begin({ id: second, title: '送货单 B', ...job })
    await owner.printing.finish({ id: second, outcome: 'printed' })
    const all = (await owner.printing.jobs({})).rows
    expect(all.map(({ title, outcome }) => [title, outcome])).toEqual([
      ['送货单 B', 'printed'],
      ['送货单 A', 'failed'],
    ])
    expect(all[1]).toMatchObject({
      problem: 'out of paper',
      copies: 2,
      printer: 'EPSON LQ-630K',
      kind: 'delivery-note',
    })
    expect((await owner.printing.jobs({ filter: 'open' })).rows.map((row) => row.id)).toEqual([first])
    expect((await owner.printing.jobs({ search: 'B' })).rows.map((row) => row.id)).toEqual([second])
    // others see their own only, and end their own only
    expect((await clerk.printing.jobs({})).rows.map((row) => row.id)).toEqual([first])
    await expect(clerk.printing.finish({ id: second, outcome: 'failed' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
