import type { CommandContext } from '../../rpc/context.ts'
import { usualAccount } from '../settlement/cash-ledger.ts'
import { other } from '../settlement/money.service.ts'

/** What a driver owes more (分; negative: less), from a trip or settled later. */
export interface Difference {
  /** Also that of the document in the cash book; the same id again books nothing. */
  id: string
  driverId: string
  /** Null: settled later. */
  tripId: string | null
  amount: number
  /** Whose till the cash is missing in, or comes into. */
  siteId: string
  remark: string
}

/** What the cash book calls it. */
const CATEGORY = '司机差额'

/**
 * Keeps a difference with its driver. The receipts put the whole money into the till: what is missing goes out of it again as
 * an expense, what was too much or is brought later comes in as income, so that the cash book says what is in the drawer.
 */
export async function bookDifference(ctx: CommandContext, difference: Difference): Promise<void> {
  const { id, driverId, tripId, amount, siteId, remark } = difference
  if (amount === 0) return
  const known = await ctx.db.selectFrom('driver_entry').select('id').where('id', '=', id).executeTakeFirst()
  if (known) return
  await ctx.db
    .insertInto('driver_entry')
    .values({
      id,
      driver_id: driverId,
      trip_id: tripId,
      day: ctx.today,
      amount,
      remark,
      created_by: ctx.user.id,
      at: ctx.at,
    })
    .execute()
  const till = await usualAccount(ctx, siteId, 'cash')
  await other(ctx, {
    id,
    kind: amount > 0 ? 'expense' : 'income',
    category: CATEGORY,
    lines: [{ accountId: till.id, method: 'cash', amount: Math.abs(amount), reference: '', dueDay: null }],
    note: remark,
  })
}
