import type { OrderPayment } from '../../shared/domain/order/payment.ts'
import { OVERRIDABLE_RULES, type ReviewResult } from '../../shared/domain/review/rules.ts'
import { formatFen, formatPrice } from '../../shared/money.ts'
import { BASE_FACTOR, formatInPacks } from '../../shared/quantity.ts'
import { t } from '../app/i18n.ts'

/** What a sentence says of a line. */
export interface NamedLine {
  lineNo: number
  name: string
  baseUnit: string
  unit: string
  /** Thousandths of the base unit in one unit. */
  factor: number
}

/** What a rule found, as the trade says it: what was measured against which limit. */
export function reviewSentence(result: ReviewResult, order: { lines: readonly NamedLine[] }): string {
  const line = order.lines.find((one) => one.lineNo === result.lineNo)
  const quantity = (thousandths: number): string => (line ? inUnitOf(line, thousandths) : String(thousandths / 1000))
  const name = line ? t('orders.review.line', { line: line.lineNo, name: line.name }) : ''
  const isBroken = result.outcome !== 'pass'
  const isLetPass = result.outcome === 'warn' && OVERRIDABLE_RULES.includes(result.rule) && result.detail !== ''
  const overridden = isLetPass ? t('orders.review.overridden', { reason: result.detail }) : ''
  switch (result.rule) {
    case 'customer-status':
      return t(isBroken ? 'orders.review.customerStatus.broken' : 'orders.review.customerStatus.pass')
    case 'credit-limit':
      return isBroken
        ? t(result.detail === '' ? 'orders.review.credit.broken' : 'orders.review.credit.siteBroken', {
            site: result.detail,
            used: formatFen(result.measured),
            limit: formatFen(result.threshold),
            over: formatFen(result.measured - result.threshold),
          })
        : t('orders.review.credit.pass', { used: formatFen(result.measured), limit: formatFen(result.threshold) })
    case 'credit-usage':
      return t(isBroken ? 'orders.review.usage.broken' : 'orders.review.usage.pass', {
        used: percent(result.measured),
        limit: percent(result.threshold),
      })
    case 'prepaid':
      return t('orders.review.prepaid.pass', { paid: formatFen(result.measured), total: formatFen(result.threshold) })
    case 'first-order':
      return t(isBroken ? 'orders.review.firstOrder.broken' : 'orders.review.firstOrder.pass')
    case 'later-payment': {
      const [usual = 'account', way = 'account'] = result.detail.split(' ') as OrderPayment[]
      return isBroken
        ? t('orders.review.laterPayment.broken', {
            usual: t(`orders.payBy.${usual}`),
            way: t(`orders.payBy.${way}`),
          })
        : t('orders.review.laterPayment.pass')
    }
    case 'new-address':
      return isBroken
        ? t('orders.review.newAddress.broken', { address: result.detail })
        : t('orders.review.newAddress.pass')
    case 'hand-price':
      return isBroken
        ? t('orders.review.handPrice.broken', {
            name,
            price: formatPrice(result.measured),
            given: formatPrice(result.threshold),
            unit: line?.unit ?? '',
          })
        : t('orders.review.handPrice.pass')
    case 'overdue':
      return isBroken
        ? t('orders.review.overdue.broken', {
            amount: formatFen(result.measured),
            days: result.detail,
            allowed: formatFen(result.threshold),
          })
        : t('orders.review.overdue.pass', { amount: formatFen(result.measured) })
    case 'floor-price':
      return isBroken
        ? t('orders.review.floor.broken', {
            name,
            price: formatPrice(result.measured),
            floor: formatPrice(result.threshold),
            unit: line?.unit ?? '',
          }) + overridden
        : t('orders.review.floor.pass')
    case 'stock-short':
      return isBroken
        ? t('orders.review.stock.broken', {
            name,
            needed: quantity(result.threshold),
            available: quantity(Math.max(0, result.measured)),
          })
        : t('orders.review.stock.pass')
    case 'lot-life':
      return isBroken
        ? t('lots.review.broken', {
            name,
            needed: quantity(result.threshold),
            acceptable: quantity(Math.max(0, result.measured)),
          })
        : t('lots.review.pass')
    case 'unusual-quantity':
      return isBroken
        ? t('orders.review.unusual.broken', {
            name,
            quantity: quantity(result.measured),
            usual: quantity(result.threshold),
          })
        : t('orders.review.unusual.pass')
    case 'duplicate':
      return isBroken
        ? t('orders.review.duplicate.broken', { number: result.detail, minutes: result.measured })
        : t('orders.review.duplicate.pass')
    case 'margin':
      if (!isBroken) return t('orders.review.margin.pass')
      return line
        ? t('orders.review.margin.line', { name, margin: percent(result.measured) }) + overridden
        : t('orders.review.margin.order', {
            margin: percent(result.measured),
            floor: percent(result.threshold),
          }) + overridden
    case 'discount':
      if (!isBroken) return t('orders.review.discount.pass')
      return (
        t(line ? 'orders.review.discount.line' : 'orders.review.discount.order', {
          name,
          off: percent(result.measured),
          allowed: percent(result.threshold),
        }) + overridden
      )
    case 'gift-budget':
      return isBroken
        ? t('orders.review.giftBudget.broken', {
            promotion: result.detail,
            spent: formatFen(result.measured),
            budget: formatFen(result.threshold),
          })
        : t('orders.review.giftBudget.pass')
    case 'sale-quantity':
      return isBroken
        ? t(
            result.detail === 'minimum' ? 'orders.review.saleQuantity.minimum' : 'orders.review.saleQuantity.multiple',
            {
              name,
              quantity: quantity(result.measured),
              wanted: quantity(result.threshold),
            },
          )
        : t('orders.review.saleQuantity.pass')
    case 'cut-off':
      return t(isBroken ? 'orders.review.cutOff.broken' : 'orders.review.cutOff.pass', {
        until: result.detail,
        minutes: result.measured,
      })
    case 'order-amount':
      return t(isBroken ? 'orders.review.amount.broken' : 'orders.review.amount.pass', {
        total: formatFen(result.measured),
        limit: formatFen(result.threshold),
      })
  }
}

/** What was found as goods were to leave: there the debt counts, not what is still ordered. */
export function shipmentSentence(result: ReviewResult): string {
  if (result.rule !== 'credit-limit' || result.outcome === 'pass') return reviewSentence(result, { lines: [] })
  return t(result.detail === '' ? 'orders.review.shipmentCredit' : 'orders.review.shipmentCreditSite', {
    site: result.detail,
    used: formatFen(result.measured),
    limit: formatFen(result.threshold),
    over: formatFen(result.measured - result.threshold),
  })
}

/** Whole units of the line, the rest in base units. */
const inUnitOf = (line: NamedLine, quantity: number): string =>
  formatInPacks(quantity, line.baseUnit, line.factor === BASE_FACTOR ? [] : [line])

const percent = (basisPoints: number): string => `${basisPoints / 100}%`
