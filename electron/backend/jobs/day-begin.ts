import type { Day } from '../../../shared/day.ts'
import type { Company } from '../backend.ts'
import { freezeExpired } from '../features/inventory/lots.service.ts'
import type { CommandContext, QueryContext } from '../rpc/context.ts'

/** The day each company was last opened for, and the work of it while it runs. */
const begun = new WeakMap<Company, { day: Day; work: Promise<void> }>()

/**
 * What has to be done before anybody works on a new day, whether the program was running at midnight or closed for a week:
 * lots that are over are frozen. Done once a day and company, before the first call is answered; costs one small read when
 * there is nothing to do.
 * @param unit opens a unit of work
 */
export function beginDay(
  query: QueryContext,
  unit: (command: string, work: (ctx: CommandContext) => Promise<unknown>) => Promise<unknown>,
): Promise<void> | null {
  const last = begun.get(query.company)
  if (last?.day === query.today) return last.work
  const work = freezeDue(query, unit)
  begun.set(query.company, { day: query.today, work })
  // tried again with the next call
  work.catch(() => begun.delete(query.company))
  return work
}

async function freezeDue(query: QueryContext, unit: Parameters<typeof beginDay>[1]): Promise<void> {
  const due = await query.company.reader
    .selectFrom('stock_lot')
    .select('id')
    .where('expiry_day', '<=', query.today)
    .where('expiry_day', 'is not', null)
    .where('frozen', '=', 0)
    .where('past_expiry', '=', 0)
    .limit(1)
    .executeTakeFirst()
  if (due) await unit('lots.freezeExpired', freezeExpired)
}
