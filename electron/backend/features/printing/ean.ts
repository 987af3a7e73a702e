import { hasCheckDigit } from '../../../../shared/domain/scanning/gs1.ts'

/** Widths of the digits in set A (ISO/IEC 15420, table 1), gap first; set C has the same with the bar first, set B mirrored. */
const DIGITS = ['3211', '2221', '2122', '1411', '1132', '1231', '1114', '1312', '1213', '3112']
/** Which of the six left digits are in set B, by the first digit of an EAN-13. */
const PARITY = ['AAAAAA', 'AABABB', 'AABBAB', 'AABBBA', 'ABAABB', 'ABBAAB', 'ABBBAA', 'ABABAB', 'ABABBA', 'ABBABA']
const GUARD = [1, 1, 1]
const MIDDLE = [1, 1, 1, 1, 1]

/** White before and after, in modules (ISO/IEC 15420). */
export const EAN_QUIET = { 13: { before: 11, after: 7 }, 8: { before: 7, after: 7 } } as const

/** Whether a barcode is an EAN-13 or EAN-8 with the right check digit. */
export const isEan = (code: string): boolean => (code.length === 13 || code.length === 8) && hasCheckDigit(code)

/**
 * The widths of an EAN-13 or EAN-8 in modules, bar first, bars and gaps in turn: 95 or 67 modules.
 * @throws RangeError for anything else
 */
export function eanWidths(code: string): number[] {
  if (!isEan(code)) throw new RangeError(`not an EAN-13 or EAN-8: ${JSON.stringify(code)}`)
  const digits = [...code].map(Number)
  const parity = digits.length === 13 ? PARITY[digits.shift()!]! : 'AAAA'
  const half = parity.length
  const left = digits.slice(0, half).flatMap((digit, i) => {
    const widths = [...DIGITS[digit]!].map(Number)
    return parity[i] === 'B' ? widths.reverse() : widths
  })
  const right = digits.slice(half).flatMap((digit) => [...DIGITS[digit]!].map(Number))
  return [...GUARD, ...left, ...MIDDLE, ...right, ...GUARD]
}
