import { dayAt } from '../../../shared/day.ts'
import { AppError, type ErrorData } from '../../../shared/errors.ts'
import type { Application } from '../application.ts'
import type { Company } from '../backend.ts'
import { failPlan, runPlan } from '../features/order-plans/order-plans.service.ts'
import { sessionUser } from '../features/users/session.queries.ts'
import type { SessionUser } from '../rpc/context.ts'
import { queryContext, runUnit } from '../rpc/door.ts'
import { nobody } from './nobody.ts'

/** How often the calendar is looked at: a new day is at most this old when its orders are made. */
const EVERY = 60_000

export interface StandingOrdersJob {
  /** Waits for the order being made. Call before the application closes. */
  stop(): Promise<void>
}

/**
 * Makes the orders standing orders are due for: when a company is opened, after a plan was changed, and when a day begins
 * while the program runs. Each in the name of who made the plan. What cannot be made is written down and asked about.
 */
export function startStandingOrders(application: Application, { every = EVERY } = {}): StandingOrdersJob {
  const timers: NodeJS.Timeout[] = []
  let running: Promise<void> = Promise.resolve()
  let stopped = false
  application.whenOpen((company) => {
    const look = () => {
      running = running.then(() => (stopped ? undefined : makeDueOrders(application, company)))
    }
    company.onCommit((committed) => {
      if (committed.owners.has('order-plans')) look()
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

/** Makes what is due in a company now. A failure of the program is logged; the plan is tried again. */
export async function makeDueOrders(application: Application, company: Company): Promise<void> {
  try {
    const today = dayAt(application.now(), company.info().timeZone)
    const due = await company.reader
      .selectFrom('order_plan')
      .select(['id', 'created_by'])
      .where('next_day', '<=', today)
      .where('archived', '=', 0)
      .execute()
    for (const plan of due) await makeOne(application, company, plan)
  } catch (error) {
    application.log.error('standing orders failed', { id: company.id, error: String(error) })
  }
}

async function makeOne(application: Application, company: Company, plan: { id: string; created_by: string }) {
  const user = await sessionUser(company.reader, { userId: plan.created_by })
  const may = user?.rights.includes('orders.edit') === true
  try {
    if (!user || !may) throw new AppError('FORBIDDEN', { right: 'orders.edit' })
    await inUnit(application, company, user, 'orderPlans.run', (ctx) => runPlan(ctx, plan.id))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const rule = error.code === 'RULE' ? (error.data as ErrorData['RULE']).rule : error.code
    await inUnit(application, company, user ?? nobody(plan.created_by), 'orderPlans.fail', (ctx) =>
      failPlan(ctx, plan.id, rule),
    )
  }
}

function inUnit(
  application: Application,
  company: Company,
  user: SessionUser,
  command: string,
  work: Parameters<typeof runUnit>[2],
): Promise<unknown> {
  return runUnit(queryContext(company, user, application.now()), command, work)
}
