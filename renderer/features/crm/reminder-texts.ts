import type { ReminderRow, ReminderTarget } from '../../../shared/contract/crm.ts'
import { addDays, daysBetween, weekdayOf, type Day } from '../../../shared/day.ts'
import { formatFen } from '../../../shared/money.ts'
import { formatQuantity } from '../../../shared/quantity.ts'
import { t } from '../../app/i18n.ts'
import type { Tone } from '../../components/state-tones.ts'

/** What is to be done: as it was typed, or what the program found in a sentence. */
export function reminderText(row: ReminderRow, today: Day): string {
  const found = foundText(row, today)
  return [found, row.note].filter((part) => part !== '').join('；')
}

function foundText({ kind, facts, product }: ReminderRow, today: Day): string {
  const goods = product ? `${product.name} ${product.spec}`.trim() : ''
  if (kind === 'near-expiry') {
    if (facts === null) return t('crm.found.near-expiryGone', { product: goods })
    const quantity = `${formatQuantity(facts.quantity)} ${product?.baseUnit ?? ''}`.trim()
    return t('crm.found.near-expiry', { product: goods, day: facts.day, quantity })
  }
  if (facts === null) return ''
  const { count, day, rhythm } = facts
  const amount = facts.amount === null ? null : formatFen(facts.amount)
  const days = daysBetween(day, today)
  switch (kind) {
    case 'due':
      return amount === null ? t('crm.found.dueHidden', { count, day }) : t('crm.found.due', { count, day, amount })
    case 'overdue':
      return amount === null
        ? t('crm.found.overdueHidden', { count, day, days })
        : t('crm.found.overdue', { count, day, days, amount })
    case 'contract-price':
      return t('crm.found.contract-price', { count, day })
    case 'rhythm':
      return t('crm.found.rhythm', { rhythm, day, days })
    default:
      return ''
  }
}

const TONES: Record<ReminderRow['kind'], Tone> = {
  contact: 'info',
  task: 'info',
  complaint: 'danger',
  due: 'attention',
  overdue: 'danger',
  'contract-price': 'attention',
  rhythm: 'good-outline',
  'near-expiry': 'attention',
}
export const toneOf = (row: ReminderRow): Tone => TONES[row.kind]

/** Names a reminder for a command. */
export function targetOf({ id, version, kind, customer, product, episode }: ReminderRow): ReminderTarget {
  if (kind === 'contact' || kind === 'task' || kind === 'complaint') return { id, version, found: null }
  return { id, version, found: { kind, customerId: customer?.id ?? '', productId: product?.id ?? null, episode } }
}

/** True for one that somebody typed and that can be changed as it was typed. */
export const isTyped = ({ kind }: ReminderRow): boolean => kind === 'contact' || kind === 'task' || kind === 'complaint'

/** Days that reminders are put off to, and next contacts are made for. */
export const soonDays = (today: Day): { id: string; day: Day; days: number }[] => [
  { id: 'tomorrow', day: addDays(today, 1), days: 1 },
  { id: 'three', day: addDays(today, 3), days: 3 },
  { id: 'monday', day: addDays(today, 7 - weekdayOf(today)), days: 0 },
  { id: 'fortnight', day: addDays(today, 14), days: 14 },
]
