import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { IMPORT_DATA, ONLINE_RETAIL, readAll, refusal, scratchFolder, type ReadSheet } from './support.ts'
import type { ReadProgress } from '../../../electron/backend/files/read-spreadsheet.ts'

const scratch = scratchFolder()
afterAll(scratch.remove)

type Expectation = { refused: string } | { rows: number[]; look?: (sheets: ReadSheet[]) => void }

const cell = (sheets: ReadSheet[], sheet: number, row: number, column: number) =>
  sheets[sheet]!.rows[row - 1]![column] ?? null

/** What INDEX.tsv expects of each file, as far as reading goes. */
const EXPECTED: Record<string, Expectation> = {
  D01_customers_jsherp_template: {
    rows: [4],
    look: (sheets) => {
      expect(cell(sheets, 0, 2, 0)).toBe('名称*')
      expect(cell(sheets, 0, 3, 2)).toBe(13000000000)
    },
  },
  D02_orderlines_jsherp_template: { rows: [4], look: (sheets) => expect(cell(sheets, 0, 3, 0)).toBe(2001) },
  D03_products_yingyi_商品资料: {
    rows: [303],
    look: (sheets) => {
      const barcodes = sheets[0]!.rows.slice(1).map((row) => row[2])
      expect(new Set(barcodes).size).toBe(302)
      expect(barcodes).toContain('4895235504845CC')
      expect(cell(sheets, 0, 2, 6)).toBe('24.62%')
    },
  },
  D04_orders_online_retail_II_2x499: {
    rows: [500, 500],
    look: (sheets) => {
      const lines = sheets[0]!.rows.slice(1)
      expect(lines.filter((row) => String(row[0]).startsWith('C')).length).toBe(29)
      expect(lines.filter((row) => Number(row[3]) < 0).length).toBe(33)
      expect(lines.filter((row) => row[6] === undefined || row[6] === null).length).toBe(4)
    },
  },
  D05_orders_online_retail_II_34766: {
    rows: [14270, 20498],
    look: (sheets) => {
      const lines = sheets.flatMap((sheet) => sheet.rows.slice(1))
      expect(lines.length).toBe(34_766)
      expect(lines.filter((row) => typeof row[2] === 'string' && row[2] !== row[2].trim()).length).toBe(8_120)
    },
  },
  D06_no_name_column_uci_wholesale_customers: { rows: [441], look: (s) => expect(cell(s, 0, 2, 2)).toBe('12669') },
  D07_encrypted_password_tika: { refused: 'FILE_ENCRYPTED' },
  D08_encrypted_biff8_password_password: { refused: 'FILE_ENCRYPTED' },
  D09_xml_entity_bomb: { refused: 'FILE_DTD' },
  D10_chinese_biff8_provinces: {
    rows: [4],
    look: (sheets) => expect(sheets[0]!.rows.slice(1).map((row) => row[1])).toEqual(['安徽省', '北京市', '重庆市']),
  },
  D11_date_1904: {
    rows: [3],
    look: (sheets) => {
      expect(cell(sheets, 0, 1, 0)).toEqual({ d: '2021-01-01', t: '00:00:00' })
      expect(cell(sheets, 0, 2, 0)).toEqual({ d: '2021-01-02', t: '00:00:00' })
      expect(cell(sheets, 0, 3, 0)).toBe('255:10:10')
    },
  },
  D12_row_repeat_bomb: { refused: 'FILE_TOO_MANY_CELLS' },
  D13_error_cells: {
    rows: [7, 0, 0],
    look: (sheets) => {
      const codes = ['#DIV/0!', '#NAME?', '#VALUE!', '#NULL!', '#REF!', '#NUM!', '#N/A']
      expect(sheets[0]!.rows).toEqual(codes.map((e) => [{ e }]))
    },
  },
  D14_inline_strings_whitespace: {
    rows: [3, 3],
    look: (sheets) => {
      const trimmed = sheets.map((sheet) => sheet.rows.map((row) => row.map((text) => String(text ?? '').trim())))
      expect(trimmed[0]![0]).toEqual(['trimmed value', 'value with tabs', '', 'clean text'])
      expect(trimmed[0]![2]).toEqual(['日期 时间'])
      expect(trimmed[1]![2]).toEqual(['日期 时间'])
    },
  },
  D15_semicolon_decimal_comma: {
    rows: [3],
    look: (sheets) => {
      expect(sheets[0]!.rows.map((row) => row.length)).toEqual([3, 3, 3])
      expect(cell(sheets, 0, 2, 2)).toBe('25,5')
    },
  },
  D16_utf16le_bom: {
    rows: [2],
    look: (sheets) =>
      expect(sheets[0]!.rows).toEqual([
        ['première', 'second', 'troisième'],
        ['Quatrième', 'cinquième', 'sixième'],
      ]),
  },
  D17_empty_zero_bytes: { refused: 'FILE_EMPTY' },
  D18_zip_backslash_names: { rows: [3], look: (sheets) => expect(sheets[0]!.rows[0]!.length).toBe(21) },
  D19_zip_without_content_types: { refused: 'FILE_DAMAGED' },
  D20_product_isbn_leading_zero: {
    rows: [2],
    look: (sheets) => {
      const row = sheets[0]!.rows[1]!
      expect(row).toContain('0073374377')
      expect(row).toContain('9780073374376')
    },
  },
  D21_header_on_row_9: {
    rows: [10],
    look: (sheets) => {
      expect(cell(sheets, 0, 3, 2)).toBe('Note 1')
      expect(sheets[0]!.rows[9]).toEqual(['put data here', 1, 2, 3])
    },
  },
  D22_quoted_newlines: {
    rows: [5],
    look: (sheets) => expect(String(cell(sheets, 0, 2, 1)).split('\n')[0]).toBe('This is a "test csv file"'),
  },
}

