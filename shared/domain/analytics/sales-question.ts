import type { Day } from '../../day.ts'
import { DIMENSIONS, type Dimension } from './dimensions.ts'
import type { SalesBasis } from './facts.ts'
import { askedPeriod, type Comparison } from './period.ts'
import { SALES_MEASURES, type SalesMeasure } from './sales-report.ts'

/**
 * A question about sales as it stands in the address of its page and in a saved report: texts only. Conditions are lists of
 * keys under the names of their dimensions, each key escaped, with commas between.
 */
export type SalesAddress = typeof SALES_DEFAULTS

/** What the page asks when nobody has asked anything. */
export const SALES_DEFAULTS = {
  period: 'this-month',
  from: '',
  to: '',
  compare: 'previous',
  basis: 'shipped',
  by: 'product',
  level: '1',
  across: '',
  acrossLevel: '1',
  measure: 'amount',
  top: '50',
  segment: '',
  ...(Object.fromEntries(DIMENSIONS.map((dimension) => [`only-${dimension}`, ''])) as Record<
    `only-${Dimension}`,
    string
  >),
}

/** A question with days as texts, as the contract takes it. */
export interface AskedSales {
  from: Day
  to: Day
  compare: Comparison
  basis: SalesBasis
  by: Dimension
  level: number
  across: Dimension | null
  acrossLevel: number
  measure: SalesMeasure
  top: number
  filter: Partial<Record<Dimension, string[]>>
  segmentId?: string
}

/** So many groups the screen shows at most. */
export const MOST_SHOWN = 500

/** What an address asks, today: presets are counted from there, and what does not fit gives way to the default. */
export function askedSales(address: Readonly<Record<string, unknown>>, today: Day): AskedSales {
  const read = (name: keyof SalesAddress): string => {
    const value = address[name]
    return typeof value === 'string' && value !== '' ? value : SALES_DEFAULTS[name]
  }
  const one = <Value extends string>(list: readonly Value[], name: keyof SalesAddress): Value =>
    list.find((value) => value === read(name)) ?? list.find((value) => value === SALES_DEFAULTS[name])!
  const number = (name: 'level' | 'acrossLevel' | 'top', most: number): number => {
    const value = Number(read(name))
    return Number.isInteger(value) && value >= 0 && value <= most ? value : Number(SALES_DEFAULTS[name])
  }
  const { from, to, compare } = askedPeriod(address, today, { preset: 'this-month', compare: 'previous' })
  const by = one(DIMENSIONS, 'by')
  const across = DIMENSIONS.find((dimension) => dimension === read('across')) ?? null
  const segmentId = read('segment')
  return {
    from,
    to,
    compare,
    basis: one(['shipped', 'ordered'], 'basis'),
    by,
    level: number('level', 9),
    across: across === by ? null : across,
    acrossLevel: number('acrossLevel', 9),
    measure: one(SALES_MEASURES, 'measure'),
    top: Math.max(1, number('top', MOST_SHOWN)),
    filter: askedFilter(address),
    ...(segmentId === '' ? {} : { segmentId }),
  }
}

/** The conditions of an address. */
export const askedFilter = (address: Readonly<Record<string, unknown>>): Partial<Record<Dimension, string[]>> =>
  Object.fromEntries(
    DIMENSIONS.map((dimension) => [dimension, keysIn(address[`only-${dimension}`])] as const).filter(
      ([, keys]) => keys.length > 0,
    ),
  )

/** The keys of a condition. */
export function keysIn(text: unknown): string[] {
  if (typeof text !== 'string' || text === '') return []
  return text.split(',').map((part) => (part === '-' ? '' : unescaped(part)))
}

/** A condition of these keys; the empty key (nothing entered) is written `-`. */
export const keysText = (keys: readonly string[]): string =>
  keys.map((key) => (key === '' ? '-' : encodeURIComponent(key).replace(/^-$/, '%2D'))).join(',')

function unescaped(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
