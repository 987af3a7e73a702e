import type { Application } from '../application.ts'
import type { Company } from '../backend.ts'
import { whenMailChanges } from '../features/mail/bell.ts'
import { dropOldFiles, nextDue, sendDue } from '../features/mail/outbox.ts'

/** The clock is looked at this often when something waits: a machine may have slept. */
const LONGEST_WAIT = 60_000
/** An answer of the mail server under way is not waited for longer; its e-mail is tried again at the next start. */
const LAST_ANSWER_MS = 500

export interface MailJob {
  stop(): Promise<void>
}

/** Sends what lies in the outbox of every open company: at once after it was written, and again when a try failed. */
export function startMail(application: Application): MailJob {
  let stopped = false
  const timers = new Map<Company, NodeJS.Timeout>()
  const enders: (() => void)[] = []
  let running: Promise<unknown> = Promise.resolve()

  application.whenOpen((company) => {
    let busy = false
    let missed = false
    const look = async () => {
      busy = true
      try {
        do {
          missed = false
          await sendDue(company, application.now, () => stopped)
          await plan()
        } while (missed && !stopped)
      } catch (error) {
        // a company may close meanwhile
        application.log.error('sending e-mail failed', {
          id: company.id,
          error: error instanceof Error ? error.stack : String(error),
        })
      } finally {
        busy = false
      }
    }
    const start = () => {
      if (busy) missed = true
      else if (!stopped) running = Promise.all([running, look()])
    }
    const plan = async () => {
      clearTimeout(timers.get(company))
      const at = await nextDue(company)
      if (at === null || stopped) return
      const wait = Math.max(0, Date.parse(at) - application.now().getTime())
      timers.set(company, setTimeout(start, Math.min(LONGEST_WAIT, wait)).unref())
    }
    enders.push(whenMailChanges(company, start))
    start()
    running = Promise.all([
      running,
      dropOldFiles(company, application.now()).catch((error: unknown) =>
        application.log.error('dropping old files failed', { id: company.id, error: String(error) }),
      ),
    ])
  })

  return {
    stop: async () => {
      stopped = true
      for (const end of enders) end()
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.race([running, new Promise((resolve) => setTimeout(resolve, LAST_ANSWER_MS).unref())])
    },
  }
}
