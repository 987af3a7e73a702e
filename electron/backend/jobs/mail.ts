import type { Application } from '../application.ts'
import type { Company } from '../backend.ts'
import { whenMailChanges } from '../features/mail/bell.ts'
import { dropOldFiles, nextDue, sendDue } from '../features/mail/outbox.ts'
import { isOn, mailSetup } from '../features/mail/setup.ts'
import { askFor, unasked } from '../features/users/confirmation.service.ts'
import { sessionUser } from '../features/users/session.queries.ts'
import { queryContext, runUnit } from '../rpc/door.ts'

/** The clock is looked at this often when something waits: a machine may have slept. */
const LONGEST_WAIT = 60_000
/** An answer of the mail server under way is not waited for longer; its e-mail is tried again at the next start. */
const LAST_ANSWER_MS = 500

export interface MailJob {
  stop(): Promise<void>
}

/**
 * Sends what lies in the outbox of every open company: at once after it was written, and again when a try failed. Users with an
 * address that nobody was asked for yet are asked as soon as e-mail is set up: whoever founded a company without a network, too.
 */
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
          await askUsers(company, application.now())
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
    company.onCommit(({ owners }) => void (owners.has('users') && start()))
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

/** Asks the users whose address nobody has confirmed or been asked for; nothing while e-mail is off. */
export async function askUsers(company: Company, now: Date): Promise<void> {
  if (!isOn(await mailSetup(company.reader))) return
  for (const asked of await unasked(company)) {
    const user = await sessionUser(company.reader, { userId: asked.id })
    if (user) await runUnit(queryContext(company, user, now), 'users.askForEmail', (ctx) => askFor(ctx, asked))
  }
}
