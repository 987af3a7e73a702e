import type { FieldRule } from '../../components/inputs/rules.ts'
import { isFilled, type PackValues, type ProductValues } from './product-values.ts'

/** Every pack names a unit of its own and says how many base units it holds. */
export const packsFit: FieldRule<PackValues[], ProductValues> = (packs, values) => {
  const units = new Set([values.baseUnit.trim()])
  for (const pack of packs.filter(isFilled)) {
    const unit = pack.unit.trim()
    if (unit === '' || pack.factor === null) return { key: 'products.packIncomplete' }
    if (units.has(unit)) return { key: 'products.packDuplicate', params: { unit } }
    units.add(unit)
  }
  return null
}
