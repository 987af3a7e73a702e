import { readFileSync, writeFileSync } from 'node:fs'
import * as library from '@e965/xlsx'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, describe, expect, test } from 'vitest'
import { followStage, openStage } from '../../../electron/backend/files/stage.ts'
import { StageWriter } from '../../../electron/backend/files/reader/stage-writer.ts'
import { readSpreadsheet } from '../../../electron/backend/files/read-spreadsheet.ts'
import { readAll, scratchFolder } from './support.ts'

const scratch = scratchFolder()
afterAll(scratch.remove)

async function rowsOf(name: string, content: string | Uint8Array) {
  const path = scratch.path(name)
  writeFileSync(path, content)
  const { workbook, sheets } = await readAll(path, scratch.path('stage'))
  return { format: workbook.format, rows: sheets[0]!.rows, sheets }
}

/** A small workbook of the library's making, in any format it writes. */
function written(bookType: library.BookType): Uint8Array {
  const sheet = library.utils.aoa_to_sheet([
    ['名称', '数量', '日期', '有效'],
    ['面粉 25kg', 12.5, null, true],
    [null, null, null, null],
    ['0012345', -3, null, false],
  ])
  sheet['C2'] = { t: 'n', v: 45_000.75, z: 'yyyy-mm-dd hh:mm:ss' }
  sheet['C4'] = { t: 'n', v: 45_001, z: 'yyyy-mm-dd' }
  const workbook = library.utils.book_new(sheet, '商品')
  return library.write(workbook, { bookType, type: 'buffer', cellDates: false }) as Buffer
}

const EXPECTED = [
  ['名称', '数量', '日期', '有效'],
  ['面粉 25kg', 12.5, { d: '2023-03-15', t: '18:00:00' }, true],
  [],
  ['0012345', -3, { d: '2023-03-16', t: '00:00:00' }, false],
]

describe('formats are told by content, whatever the name says', () => {
  test.each([
    ['xlsx', 'goods.csv', 'xlsx'],
    ['xlsb', 'goods.xlsx', 'xlsb'],
    ['biff8', 'goods.et', 'xls'],
    ['ods', 'goods.xls', 'ods'],
    ['xlml', 'goods.xls', 'xml'],
  ] as const)('%s named %s', async (bookType, name, format) => {
    const result = await rowsOf(name, written(bookType))
    expect(result.format).toBe(format)
    expect(result.rows).toEqual(EXPECTED)
  })

  test('HTML saved as .xls, in UTF-8 and in GBK, keeps text exact', async () => {
    const html =
      '<html><body><table><tr><td>编码</td><td>品名</td></tr><tr><td>00123</td><td>A&amp;B 面粉</td></tr></table></body></html>'
    expect((await rowsOf('list.xls', html)).rows).toEqual([
      ['编码', '品名'],
      ['00123', 'A&B 面粉'],
    ])
    const gbk = Buffer.concat([
      Buffer.from('<html><meta charset=gb2312><table><tr><td>'),
      Buffer.from('c6b7c3fb', 'hex'),
      Buffer.from('</td><td>007</td></tr></table></html>'),
    ])
    expect(await rowsOf('gbk.xls', gbk)).toMatchObject({ format: 'html', rows: [['品名', '007']] })
  })
})

