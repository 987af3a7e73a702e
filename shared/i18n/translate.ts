import { en } from './en.ts'
import type { Params, Placeholders, TextsLike } from './types.ts'
import { zhCN } from './zh-CN.ts'

export const LOCALES = ['zh-CN', 'en'] as const
export type Locale = (typeof LOCALES)[number]

type Source = typeof zhCN
type Feature = keyof Source

/** Every text's name: `feature.key`, for example `common.save`. */
export type MessageKey = { [F in Feature]: `${F}.${keyof Source[F] & string}` }[Feature]

type TextOf<Key extends MessageKey> = Key extends `${infer F extends Feature}.${infer Rest}`
  ? Rest extends keyof Source[F]
    ? Source[F][Rest]
    : never
  : never

type NamesIn<Key extends MessageKey> = Placeholders<TextOf<Key> & string>

/** The values a text needs: nothing for a plain text, an object with one value a placeholder otherwise. */
export type MessageParams<Key extends MessageKey> = Key extends MessageKey
  ? [NamesIn<Key>] extends [never]
    ? []
    : [params: Readonly<Record<NamesIn<Key>, string | number>>]
  : never

const catalogues: Record<Locale, Record<string, TextsLike<Record<string, string>>>> = { 'zh-CN': zhCN, en }

/**
 * The text of `key` in `locale`, with `{name}` replaced by `params.name`. Pure; the screens and the backend (mail,
 * paper, spreadsheets) use the same texts.
 */
export function translate<Key extends MessageKey>(locale: Locale, key: Key, ...params: MessageParams<Key>): string {
  return fill(locale, textOf(locale, key), params[0])
}

/** As `translate`, for keys chosen at run time whose placeholders the compiler cannot know. */
export function translateAny(locale: Locale, key: MessageKey, params?: Params): string {
  return fill(locale, textOf(locale, key), params)
}

function textOf(locale: Locale, key: MessageKey): string {
  const dot = key.indexOf('.')
  // The type of `key` guarantees both levels; every locale has the keys of zh-CN.
  return catalogues[locale][key.slice(0, dot)]![key.slice(dot + 1)]!
}

/** English nouns that lose their plural after a single one. */
const NOUNS = [
  'answer',
  'bill',
  'cell',
  'change',
  'character',
  'check',
  'column',
  'customer',
  'day',
  'document',
  'draft',
  'error',
  'field',
  'figure',
  'file',
  'label',
  'line',
  'lot',
  'minute',
  'month',
  'movement',
  'note',
  'order',
  'page',
  'photograph',
  'price',
  'product',
  'receipt',
  'record',
  'reminder',
  'result',
  'row',
  'scan',
  'statement',
  'supplier',
  'test',
  'time',
  'warning',
  'week',
  'year',
]
const COUNTED = new RegExp(`\\{(\\w+)\\} (${NOUNS.join('|')})s\\b`, 'g')

function fill(locale: Locale, text: string, params: Params | undefined): string {
  if (params === undefined || !text.includes('{')) return text
  const isOne = (name: string): boolean => String(params[name]) === '1'
  const counted =
    locale === 'en'
      ? text.replace(COUNTED, (whole, name: string, noun: string) => (isOne(name) ? `{${name}} ${noun}` : whole))
      : text
  return counted.replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole))
}
