import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cell } from '../../../shared/domain/import/cell.ts'
import { coerceCell, type ColumnContext } from '../../../shared/domain/import/coerce.ts'
import { CUSTOMER_FIELDS } from '../../../shared/domain/import/customer-fields.ts'
import { dateOrderOf } from '../../../shared/domain/import/day-texts.ts'
import type { ImportField, ImportFieldKind } from '../../../shared/domain/import/fields.ts'
import { IMPORT_PROBLEM_TEXTS, problemText } from '../../../shared/domain/import/problem-texts.ts'
import { IMPORT_PROBLEM_CODES } from '../../../shared/domain/import/problems.ts'

function coerce(cell: Cell, kind: ImportFieldKind, context?: ColumnContext, rest: Partial<ImportField> = {}): unknown {
  const result = coerceCell(cell, { key: 'x', label: { zh: 'x', en: 'x' }, kind, synonyms: [], ...rest }, context)
  return 'problem' in result ? result.problem.code : result.value
}

describe('text and codes', () => {
  test.each<[Cell, ImportFieldKind, unknown]>([
    [2001, 'barcode', '2001'],
    [13000000000, 'phone', '13000000000'],
    ['13000000000.0', 'phone', '13000000000'],
    ['007', 'code', '007'],
    ["'007", 'code', '007'],
    ['１３８００１３８０００', 'phone', '13800138000'],
    ['84029E', 'code', '84029E'],
    ['84029E5', 'code', '84029E5'],
    [17850, 'code', '17850'],
    [999_999_999_999_999, 'code', '999999999999999'],
    [6_222_021_234_567_890_000, 'code', 'IMPORT_LOST_DIGITS'],
    [1e15, 'barcode', 'IMPORT_LOST_DIGITS'],
    ['6.9E+12', 'barcode', 'IMPORT_SCIENTIFIC'],
    ['1.3E10', 'phone', 'IMPORT_SCIENTIFIC'],
    ['6.9E+12', 'code', 'IMPORT_SCIENTIFIC'],
    [{ d: '2025-03-18', t: '00:00:00' }, 'code', 'IMPORT_NOT_TEXT'],
    ['\t\n \u00a0面粉\u3000 25kg\u200b\n', 'text', '面粉 25kg'],
    [' \t\n\u00a0', 'text', null],
    [null, 'text', null],
    ['', 'money', null],
    [25, 'text', '25'],
    [0.1, 'text', '0.1'],
    [1e21, 'text', '1000000000000000000000'],
    [true, 'text', 'true'],
    [{ e: '#REF!' }, 'text', 'IMPORT_ERROR_CELL'],
    ['#N/A', 'text', 'IMPORT_ERROR_CELL'],
    ['#1', 'text', '#1'],
    ['x'.repeat(201), 'text', 'IMPORT_TOO_LONG'],
  ])('%j as %s', (cell, kind, expected) => {
    expect(coerce(cell, kind)).toBe(expected)
  })

  test('a required cell of blanks is a problem', () => {
    expect(coerce(' ', 'text', {}, { required: true })).toBe('IMPORT_REQUIRED')
    expect(coerce(null, 'quantity', {}, { required: true })).toBe('IMPORT_REQUIRED')
  })
})

