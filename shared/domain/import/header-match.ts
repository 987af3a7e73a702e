import type { ImportField } from './fields.ts'

export interface HeaderMatch {
  /** 0: no match; 0.9 and more: the header is a name of the field; less: it contains one. */
  readonly confidence: number
  /** What stands beside the field's name: `主仓` in `期初库存（主仓）`. */
  readonly qualifier: string
}

/** From here on the header is one of the field's names. */
export const SURE = 0.9

const NONE: HeaderMatch = { confidence: 0, qualifier: '' }

/**
 * How well a header names a field. Names listed earlier count a little more, so that of two columns with names of the
 * same field the more usual one gets it. A header that only contains a name (`客户手机号码1`) counts by the share it fills.
 * @param extra more names of the field, as sure as its own
 */
export function matchHeader(header: string, field: ImportField, extra: readonly string[] = []): HeaderMatch {
  const whole = headerForm(header)
  if (whole === '') return NONE
  const bare = headerForm(header.normalize('NFKC').replace(BRACKETS, ''))
  const inBrackets = [...header.normalize('NFKC').matchAll(BRACKETS)].map((m) => (m[1] ?? m[2] ?? '').trim()).join(' ')
  const names = namesOf(field)
  const extraName = extra.find((name) => headerForm(name) === whole)
  if (extraName !== undefined) return { confidence: 1, qualifier: extraName }
  const asWhole = names.findIndex((name) => name.form === whole)
  if (asWhole >= 0) return { confidence: sureness(asWhole), qualifier: '' }
  const asBare = bare === '' ? -1 : names.findIndex((name) => name.form === bare)
  if (asBare >= 0) {
    const note = NOT_A_QUALIFIER.test(inBrackets) ? '' : inBrackets
    return { confidence: sureness(asBare) * 0.995, qualifier: note }
  }
  if (field.pattern?.test(bare || whole)) {
    return { confidence: SURE, qualifier: header.replace(/^(?:期初库存|opening stock)[\s:：·-]*/i, '').trim() }
  }
  // A repeated field would take every column that merely mentions it; its pattern says what else it takes.
  if (field.repeat) return NONE
  return { confidence: Math.max(0, ...names.map((name) => containing(header, bare || whole, name))), qualifier: '' }
}

/** A header as compared: NFKC, lower case, letters and digits only, 必填 and its kin gone. */
export function headerForm(header: string): string {
  return header
    .normalize('NFKC')
    .toLowerCase()
    .replace(/必填项?|选填|可选|required|optional/g, '')
    .replace(/[^\p{L}\p{N}%]/gu, '')
}

interface FieldName {
  readonly form: string
  /** Words between blanks, for names in Latin letters. */
  readonly words: string
}

const BRACKETS = /[([【<{]([^)\]】>}]*)[)\]】>}]|[([【<{]([^)\]】>}]*)$/g
/** Units and remarks in brackets, which say nothing about which column it is. */
const NOT_A_QUALIFIER =
  /^(?:[*%]|元|人民币|kg|克|g|天|日|件|个|袋|箱|瓶|吨|必填.*|选填.*|可选.*|required|optional|rmb|cny|gbp|usd|eur)?$/i

const namesByField = new WeakMap<ImportField, FieldName[]>()

function namesOf(field: ImportField): FieldName[] {
  let names = namesByField.get(field)
  if (!names) {
    names = [field.label.zh, field.label.en, ...field.synonyms].map((name) => ({
      form: headerForm(name),
      words: wordsOf(name),
    }))
    namesByField.set(field, names)
  }
  return names
}

function sureness(position: number): number {
  return Math.max(0.95, 1 - position * 0.001)
}

/** Latin names must stand as whole words, Han names have at least two characters; one at the end says more. */
function containing(header: string, form: string, name: FieldName): number {
  const isLatin = /^[\x20-\x7e]+$/.test(name.form)
  if (name.form.length < (isLatin ? 4 : 2) || !form.includes(name.form)) return 0
  if (isLatin && !` ${wordsOf(header)} `.includes(` ${name.words} `)) return 0
  return 0.5 + 0.3 * (name.form.length / form.length) + (form.endsWith(name.form) ? 0.05 : 0)
}

/** `Customer ID`, `customer_id` and `CustomerId` are all `customer id`. */
function wordsOf(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
