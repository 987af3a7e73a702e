import { dayAt, timeAt } from '../../../shared/day.ts'
import type { Application } from '../application.ts'
import type { Company } from '../backend.ts'
import { makeReport } from '../features/saved-reports/make-report.ts'
import type { SavedReportRecord } from '../features/saved-reports/saved-reports.queries.ts'
import { sessionUser } from '../features/users/session.queries.ts'
import { queryContext, runUnit } from '../rpc/door.ts'
import { nobody } from './nobody.ts'

/** How often the clock is looked at. */
const EVERY = 60_000

export interface SavedReportsJob {
  /** Waits for the report being made. Call before the application closes. */
  stop(): Promise<void>
}

/**
 * Makes the reports that are due by themselves: when a company is opened and while the program runs, each in the name of its
 * owner, one after the other. What was missed while the program was closed is made once.
 */
export function startSavedReports(application: Application, { every = EVERY } = {}): SavedReportsJob {
  const timers: NodeJS.Timeout[] = []
  let running: Promise<void> = Promise.resolve()
  let stopped = false
  application.whenOpen((company) => {
    const look = () => {
      running = running.then(() => makeDueReports(application, company, () => stopped))
    }
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

/** Makes what is due in a company now. A failure of the program is logged; the report is tried again. */
export async function makeDueReports(
  application: Application,
  company: Company,
  stopped: () => boolean = () => false,
): Promise<void> {
  try {
    const now = application.now()
    const zone = company.info().timeZone
    const due = await company.reader
      .selectFrom('saved_report')
      .selectAll()
      .where('next_at', '<=', `${dayAt(now, zone)} ${timeAt(now, zone)}`)
      .orderBy('next_at')
      .execute()
    for (const row of due) if (!stopped()) await makeOne(application, company, row)
  } catch (error) {
    // a company may close meanwhile
    application.log.error('saved reports failed', { id: company.id, error: String(error) })
  }
}

async function makeOne(application: Application, company: Company, row: SavedReportRecord): Promise<void> {
  const user = (await sessionUser(company.reader, { userId: row.owner_id })) ?? nobody(row.owner_id)
  const ctx = queryContext(company, user, application.now())
  await makeReport(ctx, row, row.next_at!, async (command, work) => {
    await runUnit(queryContext(company, user, application.now()), command, work)
  })
}
