import { useHotkeys } from '../../app/hotkeys.ts'
import { useSession } from '../../app/session.ts'
import { openLog, type LogRequest } from './crm-state.ts'

/** Writes a contact down, everywhere. */
export const LOG_KEY = 'Alt+J'

/** On a page about a customer the key fills the customer in, and the order. @param subject null: not known yet */
export function useLogKey(subject: () => Pick<LogRequest, 'customer' | 'order'> | null): void {
  const session = useSession()
  useHotkeys([
    {
      keys: LOG_KEY,
      label: 'crm.log',
      when: () => session.may('customers.edit') && subject() !== null,
      run: () => openLog(subject() ?? {}),
    },
  ])
}
