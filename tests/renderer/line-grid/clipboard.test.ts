import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatTsv, isBlock, isPlainLines, parseTsv } from '../../../renderer/components/LineGrid/clipboard.ts'

describe('spreadsheet blocks', () => {
  test('cells, rows, quotes, line breaks inside cells', () => {
    expect(parseTsv('面粉\t12\r\n大米\t3\r\n')).toEqual([
      ['面粉', '12'],
      ['大米', '3'],
    ])
    expect(parseTsv('"两行\n备注"\t"说""好"""\n')).toEqual([['两行\n备注', '说"好"']])
    expect(parseTsv('7" 盘\t1\n"没有收尾\t2')).toEqual([
      ['7" 盘', '1'],
      ['"没有收尾', '2'],
    ])
    expect(parseTsv('a\t\t')).toEqual([['a', '', '']])
    expect(parseTsv('a\n\nb')).toEqual([['a'], [''], ['b']])
    expect(parseTsv('')).toEqual([])
  })

  test('what is written is read back', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', '面', '"', '\t', '\n', '\r', ' ', "'") })
    const block = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
      .chain(([rows, columns]) =>
        fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: rows, maxLength: rows }),
      )
      .filter((rows) => rows.at(-1)?.join('') !== '')
    fc.assert(
      fc.property(block, (rows) => {
        expect(parseTsv(formatTsv(rows))).toEqual(rows)
      }),
      { numRuns: 500 },
    )
  })

  test('a message is told from a block', () => {
    expect(isPlainLines('面粉 20 袋\n大米 3 袋')).toBe(true)
    expect(isPlainLines('面粉 20 袋\n')).toBe(false)
    expect(isPlainLines('面粉\t20\n大米\t3')).toBe(false)
    expect(isBlock('面粉\n')).toBe(false)
    expect(isBlock('面粉\t1')).toBe(true)
  })
})
