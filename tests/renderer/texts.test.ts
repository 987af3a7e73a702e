import { describe, expect, it } from 'vitest'
import { CHECKS } from '../../electron/backend/features/system/verify.ts'
import { en } from '../../shared/i18n/en.ts'
import { translate, translateAny } from '../../shared/i18n/index.ts'
import { zhCN } from '../../shared/i18n/zh-CN.ts'

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort()

/** Every text as [feature.key, Chinese, English]. */
const texts = Object.entries(zhCN).flatMap(([feature, chinese]) => {
  const english: Readonly<Record<string, string>> = en[feature as keyof typeof en]
  return Object.entries(chinese).map(([key, text]) => [`${feature}.${key}`, text, english[key]] as const)
})

describe('texts', () => {
  it('exist in both languages with the same placeholders', () => {
    for (const [key, chinese, english] of texts) {
      expect(english, key).toBeTypeOf('string')
      expect(placeholders(english ?? ''), key).toEqual(placeholders(chinese))
    }
  })

  it('have no English key that Chinese does not know', () => {
    const known = Object.entries(zhCN).flatMap(([feature, group]) =>
      Object.keys(group).map((key) => `${feature}.${key}`),
    )
    const used = Object.entries(en).flatMap(([feature, group]) => Object.keys(group).map((key) => `${feature}.${key}`))
    expect(used.filter((key) => !known.includes(key))).toEqual([])
  })

  it('name every check of the books', () => {
    expect(CHECKS.map((check) => check.name).filter((name) => !Object.hasOwn(zhCN.settings, `check.${name}`))).toEqual(
      [],
    )
  })

  it('are written in their own language', () => {
    const han = /\p{Script=Han}/u
    // names of units in an example, and the mark of the language switch
    const allowed = ['common.form.notQuantity', 'shell.language.switch']
    expect(texts.filter(([key, , english]) => han.test(english ?? '') && !allowed.includes(key))).toEqual([])
  })

  it('take their values in', () => {
    expect(translate('zh-CN', 'common.table.rows', { count: 3 })).toBe('3 行')
    expect(translate('en', 'common.createNamed', { name: '{count}' })).toBe('New “{count}”')
    expect(translate('en', 'common.table.rows', { count: 1 })).toBe('1 row')
    expect(translate('en', 'common.table.rows', { count: '1,001' })).toBe('1,001 rows')
    expect(translateAny('en', 'common.save')).toBe('Save')
  })
})
