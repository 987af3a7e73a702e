import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import * as library from '@e965/xlsx'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { afterAll, describe, expect, test } from 'vitest'
import type { ReadOptions } from '../../../electron/backend/files/read-spreadsheet.ts'
import type { SpreadsheetErrorCode } from '../../../shared/domain/import/file-errors.ts'
import { IMPORT_DATA, ONLINE_RETAIL, readAll, refusal, scratchFolder } from './support.ts'

const scratch = scratchFolder()
afterAll(scratch.remove)

async function expectRefused(
  name: string,
  content: Uint8Array | string,
  code: SpreadsheetErrorCode,
  options: ReadOptions = {},
) {
  const path = scratch.path(name)
  writeFileSync(path, content)
  const { error, milliseconds } = await refusal(path, scratch.path('stage'), options)
  expect([name, error.code]).toEqual([name, code])
  expect(milliseconds).toBeLessThan(1_000)
  expect(scratch.files().filter((file) => file.startsWith('stage'))).toEqual([])
  return error
}

const ordinary = () => unzipSync(readFileSync(join(IMPORT_DATA, 'D14_inline_strings_whitespace.xlsx')))
const sheetOf = (rows: string) =>
  strToU8(
    `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`,
  )

describe('files that are something else', () => {
  test.each([
    ['report.xlsx', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj'), 'pdf'],
    ['setup.xls', Buffer.from('4d5a90000300000004000000ffff0000', 'hex'), 'exe'],
    ['photo.csv', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'image'],
    ['photo.xlsx', Buffer.from('ffd8ffe000104a464946000101', 'hex'), 'image'],
    [
      'letter.xlsx',
      Buffer.from(zipSync({ '[Content_Types].xml': strToU8('<Types/>'), 'word/document.xml': strToU8('<w/>') })),
      'docx',
    ],
    ['archive.xlsx', Buffer.from(zipSync({ 'readme.txt': strToU8('hello') })), 'zip'],
    ['noise.csv', Buffer.from(Array.from({ length: 4_000 }, (_, index) => (index * 7919) % 251)), 'binary'],
    ['feed.xls', Buffer.from('<?xml version="1.0"?><rss><channel/></rss>'), 'xml'],
  ])('%s', async (name, content, kind) => {
    const error = await expectRefused(name, content, 'FILE_NOT_SPREADSHEET')
    expect(error.data['kind']).toBe(kind)
  })

  test('nothing, blanks, no file, a folder', async () => {
    await expectRefused('empty.xlsx', '', 'FILE_EMPTY')
    await expectRefused('blank.csv', ' \r\n\r\n ', 'FILE_EMPTY')
    const none = library.write(library.utils.book_new(library.utils.aoa_to_sheet([]), 'A'), {
      type: 'buffer',
      bookType: 'xlsx',
    })
    await expectRefused('no-cells.xlsx', none as Buffer, 'FILE_EMPTY')
    expect((await refusal(scratch.path('missing.xlsx'), scratch.path('stage'))).error.code).toBe('FILE_NOT_FOUND')
    expect((await refusal(IMPORT_DATA, scratch.path('stage'))).error.code).toBe('FILE_NOT_FOUND')
  })
})

describe('bombs', () => {
  test('a part that unpacks a thousandfold', async () => {
    const bomb = zipSync(
      { ...ordinary(), 'xl/worksheets/sheet1.xml': new Uint8Array(60_000_000).fill(32) },
      { level: 9 },
    )
    await expectRefused('ratio.xlsx', bomb, 'FILE_BOMB')
  })

  test('more unpacked bytes, more parts or a larger file than allowed', async () => {
    const file = zipSync(ordinary())
    await expectRefused('size.xlsx', file, 'FILE_BOMB', { limits: { unpackedBytes: 2_000 } })
    await expectRefused('entries.xlsx', file, 'FILE_BOMB', { limits: { entries: 3 } })
    await expectRefused('large.xlsx', file, 'FILE_TOO_LARGE', { limits: { fileBytes: 1_000 } })
  })

  test('a part larger than it says, and parts that share their bytes', async () => {
    const file = Buffer.from(zipSync(ordinary()))
    const lying = Buffer.from(file)
    const entry = lying.indexOf('xl/worksheets/sheet1.xml', lying.indexOf(Buffer.from('504b0102', 'hex'))) - 46
    lying.writeUInt32LE(100, entry + 24)
    await expectRefused('lying.xlsx', lying, 'FILE_BOMB')
    await expectRefused('overlap.xlsx', overlapping(500), 'FILE_BOMB')
  })

  test('rows and columns beyond the limits, claimed by one cell', async () => {
    const far = {
      ...ordinary(),
      'xl/worksheets/sheet1.xml': sheetOf('<row r="9999999"><c r="A9999999"><v>1</v></c></row>'),
    }
    await expectRefused('rows.xlsx', zipSync(far), 'FILE_TOO_MANY_CELLS')
    const wide = { ...ordinary(), 'xl/worksheets/sheet1.xml': sheetOf('<row r="1"><c r="XFD1"><v>1</v></c></row>') }
    await expectRefused('columns.xlsx', zipSync(wide), 'FILE_TOO_MANY_CELLS')
    await expectRefused('rows.csv', 'a\n'.repeat(3_000), 'FILE_TOO_MANY_CELLS', { limits: { rows: 2_000 } })
    const row = '<Row ss:Index="999999999"><Cell><Data ss:Type="String">x</Data></Cell></Row>'
    const xml = `<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>${row}</Table></Worksheet></Workbook>`
    await expectRefused('index.xls', xml, 'FILE_TOO_MANY_CELLS')
  })

  test('document type definitions, wherever they hide', async () => {
    const dtd = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>'
    const rows = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData/></worksheet>'
    for (const part of ['xl/worksheets/sheet1.xml', 'xl/workbook.xml', 'xl/styles.xml']) {
      await expectRefused('dtd.xlsx', zipSync({ ...ordinary(), [part]: strToU8(dtd + rows) }), 'FILE_DTD')
    }
    const workbook = `${dtd}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>`
    await expectRefused('dtd.xls', workbook, 'FILE_DTD')
  })
})

describe('loops and damage', () => {
  test('a compound file whose sector chains loop', async () => {
    const file = readFileSync(join(IMPORT_DATA, 'D01_customers_jsherp_template.xls'))
    const looping = Buffer.from(file)
    const table = (looping.readUInt32LE(76) + 1) * 512
    for (let sector = 0; sector < 30; sector++) looping.writeUInt32LE((sector + 1) % 30, table + sector * 4)
    await expectRefused('loop.xls', looping, 'FILE_DAMAGED')
  })

  test.each(['D05_orders_online_retail_II_34766.xlsx', 'D01_customers_jsherp_template.xls', 'D12_row_repeat_bomb.ods'])(
    '%s, cut off',
    async (file) => {
      const content = readFileSync(join(IMPORT_DATA, file))
      await expectRefused('cut', content.subarray(0, content.length >> 1), 'FILE_DAMAGED')
    },
  )

  test('a byte changed inside the packed rows is noticed', async () => {
    const content = Buffer.from(readFileSync(join(IMPORT_DATA, 'D05_orders_online_retail_II_34766.xlsx')))
    content[700_000]! ^= 0x10
    await expectRefused('flipped.xlsx', content, 'FILE_DAMAGED')
  })
})

describe('time, memory, cancelling', () => {
  const stage = scratch.path('stage')

  test('too slow', async () => {
    const limits = { baseMilliseconds: 300, millisecondsPerMegabyte: 0 }
    const { error, milliseconds } = await refusal(ONLINE_RETAIL, stage, { limits })
    expect(error.code).toBe('FILE_TIMEOUT')
    expect(milliseconds).toBeLessThan(1_500)
    expect(existsSync(stage)).toBe(false)
  })

  test('too much memory, in the other process only', async () => {
    const path = scratch.path('memory.xls')
    writeFileSync(path, `<html><table>${'<tr><td>a</td><td>b</td><td>c</td></tr>'.repeat(400_000)}</table></html>`)
    const { error } = await refusal(path, stage, { limits: { heapMegabytes: 60 } })
    expect(error.code).toBe('FILE_MEMORY')
    expect(existsSync(stage)).toBe(false)
  })

  test('cancelled before and during', async () => {
    expect((await refusal(ONLINE_RETAIL, stage, { signal: AbortSignal.abort() })).error.code).toBe('FILE_CANCELLED')
    const controller = new AbortController()
    const { error } = await refusal(ONLINE_RETAIL, stage, {
      signal: controller.signal,
      onProgress: (news) => news.kind === 'progress' && controller.abort(),
    })
    expect(error.code).toBe('FILE_CANCELLED')
    expect(existsSync(stage)).toBe(false)
  })

  test('names that would reach the prototype are only names', async () => {
    const workbook = library.utils.book_new(
      library.utils.aoa_to_sheet([
        ['__proto__', 'constructor'],
        [1, 2],
      ]),
      '__proto__x',
    )
    const path = scratch.path('prototype.xls')
    writeFileSync(path, library.write(workbook, { type: 'buffer', bookType: 'biff8' }) as Buffer)
    const { sheets } = await readAll(path, stage)
    expect(sheets[0]!.rows).toEqual([
      ['__proto__', 'constructor'],
      [1, 2],
    ])
  })
})

/** A zip file in which many parts point at the same packed bytes. */
function overlapping(parts: number): Buffer {
  const packed = deflateRawSync(Buffer.alloc(100_000))
  const name = Buffer.from('xl/a.xml')
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt16LE(name.length, 26)
  const directory = Array.from({ length: parts }, (_, index) => {
    const partName = Buffer.from(`xl/a${index}.xml`)
    const header = Buffer.alloc(46)
    header.writeUInt32LE(0x02014b50, 0)
    header.writeUInt16LE(8, 10)
    header.writeUInt32LE(packed.length, 20)
    header.writeUInt32LE(100_000, 24)
    header.writeUInt16LE(partName.length, 28)
    return Buffer.concat([header, partName])
  })
  const start = 30 + name.length + packed.length
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(start, 16)
  return Buffer.concat([local, name, packed, ...directory, end])
}
