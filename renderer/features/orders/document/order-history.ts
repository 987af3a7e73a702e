import type { HistoryEntry } from '../../../../shared/contract/system.ts'
import { ORDER_STATUSES } from '../../../../shared/domain/order/states.ts'
import type { OrderView } from '../../../../shared/contract/orders.ts'
import { formatFen } from '../../../../shared/money.ts'
import { formatQuantity } from '../../../../shared/quantity.ts'
import { t, tAny, type MessageKey } from '../../../app/i18n.ts'
import { stateLook, type Tone } from '../../../components/state-tones.ts'
import type { TimelineItem } from '../../../components/Timeline.vue'

/** The change log of an order as people tell it: one sentence a command, with what it changed that matters. */
export function historyItems(entries: readonly HistoryEntry[], order: OrderView): TimelineItem[] {
  return entries.map((entry) => {
    const { title, tone } = headline(entry)
    const details = [...detailsOf(entry), ...lineTexts(entry, order)]
    return {
      id: String(entry.seq),
      at: entry.at,
      who: entry.user,
      title,
      ...(tone ? { tone } : {}),
      ...(details.length > 0 ? { text: details.join(t('orders.history.separator')) } : {}),
    }
  })
}

interface Column {
  before: unknown
  after: unknown
}

const PLAIN: Readonly<Record<string, { key: MessageKey; tone?: Tone }>> = {
  'orders.approve': { key: 'orders.history.approve', tone: 'good' },
  'orders.reject': { key: 'orders.history.reject', tone: 'danger' },
  'orders.sendBack': { key: 'orders.history.sendBack', tone: 'attention' },
  'orders.withdraw': { key: 'orders.history.withdraw' },
  'orders.close': { key: 'orders.history.close', tone: 'attention' },
  'orders.void': { key: 'orders.history.void', tone: 'danger' },
  'orders.copy': { key: 'orders.history.copy' },
  'orders.amend': { key: 'orderPlans.history.amend', tone: 'attention' },
  'orders.split': { key: 'orderPlans.history.split', tone: 'attention' },
  'orders.merge': { key: 'orderPlans.history.merge', tone: 'attention' },
  'orderPlans.order': { key: 'orderPlans.history.plan' },
  'orderPlans.run': { key: 'orderPlans.history.standing' },
  'orderPlans.settle': { key: 'orderPlans.history.standing' },
  'orders.discardDraft': { key: 'orders.history.discard' },
  'shipments.update': { key: 'orders.history.changeShipment' },
  'shipments.chooseLots': { key: 'lots.choose', tone: 'attention' },
  'shipments.reallocate': { key: 'lots.reallocate', tone: 'attention' },
  'allocation.apply': { key: 'allocation.did.apply', tone: 'attention' },
  'allocation.undo': { key: 'allocation.did.undo' },
  'shipments.confirm': { key: 'orders.history.confirmShipment', tone: 'good' },
  'shipments.void': { key: 'orders.history.voidShipment', tone: 'attention' },
  'settlement.receive': { key: 'orders.history.receive', tone: 'good' },
  'settlement.voidReceipt': { key: 'orders.history.voidReceipt', tone: 'attention' },
  'money.record': { key: 'orders.history.receive', tone: 'good' },
  'money.void': { key: 'orders.history.voidReceipt', tone: 'attention' },
  'imports.commit': { key: 'orders.history.import' },
  'imports.undo': { key: 'orders.history.undoImport', tone: 'attention' },
}

function headline(entry: HistoryEntry): { title: string; tone?: Tone } {
  const order = orderColumns(entry)
  const isNew = entry.changes.some((change) => change.table === 'sales_order' && change.op === 'insert')
  switch (entry.command) {
    case 'orders.saveDraft':
      if (isTrue(order.get('held'))) return { title: t('orders.history.hold') }
      return { title: t(isNew ? 'orders.history.create' : 'orders.history.change') }
    case 'orders.submit':
      return order.get('review')?.after === 'auto'
        ? { title: t('orders.history.submitAuto'), tone: 'good' }
        : { title: t('orders.history.submitHeld'), tone: 'attention' }
    case 'shipments.createForOrder':
      return { title: t('orders.history.createShipment', { number: noteNumber(entry) }), tone: 'info' }
  }
  // whatever told the note, the order follows it
  const milestone = order.get('logistics')
  if (milestone && /^(delivery|trips|copies)\./.test(entry.command)) {
    const state = LOGISTICS_TEXTS[String(milestone.after)]
    return { title: t('orders.history.logistics', { state: state ? tAny(state) : '' }), tone: 'info' }
  }
  const plain = PLAIN[entry.command]
  if (!plain) return { title: t('orders.history.other', { command: entry.command }) }
  return { title: tAny(plain.key), ...(plain.tone ? { tone: plain.tone } : {}) }
}

const LOGISTICS_TEXTS: Readonly<Record<string, MessageKey>> = {
  none: 'orders.page.logistics.none',
  waiting: 'orders.page.logistics.waiting',
  underway: 'orders.page.logistics.underway',
  delivered: 'orders.page.logistics.delivered',
  signed: 'orders.page.logistics.signed',
  refused: 'orders.page.logistics.refused',
}

