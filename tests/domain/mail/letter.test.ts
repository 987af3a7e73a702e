import { expect, it } from 'vitest'
import { CODE_LENGTH, plainCode, shownCode } from '../../../shared/domain/mail/confirmation.ts'
import { fillLetter, PLACEHOLDERS, unknownPlaceholder, type LetterValues } from '../../../shared/domain/mail/letter.ts'

const values = Object.fromEntries(Object.keys(PLACEHOLDERS).map((key) => [key, `<${key}>`])) as LetterValues

it('fills placeholders of both languages, in either kind of braces, and nothing inside what was filled in', () => {
  expect(fillLetter('{客户名称} { Customer } ｛应收余额｝{first due day}', values)).toBe(
    '<name> <name> <balance><dueDay>',
  )
  expect(fillLetter('{name of nobody} {', values)).toBe('{name of nobody} {')
  expect(fillLetter('{客户名称}', { ...values, name: '{应收余额}' })).toBe('{应收余额}')
  for (const words of Object.values(PLACEHOLDERS))
    expect(unknownPlaceholder(`{${words['zh-CN']}}{${words.en}}`)).toBeNull()
})

it('names the first word in braces that stands for nothing', () => {
  expect(unknownPlaceholder('{客户名称} {生日} {x}')).toBe('{生日}')
  expect(unknownPlaceholder('{}')).toBe('{}')
  expect(unknownPlaceholder('a { b')).toBeNull()
})

it('reads codes however they are typed', () => {
  const code = '0123ABCDEFGH'
  expect(code).toHaveLength(CODE_LENGTH)
  expect(shownCode(code)).toBe('0123-ABCD-EFGH')
  expect([shownCode(code), ' o1 23 abcd–efgh ', 'Ol23ABCDEFGH', 'OI23ABCDEFGH'].map(plainCode)).toEqual(
    Array.from({ length: 4 }, () => code),
  )
})
