import type { TimelineEntry } from '../../../shared/contract/crm.ts'
import { TIMELINE_KINDS, type TimelineKind } from '../../../shared/domain/crm/kinds.ts'
import { formatPrice } from '../../../shared/money.ts'
import { t, tAny, type MessageKey } from '../../app/i18n.ts'
import { stateLook, type Tone } from '../../components/state-tones.ts'

/** What a line of the timeline says, in one sentence. */
export function lineText(entry: TimelineEntry): string {
  switch (entry.kind) {
    case 'order':
    case 'return':
      return joined(t(`crm.line.${entry.kind}`, { number: entry.number, count: entry.count }), entry.text)
    case 'delivery':
      return joined(entry.number, lastEvent(entry), entry.text)
    case 'money':
      return joined(entry.number, entry.text)
    case 'price':
      return priceText(entry)
    case 'mail':
      return joined(entry.text, entry.contact)
    case 'task':
      return joined(entry.contact, entry.text)
    default:
      return activityText(entry)
  }
}

function activityText({ contact, text, order, answer }: TimelineEntry): string {
  const said = contact === '' ? text : t('crm.line.receiver', { contact }) + text
  const about = order ? t('crm.line.about', { number: order.number }) : ''
  return joined(said, about, answer ? t('crm.line.answer', { text: answer }) : '')
}

function lastEvent({ events }: TimelineEntry): string {
  const last = events.at(-1)
  if (!last) return ''
  return [tAny(`delivery.event.${last.kind}` as MessageKey), last.place, last.remark].filter((p) => p !== '').join(' ')
}

function priceText({ prices, count }: TimelineEntry): string {
  const parts = prices.map((price) => {
    const { product, unit } = price
    const [before, now] = [price.old, price.new].map((one) => (one === null ? '' : formatPrice(one)))
    if (before && now) return t('crm.line.price', { product, unit, old: before, new: now })
    if (now) return t('crm.line.priceNew', { product, unit, new: now })
    if (before) return t('crm.line.priceGone', { product, unit, old: before })
    return t('crm.line.priceEnd', { product, day: price.toDay ?? t('crm.line.endless') })
  })
  return joined(...parts, count > prices.length ? t('crm.line.priceMore', { count }) : '')
}

/** The state of a line's document, in a word; null where there is none. */
export function lineState(entry: TimelineEntry): { text: string; tone: Tone } | null {
  const { kind, state, answer } = entry
  if (kind === 'complaint') return answer === null ? { text: t('crm.line.open'), tone: 'danger' } : null
  if (state === '') return null
  if (kind === 'order') return looked(stateLook('order', state))
  if (kind === 'return') return looked(stateLook('salesReturn', state))
  if (state === 'void') return looked(stateLook('order', 'void'))
  if (kind === 'delivery') return { text: tAny(`shipments.logistics.${state}` as MessageKey), tone: toneOf(state) }
  if (kind === 'mail') return { text: tAny(`mail.state.${state}` as MessageKey), tone: MAIL_TONES[state] ?? 'neutral' }
  if (kind === 'money') return { text: tAny(`money.kind.${state}` as MessageKey), tone: 'neutral' }
  if (kind === 'task') return { text: tAny(`crm.reminder.kind.${state}` as MessageKey), tone: 'neutral' }
  return null
}

const MAIL_TONES: Record<string, Tone> = { waiting: 'attention', sent: 'good-outline', failed: 'danger' }
const looked = (look: ReturnType<typeof stateLook>) => (look ? { text: tAny(look.text), tone: look.tone } : null)
const toneOf = (logistics: string): Tone =>
  logistics === 'refused'
    ? 'danger'
    : logistics === 'signed'
      ? 'good'
      : logistics === 'delivered'
        ? 'good-outline'
        : 'info'

const joined = (...parts: string[]): string => parts.filter((part) => part !== '').join('；')

/** Kinds the user may see lines of, in the order of the filter. */
export function kindsFor(
  may: (right: 'orders.view' | 'shipments.view' | 'settlement.view') => boolean,
  prices: boolean,
) {
  const needs: Partial<Record<TimelineKind, boolean>> = {
    order: may('orders.view'),
    return: may('orders.view'),
    delivery: may('shipments.view'),
    money: may('settlement.view'),
    price: prices,
  }
  return TIMELINE_KINDS.filter((kind) => needs[kind] ?? true)
}
