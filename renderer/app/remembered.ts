import { ref, watch, type Ref } from 'vue'

/**
 * A ref kept in this browser's storage as JSON, for choices of one person on one machine (theme, folded panels).
 * A stored value that `isValid` refuses (older program, edited by hand) gives way to `fallback`.
 */
export function remembered<T>(
  key: string,
  fallback: T,
  isValid: (value: unknown) => value is T,
  storage: Storage = localStorage,
): Ref<T> {
  const stored = readJson(storage, PREFIX + key)
  const value = ref(isValid(stored) ? stored : fallback) as Ref<T>
  watch(value, (now) => storage.setItem(PREFIX + key, JSON.stringify(now)), { deep: true, flush: 'sync' })
  return value
}

/** The JSON stored under `key`, or undefined when there is none or it is not JSON. */
export function readJson(storage: Storage, key: string): unknown {
  const text = storage.getItem(key)
  if (text === null) return undefined
  try {
    return JSON.parse(text)
  } catch {
    storage.removeItem(key) // unreadable, and it would stay so
    return undefined
  }
}

/** For `isValid`: true for one of `values`. */
export const oneOf =
  <const T>(...values: T[]) =>
  (value: unknown): value is T =>
    (values as unknown[]).includes(value)

/** For `isValid`: true for true and false. */
export const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'

/** For `isValid`: true for a list of texts. */
export const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string')

const PREFIX = 'huozhan.'
