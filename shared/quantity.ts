/** A quantity in thousandths of the product's base unit: 2.5 kg = 2500 when kg is the base unit. */
export type Quantity = number

/** A unit besides the base unit. `factor` is thousandths of the base unit in one of it: 箱 = 12 瓶 is 12000. */
export interface Pack {
  readonly unit: string
  readonly factor: number
}

/** The factor of the base unit itself. */
export const BASE_FACTOR = 1000

export interface QuantityContext {
  readonly baseUnit: string
  readonly packs: readonly Pack[]
  /** The unit the line has now; a bare number is counted in it. */
  readonly unit: string
  /** What the cell holds now, in thousandths of the base unit; needed only for `*1.5`. */
  readonly current?: Quantity
}

/**
 * - `QUANTITY_EMPTY`: nothing was typed
 * - `QUANTITY_UNREADABLE`: not written in the grammar
 * - `QUANTITY_UNIT_UNKNOWN`: names a unit that the product does not have (`unit` holds it)
 * - `QUANTITY_TOO_FINE`: not a whole number of thousandths of the base unit
 * - `QUANTITY_TOO_LARGE`: beyond a thousand million base units
 */
export type QuantityErrorCode =
  'QUANTITY_EMPTY' | 'QUANTITY_UNREADABLE' | 'QUANTITY_UNIT_UNKNOWN' | 'QUANTITY_TOO_FINE' | 'QUANTITY_TOO_LARGE'

export interface QuantityValue {
  readonly quantity: Quantity
  /** The unit the line has after this entry, with its factor in thousandths of the base unit. */
  readonly unit: string
  readonly factor: number
}
export interface QuantityError {
  readonly error: QuantityErrorCode
  /** The unit text that was not recognised. */
  readonly unit?: string
}

const LARGEST = 1_000_000_000_000

/**
 * Reads a quantity the way clerks type it. With 瓶 as the base unit and 箱 = 12 瓶:
 *
 * | typed             | means                                             | unit of the line after |
 * |-------------------|---------------------------------------------------|------------------------|
 * | `12` `1.5`        | 12 of the line's unit                             | unchanged              |
 * | `3箱` `1.5箱`     | 3 箱                                              | 箱                     |
 * | `3箱5` `3箱5瓶`   | 3 箱 and 5 瓶 (a number after a unit is base unit) | 箱                     |
 * | `3箱+5` `5瓶+3箱` | the same, in any order                            | 箱 (the largest named) |
 * | `3*12` `3*12+5`   | 36, 41 of the base unit: packs were counted out   | base unit              |
 * | `2*5箱`           | 10 箱                                             | 箱                     |
 * | `2+3`             | 2 big and 3 small: the line's pack (or the largest when the line is in the base unit) and the base unit; a plain sum when there are no packs | that pack |
 * | `*1.5`            | what is there now × 1.5                           | unchanged              |
 * | `-3箱5`           | minus all of it                                   | 箱                     |
 *
 * Full-width digits and signs, `×` and `x` for `*`, `。` for the decimal point, blanks, and grouped thousands
 * (`1,200`) are understood. A lone `1,5` is not: it could be 1.5 or 15.
 *
 *     entry   = [sign] sum | "*" number
 *     sum     = part { ["+"] part }          "+" may be left out after a unit
 *     part    = number { "*" number } [unit]
 */
export function parseQuantity(text: string, context: QuantityContext): QuantityValue | QuantityError {
  const clean = normalise(text)
  if (clean === '') return { error: 'QUANTITY_EMPTY' }
  const units = unitsOf(context)
  const lineUnit = units.find((u) => u.name === normalise(context.unit)) ?? units[0]!

  const scaling = /^[*×x](.+)$/.exec(clean)
  if (scaling) {
    const by = context.current === undefined ? null : readNumber(scaling[1]!)
    if (!by || by.rest !== '') return { error: 'QUANTITY_UNREADABLE' }
    return finish(by.value * BigInt(context.current!), by.decimals, lineUnit)
  }

  const negative = clean.startsWith('-')
  const parts = readParts(clean.replace(/^[-+]/, ''), units)
  if ('error' in parts) return parts
  const counted = countParts(parts, units, lineUnit)
  if (counted === null) return { error: 'QUANTITY_UNREADABLE' }

  // All parts are brought to the same number of decimals, so the sum stays exact.
  const decimals = Math.max(...counted.map((c) => c.part.decimals))
  const sum = counted.reduce(
    (total, { part, unit }) => total + part.value * 10n ** BigInt(decimals - part.decimals) * BigInt(unit.factor),
    0n,
  )
  const unit = counted.map((c) => c.unit).reduce((a, b) => (b.factor > a.factor ? b : a))
  return finish(negative ? -sum : sum, decimals, unit)
}

/** Writes a quantity in its base unit with up to three decimals, trimmed: 2500 → `2.5`, 41000 → `41`. */
export function formatQuantity(quantity: Quantity): string {
  const text = Math.abs(quantity).toString().padStart(4, '0')
  const decimals = text.slice(-3).replace(/0+$/, '')
  return `${quantity < 0 ? '-' : ''}${text.slice(0, -3)}${decimals && '.' + decimals}`
}

