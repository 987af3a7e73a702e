import type { HistoryEntry } from '../../../shared/contract/system.ts'
import { t } from '../../app/i18n.ts'
import type { Tone } from '../../components/state-tones.ts'
import type { TimelineItem } from '../../components/Timeline.vue'

/** What commands did to a money document; others touched it in passing. */
const DID = {
  'money.record': 'good',
  'settlement.receive': 'good',
  'payables.pay': 'good',
  'money.transfer': 'good',
  'money.other': 'good',
  'money.settle': 'good',
  'money.unsettle': 'attention',
  'money.bounce': 'danger',
  'money.release': 'info',
  'payables.usePrepayments': 'info',
  'money.void': 'void',
  'settlement.voidReceipt': 'void',
  'payables.voidPayment': 'void',
  'money.print': 'neutral',
} as const satisfies Record<string, Tone>

/** The change log of a money document as lines of a timeline. */
export function moneyHistory(entries: readonly HistoryEntry[]): TimelineItem[] {
  return entries.map((entry) => {
    const known = entry.command in DID ? (entry.command as keyof typeof DID) : null
    const columns = entry.changes.filter((one) => one.table === 'money_document').flatMap((one) => one.columns)
    const reason = columns.find((one) => one.column === 'reason')?.after
    return {
      id: String(entry.seq),
      at: entry.at,
      who: entry.user,
      title: known ? t(`history.${known}`) : t('money.did.other'),
      tone: known ? DID[known] : 'neutral',
      ...(typeof reason === 'string' && reason !== '' ? { text: reason } : {}),
    }
  })
}