describe('every file of the collection behaves as its index says', () => {
  const files = readFileSync(join(IMPORT_DATA, 'INDEX.tsv'), 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t')[0]!)
    .filter((file) => /^D\d\d/.test(file))

  test('the collection is the one this table knows', () => {
    expect(files.map((file) => file.replace(/\.\w+$/, '')).sort()).toEqual(Object.keys(EXPECTED).sort())
  })

  test.each(files)('%s', async (file) => {
    const expectation = EXPECTED[file.replace(/\.\w+$/, '')]!
    const stagePath = scratch.path(`${file}.stage`)
    if ('refused' in expectation) {
      const { error, milliseconds } = await refusal(join(IMPORT_DATA, file), stagePath)
      expect(error.code).toBe(expectation.refused)
      expect(milliseconds).toBeLessThan(1_000)
      expect(existsSync(stagePath)).toBe(false)
      return
    }
    const { workbook, sheets } = await readAll(join(IMPORT_DATA, file), stagePath)
    expect(workbook.sheets.map((sheet) => sheet.rows)).toEqual(expectation.rows)
    expect(sheets.map((sheet) => sheet.rows.length)).toEqual(expectation.rows)
    expectation.look?.(sheets)
  })
})

describe('half a million rows', () => {
  let first = 0
  let whole = 0
  const news: ReadProgress[] = []
  let sheets: ReadSheet[] = []
  beforeAll(async () => {
    const start = performance.now()
    const result = await readAll(ONLINE_RETAIL, scratch.path('retail.stage'), {
      onProgress: (item) => {
        if (item.kind === 'first-rows') first = performance.now() - start
        news.push(item)
        whole = performance.now() - start
      },
    })
    sheets = result.sheets
  })

  test('all are there, with the sum everybody knows', () => {
    const rows = sheets[0]!.rows.slice(1)
    expect(rows.length).toBe(541_909)
    const cents = rows.reduce((sum, row) => sum + Math.round(Number(row[3]) * Number(row[5]) * 1000), 0)
    expect(Math.round(cents / 10)).toBe(974_774_793)
    expect(rows.filter((row) => row[6] === null || row[6] === undefined).length).toBe(135_080)
    expect(rows.at(-1)![4]).toEqual({ d: '2011-12-09', t: '12:50:00' })
  })

  test('the first hundred come long before the last', () => {
    expect(news[0]).toMatchObject({ kind: 'first-rows', sheet: { no: 0, name: 'Online Retail' } })
    expect(news[0]!.kind === 'first-rows' && news[0]!.rows.length).toBe(100)
    expect(first).toBeLessThan(whole / 2)
    const shares = news.flatMap((item) => (item.kind === 'progress' ? [item.share ?? 0] : []))
    expect(shares.length).toBeGreaterThan(10)
    expect(shares).toEqual([...shares].sort((a, b) => a - b))
  })
})
