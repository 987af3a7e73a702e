import type { LineWarning } from '../../../../shared/domain/order/line-warnings.ts'
import { formatPrice } from '../../../../shared/money.ts'
import { t } from '../../../app/i18n.ts'
import type { CellProblem } from '../../../components/LineGrid/index.ts'
import { inUnitOf, type DeskLine } from './desk-line.ts'

/** A warning in words, at the cell it is about. */
export function warningText(warning: LineWarning, line: DeskLine): CellProblem {
  const quantity = (thousandths: number): string => inUnitOf(line, thousandths)
  switch (warning.kind) {
    case 'short':
      return {
        column: 'quantity',
        severity: 'warning',
        text: t('orders.warning.short', {
          available: quantity(warning.available),
          missing: quantity(warning.missing),
        }),
      }
    case 'too-old':
      return {
        column: 'quantity',
        severity: 'warning',
        text: t('lots.warning.tooOld', { acceptable: quantity(warning.acceptable) }),
      }
    case 'unusual':
      return {
        column: 'quantity',
        severity: 'warning',
        text: t('orders.warning.unusual', { usual: quantity(warning.usual) }),
      }
    case 'below-floor':
      return {
        column: 'price',
        severity: 'warning',
        text: t('orders.warning.floor', { floor: formatPrice(warning.floor), unit: line.unit }),
      }
    case 'price-moved':
      return {
        column: 'price',
        severity: 'warning',
        text: t('orders.warning.moved', {
          last: formatPrice(warning.last),
          change: `${warning.change > 0 ? '+' : ''}${Math.round(warning.change / 100)}%`,
        }),
      }
    case 'duplicate':
      return {
        column: 'product',
        severity: 'warning',
        text: t('orders.warning.duplicate', { line: warning.line + 1 }),
      }
  }
}
