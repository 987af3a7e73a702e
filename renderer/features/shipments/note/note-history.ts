import type { HistoryEntry } from '../../../../shared/contract/system.ts'
import type { ShipmentView } from '../../../../shared/contract/orders.ts'
import { t } from '../../../app/i18n.ts'
import type { TimelineItem } from '../../../components/Timeline.vue'
import type { Tone } from '../../../components/state-tones.ts'

const LOGISTICS: Record<ShipmentView['logistics'], true> = {
  none: true,
  waiting: true,
  underway: true,
  delivered: true,
  signed: true,
  refused: true,
}
const isLogistics = (value: unknown): value is ShipmentView['logistics'] =>
  typeof value === 'string' && Object.hasOwn(LOGISTICS, value)

/** The change log of a note as lines of a timeline. */
export function noteHistory(entries: readonly HistoryEntry[], noteId: string): TimelineItem[] {
  return entries.map((entry) => {
    const columns = entry.changes
      .filter((change) => change.table === 'shipment' && change.key === noteId)
      .flatMap((change) => change.columns)
    const after = (column: string): unknown => columns.find((one) => one.column === column)?.after
    const { title, tone } = told(entry.command, after('logistics'))
    const lotReason = entry.changes
      .filter((change) => change.table === 'shipment_line')
      .flatMap((change) => change.columns)
      .find((one) => one.column === 'lot_reason')?.after
    const reason = after('reason') ?? lotReason
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

function told(command: string, logistics: unknown): { title: string; tone?: Tone } {
  switch (command) {
    case 'shipments.createForOrder':
      return { title: t('shipments.did.created') }
    case 'shipments.update':
      return { title: t('shipments.did.updated') }
    case 'shipments.chooseLots':
      return { title: t('lots.choose'), tone: 'attention' }
    case 'shipments.reallocate':
      return { title: t('lots.reallocate'), tone: 'attention' }
    case 'picking.create':
      return { title: t('picking.did.create') }
    case 'picking.finish':
      return { title: t('picking.did.finish'), tone: 'good' }
    case 'picking.removeNote':
    case 'picking.void':
      return { title: t('picking.did.remove'), tone: 'attention' }
    case 'picking.saveCarton':
    case 'picking.dropCarton':
      return { title: t('picking.did.carton') }
    case 'shipments.confirm':
      return { title: t('shipments.did.confirmed'), tone: 'good' }
    case 'shipments.void':
      return { title: t('shipments.did.voided'), tone: 'void' }
    case 'copies.record':
      return { title: t('delivery.copies.record'), tone: 'good' }
    case 'copies.waive':
      return { title: t('delivery.copies.waive'), tone: 'attention' }
    case 'copies.takeBack':
      return { title: t('delivery.copies.takeBack'), tone: 'attention' }
    case 'copies.addPhoto':
      return { title: t('delivery.way.addPhoto') }
    case 'delivery.setWaybill':
      return { title: t('delivery.way.waybill') }
    case 'returns.submit':
    case 'returns.approve':
    case 'returns.shortage':
      return { title: t('returns.title'), tone: 'attention' }
    case 'returns.void':
      return { title: t('history.returns.void'), tone: 'void' }
    case 'shipments.print':
      return { title: t('shipments.did.printed') }
    default:
      return isLogistics(logistics)
        ? { title: t('shipments.did.logistics', { state: t(`shipments.logistics.${logistics}`) }), tone: 'info' }
        : { title: t('shipments.did.other') }
  }
}
