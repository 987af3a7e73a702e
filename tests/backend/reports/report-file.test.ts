import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SheetToWrite } from '../../../shared/contract/reports.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'

let company: TestCompany
beforeAll(async () => void (company = await createTestCompany()))
afterAll(() => company.close())

const SHEET: SheetToWrite = {
  title: '销售分析',
  question: ['期间：2026-11-01 至 2026-11-23', '按商品，只看 "苏州" 的客户'],
  columns: [
    { key: 'name', label: '商品', kind: 'text' },
    { key: 'day', label: '最近一天', kind: 'day' },
    { key: 'amount', label: '金额', kind: 'money' },
    { key: 'quantity', label: '数量', kind: 'quantity' },
    { key: 'orders', label: '单数', kind: 'count' },
    { key: 'margin', label: '毛利率', kind: 'percent' },
    { key: 'turns', label: '周转', kind: 'ratio' },
  ],
  rows: [
    ['=1+1 面粉', '2026-11-22', 123_456_789, 12_500, 3, -1_234, 325],
    ['大米', null, -5, 41_000, 0, null, 0],
  ],
  totals: ['合计', null, 123_456_784, null, 3, -1_233, null],
  note: '金额为含税金额。',
}

it('writes a report as a workbook that opens with frozen header, formats, totals and the note', async () => {
  const file = await company.client.reports.file({ sheet: SHEET })
  expect(file.name).toBe('销售分析-20261123.xlsx')
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(await file.arrayBuffer())
  const sheet = workbook.worksheets[0]!
  expect(sheet.name).toBe('销售分析')
  expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 4 })
  expect(sheet.pageSetup).toMatchObject({ orientation: 'landscape', fitToWidth: 1 })
  expect(sheet.getCell('A2').value).toBe(SHEET.question[0])
  expect(sheet.getRow(4).values).toEqual([undefined, ...SHEET.columns.map(({ label }) => label)])
  expect(sheet.getCell('A5').value).toBe('=1+1 面粉')
  expect(sheet.getCell('B5').value).toEqual(new Date('2026-11-22T00:00:00Z'))
  expect(sheet.getCell('C5')).toMatchObject({ value: 1_234_567.89, numFmt: '#,##0.00' })
  expect(sheet.getCell('D6').value).toBe(41)
  expect(sheet.getCell('F5')).toMatchObject({ value: -0.1234, numFmt: '0.00%' })
  expect(sheet.getCell('G5').value).toBe(3.25)
  expect(sheet.getCell('F6').value).toBeNull()
  expect(sheet.getCell('A7').value).toBe('合计')
  expect(sheet.getCell('C7')).toMatchObject({ value: 1_234_567.84, font: { bold: true } })
  expect(sheet.getCell('A9').value).toBe(SHEET.note)
})

it('is refused to who may not export', async () => {
  const seller = await company.as('sales')
  await expect(seller.reports.file({ sheet: SHEET })).rejects.toThrow()
})
