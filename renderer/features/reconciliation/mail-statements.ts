import { api } from '../../app/api.ts'
import { t } from '../../app/i18n.ts'
import { showToast } from '../../components/feedback/toasts.ts'
import { runStatements } from './run-statements.ts'

/** E-mails statements with their files and says how many go out and whose customers have no address. */
export async function mailStatements(input: { ids?: string[]; from?: string; to?: string }): Promise<void> {
  const done = await runStatements(t('reconciliation.job.mail'), (job, options) =>
    api.reconciliation.mail({ ...input, job }, options),
  )
  if (!done) return
  const { queued, without } = done
  if (queued > 0) showToast(t('reconciliation.mail.queued', { count: queued }))
  if (without.length === 0) return
  const names = without.slice(0, 5).map(({ customer }) => customer)
  showToast(t('reconciliation.mail.without', { count: without.length, names: names.join(', ') }), 'attention', 10)
}
