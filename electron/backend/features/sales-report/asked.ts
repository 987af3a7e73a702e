import { dayNumber } from '../../../../shared/day.ts'
import type { Slice } from '../../../../shared/domain/analytics/cube.ts'
import { comparedDays } from '../../../../shared/domain/analytics/period.ts'
import type { AskedSales } from '../../../../shared/domain/analytics/sales-question.ts'
import type { SalesMeasure, SalesQuestion, SalesValues } from '../../../../shared/domain/analytics/sales-report.ts'
import { AppError } from '../../../../shared/errors.ts'
import type { QueryContext } from '../../rpc/context.ts'

/** Figures from which a price or a cost could be told, by what hides them. */
const OF_SALE: readonly SalesMeasure[] = [
  'amount',
  'revenue',
  'margin',
  'marginRate',
  'average',
  'returned',
  'returnRate',
]
const OF_PURCHASE: readonly SalesMeasure[] = ['cost', 'margin', 'marginRate']

/** Groups side by side at most: the calendar's all, of others the first. */
const MOST_ACROSS = 12
/** Longer periods than this have no report. */
const MOST_DAYS = 366 * 60

/** Figures this user may not see. */
export const hiddenMeasures = ({ user }: Pick<QueryContext, 'user'>): readonly SalesMeasure[] => [
  ...(user.mask.includes('sale') ? OF_SALE : []),
  ...(user.mask.includes('purchase') ? OF_PURCHASE : []),
]

/** The same figures without those this user may not see. */
export function shownValues(values: SalesValues, hidden: readonly SalesMeasure[]): SalesValues {
  return { ...values, ...Object.fromEntries(hidden.map((measure) => [measure, null])) }
}

/**
 * The days and conditions a question is about, for this user: who sees only his own customers counts only what he sold.
 * @throws INVALID_INPUT when the days are the wrong way round or too many
 */
export function sliceFor(
  ctx: QueryContext,
  { from, to, basis, filter }: Pick<AskedSales, 'from' | 'to' | 'basis' | 'filter'>,
  customerIds: readonly string[] | undefined,
): Slice {
  const first = dayNumber(from)
  const last = dayNumber(to)
  if (last < first || last - first >= MOST_DAYS) {
    throw new AppError('INVALID_INPUT', { issues: [{ path: 'to', message: 'period' }] })
  }
  const personId = ctx.user.scope === 'own' ? ctx.user.id : undefined
  return { from: first, to: last, basis, filter, customerIds, personId }
}

/** The question with numbers for days. What may not be seen ranks nothing. @throws INVALID_INPUT */
export function questionFor(
  ctx: QueryContext,
  asked: AskedSales,
  customerIds: readonly string[] | undefined,
): SalesQuestion {
  const { by, level, across, acrossLevel, top } = asked
  const compared = comparedDays(asked, asked.compare)
  const measure = hiddenMeasures(ctx).includes(asked.measure) ? 'documents' : asked.measure
  return {
    ...sliceFor(ctx, asked, customerIds),
    compare: compared && { from: dayNumber(compared.from), to: dayNumber(compared.to) },
    by,
    level,
    across,
    acrossLevel,
    measure,
    top,
    topAcross: MOST_ACROSS,
  }
}
