import { computed, ref } from 'vue'
import type { ReminderRow } from '../../../shared/contract/crm.ts'
import type { Day } from '../../../shared/day.ts'
import { api } from '../../app/api.ts'
import { errorText } from '../../app/error-text.ts'
import { t } from '../../app/i18n.ts'
import { useSession } from '../../app/session.ts'
import { showToast } from '../../components/feedback/toasts.ts'
import type { MenuItem } from '../../components/popup/PopupMenu.vue'
import { soonDays, targetOf } from './reminder-texts.ts'
import { usePeople } from './usePeople.ts'

/** Menus that put reminders off and hand them over. @param rows which; @param done what happens after it */
export function useMoves(rows: () => readonly ReminderRow[], done: () => void = () => {}) {
  const session = useSession()
  const people = usePeople()
  const busy = ref(false)

  async function move(change: { day?: Day; personId?: string }, said: string): Promise<void> {
    const targets = rows().map(targetOf)
    if (busy.value || targets.length === 0) return
    busy.value = true
    try {
      await api.crm.move({ targets, ...change })
      showToast(said)
      done()
    } catch (error) {
      showToast(errorText(error), 'danger')
    } finally {
      busy.value = false
    }
  }
  const putOff = (day: Day): Promise<void> => move({ day }, t('crm.moved', { day }))

  const days = computed<MenuItem[]>(() =>
    soonDays(session.session?.company.today ?? '').map(({ id, day, days: count }) => ({
      id,
      label: `${
        id === 'tomorrow'
          ? t('crm.move.tomorrow')
          : id === 'monday'
            ? t('crm.move.monday')
            : t('crm.move.days', { days: count })
      } ${day.slice(5)}`,
      run: () => putOff(day),
    })),
  )
  const persons = computed<MenuItem[]>(() =>
    people.value.map(({ value, label }) => ({
      id: value,
      label,
      run: () => move({ personId: value }, t('crm.handedOver', { name: label })),
    })),
  )
  return { days, persons, putOff, busy }
}