describe('text with delimiters', () => {
  test.each([
    [',', '编码,品名\r\n001,面粉\r\n'],
    [';', '编码;品名\n001;面粉\n'],
    ['tab', '编码\t品名\n001\t面粉\n'],
    ['|', '编码|品名\n001|面粉'],
    ['declared', 'sep=;\r\n编码;品名\r\n001;面粉'],
  ])('delimiter %s', async (name, text) => {
    const { rows, format } = await rowsOf('list.txt', text)
    expect(format).toBe('csv')
    expect(name === 'declared' ? rows.slice(1) : rows).toEqual([
      ['编码', '品名'],
      ['001', '面粉'],
    ])
  })

  test('encodings: UTF-8 with mark, UTF-16 both ways with and without mark, GBK', async () => {
    const text = '编码,品名,a,b\n001,面粉,c,d\n'
    const little = Buffer.from(text, 'utf16le')
    const big = Buffer.from(little).swap16()
    const expected = [
      ['编码', '品名', 'a', 'b'],
      ['001', '面粉', 'c', 'd'],
    ]
    const files: [string, Buffer][] = [
      ['mark.csv', Buffer.from('\ufeff' + text)],
      ['plain.csv', Buffer.from(text)],
      ['le.csv', Buffer.concat([Buffer.from([0xff, 0xfe]), little])],
      ['be.csv', Buffer.concat([Buffer.from([0xfe, 0xff]), big])],
      ['le-bare.csv', little],
      ['be-bare.csv', big],
      ['gbk.csv', Buffer.from('b1e0c2eb2cc6b7c3fb2c612c620a3030312cc3e6b7db2c632c640a', 'hex')],
    ]
    for (const [name, content] of files) expect([name, (await rowsOf(name, content)).rows]).toEqual([name, expected])
  })

  test('rows keep their numbers: blank lines, quoted line ends, ragged rows, stray quotes', async () => {
    const { rows } = await rowsOf('list.csv', 'a,b,c\n\n"x\ny",,z\n1,"2 ""q"" 3"\n5" pipe,6\n')
    expect(rows).toEqual([['a', 'b', 'c'], [], ['x\ny', null, 'z'], ['1', '2 "q" 3'], ['5" pipe', '6']])
  })
})

describe('the parts of an .xlsx', () => {
  /** An ordinary workbook with one part put in place of the library's. */
  function withParts(parts: Record<string, string>): Uint8Array {
    const files = unzipSync(written('xlsx'))
    for (const [name, content] of Object.entries(parts)) files[name] = strToU8(content)
    return zipSync(files)
  }
  const sheet = (rows: string) =>
    `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`
  const read = async (rows: string) =>
    (await rowsOf('parts.xlsx', withParts({ 'xl/worksheets/sheet1.xml': sheet(rows) }))).rows

  test('values of every type; formulas give their cached value', async () => {
    const rows = await read(
      '<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1" t="str"><f>A1&amp;"x"</f><v>1x</v></c>' +
        '<c r="D1"><f t="shared" si="0"/><v>0.1</v></c><c r="E1" t="str"><f>""</f><v></v></c><c r="F1"><v>1E3</v></c><c r="G1"><v>-2.50</v></c></row>',
    )
    expect(rows).toEqual([[true, { e: '#N/A' }, '1x', 0.1, null, 1000, -2.5]])
  })

  test('rich text runs are joined, phonetic readings left out, entities and _x000D_ resolved, nothing trimmed', async () => {
    const rows = await read(
      '<row r="1"><c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>面</t></r><r><t xml:space="preserve"> 粉 </t></r>' +
        '<rPh sb="0" eb="1"><t>メン</t></rPh></is></c><c r="B1" t="inlineStr"><is><t>a&lt;b&#x4e2d;&#128512;_x0009_"\\</t></is></c></row>',
    )
    expect(rows).toEqual([['面 粉 ', 'a<b中😀\t"\\']])
  })

  test('cells and rows without references follow one another; empty styled cells are nothing', async () => {
    const rows = await read(
      '<row><c><v>1</v></c><c s="0"/><c><v>3</v></c></row><row r="4"><c r="XFD4" s="0"/></row><row r="5"><c><v>5</v></c></row>',
    )
    expect(rows).toEqual([[1, null, 3], [], [], [], [5]])
  })

  test('what our scanner does not know is left to the library: prefixes, character data, ISO dates', async () => {
    const prefixed = `<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>`
    expect((await rowsOf('prefix.xlsx', withParts({ 'xl/worksheets/sheet1.xml': prefixed }))).rows).toEqual([[7]])
    expect(await read('<row r="1"><c r="A1" t="str"><v><![CDATA[a<b]]></v></c></row>')).toEqual([['a<b']])
    const { rows } = await rowsOf(
      'iso.xlsx',
      withParts({
        'xl/worksheets/sheet1.xml': sheet(
          '<row r="1"><c r="A1" t="d"><v>2024-02-29</v></c><c r="B1"><v>2</v></c></row>',
        ),
      }),
    )
    expect(rows[0]![1]).toBe(2)
  })

  test('hidden sheets are marked, chart sheets are no sheets', async () => {
    const workbook = library.utils.book_new(library.utils.aoa_to_sheet([['a']]), '可见')
    library.utils.book_append_sheet(workbook, library.utils.aoa_to_sheet([['b']]), '隐藏')
    library.utils.book_set_sheet_visibility(workbook, 1, 1)
    const { sheets } = await rowsOf(
      'hidden.xlsx',
      library.write(workbook, { type: 'buffer', bookType: 'xlsx' }) as Buffer,
    )
    expect(sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
      ['可见', false],
      ['隐藏', true],
    ])
  })
})

