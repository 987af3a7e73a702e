import type { Inputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { api } from '../../app/api.ts'
import { errorText } from '../../app/error-text.ts'
import { t } from '../../app/i18n.ts'
import { useJobs, type Job } from '../../app/jobs.ts'
import { showToast, showUndo } from '../../components/feedback/toasts.ts'

/** How often it is asked how far a change is, ms; a short one is done before. */
const ASK_MS = 500

/**
 * Changes many customers while the user goes on; a long run stands in the job tray with its progress and can be stopped.
 * @returns true when it went through
 */
export async function runBulk(title: string, input: Omit<Inputs['customerBulk']['run'], 'id'>): Promise<boolean> {
  const jobs = useJobs()
  const id = newId()
  const stop = new AbortController()
  const job: Job = { id, title, state: 'running', done: 0, total: 0, startedAt: Date.now(), cancel: () => stop.abort() }
  let isOver = false
  const asking = setInterval(() => {
    api.customerBulk
      .get({ id })
      .then(({ done, total }) => void (isOver || jobs.put({ ...job, done, total })))
      // not begun yet, or over: the run itself says what went wrong
      .catch(() => {})
  }, ASK_MS)
  try {
    const { changed } = await api.customerBulk.run({ id, ...input }, { signal: stop.signal })
    showUndo(t('customers.bulkDone', { count: changed }), t('common.undo'), () => undoBulk(id))
    return true
  } catch (error) {
    showToast(errorText(error), 'danger')
    return false
  } finally {
    isOver = true
    clearInterval(asking)
    jobs.remove(id)
  }
}

async function undoBulk(id: string): Promise<void> {
  try {
    const { kept } = await api.customerBulk.undo({ id })
    showToast(kept > 0 ? t('customers.bulkKept', { count: kept }) : t('customers.bulkUndone'), 'good')
  } catch (error) {
    showToast(errorText(error), 'danger')
  }
}
