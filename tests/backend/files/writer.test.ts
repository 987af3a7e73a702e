import { readFileSync, writeFileSync } from 'node:fs'
import ExcelJS from 'exceljs'
import { strFromU8, unzipSync } from 'fflate'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { scaledText } from '../../../electron/backend/files/writer/values.ts'
import { writeSpreadsheet, type SheetRow, type SheetSpec } from '../../../electron/backend/files/write-spreadsheet.ts'
import { readAll, scratchFolder } from './support.ts'

const scratch = scratchFolder()
afterAll(scratch.remove)

const SPEC: SheetSpec = {
  sheetName: '销售/订单',
  title: '销售订单',
  locale: 'zh-CN',
  zone: 'Asia/Shanghai',
  columns: [
    { key: 'number', header: '单号', width: 20, kind: 'code' },
    { key: 'customer', header: '客户', width: 24, kind: 'text' },
    { key: 'amount', header: '金额', width: 12, kind: 'money' },
    { key: 'price', header: '单价', width: 12, kind: 'price' },
    { key: 'quantity', header: '数量', width: 10, kind: 'quantity' },
    { key: 'lines', header: '行数', width: 8, kind: 'integer' },
    { key: 'day', header: '日期', width: 12, kind: 'day' },
    { key: 'at', header: '审核时间', width: 20, kind: 'instant' },
    { key: 'discount', header: '折扣', width: 8, kind: 'percent' },
  ],
}
const ROWS: SheetRow[] = [
  [
    '0012345678901',
    '面粉 & 面条 <"特">',
    1_234_567_805,
    25_500,
    12_500,
    3,
    '2026-11-23',
    '2026-11-22T17:05:09.000Z',
    1_250,
  ],
  ['=1+1', '-负数开头', -5, 1, 3_000, 0, '2000-02-29', '1999-12-31T16:00:00.000Z', 9_999],
  [null, '  两端空格\n第二行  ', null, undefined, -1, null, null, '', 0],
  ['+86 138', "'@已保护", 0, 0, 0, -7, '1950-01-01', null, null],
  ['_x0041_', 'bell\u0007 and \ud83d\ude00', 1, 10_000, 1, 1, null, null, null],
]

async function written(name: string, rows: Iterable<SheetRow> | AsyncIterable<SheetRow>, spec = SPEC): Promise<string> {
  const path = scratch.path(name)
  await writeSpreadsheet(path, spec, rows)
  return path
}

