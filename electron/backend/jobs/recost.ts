import type { Application } from '../application.ts'
import type { Company } from '../backend.ts'
import { recost } from '../features/inventory/recost.ts'
import { newId } from '../../../shared/ids.ts'

/** Costs wait this long after a commit, so that what one person books together is worked out once. */
const DELAY = 2000

export interface RecostJob {
  /** Waits for what is being worked out. Call before the application closes; what is left waits for the next start. */
  stop(): Promise<void>
}

/**
 * Works costs out again after commits that booked into the past or took documents back, and after the start what was left.
 * In the name of whoever committed last; a failure is logged, the products go on waiting.
 */
export function startRecosting(application: Application, { delay = DELAY } = {}): RecostJob {
  const timers = new Map<string, NodeJS.Timeout>()
  const stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()

  application.whenOpen((company) => {
    let userId: string | null = null
    const later = () => {
      if (stopping.signal.aborted || timers.has(company.id)) return
      const timer = setTimeout(() => {
        timers.delete(company.id)
        running = running.then(() => recostPending(application, company, userId, stopping.signal))
      }, delay)
      timer.unref()
      timers.set(company.id, timer)
    }
    company.onCommit((committed, info) => {
      if (!committed.owners.has('inventory')) return
      userId = info.userId
      later()
    })
    later()
  })

  return {
    stop: async () => {
      stopping.abort()
      for (const timer of timers.values()) clearTimeout(timer)
      await running
    },
  }
}

async function recostPending(
  application: Application,
  company: Company,
  lastUser: string | null,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { file, reader, units } = company
    if (!(await reader.selectFrom('cost_pending').select('product_id').limit(1).executeTakeFirst())) return
    const userId = lastUser ?? (await firstUser(company))
    await recost(
      {
        file,
        reader,
        userId,
        signal,
        unit: async (work) => {
          const now = application.now()
          const at = now.toISOString()
          const info = { command: 'costs.recompute', userId, at }
          return (await units.run(info, (db) => work({ db, at, newId: () => newId(now.getTime()) }))).result
        },
      },
      'pending',
    )
  } catch (error) {
    if (!signal.aborted) application.log.error('recosting failed', { id: company.id, error: String(error) })
  }
}

async function firstUser({ reader }: Company): Promise<string> {
  const user = await reader.selectFrom('user_account').select('id').orderBy('id').executeTakeFirstOrThrow()
  return user.id
}
