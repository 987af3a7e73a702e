export { LOCALES, translate, translateAny } from './translate.ts'
export type { Locale, MessageKey, MessageParams } from './translate.ts'
export type { Params, TextsLike } from './types.ts'
