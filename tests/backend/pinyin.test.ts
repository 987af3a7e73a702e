import { expect, test } from 'vitest'
import { pinyinOf } from '../../electron/backend/pinyin.ts'

test.each([
  ['单县面粉', 'sxmf'],
  ['曾记粮油', 'zjly'],
  ['仇记', 'qj'],
  ['重庆小面', 'cqxm'],
  ['长寿区', 'csq'],
  ['长乐', 'cl'],
  ['长春', 'cc'],
  ['厦门', 'xm'],
  ['六安瓜片', 'lagp'],
  ['朴记', 'pj'],
  ['覃记', 'qj'],
  ['查记', 'zj'],
  ['解记', 'xj'],
  ['尉迟', 'yc'],
  ['乐山', 'ls'],
  ['台州', 'tz'],
  ['燕麦片', 'ymp'],
  ['给水', 'js'],
  ['大夫', 'df'],
])('%s is found by %s', (name, initials) => {
  expect(pinyinOf(name, { surname: true }).initials).toContain(initials)
  expect(pinyinOf(name).initials).toContain(initials)
})

test('a surname at the head is read as one', () => {
  expect(pinyinOf('单记', { surname: true }).mnemonic).toBe('sj')
  expect(pinyinOf('曾记', { surname: true }).mnemonic).toBe('zj')
  expect(pinyinOf('解放路店').mnemonic).toBe('jfld')
})

test('letters and digits stay, signs and blanks go, ü is v', () => {
  expect(pinyinOf('40克 啪啪通（A+）')).toMatchObject({ mnemonic: '40kppta', full: '40kepapatonga' })
  expect(pinyinOf('ＸＬ女装')).toMatchObject({ mnemonic: 'xlnz', full: 'xlnvzhuang' })
  expect(pinyinOf('')).toEqual({ initials: [], full: '', mnemonic: '' })
  expect(pinyinOf('（）')).toEqual({ initials: [], full: '', mnemonic: '' })
})

test('at most eight different variants, the likeliest first', () => {
  const { initials, mnemonic } = pinyinOf('长重单曾仇乐朴解行')
  expect(initials).toHaveLength(8)
  expect(new Set(initials).size).toBe(8)
  expect(initials[0]).toBe(mnemonic)
})