test('a stage gives any page of rows, and chunk by chunk all of them', async () => {
  const path = scratch.path('pages.csv')
  const lines = Array.from({ length: 1_750 }, (_, index) => (index % 7 === 3 ? '' : `row ${index + 1},x`))
  writeFileSync(path, lines.join('\n'))
  await readSpreadsheet(path, scratch.path('pages.stage'))
  const stage = openStage(scratch.path('pages.stage'))
  expect(stage.sheets).toMatchObject([{ no: 0, rows: 1_750, columns: 2 }])
  expect(stage.rows(0, 1, 2)).toEqual([
    ['row 1', 'x'],
    ['row 2', 'x'],
  ])
  expect(stage.rows(0, 598, 6).map((row) => row[0] ?? '')).toEqual(
    lines.slice(597, 603).map((line) => line.split(',')[0]),
  )
  expect(stage.rows(0, 1_749, 50).length).toBe(2)
  expect(stage.rows(0, 5_000, 10)).toEqual([])
  const chunks = [...stage.eachChunk(0)].map((chunk) => [chunk.firstRow, chunk.rows.length])
  expect(chunks).toEqual([
    [1, 100],
    [101, 500],
    [601, 500],
    [1_101, 500],
    [1_601, 150],
  ])
  stage.close()
})

describe('following a stage that is being written', () => {
  const chunkOf = (rows: unknown[][]) => Buffer.from(JSON.stringify(rows))
  const first = { no: 0, name: '一', hidden: false }

  test('gives each chunk of its sheet once, when all of it is there, and says when the file is complete', () => {
    const path = scratch.path('followed.stage')
    const follower = followStage(path, 1)
    expect(follower.next()).toBe(null)
    const stage = new StageWriter(path, () => {})
    expect(follower.next()).toBe(null)
    stage.beginSheet(first)
    stage.chunk(1, 1, chunkOf([['not this sheet']]))
    stage.endSheet(1, 1)
    stage.beginSheet({ ...first, no: 1 })
    expect(follower.next()).toBe(null)
    stage.chunk(1, 2, chunkOf([['a'], ['b']]))
    stage.chunk(3, 1, chunkOf([['c']]))
    expect(follower.next()).toEqual({ firstRow: 1, rows: [['a'], ['b']] })
    expect(follower.next()).toEqual({ firstRow: 3, rows: [['c']] })
    expect(follower.next()).toBe(null)
    expect(() => openStage(path)).toThrow('not complete')
    stage.endSheet(3, 1)
    stage.finish('csv')
    expect(follower.next()).toBe('end')
    follower.close()
  })

  test('half a chunk is none, and what is read again by another way is told', () => {
    const [whole, path] = [scratch.path('whole.stage'), scratch.path('half.stage')]
    const stage = new StageWriter(whole, () => {})
    stage.beginSheet(first)
    stage.chunk(1, 1, chunkOf([['a']]))
    stage.restart()
    stage.beginSheet(first)
    stage.chunk(1, 1, chunkOf([['b']]))
    stage.endSheet(1, 1)
    stage.finish('xlsx')
    const bytes = readFileSync(whole)
    writeFileSync(path, bytes.subarray(0, 18))
    const follower = followStage(path, 0)
    expect(follower.next()).toBe(null)
    writeFileSync(path, bytes)
    expect(follower.next()).toEqual({ firstRow: 1, rows: [['a']] })
    expect(follower.next()).toBe('void')
    follower.close()
    const read = openStage(whole)
    expect(read.rows(0, 1, 10)).toEqual([['b']])
    read.close()
  })
})
