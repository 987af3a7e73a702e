import { BASE_FACTOR, formatQuantity, type Pack } from '../../../../shared/quantity.ts'

/** A quantity (thousandths of the base unit) with the units it can be counted in. */
export interface Counted {
  quantity: number
  baseUnit: string
  packs: readonly Pack[]
}

/** A line's quantity as whole packs of the largest kind and the rest in the base unit: what the storeman counts. */
export function splitInPacks(line: Counted): { whole: string; loose: string } {
  const pack = largestPack(line)
  const count = pack ? Math.floor(line.quantity / pack.factor) : 0
  const rest = line.quantity - count * (pack?.factor ?? 0)
  return {
    whole: count > 0 ? `${count}${pack!.unit}` : '',
    loose: rest > 0 || count === 0 ? `${formatQuantity(rest)}${line.baseUnit}` : '',
  }
}

/** Sums of packs and loose units, each unit by itself: 2吨 14袋 3箱. */
export function sumInPacks(lines: readonly Counted[]): string {
  const sums = new Map<string, number>()
  const add = (unit: string, thousandths: number) => sums.set(unit, (sums.get(unit) ?? 0) + thousandths)
  for (const line of lines) {
    const pack = largestPack(line)
    const count = pack ? Math.floor(line.quantity / pack.factor) : 0
    if (count > 0) add(pack!.unit, count * BASE_FACTOR)
    add(line.baseUnit, line.quantity - count * (pack?.factor ?? 0))
  }
  return [...sums]
    .filter(([, sum]) => sum > 0)
    .map(([unit, sum]) => formatQuantity(sum) + unit)
    .join(' ')
}

const largestPack = ({ packs }: Counted) =>
  packs
    .filter((p) => p.factor > BASE_FACTOR)
    .reduce<Pack | null>((largest, p) => (largest && largest.factor >= p.factor ? largest : p), null)
