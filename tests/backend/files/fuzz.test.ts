import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as library from '@e965/xlsx'
import { afterAll, expect, test } from 'vitest'
import { readSpreadsheet } from '../../../electron/backend/files/read-spreadsheet.ts'
import { SpreadsheetError } from '../../../electron/backend/files/spreadsheet-error.ts'
import { IMPORT_DATA, scratchFolder } from './support.ts'

const scratch = scratchFolder()
afterAll(scratch.remove)

/** Damaged copies of each file; `npm run prove` asks for more. */
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 14)
/** No damaged file of this size may keep anybody waiting longer. */
const LONGEST_MILLISECONDS = 8_000

const names = [
  'D01_customers_jsherp_template.xls',
  'D10_chinese_biff8_provinces.xls',
  'D13_error_cells.xlsx',
  'D14_inline_strings_whitespace.xlsx',
  'D04_orders_online_retail_II_2x499.xlsx',
  'D22_quoted_newlines.csv',
]
const files: [string, Buffer][] = names.map((name) => [name, readFileSync(join(IMPORT_DATA, name))])
const sheet = library.utils.aoa_to_sheet([
  ['名称', '数量'],
  ...Array.from({ length: 40 }, (_, row) => [`货品${row}`, row / 4]),
])
for (const bookType of ['ods', 'xlsb', 'xlml'] as const) {
  const workbook = library.utils.book_new(sheet, '表')
  files.push([`goods.${bookType}`, Buffer.from(library.write(workbook, { type: 'buffer', bookType }) as Buffer)])
}

test.each(files)(
  '%s, cut off and with bytes changed at many places: a result or a named error',
  { timeout: 600_000 },
  async (name, content) => {
    const random = generator(name)
    for (let round = 0; round < ROUNDS; round++) {
      const damaged = damage(content, round, random)
      const path = scratch.path(`${round}-${name}`)
      const stagePath = scratch.path('fuzz.stage')
      writeFileSync(path, damaged)
      const start = performance.now()
      try {
        const workbook = await readSpreadsheet(path, stagePath)
        expect(workbook.sheets.length).toBeGreaterThan(0)
        expect(existsSync(stagePath)).toBe(true)
      } catch (error) {
        if (!(error instanceof SpreadsheetError)) throw error
        expect(error.code).not.toBe('FILE_TIMEOUT')
        expect(existsSync(stagePath)).toBe(false)
      }
      expect(performance.now() - start).toBeLessThan(LONGEST_MILLISECONDS)
    }
  },
)

/** Every third copy is cut off; the others have one to forty bytes changed, mostly near the start or the end. */
function damage(content: Buffer, round: number, random: () => number): Buffer {
  if (round % 3 === 0) return content.subarray(0, Math.floor(random() * content.length))
  const copy = Buffer.from(content)
  const changes = 1 + Math.floor(random() * 40 * random())
  for (let change = 0; change < changes; change++) {
    const place = random()
    const near = Math.floor(random() * Math.min(1_024, copy.length))
    const at = place < 0.3 ? near : place < 0.6 ? copy.length - 1 - near : Math.floor(random() * copy.length)
    copy[at] = random() < 0.5 ? Math.floor(random() * 256) : copy[at]! ^ (1 << Math.floor(random() * 8))
  }
  return copy
}

/** The same numbers in every run of the same name (mulberry32). */
function generator(name: string): () => number {
  let state = [...name].reduce((sum, character) => (sum * 31 + character.codePointAt(0)!) >>> 0, 7)
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