describe('.xlsx', () => {
  test('another program reads the values, exact to the last digit', async () => {
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.readFile(await written('orders.xlsx', ROWS))
    const sheet = workbook.worksheets[0]!
    expect(sheet.name).toBe('销售 订单')
    expect(sheet.getCell('A1').value).toBe('销售订单')
    expect(sheet.getRow(2).values).toEqual([undefined, ...SPEC.columns.map((column) => column.header)])
    expect(sheet.getCell('A3').value).toBe('0012345678901')
    expect(sheet.getCell('B3').value).toBe('面粉 & 面条 <"特">')
    expect(sheet.getCell('C3').value).toBe(12_345_678.05)
    expect(sheet.getCell('D3').value).toBe(2.55)
    expect(sheet.getCell('E3').value).toBe(12.5)
    expect(sheet.getCell('G3').value).toEqual(new Date('2026-11-23T00:00:00Z'))
    expect(sheet.getCell('H3').value).toEqual(new Date('2026-11-23T01:05:09Z'))
    expect(sheet.getCell('I3').value).toBe(0.125)
    expect(sheet.getCell('C4').value).toBe(-0.05)
    expect(sheet.getCell('D4').value).toBe(0.0001)
    expect(sheet.getCell('E5').value).toBe(-0.001)
    expect(sheet.getCell('G6').value).toEqual(new Date('1950-01-01T00:00:00Z'))
    expect(sheet.getCell('A4').formula).toBeUndefined()
  })

  test('the XML holds the decimal text itself', async () => {
    const xml = strFromU8(unzipSync(readFileSync(await written('text.xlsx', ROWS)))['xl/worksheets/sheet1.xml']!)
    expect(xml).toContain('<v>12345678.05</v>')
    expect(xml).toContain('<v>-0.05</v>')
    expect(xml).not.toContain('<f>')
  })

  test('it looks as the trade expects: styled header, frozen, filtered, set up to print', async () => {
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.readFile(await written('look.xlsx', ROWS))
    const sheet = workbook.worksheets[0]!
    expect(sheet.getCell('A2').font).toMatchObject({ bold: true, name: 'Microsoft YaHei' })
    expect(sheet.getCell('A2').fill).toMatchObject({ pattern: 'solid', fgColor: { argb: 'FFE8EDF4' } })
    expect(sheet.getCell('A1').isMerged).toBe(true)
    expect(sheet.getColumn(2).width).toBeCloseTo(24.83, 1)
    const formats = ['A', 'C', 'D', 'E', 'F', 'G', 'H', 'I'].map((column) => sheet.getCell(`${column}3`).numFmt)
    expect(formats).toEqual([
      '@',
      '#,##0.00',
      '#,##0.00##',
      '#,##0.###',
      '#,##0',
      'yyyy-mm-dd',
      'yyyy-mm-dd hh:mm:ss',
      '0.00%',
    ])
    expect(sheet.getCell('E4').numFmt).toBe('#,##0')
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 2, topLeftCell: 'A3' })
    expect(sheet.autoFilter).toBe('A2:I7')
    expect(sheet.pageSetup).toMatchObject({
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      paperSize: 9,
    })
    expect(sheet.pageSetup.printTitlesRow).toBe('2:2')
    expect(sheet.headerFooter.oddFooter).toContain('&P')
  })

  test('text that looks like a formula carries the mark that keeps it text', async () => {
    const parts = unzipSync(readFileSync(await written('guard.xlsx', ROWS)))
    const sheet = strFromU8(parts['xl/worksheets/sheet1.xml']!)
    const formats = strFromU8(parts['xl/styles.xml']!)
      .match(/<cellXfs.*<\/cellXfs>/s)![0]
      .match(/<xf [^>]*>/g)!
    const isMarked = (cell: string) =>
      formats[Number(new RegExp(`r="${cell}" s="(\\d+)"`).exec(sheet)![1])]!.includes('quotePrefix="1"')
    expect(['A4', 'B4', 'A6', 'A3', 'B3'].map(isMarked)).toEqual([true, true, true, false, false])
  })

  test('our reader gives every text back', async () => {
    const { sheets } = await readAll(await written('back.xlsx', ROWS), scratch.path('stage'))
    const texts = sheets[0]!.rows.slice(2).map((row) => [row[0] ?? null, row[1] ?? null])
    expect(texts).toEqual(ROWS.map((row) => [row[0] ?? null, row[1] ?? null]))
    expect(sheets[0]!.rows[2]![7]).toEqual({ d: '2026-11-23', t: '01:05:09' })
  })

  test('an empty list is a header and nothing else', async () => {
    const { sheets } = await readAll(await written('none.xlsx', []), scratch.path('stage'))
    expect(sheets[0]!.rows.length).toBe(2)
  })
})

