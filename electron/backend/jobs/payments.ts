import { askDelay, LATE_HOURS, watchOf, type Watch } from '../../../shared/domain/online-payment/schedule.ts'
import type { Application } from '../application.ts'
import type { Company } from '../backend.ts'
import { advance } from '../features/online-payment/engine.ts'
import { taskFor } from '../features/online-payment/task-for.ts'

/** Services asked at the same time: after a start there may be many. */
const AT_ONCE = 4

export interface PaymentJob {
  /** Asks no more and waits for answers under way. What is open is asked again at the next start. */
  stop(): Promise<void>
}

interface Asked {
  timer: NodeJS.Timeout
  watch: Watch
  answered: number
  missed: number
}

/**
 * Asks payment services what became of open payments, refunds and payments closed lately, more and more seldom, until
 * nothing more is expected. Nothing of this is kept: at the start everything open is asked at once.
 * @param pace 1: as usual; smaller: that much quicker (tests)
 */
export function startPayments(application: Application, { pace = 1 } = {}): PaymentJob {
  let stopped = false
  const running = new Set<Promise<void>>()
  const timers = new Set<NodeJS.Timeout>()
  const waiting: (() => Promise<void>)[] = []

  function queue(work: () => Promise<void>): void {
    waiting.push(work)
    if (running.size < AT_ONCE) next()
  }

  function next(): void {
    const work = stopped ? undefined : waiting.shift()
    if (!work) return
    const under = work().finally(() => {
      running.delete(under)
      next()
    })
    running.add(under)
  }

  application.whenOpen((company) => {
    const asked = new Map<string, Asked>()
    const plan = (id: string, watch: Watch, answered: number, missed: number) => {
      if (stopped) return
      clear(id)
      const timer = setTimeout(
        () => {
          timers.delete(timer)
          queue(() => tick(id))
        },
        askDelay(watch, answered, missed) * pace,
      )
      timer.unref()
      timers.add(timer)
      asked.set(id, { timer, watch, answered, missed })
    }

    const clear = (id: string) => {
      const before = asked.get(id)
      if (before) {
        clearTimeout(before.timer)
        timers.delete(before.timer)
      }
      asked.delete(id)
    }

    /** One question; what follows depends on what is known afterwards. Never throws: a company may close meanwhile. */
    const tick = async (id: string) => {
      const before = asked.get(id)
      try {
        const answered = await answeredBy(application, company, id)
        if (stopped) return
        const watch = await watchNow(application, company, id)
        if (watch === null) return clear(id)
        const same = before?.watch === watch ? before : null
        if (answered) plan(id, watch, (same?.answered ?? 0) + 1, 0)
        else plan(id, watch, same?.answered ?? 0, (same?.missed ?? 0) + 1)
      } catch (error) {
        report(application, company, error)
      }
    }

    /** Plans what a commit has opened; what is planned already keeps its time unless something else is expected now. */
    const look = async (id: string) => {
      const watch = await watchNow(application, company, id)
      if (watch !== null && asked.get(id)?.watch !== watch) plan(id, watch, 0, 0)
    }

    company.onCommit((committed) => {
      if (stopped || !committed.owners.has('online-payment')) return
      const ids = committed.changes.filter(({ table }) => table === 'online_payment').map(({ key }) => String(key[0]))
      for (const id of new Set(ids)) look(id).catch((error: unknown) => report(application, company, error))
    })
    openPayments(application, company)
      .then((ids) => ids.forEach((id) => queue(() => tick(id))))
      .catch((error: unknown) => report(application, company, error))
  })

  return {
    stop: async () => {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.all(running)
    },
  }
}

/** A fault of ours must not end the asking: it is logged and tried again like a missing answer. */
async function answeredBy(application: Application, company: Company, id: string): Promise<boolean> {
  try {
    return (await advance(await taskFor(application, company, id), id)).answered
  } catch (error) {
    report(application, company, error)
    return false
  }
}

const report = (application: Application, company: Company, error: unknown) =>
  application.log.error('asking for payments failed', {
    id: company.id,
    error: error instanceof Error ? error.stack : String(error),
  })

async function watchNow(application: Application, company: Company, id: string): Promise<Watch | null> {
  const row = await company.reader
    .selectFrom('online_payment')
    .select(['state', 'way', 'ended_at as endedAt'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!row) return null
  return watchOf(row, application.now())
}

/** Everything something is still expected of, oldest first. */
async function openPayments(application: Application, company: Company): Promise<string[]> {
  const lately = new Date(application.now().getTime() - LATE_HOURS * 3_600_000).toISOString()
  const rows = await company.reader
    .selectFrom('online_payment')
    .select('id')
    .where((eb) =>
      eb.or([
        eb('state', 'in', ['created', 'pending', 'refunding']),
        eb.and([eb('state', 'in', ['closed', 'failed']), eb('ended_at', '>', lately)]),
      ]),
    )
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}
