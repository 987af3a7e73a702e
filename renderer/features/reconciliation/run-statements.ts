import { newId } from '../../../shared/ids.ts'
import { api } from '../../app/api.ts'
import { errorText, failureOf } from '../../app/error-text.ts'
import { useJobs, type Job } from '../../app/jobs.ts'
import { showToast } from '../../components/feedback/toasts.ts'

/** How often a run is asked how far it is. */
const ASK_MS = 500

/**
 * Runs work over many statements in the job tray, with how far it is and a way to stop it.
 * @param work gets the name under which the backend tells its progress
 * @returns what came out, or null when it was stopped or failed (which has been said)
 */
export async function runStatements<T>(
  title: string,
  work: (job: string, options: { signal: AbortSignal }) => Promise<T>,
): Promise<T | null> {
  const jobs = useJobs()
  const stop = new AbortController()
  const job: Job = {
    id: newId(),
    title,
    state: 'running',
    done: 0,
    total: 0,
    startedAt: Date.now(),
    cancel: () => stop.abort(),
  }
  jobs.put({ ...job })
  const asking = setInterval(() => {
    api.reconciliation
      .progress({ job: job.id })
      .then((progress) => jobs.put({ ...job, ...progress }))
      // it has not begun yet or has just ended
      .catch(() => {})
  }, ASK_MS)
  try {
    return await work(job.id, { signal: stop.signal })
  } catch (error) {
    if (!stop.signal.aborted && failureOf(error).code !== 'CANCELLED') showToast(errorText(error), 'danger')
    return null
  } finally {
    clearInterval(asking)
    jobs.remove(job.id)
  }
}
