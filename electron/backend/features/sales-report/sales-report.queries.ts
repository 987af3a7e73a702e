import { dayFromNumber, type Day } from '../../../../shared/day.ts'
import type { SaleKind } from '../../../../shared/domain/analytics/facts.ts'
import { comparedDays } from '../../../../shared/domain/analytics/period.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { AskedSales } from '../../../../shared/domain/analytics/sales-question.ts'
import { AppError } from '../../../../shared/errors.ts'
import { mulDiv } from '../../../../shared/money.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { decodeCursor, encodeCursor } from '../../rpc/keyset.ts'
import { segmentMembers } from '../customers/segments.ts'
import { hiddenMeasures, questionFor, shownValues, sliceFor } from './asked.ts'

type Answer = Outputs['salesReport']['ask']

/** Figures of sales by any dimension, without what the user may not see. @throws CANCELLED, INVALID_INPUT */
export const ask = (ctx: QueryContext, input: Requests['salesReport']['ask']): Promise<Answer> => answerFor(ctx, input)

/** The answer with as many groups as wanted: files hold all of them. @throws CANCELLED, INVALID_INPUT */
export async function answerFor(ctx: QueryContext, input: AskedSales): Promise<Answer> {
  const question = questionFor(ctx, input, await customersOf(ctx, input.segmentId))
  const answer = await ctx.company.analytics.ask(
    'salesReport',
    { today: ctx.today, ...question },
    { signal: ctx.signal },
  )
  const hidden = hiddenMeasures(ctx)
  const shown = <Group extends Answer['total']>(group: Group): Group => ({
    ...group,
    values: shownValues(group.values, hidden),
    before: group.before && shownValues(group.before, hidden),
  })
  return {
    ...answer,
    rows: answer.rows.map(shown),
    rest: answer.rest && shown(answer.rest),
    total: shown(answer.total),
    uncosted: hidden.includes('margin') ? null : answer.uncosted,
    measure: question.measure,
    compared: comparedDays(input, input.compare),
  }
}

/** The customers of a segment as of now; undefined: all. @throws NOT_FOUND */
const customersOf = async (ctx: QueryContext, segmentId: string | undefined): Promise<string[] | undefined> =>
  segmentId === undefined ? undefined : segmentMembers(ctx, segmentId)

/** How many hits of the search are looked at. */
const MOST_HITS = 200

/** Values a condition may name; customers and goods are found as everywhere, by pinyin too. @throws CANCELLED */
export function choices(
  ctx: QueryContext,
  { dimension, text }: Requests['salesReport']['choices'],
): Promise<Outputs['salesReport']['choices']> {
  const isSearched = (dimension === 'customer' || dimension === 'product') && text !== ''
  const keys = isSearched ? ctx.company.search.search(dimension, text, { limit: MOST_HITS }).map(({ id }) => id) : null
  const personId = ctx.user.scope === 'own' ? ctx.user.id : undefined
  return ctx.company.analytics.ask(
    'salesChoices',
    { today: ctx.today, dimension, text, keys, personId },
    { signal: ctx.signal },
  )
}

/** How often a page is asked for again when somebody commits between its figures and its numbers. */
const TRIES = 5

/**
 * Documents behind figures, newest first. The figures come from the facts, which know a document by its place among those of
 * its day; number and id are read beside them. @throws CANCELLED, INVALID_INPUT
 */
export async function documents(
  ctx: QueryContext,
  input: Requests['salesReport']['documents'],
): Promise<Outputs['salesReport']['documents']> {
  const cursor = decodeCursor<[number, number]>(input.cursor, 2)
  const slice = sliceFor(ctx, input, await customersOf(ctx, input.segmentId))
  const after = cursor && { day: cursor[0], at: cursor[1] }
  for (let tried = 0; tried < TRIES; tried++) {
    const { rows, more } = await ctx.company.analytics.ask(
      'salesDocuments',
      { today: ctx.today, slice, after, limit: input.limit },
      { signal: ctx.signal },
    )
    const heads = await headsOf(ctx, rows)
    const found = rows.map((row) => heads.get(`${row.kind} ${row.day}`)?.[row.nth])
    if (!rows.every(({ customerId }, index) => found[index]?.customer_id === customerId)) continue
    const hidden = hiddenMeasures(ctx)
    const unlessHidden = (measure: 'amount' | 'margin', value: number | null) =>
      hidden.includes(measure) ? null : value
    const last = rows.at(-1)
    return {
      rows: rows.map(({ kind, day, customer, customerId, amount, quantity, unit, cost, costed }, index) => ({
        id: found[index]!.id,
        number: found[index]!.number ?? '',
        kind,
        day: dayFromNumber(day),
        customer,
        customerId,
        amount: unlessHidden('amount', amount),
        quantity: unit === '' ? null : quantity,
        unit,
        margin: unlessHidden('margin', mulDiv(costed * 100 - cost, 1, 100)),
        marginRate: unlessHidden(
          'margin',
          costed === 0 ? null : Math.round(((costed * 100 - cost) / (costed * 100)) * 10_000) + 0,
        ),
      })),
      next: more && last ? encodeCursor([last.day, last.at]) : null,
    }
  }
  throw new AppError('CANCELLED', {})
}

interface Head {
  id: string
  number: string | null
  customer_id: string
}

/** The documents that the facts count, of each kind and day in question, in the order the facts have them. */
async function headsOf(
  ctx: QueryContext,
  rows: readonly { kind: SaleKind; day: number }[],
): Promise<Map<string, Head[]>> {
  const heads = new Map<string, Head[]>()
  for (const { kind, day } of rows) {
    const key = `${kind} ${day}`
    if (!heads.has(key)) heads.set(key, await headsOfDay(ctx, kind, dayFromNumber(day)))
  }
  return heads
}

function headsOfDay({ db }: QueryContext, kind: SaleKind, day: Day): Promise<Head[]> {
  switch (kind) {
    case 'shipment':
      return db
        .selectFrom('shipment as d')
        .select(['id', 'number', 'customer_id'])
        .where('day', '=', day)
        .where('status', '=', 'posted')
        .where((eb) =>
          eb.exists(eb.selectFrom('shipment_line as l').select('l.line_no').whereRef('l.shipment_id', '=', 'd.id')),
        )
        .orderBy('id')
        .execute()
    case 'return':
      return db
        .selectFrom('sales_return as d')
        .select(['id', 'number', 'customer_id'])
        .where('day', '=', day)
        .where('status', '=', 'posted')
        .where((eb) =>
          eb.exists(eb.selectFrom('sales_return_line as l').select('l.line_no').whereRef('l.return_id', '=', 'd.id')),
        )
        .orderBy('id')
        .execute()
    default:
      return db
        .selectFrom('sales_order as d')
        .select(['id', 'number', 'customer_id'])
        .where('day', '=', day)
        .where('history', '=', kind === 'history' ? 1 : 0)
        .where('review', 'in', ['auto', 'approved'])
        .where('closed', '<>', 'void')
        .where((eb) =>
          eb.exists(eb.selectFrom('sales_order_line as l').select('l.line_no').whereRef('l.order_id', '=', 'd.id')),
        )
        .orderBy('id')
        .execute()
  }
}
