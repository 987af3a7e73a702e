import english from 'element-plus/es/locale/lang/en'
import chinese from 'element-plus/es/locale/lang/zh-cn'
import { computed, watchEffect, type Ref } from 'vue'
import { LOCALES, translate, translateAny } from '../../shared/i18n/index.ts'
import type { Locale, MessageKey, MessageParams, Params } from '../../shared/i18n/index.ts'
import { oneOf, remembered } from './remembered.ts'

export type { Locale, MessageKey, Params }

/** The language of the screens; Chinese until somebody chooses. */
const locale: Ref<Locale> = remembered<Locale>('locale', 'zh-CN', oneOf(...LOCALES))

watchEffect(() => document.documentElement.setAttribute('lang', locale.value))

/** Element Plus' own texts in the same language. */
export const elementLocale = computed(() => (locale.value === 'en' ? english : chinese))

/** The text of a key in the current language; reactive wherever it is called in a render or computed. */
export function t<Key extends MessageKey>(key: Key, ...params: MessageParams<Key>): string {
  return translate(locale.value, key, ...params)
}

/** As `t`, for keys chosen at run time. */
export function tAny(key: MessageKey, params?: Params): string {
  return translateAny(locale.value, key, params)
}

/** Changes the language everywhere at once and remembers it. */
export function setLocale(next: Locale): void {
  locale.value = next
}

export function useI18n() {
  return { t, tAny, locale, setLocale }
}
