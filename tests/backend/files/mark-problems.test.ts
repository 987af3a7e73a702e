import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, expect, test } from 'vitest'
import { markProblems } from '../../../electron/backend/files/mark-problems.ts'
import { readSpreadsheet } from '../../../electron/backend/files/read-spreadsheet.ts'
import { openStage } from '../../../electron/backend/files/stage.ts'
import { IMPORT_DATA, readAll, scratchFolder } from './support.ts'

const scratch = scratchFolder()
afterAll(scratch.remove)

test.each([
  'D01_customers_jsherp_template.xls',
  'D03_products_yingyi_商品资料.xlsx',
  'D04_orders_online_retail_II_2x499.xlsx',
  'D11_date_1904.xlsx',
  'D13_error_cells.xlsx',
  'D22_quoted_newlines.csv',
])('%s comes back with the same values in the same cells, and the reasons beside them', async (file) => {
  const stagePath = scratch.path('marked.stage')
  const out = scratch.path('marked.xlsx')
  await readSpreadsheet(join(IMPORT_DATA, file), stagePath)
  const problems = [
    { sheet: 0, row: 2, column: 0, text: '编码重复' },
    { sheet: 0, row: 2, column: 0, text: '第二个原因' },
    { sheet: 0, row: 3, column: null, text: '整行有误' },
  ]
  await markProblems(stagePath, out, problems, { locale: 'zh-CN', reasonHeader: '错误原因' })

  const stage = openStage(stagePath)
  const { sheets } = await readAll(out, scratch.path('again.stage'))
  for (const before of stage.sheets) {
    const after = sheets[before.no]!.rows
    expect(sheets[before.no]!.name).toBe(before.name)
    const same = after.map((row) => {
      const cells = row.slice(0, before.columns)
      while (cells.length > 0 && cells.at(-1) === null) cells.pop()
      return cells
    })
    expect(same).toEqual(stage.rows(before.no, 1, before.rows))
  }
  const columns = stage.sheets[0]!.columns
  expect(sheets[0]!.rows.slice(0, 3).map((row) => row[columns])).toEqual([
    '错误原因',
    '编码重复\n第二个原因',
    '整行有误',
  ])
  stage.close()

  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.readFile(out)
  const red = { pattern: 'solid', fgColor: { argb: 'FFFFC7CE' } }
  expect(workbook.worksheets[0]!.getCell(2, 1).fill).toMatchObject(red)
  expect(workbook.worksheets[0]!.getCell(4, 1).fill).not.toMatchObject(red)
})

test('the header row is where the importer found it', async () => {
  const stagePath = scratch.path('header.stage')
  const out = scratch.path('header.xlsx')
  await readSpreadsheet(join(IMPORT_DATA, 'D21_header_on_row_9.xlsx'), stagePath)
  const problems = [{ sheet: 0, row: 10, column: 3, text: 'Price missing' }]
  await markProblems(stagePath, out, problems, { locale: 'en', reasonHeader: 'Problem', headerRows: new Map([[0, 9]]) })
  const { sheets } = await readAll(out, scratch.path('again.stage'))
  expect(sheets[0]!.rows[8]!.at(-1)).toBe('Problem')
  expect(sheets[0]!.rows[9]).toEqual(['put data here', 1, 2, 3, 'Price missing'])
})
