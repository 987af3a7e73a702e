import type { HistoryEntry } from '../../../shared/contract/system.ts'
import { t } from '../../app/i18n.ts'
import type { Tone } from '../../components/state-tones.ts'
import type { TimelineItem } from '../../components/Timeline.vue'

/** The change log of a stock document as lines of a timeline. */
export function stockHistory(entries: readonly HistoryEntry[]): TimelineItem[] {
  return entries.map((entry) => {
    const columns = entry.changes.filter((one) => one.table === 'stock_document').flatMap((one) => one.columns)
    const reason = columns.find((one) => one.column === 'void_reason')?.after
    const { title, tone } = told(entry.command)
    return {
      id: String(entry.seq),
      at: entry.at,
      who: entry.user,
      title,
      ...(tone ? { tone } : {}),
      ...(typeof reason === 'string' && reason !== '' ? { text: reason } : {}),
    }
  })
}

function told(command: string): { title: string; tone?: Tone } {
  switch (command) {
    case 'stockDocuments.save':
      return { title: t('stockDocuments.did.save') }
    case 'stockDocuments.post':
      return { title: t('stockDocuments.did.post'), tone: 'good' }
    case 'stockDocuments.receive':
      return { title: t('stockDocuments.did.receive'), tone: 'info' }
    case 'stockDocuments.void':
      return { title: t('stockDocuments.did.void'), tone: 'void' }
    case 'stockDocuments.print':
      return { title: t('stockDocuments.did.print') }
    default:
      return { title: t('stockDocuments.did.other') }
  }
}
