import { addDays, dayAt, type Day } from '../../../shared/day.ts'
import type { Application } from '../application.ts'
import type { Company } from '../backend.ts'
import { dueCustomers, poolRules, type DueCustomer } from '../features/leads/pool.queries.ts'
import { recycle, warn } from '../features/leads/pool.service.ts'
import { sessionUser } from '../features/users/session.queries.ts'
import type { CommandContext } from '../rpc/context.ts'
import { queryContext, runUnit } from '../rpc/door.ts'
import { nobody } from './nobody.ts'

/** How often the calendar is looked at. */
const EVERY = 60_000
/** Customers passed in one unit of work: a few milliseconds, so that clerks are not kept waiting. */
const SLICE = 50

export interface PoolJob {
  stop(): Promise<void>
}

/**
 * The daily step of the pool, in the name of who switched it on: persons are reminded of customers they are about to lose, and
 * lose those whose time is over. Done when a company is opened, when a day begins, and when the rules change.
 */
export function startPool(application: Application, { every = EVERY } = {}): PoolJob {
  const timers: NodeJS.Timeout[] = []
  let running: Promise<void> = Promise.resolve()
  let stopped = false
  application.whenOpen((company) => {
    let done: Day | null = null
    const look = () => {
      running = running.then(async () => {
        const today = dayAt(application.now(), company.info().timeZone)
        if (stopped || done === today) return
        done = today
        await stepPool(application, company)
      })
    }
    company.onCommit((committed, { command }) => {
      if (command !== 'pool.saveSettings' || !committed.owners.has('leads')) return
      done = null
      look()
    })
    const timer = setInterval(look, every)
    timer.unref()
    timers.push(timer)
    look()
  })
  return {
    stop: async () => {
      stopped = true
      for (const timer of timers) clearInterval(timer)
      await running
    },
  }
}

/** The step for one company now. A failure of the program is logged; what was not done is done with the next step. */
export async function stepPool(application: Application, company: Company): Promise<void> {
  try {
    const rules = await poolRules(company.reader)
    if (rules?.enabled !== 1) return
    const user = (await sessionUser(company.reader, { userId: rules.setBy })) ?? nobody(rules.setBy)
    const query = queryContext(company, user, application.now())
    const due = await dueCustomers(company.reader, addDays(query.today, rules.notifyDays))
    const slices = async (
      rows: readonly DueCustomer[],
      command: string,
      work: (ctx: CommandContext, slice: DueCustomer[]) => Promise<unknown>,
    ) => {
      for (let at = 0; at < rows.length; at += SLICE) {
        await runUnit(query, command, (ctx) => work(ctx, rows.slice(at, at + SLICE)))
      }
    }
    const isOver = ({ until }: DueCustomer) => until < query.today
    await slices(due.filter(isOver), 'pool.recycle', recycle)
    const left = due.filter((one) => !isOver(one))
    await slices(left, 'pool.warn', (ctx, slice) => warn(ctx, slice, rules.locale))
  } catch (error) {
    application.log.error('pool failed', {
      id: company.id,
      error: error instanceof Error ? error.stack : String(error),
    })
  }
}
