import { sql } from 'kysely'
import type { Day } from '../../../../shared/day.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { prepared } from '../../db/prepared.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'

/**
 * Refuses to book on a customer's account into days that were closed: by a locked statement of the customer, or for the
 * whole company. Corrections are adjustments on a later day.
 * @throws RULE PERIOD_LOCKED with the last closed day as value, at the field `day`
 */
export async function requireOpenPeriod(ctx: QueryContext, customerId: string, day: Day): Promise<void> {
  refuseClosed(day, await state.first(ctx.db, { customerId, day }))
}

/** The same for books that are no customer's: only the company's own closing counts. @throws RULE PERIOD_LOCKED */
export async function requireOpenMonth(ctx: QueryContext, day: Day): Promise<void> {
  refuseClosed(day, await state.first(ctx.db, { customerId: '', day }))
}

/**
 * Asked by the ledger before it books an entry: the day must be open, and statements already sent over that day note what
 * came later, so that nobody confirms figures that are no longer true.
 * @throws RULE PERIOD_LOCKED
 */
export async function admitEntry(ctx: CommandContext, customerId: string, day: Day, amount: number): Promise<void> {
  const found = await state.first(ctx.db, { customerId, day })
  refuseClosed(day, found)
  if (found?.sent === 1) await noteLate.run(ctx.db, { customerId, day, amount })
}

/** A statement's figures have been fixed anew: nothing is late any more. */
export async function forgetLate(ctx: CommandContext, statementId: string): Promise<void> {
  await ctx.db.deleteFrom('statement_late').where('statement_id', '=', statementId).execute()
}

/** What was booked into a statement's days since it was sent, 分. */
export async function lateOf(ctx: QueryContext, statementId: string): Promise<number> {
  return (await late.first(ctx.db, { statementId }))?.amount ?? 0
}

const late = prepared<{ statementId: string }, { amount: number }>((db, value) =>
  db.selectFrom('statement_late').select('amount').where('statement_id', '=', value('statementId')),
)

interface State {
  own: Day | null
  everybody: Day | null
  sent: 0 | 1
}

/** States in which a statement has been sent and its days are still open. */
const WAITING = ['sent', 'confirmed', 'disputed', 'resolved'] as const
// in the text: a bound value that an index leaves rows out by makes SQLite plan the statement anew each time
const isWaiting = sql<boolean>`status in (${sql.join(WAITING.map((state) => sql.lit(state)))})`
const isLocked = sql<boolean>`status = 'locked'`

const state = prepared<{ customerId: string; day: Day }, State>((db, value) =>
  db.selectNoFrom((eb) => [
    eb
      .selectFrom('customer_statement')
      .select((one) => one.fn.max('period_to').as('last'))
      .where('customer_id', '=', value('customerId'))
      .where(isLocked)
      .as('own'),
    eb.selectFrom('period_lock').select('locked_until').orderBy('no', 'desc').limit(1).as('everybody'),
    eb
      .exists(
        eb
          .selectFrom('customer_statement')
          .select('id')
          .where('customer_id', '=', value('customerId'))
          .where(isWaiting)
          .where('period_to', '>=', value('day')),
      )
      .$castTo<0 | 1>()
      .as('sent'),
  ]),
)

const noteLate = prepared<{ customerId: string; day: Day; amount: number }>((db, value) =>
  db
    .insertInto('statement_late')
    .columns(['statement_id', 'amount'])
    .expression((eb) =>
      eb
        .selectFrom('customer_statement')
        .select((one) => ['id', one.val(value('amount')).as('amount')])
        .where('customer_id', '=', value('customerId'))
        .where(isWaiting)
        .where('period_to', '>=', value('day')),
    )
    .onConflict((oc) =>
      oc
        .column('statement_id')
        .doUpdateSet((eb) => ({ amount: sql`statement_late.amount + ${eb.ref('excluded.amount')}` })),
    ),
)

function refuseClosed(day: Day, closed: State | undefined): void {
  for (const until of [closed?.own, closed?.everybody]) {
    if (until && day <= until) throw ruleError('PERIOD_LOCKED', { field: 'day', value: until })
  }
}