describe('numbers', () => {
  test.each<[Cell, ImportFieldKind, unknown]>([
    [2.5500000000000003, 'money', 255],
    [2.5500000000000003, 'price', 25_500],
    [0.1 + 0.2, 'money', 30],
    [12_345_678.9, 'money', 1_234_567_890],
    [-12.3, 'money', -1230],
    ['1,234', 'money', 123_400],
    ['1,234.5', 'money', 123_450],
    ['1.234,5', 'money', 123_450],
    ['1,234,567', 'money', 123_456_700],
    ['1.234.567', 'money', 123_456_700],
    ['25,5', 'money', 2550],
    ['0,125', 'quantity', 125],
    ['１２．５', 'money', 1250],
    ['¥12.50', 'money', 1250],
    ['￥ 12', 'money', 1200],
    ['-¥12', 'money', -1200],
    ['12元', 'money', 1200],
    ['RMB 12', 'money', 1200],
    ['(3.5)', 'money', -350],
    ['3.5-', 'money', -350],
    ['−3', 'integer', -3],
    ['.5', 'price', 5000],
    [0, 'money', 0],
    ['-0', 'money', 0],
    [2.9, 'quantity', 2900],
    ['30天', 'integer', 30],
    [30, 'integer', 30],
    [0.001, 'price', 10],
    ['1,23,4', 'money', 'IMPORT_NOT_NUMBER'],
    ['12袋', 'quantity', 'IMPORT_NOT_NUMBER'],
    ['abc', 'money', 'IMPORT_NOT_NUMBER'],
    ['5%', 'money', 'IMPORT_NOT_NUMBER'],
    [true, 'money', 'IMPORT_NOT_NUMBER'],
    [{ d: '2025-03-18', t: '00:00:00' }, 'money', 'IMPORT_NOT_NUMBER'],
    ['1.5E3', 'money', 'IMPORT_SCIENTIFIC'],
    [2.555, 'money', 'IMPORT_TOO_MANY_DECIMALS'],
    [1 / 3, 'price', 'IMPORT_TOO_MANY_DECIMALS'],
    ['0.12345', 'price', 'IMPORT_TOO_MANY_DECIMALS'],
    [1.5, 'integer', 'IMPORT_NOT_INTEGER'],
    [1e15, 'money', 'IMPORT_NUMBER_TOO_LARGE'],
    [1e14, 'money', 'IMPORT_NUMBER_TOO_LARGE'],
  ])('%j as %s', (cell, kind, expected) => {
    expect(coerce(cell, kind)).toBe(expected)
  })

  test('below zero where that cannot be', () => {
    expect(coerce(-1, 'price', {}, { notNegative: true })).toBe('IMPORT_NEGATIVE')
  })

  test.each<[Cell, string, unknown]>([
    ['24.62%', '', 2462],
    [0.2462, '', 2462],
    [13, '税率', 1300],
    [7, '税率(%)', 700],
    [0.13, '税率', 1300],
    [0.5, '税率(%)', 50],
    ['0.5%', '税率', 50],
    [0, '税率', 0],
  ])('%j under %j is %i basis points', (cell, header, expected) => {
    expect(coerce(cell, 'percent', { header })).toBe(expected)
  })

  test('a bare 1 is the whole where a hundredth makes no sense: an Excel cell of 100 % holds it', () => {
    expect(coerce(1, 'percent', {}, { whole: true })).toBe(10_000)
    expect(coerce(1, 'percent')).toBe(100)
    expect(coerce(95, 'percent', {}, { whole: true })).toBe(9500)
    expect(coerce(0.95, 'percent', {}, { whole: true })).toBe(9500)
  })

  test('a fraction under a percent header is questioned', () => {
    const field: ImportField = { key: 'x', label: { zh: '', en: '' }, kind: 'percent', synonyms: [] }
    expect(coerceCell(0.13, field, { header: '税率(%)' })).toEqual({
      value: 13,
      warning: { code: 'IMPORT_PERCENT_UNSURE', data: { value: '0.13', percent: 0.13, other: 13 } },
    })
  })

  test('every amount of 分 survives as a number, as text and as grouped text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e12, max: 1e12 }), (fen) => {
        expect(coerce(fen / 100, 'money')).toBe(fen)
        expect(coerce((fen / 100).toFixed(2), 'money')).toBe(fen)
        expect(coerce(`¥${(fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2 })}`, 'money')).toBe(fen)
      }),
    )
  })

  test('every code of digits survives as a number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999_999_999 }), (n) => {
        expect(coerce(n, 'barcode')).toBe(n.toString())
      }),
    )
  })
})

