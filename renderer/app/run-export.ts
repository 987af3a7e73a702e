import { api } from './api.ts'
import { showToast } from '../components/feedback/toasts.ts'
import { newId } from '../../shared/ids.ts'
import { saveToUser } from './download.ts'
import { errorText } from './error-text.ts'
import { useJobs, type Job } from './jobs.ts'

/** Exports take this long before they appear among the jobs: most are done sooner. */
const QUIET_MS = 600

/**
 * Makes a file while the user goes on working, and hands it over when it is there; a slow one stands in the job tray.
 * @param title what is made, in the user's language
 */
export async function runExport(title: string, make: () => Promise<File | Blob>): Promise<void> {
  const jobs = useJobs()
  const job: Job = { id: newId(), title, state: 'running', done: 0, total: 0, startedAt: Date.now() }
  const slow = setTimeout(() => jobs.put(job), QUIET_MS)
  try {
    const file = await make()
    clearTimeout(slow)
    jobs.remove(job.id)
    await saveToUser(file)
  } catch (error) {
    clearTimeout(slow)
    jobs.remove(job.id)
    showToast(errorText(error), 'danger')
  }
}

/** Said when the menu of an export opens, so that the export itself starts sooner; nothing depends on it. */
export function prepareExport(): void {
  void api.exports.prepare().catch(() => {})
}
