import { formatFen, formatPrice } from '../../shared/money.ts'

/** A moment in this machine's zone: `11-23 14:05` (another year: `2025-11-23`), `2026-11-23 14:05` or `2026-11-23 14:05:09`. */
export function formatInstant(instant: string, precision: 'short' | 'minute' | 'second'): string {
  const date = new Date(instant)
  const two = (n: number): string => String(n).padStart(2, '0')
  const day = `${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`
  const thisYear = date.getFullYear() === new Date().getFullYear()
  if (precision === 'short') return thisYear ? `${day} ${time}` : `${date.getFullYear()}-${day}`
  return `${date.getFullYear()}-${day} ${time}${precision === 'second' ? `:${two(date.getSeconds())}` : ''}`
}

const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })
/** A count with thousands separators: `50,000`. */
export const formatCount = (count: number): string => whole.format(count)

/** An integer with its last `decimals` digits behind the point, without trailing zeros: 24620 with 3 is `24.62`. */
export function formatScaled(value: number, decimals: number): string {
  if (decimals === 0) return String(value)
  const digits = String(Math.abs(value)).padStart(decimals + 1, '0')
  const rest = digits.slice(-decimals).replace(/0+$/, '')
  return `${value < 0 ? '-' : ''}${digits.slice(0, -decimals)}${rest === '' ? '' : `.${rest}`}`
}

/** An amount in 分 with its currency: `¥1,234.50`, `-¥1,234.50`. */
export const formatYuan = (fen: number): string => formatFen(fen).replace(/^-?/, (sign) => `${sign}¥`)

/** An amount in 分 as text; nothing when the user may not see it. */
export const fenText = (fen: number | null): string => (fen === null ? '' : formatFen(fen))
/** The same with its currency, as a figure stands on top of a report. */
export const yuanText = (fen: number | null): string => (fen === null ? '' : formatYuan(fen))
/** A unit price in 1/10000 yuan as text; nothing when the user may not see it. */
export const priceText = (price: number | null): string => (price === null ? '' : formatPrice(price))
/** What goods are worth, in 1/10000 yuan, as an amount of money; nothing when the user may not see it. */
export const valueText = (value: number | null): string => (value === null ? '' : formatFen(Math.round(value / 100)))
/** A sum in 分 as text; nothing when a part of it may not be seen. */
export const sumText = (parts: readonly (number | null)[]): string =>
  parts.includes(null) ? '' : formatFen(parts.reduce<number>((sum, part) => sum + (part ?? 0), 0))