describe('days', () => {
  test.each<[Cell, string]>([
    [{ d: '2025-03-18', t: '08:26:00' }, '2025-03-18'],
    [45_734, '2025-03-18'],
    [45_734.75, '2025-03-18'],
    [20_250_318, '2025-03-18'],
    ['20250318', '2025-03-18'],
    ['45734', '2025-03-18'],
    ['2025.3.18', '2025-03-18'],
    ['2025-3-18', '2025-03-18'],
    ['2025/03/18 08:26', '2025-03-18'],
    ['2025年3月18日', '2025-03-18'],
    ['2025年3月18日 8时26分', '2025-03-18'],
    ['２０２５－０３－１８', '2025-03-18'],
    ['2025-03-18T08:26:00.000Z', '2025-03-18'],
    ['3/18/2025', '2025-03-18'],
    ['18.3.2025', '2025-03-18'],
    ['4/4/2025', '2025-04-04'],
    ['18-Mar-2025', '2025-03-18'],
    ['3/4/2025', 'IMPORT_DAY_UNSURE'],
    ['2025-02-30', 'IMPORT_NOT_DAY'],
    ['25.3.18', 'IMPORT_NOT_DAY'],
    ['2025', 'IMPORT_NOT_DAY'],
    ['明天', 'IMPORT_NOT_DAY'],
    [5, 'IMPORT_NOT_DAY'],
    [{ d: '1899-12-31', t: '08:00:00' }, 'IMPORT_NOT_DAY'],
    [{ d: '1904-01-01', t: '08:00:00' }, 'IMPORT_NOT_DAY'],
    [true, 'IMPORT_NOT_DAY'],
  ])('%j', (cell, expected) => {
    expect(coerce(cell, 'day')).toBe(expected)
  })

  test('instants keep the wall clock', () => {
    expect(coerce(40_148.322916666664, 'instant')).toBe('2009-12-01T07:45:00')
    expect(coerce('2025-02-11 20:37:48', 'instant')).toBe('2025-02-11T20:37:48')
    expect(coerce('12/1/2010 8:26', 'instant', { dateOrder: 'MDY' })).toBe('2010-12-01T08:26:00')
    expect(coerce('12/1/2010 25:00', 'instant', { dateOrder: 'MDY' })).toBe('IMPORT_NOT_DAY')
  })

  test('a column tells its order by its dates beyond 12', () => {
    expect(dateOrderOf(['12/1/2010 8:26', '12/13/2010 9:00'])).toBe('MDY')
    expect(dateOrderOf(['1.12.2010', '13.12.2010'])).toBe('DMY')
    expect(dateOrderOf(['1/2/2010'])).toBeUndefined()
    expect(dateOrderOf(['13/2/2010', '2/13/2010'])).toBeUndefined()
  })
})

test('yes and no', () => {
  expect(['是', 'Y', 'TRUE', '√', '否', 'n', '０'].map((word) => coerce(word, 'boolean'))).toEqual([
    true,
    true,
    true,
    true,
    false,
    false,
    false,
  ])
  expect([coerce(1, 'boolean'), coerce(false, 'boolean')]).toEqual([true, false])
  expect(coerce('也许', 'boolean')).toBe('IMPORT_NOT_BOOLEAN')
})

test('choices', () => {
  const settlement = CUSTOMER_FIELDS.find((f) => f.key === 'settlement')!
  const value = (cell: Cell): unknown => {
    const result = coerceCell(cell, settlement)
    return 'problem' in result ? result.problem : result.value
  }
  expect(['现结', '货到付款', '月结', '账期30天', '账期', 'Net 45 days', '月结30天', 'term:7'].map(value)).toEqual([
    'cash',
    'cod',
    'monthly',
    'term:30',
    'term',
    'term:45',
    'term:30',
    'term:7',
  ])
  expect(value('随便')).toEqual({
    code: 'IMPORT_BAD_CHOICE',
    data: { value: '随便', choices: '现结 / 货到付款 / 先款后货 / 月结 / 账期' },
  })
  const status = CUSTOMER_FIELDS.find((f) => f.key === 'status')!
  expect([coerceCell(1, status), coerceCell('0', status), coerceCell('停用', status)]).toEqual([
    { value: 'active' },
    { value: 'archived' },
    { value: 'archived' },
  ])
})

test('every code has a reason and a remedy in both languages', () => {
  for (const code of IMPORT_PROBLEM_CODES) {
    for (const text of Object.values(IMPORT_PROBLEM_TEXTS[code])) {
      expect(text.reason.length).toBeGreaterThan(3)
      expect(text.remedy.length).toBeGreaterThan(3)
    }
  }
  expect(problemText('IMPORT_ERROR_CELL', { error: '#REF!' }, 'en').reason).toBe('cell holds an Excel error #REF!')
  expect(problemText('IMPORT_TOO_MANY_DECIMALS', { value: '2.555', decimals: 2 }, 'zh-CN').reason).toBe(
    '“2.555”的小数超过 2 位',
  )
})
