import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeReportPdf } from '../../../electron/backend/files/write-report-pdf.ts'
import type { Inputs } from '../../../shared/contract/index.ts'
import type { ReportPageName } from '../../../shared/contract/saved-reports.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct } from '../../support/make.ts'
import { pdfTexts } from '../../support/pdf-text.ts'
import { ship } from '../returns/returns-world.ts'

let company: TestCompany
beforeEach(async () => void (company = await createTestCompany()))
afterEach(() => company.close())

type Address = Record<string, string>

/** Every page in every view, with a text its file must hold. */
const QUESTIONS: [ReportPageName, Address, string][] = [
  ['sales-report', { by: 'customer', period: 'this-month' }, '老店'],
  ['trends', { unit: 'day', period: 'this-month', compare: 'none' }, '2026-11-23'],
  ['trends', { view: 'pattern' }, '星期一'],
  ['trends', { view: 'growth' }, '新客户'],
  ['trends', { view: 'growth', detail: 'products' }, '对比期数量'],
  ['trends', { view: 'growth', detail: 'customers' }, '老店'],
  ['trends', { view: 'growth', compare: 'none' }, '选'],
  ['trends', { view: 'forecast' }, '数据太短'],
  ['customer-value', {}, '老店'],
  ['customer-value', { part: 'rfm' }, '老店'],
  ['customer-value', { part: 'cohorts' }, '2026-11'],
  ['customer-value', { part: 'late' }, '最近下单'],
  ['demand', { by: 'grade' }, '面粉'],
  ['demand', { view: 'together' }, '一起'],
  ['demand', { view: 'test' }, '本系统'],
  ['call-list', {}, '客户'],
  ['push-list', { days: '365' }, '批'],
  ['stock-analysis', {}, '面粉'],
  ['stock-analysis', { view: 'age', period: 'this-year' }, '面粉'],
  ['stock-analysis', { view: 'class' }, '面粉'],
  ['stock-analysis', { view: 'expiry' }, '批'],
  ['stock-flow', { detail: '1', by: 'product-warehouse' }, '面粉'],
]

async function fill(): Promise<void> {
  const customer = await makeCustomer(company.client, { name: '老店' })
  const flour = await makeProduct(company.client, { name: '面粉', stock: 50, purchasePrice: 500_000 })
  await ship(company.client, customer.id, [line(flour.id, 3)])
}

const saved = (report: ReportPageName, address: Address, more: Partial<Inputs['savedReports']['save']> = {}) =>
  company.client.savedReports.save({ id: newId(), version: 0, name: report, report, address, ...more })

async function textsOf(id: string): Promise<string> {
  const { client } = company
  const run = await client.savedReports.run({ id })
  expect(run).toMatchObject({ outcome: 'made', problem: '' })
  const file = await client.savedReports.file({ id, dueAt: run.dueAt })
  const bytes = new Uint8Array(await file.arrayBuffer())
  if (file.type === 'application/pdf') return pdfTexts(bytes).flat().join('\n')
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(bytes.buffer)
  const texts: string[] = []
  workbook.worksheets[0]!.eachRow((row) => row.eachCell((cell) => texts.push(cell.text)))
  return texts.join('\n')
}

it('is made of every page and view without its screen, as a spreadsheet and as a PDF with the same texts', async () => {
  await fill()
  for (const [at, [report, address, text]] of QUESTIONS.entries()) {
    const { id } = await saved(report, address)
    expect(await textsOf(id), `${report} ${JSON.stringify(address)}`).toContain(text)
    if (at % 3 !== 0) continue
    const pdf = await saved(report, address, { format: 'pdf' })
    expect(await textsOf(pdf.id), `${report} ${JSON.stringify(address)} as PDF`).toContain(text.slice(0, 2))
  }
})

it('holds what the page shows: 进销存 to the 分, and of what is hidden nothing', async () => {
  await fill()
  const { client } = company
  const address = { period: 'custom', from: '2026-11-01', to: '2026-11-30' }
  const { totals } = await client.stockAnalysis.flow({ from: '2026-11-01', to: '2026-11-30', by: 'product' })
  const whole = await saved('stock-flow', address)
  const texts = (await textsOf(whole.id)).split('\n')
  expect(texts).toContain(String(totals.closingValue! / 100))
  expect(texts).toContain('期间：2026-11-01 至 2026-11-30')
  const role = (await client.users.roles()).find(({ code }) => code === 'finance')!
  const finance = await company.as('finance')
  const { id, version, name } = role
  const rights = ['reports.view', 'exports.run'] as const
  await client.users.saveRole({ id, version, name, rights: [...rights], scope: 'all', mask: ['purchase'] })
  const own = await finance.savedReports.save({ id: newId(), version: 0, name: '库存', report: 'stock-flow', address })
  const run = await finance.savedReports.run({ id: own.id })
  const file = await finance.savedReports.file({ id: own.id, dueAt: run.dueAt })
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(await file.arrayBuffer())
  const head = (workbook.worksheets[0]!.getRow(3).values as string[]).join(' ')
  expect(head).toContain('结存数量')
  expect(head).not.toContain('金额')
})

it('breaks a long report into pages with its titles on each, its totals and its note on the last', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'huozhan-pdf-'))
  try {
    const path = join(folder, 'r.pdf')
    const rows = Array.from({ length: 120 }, (_, at) => [`客户 ${at} 𠮷`, at * 100, null])
    await writeReportPdf(
      path,
      {
        title: '销售分析',
        question: ['期间：今天'],
        columns: [
          { key: 'a', label: '客户', kind: 'text' },
          { key: 'b', label: '金额', kind: 'money' },
          { key: 'c', label: '毛利率', kind: 'percent' },
        ],
        rows,
        totals: ['合计', 714_000, 1234],
        note: '这里说明怎么算。'.repeat(20),
      },
      { company: '测试粮油', printedAt: '打印时间 2026-11-23 09:00' },
    )
    const bytes = readFileSync(path)
    const pages = pdfTexts(bytes)
    expect(pages.length).toBe(3)
    expect(pages.every((texts) => texts.includes('毛利率'))).toBe(true)
    expect(pages[0]!.slice(0, 2)).toEqual(['测试粮油', '销售分析'])
    const shown = pages.flat()
    for (const [at] of rows.entries()) expect(shown).toContain(`客户 ${at} □`)
    expect(pages.at(-1)).toEqual(expect.arrayContaining(['合计', '7,140.00', '12.3%', '3 / 3']))
    // every object stands where the table at the end says
    const text = bytes.toString('latin1')
    const start = Number(/startxref\n(\d+)/.exec(text)![1])
    const offsets = text.slice(start).match(/^\d{10} 00000 n /gm)!
    for (const [at, entry] of offsets.entries()) {
      expect(text.slice(Number(entry.slice(0, 10))).startsWith(`${at + 1} 0 obj\n`)).toBe(true)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
