/** How a number format shows a number: as itself, as a date or time of day, or as a span of time such as `255:10:10`. */
export type NumberKind = 'number' | 'date' | 'duration'

/** Tells dates and spans of time from plain numbers by the format code, as ECMA-376 part 1, 18.8.30 and 18.8.31 define it. */
export function numberKind(formatCode: string): NumberKind {
  const positive = formatCode
    .replace(/"[^"]*"?/g, '')
    .replace(/[\\_*]./g, '')
    .split(';', 1)[0]!
  if (/\[(h+|m+|s+)\]/i.test(positive)) return 'duration'
  const letters = positive.replace(/\[[^\]]*\]/g, '').replace(/general|G\/通用格式/gi, '')
  return /[ymdhs]/i.test(letters) ? 'date' : 'number'
}

/**
 * Kind of a built-in format. 27 to 36 and 50 to 58 are dates and times in Chinese, Japanese and Korean programs and unused
 * elsewhere; 46 is `[h]:mm:ss`.
 */
export function builtInKind(formatId: number): NumberKind {
  if (formatId === 46) return 'duration'
  const isDate =
    (formatId >= 14 && formatId <= 22) ||
    (formatId >= 27 && formatId <= 36) ||
    formatId === 45 ||
    formatId === 47 ||
    (formatId >= 50 && formatId <= 58)
  return isDate ? 'date' : 'number'
}

/** The format code of the only built-in span of time. */
export const BUILT_IN_DURATION_CODE = '[h]:mm:ss'
