import type { LineDifference, ComparedLine } from '../../../../shared/domain/order/changes.ts'
import { formatPrice } from '../../../../shared/money.ts'
import { t } from '../../../app/i18n.ts'
import { quantityWithUnit } from '../desk/desk-line.ts'

/** A compared line with what it needs to be read. */
export interface ToldLine extends ComparedLine {
  name: string
  factor: number
  baseUnit: string
}

/** One difference in words: `加 面粉 5袋`, `去掉 大米 3袋`, `面粉：10袋 → 4袋，单价 80.00 → 78.00`. */
export function changeText(one: LineDifference<ToldLine>): string {
  if (one.kind === 'added')
    return t('orderPlans.change.added', { name: one.after.name, quantity: quantityWithUnit(one.after) })
  if (one.kind === 'removed')
    return t('orderPlans.change.removed', { name: one.before.name, quantity: quantityWithUnit(one.before) })
  const { before, after, fields } = one
  const parts: string[] = []
  if (fields.includes('quantity') || fields.includes('unit'))
    parts.push(`${quantityWithUnit(before)} → ${quantityWithUnit(after)}`)
  if (fields.includes('price') && before.price !== null && after.price !== null)
    parts.push(t('orderPlans.change.price', { before: formatPrice(before.price), after: formatPrice(after.price) }))
  if (fields.includes('discount'))
    parts.push(t('orderPlans.change.discount', { before: before.discount / 100, after: after.discount / 100 }))
  if (fields.includes('warehouseId')) parts.push(t('orderPlans.change.warehouse'))
  if (fields.includes('remark')) parts.push(t('orderPlans.change.remark', { after: after.remark }))
  return t('orderPlans.change.changed', { name: after.name, what: parts.join(t('orderPlans.change.comma')) })
}
