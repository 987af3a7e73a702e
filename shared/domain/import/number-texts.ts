import type { CellProblem } from './problems.ts'

export type NumberResult = { readonly value: number; readonly isPercent: boolean } | { readonly problem: CellProblem }

/**
 * Reads a number as people and programs write it into text cells: `1,234.5`, `1.234,5`, `25,5` (a decimal comma),
 * `¥12`, `12元`, `(3.5)` and `3.5-` (negative), `24.62%`, full-width forms. A comma followed by exactly three digits
 * groups thousands. Scientific notation is refused, because the digits it stands for were lost when it was written.
 * @returns the number; with `isPercent` the number before the sign (24.62)
 */
export function readNumberText(text: string): NumberResult {
  const shown = text.trim()
  if (/^-?\d+(?:\.\d+)?$/.test(shown)) return { value: Number(shown) + 0, isPercent: false }
  let body = text
    .normalize('NFKC')
    .replace(/[\s'’]/g, '')
    .replace(/[−–—]/g, '-')
    .toLowerCase()
  const notNumber: NumberResult = { problem: { code: 'IMPORT_NOT_NUMBER', data: { value: shown } } }
  if (/^[-+]?\d+(?:[.,]\d+)?e[-+]?\d+$/.test(body))
    return { problem: { code: 'IMPORT_SCIENTIFIC', data: { value: shown } } }
  const isPercent = body.endsWith('%')
  body = body.replace(/%$/, '')
  const inBrackets = /^\((.+)\)$/.exec(body)
  body = (inBrackets?.[1] ?? body)
    .replace(/^(-?)(?:rmb|cny|usd|eur|gbp|us\$|[¥$€£])(-?)/, '$1$2')
    .replace(/[元圆块]整?$/, '')
  const match = /^([-+]?)([\d.,]*\d[\d.,]*)(-?)$/.exec(body)
  if (!match || (match[1] && match[3])) return notNumber
  const plain = plainDigits(match[2]!)
  if (plain === null) return notNumber
  const negative = (match[1] === '-') !== (match[3] === '-') || inBrackets !== null
  return { value: (negative ? -Number(plain) : Number(plain)) + 0, isPercent }
}

/** Digits with at most one `.`, from digits with grouping and a decimal point or comma; null when it cannot be either. */
function plainDigits(text: string): string | null {
  const commas = text.split(',').length - 1
  const points = text.split('.').length - 1
  if (commas === 0 && points <= 1) return text
  if (commas > 0 && points > 0) {
    const decimal = text.lastIndexOf(',') > text.lastIndexOf('.') ? ',' : '.'
    const group = decimal === ',' ? '.' : ','
    const [whole, fraction, more] = text.split(decimal)
    return more === undefined && isGrouped(whole!, group) ? `${whole!.replaceAll(group, '')}.${fraction}` : null
  }
  const sign = commas > 0 ? ',' : '.'
  if (isGrouped(text, sign)) return text.replaceAll(sign, '')
  return commas === 1 ? text.replace(',', '.') : null
}

function isGrouped(text: string, group: string): boolean {
  const [first, ...rest] = text.split(group)
  return /^[1-9]\d{0,2}$/.test(first!) && rest.length > 0 && rest.every((part) => /^\d{3}$/.test(part))
}

/**
 * A number as whole `10^-decimals` units. The noise of binary fractions is dropped (2.5500000000000003 is 2.55): 15
 * significant digits and 10 decimals are looked at; what then still has more decimals than allowed is a problem, never
 * rounded away.
 */
export function scaleNumber(
  value: number,
  decimals: number,
): { readonly value: number } | { readonly problem: CellProblem } {
  const tooLarge: CellProblem = { code: 'IMPORT_NUMBER_TOO_LARGE', data: { value: String(value) } }
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return { problem: tooLarge }
  // The usual case, quickly: the number is the double nearest to a decimal that is short enough.
  const near = Math.round(value * 10 ** decimals)
  if (Number.isSafeInteger(near) && near / 10 ** decimals === value) return { value: near + 0 }
  let clean = String(Number(value.toPrecision(15)))
  if (/e|\.\d{11}/.test(clean)) clean = value.toFixed(10).replace(/\.?0+$/, '')
  const [whole, fraction = ''] = clean.split('.')
  if (fraction.length > decimals) {
    return { problem: { code: 'IMPORT_TOO_MANY_DECIMALS', data: { value: clean, decimals } } }
  }
  const scaled = Number(whole! + fraction.padEnd(decimals, '0'))
  return Number.isSafeInteger(scaled) ? { value: scaled + 0 } : { problem: tooLarge }
}
