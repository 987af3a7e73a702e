import type { ReminderRow } from '../../../shared/contract/crm.ts'
import type { Day } from '../../../shared/day.ts'
import { t } from '../../app/i18n.ts'
import { isBoolean, remembered } from '../../app/remembered.ts'
import { showToast } from '../../components/feedback/toasts.ts'
import { reminderText } from './reminder-texts.ts'

/** Off until somebody switches it on at this machine. */
export const notifies = remembered('reminders.notify', false, isBoolean)

/** Switches desktop notifications on, which asks the system once, or off. */
export async function switchNotifications(): Promise<void> {
  if (notifies.value) {
    notifies.value = false
    return void showToast(t('crm.notify.isOff'))
  }
  const allowed = 'Notification' in window && (await Notification.requestPermission()) === 'granted'
  notifies.value = allowed
  showToast(t(allowed ? 'crm.notify.isOn' : 'crm.notify.refused'), allowed ? 'good' : 'attention')
}

/** Reminders spoken of three at a time; more are one number. */
const MOST_AT_ONCE = 3

/** Tells the desktop about reminders that have come due. @param open what a click on one does */
export function notify(rows: readonly ReminderRow[], today: Day, open: () => void): void {
  if (!notifies.value || rows.length === 0 || !('Notification' in window) || Notification.permission !== 'granted')
    return
  const tell = (title: string, body: string, tag: string): void => {
    const note = new Notification(title, { body, tag })
    note.onclick = () => {
      window.focus()
      open()
    }
  }
  if (rows.length > MOST_AT_ONCE) return tell(t('crm.notify.many', { count: rows.length }), '', 'reminders')
  for (const row of rows) {
    const title = t('crm.notify.title', { customer: row.customer?.name ?? t(`crm.reminder.kind.${row.kind}`) })
    tell(title, reminderText(row, today), row.id)
  }
}
