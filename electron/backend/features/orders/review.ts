import { sql } from 'kysely'
import type { OrderView } from '../../../../shared/contract/orders.ts'
import { limitsFor } from '../../../../shared/domain/review/limits.ts'
import { REVIEW_RULES_VERSION, reviewOrder, type ReviewResult } from '../../../../shared/domain/review/rules.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
import { prepared } from '../../db/prepared.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { BuiltLine } from './order-lines.ts'
import { reviewFacts, type ReviewedCustomer, type ReviewedOrder } from './review-facts.ts'

/** Judges an order by the company's rules as they are now. Writes nothing. */
export async function judge(
  ctx: CommandContext,
  order: ReviewedOrder,
  customer: ReviewedCustomer,
  lines: readonly BuiltLine[],
): Promise<ReviewResult[]> {
  const limits = limitsFor(ctx.info.settings.review, customer.grade)
  return reviewOrder(await reviewFacts(ctx, order, customer, lines), limits)
}

/** Why an order is refused outright; nothing of it is kept. */
export function refusal(results: readonly ReviewResult[]): AppError {
  const rules = [...new Set(results.filter((r) => r.outcome === 'reject').map((r) => r.rule))]
  if (rules.includes('customer-status')) return ruleError('CUSTOMER_FROZEN', { field: 'customerId' })
  return ruleError('ORDER_REFUSED', { value: rules.join(' ') })
}

/** Keeps every result of one review with its measured value and threshold; never changed afterwards. @returns what is kept */
export async function storeReview(
  ctx: CommandContext,
  orderId: string,
  run: number,
  results: readonly ReviewResult[],
): Promise<OrderView['reviewResults']> {
  const kept = results.map((r) => ({
    ...r,
    measured: Math.round(r.measured),
    threshold: Math.round(r.threshold),
    at: ctx.at,
    by: ctx.user.name,
    version: versionOf(REVIEW_RULES_VERSION, ctx.info.settings.review.version),
  }))
  await insertRecords(
    ctx.db,
    'order_review',
    kept.map(({ rule, outcome, lineNo, measured, threshold, detail, at }, i) => ({
      order_id: orderId,
      run,
      no: i + 1,
      rule,
      rule_version: REVIEW_RULES_VERSION,
      outcome,
      line_no: lineNo,
      measured,
      threshold,
      detail,
      at,
      user_id: ctx.user.id,
      settings_version: ctx.info.settings.review.version,
    })),
  )
  return kept
}

/** The version of the rules as people read it: of the program's table, and how often the company had changed its own. */
export const versionOf = (rules: number, settings: number | null): string =>
  settings === null ? String(rules) : `${rules}.${settings}`

/** What one run found, in the order it was judged. */
export const reviewsOf = prepared<{ orderId: string; run: number }, OrderView['reviewResults'][number]>((db, value) =>
  db
    .selectFrom('order_review as r')
    .leftJoin('user_account as u', 'u.id', 'r.user_id')
    .select(['r.rule', 'r.outcome', 'r.line_no as lineNo', 'r.measured', 'r.threshold', 'r.detail', 'r.at'])
    .select((eb) => eb.fn.coalesce('u.name', eb.val('')).as('by'))
    .select(sql<string>`rule_version || coalesce('.' || settings_version, '')`.as('version'))
    .where('order_id', '=', value('orderId'))
    .where('run', '=', value('run'))
    .orderBy('no')
    .$castTo<OrderView['reviewResults'][number]>(),
)
