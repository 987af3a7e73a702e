import { showToast, showUndo } from '../components/feedback/toasts.ts'
import { errorText } from './error-text.ts'
import { t } from './i18n.ts'

/** At most so many at once; a longer selection goes in several commands. */
const AT_ONCE = 500

/**
 * Archives or restores selected rows of a list at once, with a way back to the state each of them had.
 * @param send the list's `setStatusMany`
 * @param rows the rows loaded, to know the states to go back to
 * @param texts what the toast says, for archiving and for the others
 */
export function useStatusBatch<Status extends string>(
  send: (ids: string[], status: Status) => Promise<unknown>,
  rows: () => readonly { id: string; status: Status }[],
  texts: { archived: (count: number) => string; other: (count: number) => string },
) {
  /** True when it went through. `fallback`: the state of rows that are not loaded any more. */
  async function setStatus(ids: readonly string[], status: Status, fallback: Status): Promise<boolean> {
    const before = new Map(rows().map((row) => [row.id, row.status]))
    const changing = ids.filter((id) => before.get(id) !== status)
    if (!(await sendAll(changing, status))) return false
    const text = status === 'archived' ? texts.archived : texts.other
    showUndo(text(changing.length), t('common.undo'), async () => {
      const groups = new Map<Status, string[]>()
      for (const id of changing) {
        const former = before.get(id) ?? fallback
        const group = groups.get(former)
        if (group) group.push(id)
        else groups.set(former, [id])
      }
      for (const [former, group] of groups) await sendAll(group, former)
    })
    return true
  }

  async function sendAll(ids: readonly string[], status: Status): Promise<boolean> {
    try {
      for (let at = 0; at < ids.length; at += AT_ONCE) await send(ids.slice(at, at + AT_ONCE), status)
      return true
    } catch (error) {
      showToast(errorText(error), 'danger')
      return false
    }
  }

  return { setStatus }
}
