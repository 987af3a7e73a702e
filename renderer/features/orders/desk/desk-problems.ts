import { errorText, failureOf, ruleText } from '../../../app/error-text.ts'
import { t } from '../../../app/i18n.ts'
import type { RejectedText } from '../../../components/LineGrid/index.ts'
import type { DeskLine } from './desk-line.ts'
import type { OrderHead } from './order-head.ts'

/** Why an order cannot be sent. Without a line it concerns the head or the whole order. */
export interface DeskProblem {
  lineId?: string
  column?: string
  /** Field of the head. */
  field?: keyof OrderHead
  text: string
}

/** What is missing before an order can be sent, in reading order. Texts not understood count: they are never dropped. */
export function findProblems(
  head: OrderHead,
  lines: readonly DeskLine[],
  rejected: ReadonlyMap<string, Readonly<Record<string, RejectedText>>>,
): DeskProblem[] {
  const found: DeskProblem[] = []
  if (head.customerId === null) found.push({ field: 'customerId', text: ruleText('CUSTOMER_REQUIRED') })
  if (lines.length === 0) found.push({ text: ruleText('ORDER_EMPTY') })
  for (const line of lines) {
    const texts = Object.entries(rejected.get(line.id) ?? {})
    if (texts.length > 0) found.push(...texts.map(([column, { error }]) => ({ lineId: line.id, column, text: error })))
    else if (line.productId === '')
      found.push({ lineId: line.id, column: 'product', text: t('orders.problem.noProduct') })
    else if (line.quantity === null)
      found.push({ lineId: line.id, column: 'quantity', text: t('orders.problem.noQuantity') })
    else if (line.price === null && !line.gift)
      found.push({ lineId: line.id, column: 'price', text: t('orders.problem.noPrice') })
  }
  return found
}

/** What the server objected to, at the lines it named. */
export function problemsFromFailure(error: unknown, lines: readonly DeskLine[]): DeskProblem[] {
  const failure = failureOf(error)
  if (failure.code === 'RULE') {
    const line = failure.data.line === undefined ? undefined : lines[failure.data.line - 1]
    const column = failure.data.rule === 'UNIT_UNKNOWN' ? 'unit' : 'product'
    if (line) return [{ lineId: line.id, column, text: ruleText(failure.data.rule) }]
    if (failure.data.field === 'customerId') return [{ field: 'customerId', text: ruleText(failure.data.rule) }]
    if (failure.data.rule === 'ORDER_DISCOUNT_TOO_LARGE')
      return [{ field: 'discount', text: ruleText(failure.data.rule) }]
  }
  if (failure.code === 'SHORTAGE') {
    return failure.data.items.flatMap((item) =>
      lines
        .filter((line) => line.productId === item.productId)
        .map((line) => ({
          lineId: line.id,
          column: 'quantity',
          text: t('orders.problem.short', { available: item.available / 1000, unit: line.baseUnit }),
        })),
    )
  }
  if (failure.code === 'NOT_FOUND' && failure.data.entity === 'product') {
    const { id } = failure.data
    return lines
      .filter((line) => line.productId === id)
      .map((line) => ({ lineId: line.id, column: 'product', text: errorText(error) }))
  }
  return []
}