/**
 * Writes a quantity as whole packs, the largest first, and the rest in the base unit: 41000 → `3箱5瓶`. Nothing is
 * rounded: `parseQuantity` reads the same quantity back. Packs not larger than the base unit are not used.
 */
export function formatInPacks(quantity: Quantity, baseUnit: string, packs: readonly Pack[]): string {
  let rest = Math.abs(quantity)
  let text = ''
  for (const pack of [...packs].filter((p) => p.factor > BASE_FACTOR).sort((a, b) => b.factor - a.factor)) {
    const count = Math.floor(rest / pack.factor)
    if (count > 0) text += `${count}${pack.unit}`
    rest -= count * pack.factor
  }
  if (rest > 0 || text === '') text += formatQuantity(rest) + baseUnit
  return (quantity < 0 ? '-' : '') + text
}

interface Unit {
  /** As compared with typed text. */
  readonly name: string
  /** As the product spells it. */
  readonly spelling: string
  readonly factor: number
}
interface Part {
  /** The number without its decimal point. */
  readonly value: bigint
  readonly decimals: number
  readonly isProduct: boolean
  readonly unit: Unit | null
}

function normalise(text: string): string {
  return text.normalize('NFKC').replace(/。/g, '.').replace(/\s/g, '').toLowerCase()
}

/** The base unit first, then the packs. */
function unitsOf({ baseUnit, packs }: QuantityContext): Unit[] {
  return [{ unit: baseUnit, factor: BASE_FACTOR }, ...packs].map((p) => ({
    name: normalise(p.unit),
    spelling: p.unit,
    factor: p.factor,
  }))
}

function readParts(text: string, units: readonly Unit[]): Part[] | QuantityError {
  const longestFirst = [...units].sort((a, b) => b.name.length - a.name.length)
  const parts: Part[] = []
  let rest = text
  for (;;) {
    const number = readNumber(rest)
    if (!number) return { error: 'QUANTITY_UNREADABLE' }
    let { value, decimals } = number
    rest = number.rest
    let isProduct = false
    let unit = longestFirst.find((u) => rest.startsWith(u.name)) ?? null
    while (!unit && /^[*×x]/.test(rest)) {
      const by = readNumber(rest.slice(1))
      if (!by) return { error: 'QUANTITY_UNREADABLE' }
      value *= by.value
      decimals += by.decimals
      rest = by.rest
      isProduct = true
      unit = longestFirst.find((u) => rest.startsWith(u.name)) ?? null
    }
    if (unit) rest = rest.slice(unit.name.length)
    parts.push({ value, decimals, isProduct, unit })
    if (rest === '') return parts
    if (rest.startsWith('+')) rest = rest.slice(1)
    else if (!unit) return unknownUnit(rest)
    else if (!/^[\d.]/.test(rest)) return unknownUnit(unit.name + rest)
  }
}

/** The unit of every part; null when it cannot be said which is meant. */
function countParts(
  parts: readonly Part[],
  units: readonly Unit[],
  lineUnit: Unit,
): { part: Part; unit: Unit }[] | null {
  const base = units[0]!
  const isPlain = (p: Part): boolean => !p.unit && !p.isProduct
  if (!parts.every(isPlain)) return parts.map((part) => ({ part, unit: part.unit ?? base }))
  if (parts.length === 1) return [{ part: parts[0]!, unit: lineUnit }]
  if (units.length === 1) return parts.map((part) => ({ part, unit: base }))
  if (parts.length > 2) return null
  const big = lineUnit === base ? units.slice(1).reduce((a, b) => (b.factor > a.factor ? b : a)) : lineUnit
  return [
    { part: parts[0]!, unit: big },
    { part: parts[1]!, unit: base },
  ]
}

function readNumber(text: string): { value: bigint; decimals: number; rest: string } | null {
  const match = /^(\d{1,3}(?:,\d{3})+(?![\d,])|\d+(?!,)|(?=\.\d))(?:\.(\d*))?/.exec(text)
  if (!match || match[0].length > 30) return null
  const fraction = (match[2] ?? '').replace(/0+$/, '')
  const value = BigInt(match[1]!.replace(/,/g, '') + fraction)
  return { value, decimals: fraction.length, rest: text.slice(match[0].length) }
}

function unknownUnit(rest: string): QuantityError {
  const unit = /^[^\d.,+*×-]+/.exec(rest)?.[0]
  return unit ? { error: 'QUANTITY_UNIT_UNKNOWN', unit } : { error: 'QUANTITY_UNREADABLE' }
}

function finish(scaled: bigint, decimals: number, unit: Unit): QuantityValue | QuantityError {
  const divisor = 10n ** BigInt(decimals)
  if (scaled % divisor !== 0n) return { error: 'QUANTITY_TOO_FINE' }
  const quantity = Number(scaled / divisor)
  if (Math.abs(quantity) > LARGEST) return { error: 'QUANTITY_TOO_LARGE' }
  return { quantity: quantity + 0, unit: unit.spelling, factor: unit.factor }
}