describe('.csv', () => {
  test('UTF-8 with mark, CRLF, exact decimals, nothing that runs', async () => {
    const text = readFileSync(await written('orders.csv', ROWS), 'utf8')
    const lines = text.split('\r\n')
    expect(text.charCodeAt(0)).toBe(0xfeff)
    expect(lines[0]!.slice(1)).toBe('单号,客户,金额,单价,数量,行数,日期,审核时间,折扣')
    expect(lines[1]).toBe(
      '0012345678901,"面粉 & 面条 <""特"">",12345678.05,2.55,12.5,3,2026-11-23,2026-11-23 01:05:09,12.5%',
    )
    expect(lines[2]).toBe("'=1+1,'-负数开头,-0.05,0.0001,3,0,2000-02-29,2000-01-01 00:00:00,99.99%")
  })

  test('any text comes back as it was, protected or not', async () => {
    const spec: SheetSpec = { ...SPEC, columns: SPEC.columns.slice(0, 2) }
    const text = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 12 }),
      fc.stringMatching(/^['=+\-@\t]{1,4}[a-z0-9,"\n ]{0,5}$/),
      fc.constantFrom("'=a", "''-b", '面粉,"特"\n二'),
    )
    const rows = fc
      .sample(fc.tuple(text, text), 400)
      .filter((row) => row[0] !== '' && !/(?![\t\n])\p{Cc}/u.test(row.join('')))
    const { sheets } = await readAll(await written('any.csv', rows, spec), scratch.path('stage'))
    expect(sheets[0]!.rows.slice(1)).toEqual(rows.map((row) => (row[1] === '' ? [row[0]] : row)))
  })
})

test('an integer of any scale becomes its exact decimal text', () => {
  expect([scaledText(5, 2, 2), scaledText(-120, 2, 2), scaledText(120, 2, 0), scaledText(1_000, 3, 0)]).toEqual([
    '0.05',
    '-1.20',
    '1.2',
    '1',
  ])
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.integer({ min: 0, max: 4 }), (value, decimals) => {
      const [whole = '', fraction = ''] = scaledText(value, decimals, 0).split('.')
      expect(BigInt(whole.replace('-', '') + fraction.padEnd(decimals, '0'))).toBe(BigInt(Math.abs(value)))
      expect(whole.startsWith('-')).toBe(value < 0)
    }),
  )
  expect(() => scaledText(0.5, 2, 2)).toThrow(TypeError)
})

describe('nothing half done', () => {
  async function* slowRows(onRow: (index: number) => void): AsyncGenerator<SheetRow> {
    for (let index = 0; index < 60_000; index++) {
      onRow(index)
      yield ['X' + index, '客户', index, index, index, index, '2026-01-01', '2026-01-01T00:00:00.000Z', 100]
    }
  }

  test.each(['cancelled.xlsx', 'cancelled.csv'])('cancelling %s leaves the former file alone', async (name) => {
    const path = scratch.path(name)
    writeFileSync(path, 'former')
    const controller = new AbortController()
    const rows = slowRows((index) => index === 30_000 && controller.abort())
    await expect(writeSpreadsheet(path, SPEC, rows, { signal: controller.signal })).rejects.toMatchObject({
      code: 'FILE_CANCELLED',
    })
    expect(readFileSync(path, 'utf8')).toBe('former')
    expect(scratch.files().filter((file) => file.endsWith('.part'))).toEqual([])
  })

  test('a folder that is not there, a source that fails', async () => {
    await expect(writeSpreadsheet(scratch.path('no/such.xlsx'), SPEC, ROWS)).rejects.toMatchObject({
      code: 'FILE_WRITE_FAILED',
    })
    const failing = slowRows((index) => {
      if (index === 20_000) throw new Error('source failed')
    })
    await expect(writeSpreadsheet(scratch.path('failing.xlsx'), SPEC, failing)).rejects.toThrow('source failed')
    expect(scratch.files().filter((file) => file.startsWith('failing'))).toEqual([])
  })

  test('progress ends with the number of rows', async () => {
    const seen: number[] = []
    const count = await writeSpreadsheet(
      scratch.path('progress.xlsx'),
      SPEC,
      slowRows(() => {}),
      {
        onProgress: (rows) => seen.push(rows),
      },
    )
    expect(count).toBe(60_000)
    expect(seen.at(-1)).toBe(60_000)
    expect(seen.length).toBeGreaterThan(5)
  })
})
