import type { MessageKey, Params } from '../../app/i18n.ts'

/** What is wrong with a field, as data; the text is made when it is shown. */
export interface Problem {
  key: MessageKey
  params?: Params
}

export type FieldRule<Value, Values = unknown> = (value: Value, values: Values) => Problem | null

/** Refuses empty text, null and empty lists. `label` in the current language. */
export const required =
  (label: () => string): FieldRule<unknown> =>
  (value) =>
    value === null ||
    value === undefined ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.length === 0)
      ? { key: 'common.form.required', params: { label: label() } }
      : null

export const maxLength =
  (max: number): FieldRule<string> =>
  (value) =>
    value.trim().length > max ? { key: 'common.form.tooLong', params: { max } } : null

/** Empty text passes; combine with `required`. */
export const minLength =
  (min: number): FieldRule<string> =>
  (value) =>
    value !== '' && value.length < min ? { key: 'common.form.tooShort', params: { min } } : null

export const isEmail: FieldRule<string> = (value) =>
  value.trim() === '' || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? null : { key: 'common.form.notEmail' }

/** Chinese mobiles, landlines and international numbers: digits with blanks, `-`, `+` and brackets. */
export const isPhone: FieldRule<string> = (value) =>
  value.trim() === '' || (/^[+\d][\d\s\-()]*$/.test(value.trim()) && value.replace(/\D/g, '').length >= 5)
    ? null
    : { key: 'common.form.notPhone' }

/** `shown` is how the limit is written for people. */
export const atLeast =
  (min: number, shown: string = String(min)): FieldRule<number | null> =>
  (value) =>
    value !== null && value < min ? { key: 'common.form.below', params: { min: shown } } : null

export const atMost =
  (max: number, shown: string = String(max)): FieldRule<number | null> =>
  (value) =>
    value !== null && value > max ? { key: 'common.form.above', params: { max: shown } } : null