/** What a command changed, as far as people ask for it; inner columns (versions, keys, rollups) are left out. */
function detailsOf(entry: HistoryEntry): string[] {
  const columns = orderColumns(entry)
  const found: string[] = []
  const pair = (name: string, write: (before: string, after: string) => string, text = plainText): void => {
    const column = columns.get(name)
    if (column && column.before !== undefined && column.before !== null)
      found.push(write(text(column.before), text(column.after)))
  }
  const number = columns.get('number')?.after
  if (typeof number === 'string') found.push(t('orders.history.number', { number }))
  const status = columns.get('status')
  const before = statusWord(status?.before)
  const after = statusWord(status?.after)
  if (before !== '' && after !== '' && entry.command !== 'orders.submit')
    found.push(t('orders.history.state', { before, after }))
  const total = columns.get('total')
  if (total && typeof total.before === 'number')
    found.push(t('orders.history.total', { before: money(total.before), after: money(total.after) }))
  else if (total && typeof total.after === 'number' && total.after > 0)
    found.push(t('orders.history.totalIs', { after: money(total.after) }))
  pair('customer_id', (b, a) => t('orders.history.customer', { before: b, after: a }))
  pair('warehouse_id', (b, a) => t('orders.history.warehouse', { before: b, after: a }))
  pair('sales_person_id', (b, a) => t('orders.history.salesPerson', { before: b, after: a }))
  pair('line_count', (b, a) => t('orders.history.lines', { before: b, after: a }))
  pair('delivery_day', (b, a) => t('orders.history.delivery', { before: b, after: a }))
  pair('discount', (b, a) => t('orders.history.discountOff', { before: b, after: a }), money)
  pair('address', (_, a) => t('orders.history.addressIs', { after: a }))
  pair('remark', (_, a) => t('orders.history.remark', { after: a }))
  pair('shipped_amount', (_, a) => t('orders.history.shippedAmount', { after: a }), money)
  pair('paid', (_, a) => t('orders.history.paid', { after: a }), money)
  const mergedInto = columns.get('merged_into')?.after
  if (typeof mergedInto === 'string') found.push(t('orderPlans.history.mergedInto', { number: mergedInto }))
  const splitFrom = columns.get('split_from')?.after
  if (typeof splitFrom === 'string') found.push(t('orderPlans.history.splitFrom', { number: splitFrom }))
  for (const change of entry.changes)
    if (change.table === 'order_change')
      for (const { column, after } of change.columns)
        if (column === 'reason' && typeof after === 'string' && after !== '') found.push(after)
  const reason = columns.get('reason')?.after
  if (typeof reason === 'string' && reason !== '') found.push(t('orders.history.reason', { reason }))
  return found
}

const CHANGING = ['orders.amend', 'orders.split', 'orders.merge']

/** Lines a change added, changed and removed, in words; goods of changed lines are told from the order as it is. */
function lineTexts(entry: HistoryEntry, order: OrderView): string[] {
  if (!CHANGING.includes(entry.command)) return []
  return entry.changes.flatMap((change) => {
    if (change.table !== 'sales_order_line') return []
    const columns = new Map(change.columns.map((one) => [one.column, one]))
    const line = order.lines.find((one) => one.lineNo === Number(change.key.split(' ')[1]))
    const name = plainText(columns.get('product_id')?.after ?? columns.get('product_id')?.before ?? line?.name)
    const quantity = columns.get('quantity')
    const amount = (value: unknown): string =>
      typeof value === 'number' ? formatQuantity(value) + (line?.baseUnit ?? '') : ''
    if (change.op === 'insert') return [t('orderPlans.change.added', { name, quantity: amount(quantity?.after) })]
    if (change.op === 'delete') return [t('orderPlans.change.removed', { name, quantity: amount(quantity?.before) })]
    if (!quantity) return []
    const what = `${amount(quantity.before)} → ${amount(quantity.after)}`
    return [t('orderPlans.change.changed', { name, what })]
  })
}

function orderColumns(entry: HistoryEntry): Map<string, Column> {
  const found = new Map<string, Column>()
  for (const change of entry.changes)
    if (change.table === 'sales_order')
      for (const { column, before, after } of change.columns) {
        const known = found.get(column)
        found.set(column, { before: known ? known.before : before, after })
      }
  return found
}

function noteNumber(entry: HistoryEntry): string {
  for (const change of entry.changes)
    if (change.table === 'shipment')
      for (const { column, after } of change.columns) if (column === 'number') return plainText(after)
  return ''
}

function statusWord(value: unknown): string {
  const status = ORDER_STATUSES.find((one) => one === value)
  const look = status && stateLook('order', status)
  return look ? tAny(look.text) : ''
}

const isTrue = (column: Column | undefined): boolean => column?.after === 1
const plainText = (value: unknown): string =>
  typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number'
      ? String(value)
      : t('orders.history.empty')
const money = (value: unknown): string => (typeof value === 'number' ? formatFen(value) : '')
