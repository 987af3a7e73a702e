import type { ImportView } from '../../../shared/contract/imports.ts'
import { api, orpc, queryClient } from '../../app/api.ts'
import { failureOf } from '../../app/error-text.ts'
import { t } from '../../app/i18n.ts'
import { useJobs, type JobState } from '../../app/jobs.ts'
import { useTabs } from '../../app/tabs.ts'
import { formatCount } from '../../components/format.ts'
import { isBusy } from './import-fields.ts'

const PAUSE_MS = 350
const followed = new Set<string>()
/** When this page saw the present work of an import begin, for the time left. */
const since = new Map<string, { state: ImportView['state']; at: number }>()

/** Puts a view of an import where its pages and the job tray show it. */
export function showImport(view: ImportView): void {
  queryClient.setQueryData(orpc.imports.get.queryKey({ input: { id: view.id } }), view)
  if (since.get(view.id)?.state !== view.state) since.set(view.id, { state: view.state, at: Date.now() })
  const jobs = useJobs()
  const isInTray = jobs.jobs.some((job) => job.id === view.id)
  if (view.state === 'committing' || view.state === 'undoing' || isInTray) jobs.put(jobOf(view))
}

/** Milliseconds since 1970 at which the present work of an import began, as far as this page saw it. */
export const startOf = (id: string): number => since.get(id)?.at ?? 0

/**
 * Asks how far an import is until it rests, whatever page is in front; once for each import at a time.
 * @param opening true while the file is still on its way: then the backend may not know the import yet
 */
export async function followImport(id: string, opening: () => boolean = () => false): Promise<void> {
  if (followed.has(id)) return
  followed.add(id)
  try {
    for (;;) {
      const view = await look(id)
      if (view) showImport(view)
      if (!opening() && (!view || !isBusy(view.state))) break
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  } finally {
    followed.delete(id)
  }
  // whoever lists imports, or what they wrote, asks again
  void queryClient.invalidateQueries({ queryKey: orpc.imports.list.key() })
}

async function look(id: string): Promise<ImportView | null> {
  try {
    return await api.imports.get({ id })
  } catch (error) {
    const { code } = failureOf(error)
    // nobody there yet, or the host is away for a moment: the next look may find it
    if (code === 'NOT_FOUND' || code === 'OFFLINE') return null
    throw error
  }
}

function jobOf(view: ImportView) {
  const { id, fileName: file, state } = view
  return {
    id,
    title: state === 'undoing' ? t('imports.undoing', { file }) : t('imports.committing', { file }),
    state: jobState(state),
    done: view.progress.done,
    total: view.progress.total,
    startedAt: startOf(id),
    note: isBusy(state) ? '' : resultNote(view),
    ...(state === 'committing' ? { cancel: async () => showImport(await api.imports.cancel({ id })) } : {}),
    open: () => useTabs().open({ name: 'import', params: { id } }),
  }
}

function jobState(state: ImportView['state']): JobState {
  if (state === 'cancelled' || state === 'undone') return 'cancelled'
  if (state === 'failed' || state === 'interrupted') return 'failed'
  return isBusy(state) ? 'running' : 'done'
}

function resultNote({ state, counts }: ImportView): string {
  if (state !== 'done') return t(`imports.state.${state}`)
  const parts = (['created', 'updated', 'skipped', 'rejected'] as const).filter((what) => counts[what] > 0)
  return parts.map((what) => `${t(`imports.${what}`)} ${formatCount(counts[what])}`).join(' · ')
}
