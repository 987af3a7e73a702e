import type { LogisticsState } from '../order/states.ts'

/**
 * What happens to an outbound note on its way, and the milestone it has afterwards (domain.md 8): 装车, 发车, 在途, 到达,
 * 签收, 拒收, 回单, 异常, 带回, 撤回签收.
 */
export const EVENT_KINDS = [
  'load',
  'depart',
  'transit',
  'arrive',
  'sign',
  'refuse',
  'copy',
  'exception',
  'back',
  'reopen',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** Those a person writes down by hand; signing, refusing and the copy have forms of their own. */
export const HAND_KINDS = ['load', 'depart', 'transit', 'arrive', 'exception', 'back', 'reopen'] as const
export type HandKind = (typeof HAND_KINDS)[number]

/** Where events come from: typed, reported on a trip, from the signed-copy desk, told by a carrier. */
export const EVENT_SOURCES = ['hand', 'trip', 'desk', 'carrier'] as const
export type EventSource = (typeof EVENT_SOURCES)[number]

/** Milestones of a posted note, in the order they are reached. */
export type NoteMilestone = Exclude<LogisticsState, 'none'>

/** From which milestones an event may happen, and which follows; null: it stays. */
const STEPS: Record<EventKind, { from: readonly NoteMilestone[]; to: NoteMilestone | null }> = {
  load: { from: ['waiting'], to: null },
  depart: { from: ['waiting'], to: 'underway' },
  transit: { from: ['waiting', 'underway'], to: 'underway' },
  arrive: { from: ['waiting', 'underway'], to: 'delivered' },
  sign: { from: ['waiting', 'underway', 'delivered'], to: 'signed' },
  refuse: { from: ['waiting', 'underway', 'delivered'], to: 'refused' },
  copy: { from: ['signed', 'refused'], to: null },
  exception: { from: ['waiting', 'underway', 'delivered', 'signed', 'refused'], to: null },
  back: { from: ['underway', 'delivered'], to: 'waiting' },
  reopen: { from: ['signed', 'refused'], to: 'delivered' },
}

/** The milestone after an event, or undefined when it cannot happen now. */
export function milestoneAfter(from: LogisticsState, kind: EventKind): NoteMilestone | undefined {
  const step = STEPS[kind]
  return step.from.some((one) => one === from) ? (step.to ?? (from as NoteMilestone)) : undefined
}

/** Events a person may write down for a note at this milestone. */
export const handKindsAt = (from: LogisticsState): HandKind[] =>
  HAND_KINDS.filter((kind) => milestoneAfter(from, kind) !== undefined)

/** An order is as far as the note of it that is least far; refused only when every note is. @param notes of posted notes */
export function orderLogistics(notes: readonly LogisticsState[]): LogisticsState {
  const order: readonly LogisticsState[] = ['waiting', 'underway', 'delivered', 'signed', 'refused']
  return order.find((state) => notes.includes(state)) ?? 'none'
}

/** How a note on a trip ended: `short` was signed with less than was sent, `back` comes along another time. */
export const TRIP_RESULTS = ['open', 'delivered', 'signed', 'short', 'refused', 'back'] as const
export type TripResult = (typeof TRIP_RESULTS)[number]
export const TRIP_STATES = ['planned', 'underway', 'settled', 'void'] as const
export type TripState = (typeof TRIP_STATES)[number]

/** Whether the signed copy of a note has come back: none to wait for, waited for, here, given up with a reason. */
export const COPY_STATES = ['none', 'due', 'returned', 'waived'] as const
export type CopyState = (typeof COPY_STATES)[number]

/**
 * Stops of a trip: notes in their order; those for one customer at one address in a row are dropped together.
 * @returns for each note its stop, counted from 1
 */
export function stopsOf(notes: readonly { customerId: string; address: string }[]): number[] {
  let stop = 0
  return notes.map((note, i) => {
    const before = notes[i - 1]
    if (before?.customerId !== note.customerId || before.address !== note.address) stop++
    return stop
  })
}

/** Moves a note before another place in the order, keeping the rest as it is. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, i) => i !== from)
  const one = items[from]
  if (one !== undefined) rest.splice(Math.max(0, Math.min(rest.length, to)), 0, one)
  return rest
}
