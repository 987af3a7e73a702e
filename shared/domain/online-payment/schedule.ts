import type { OnlineState, PayWay } from './states.ts'

/** Why a payment is asked about again: the customer may pay, money is on its way back, or it might come after all. */
export type Watch = 'qr' | 'code' | 'refund' | 'late'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** Closed payments are asked about for this long: a reply that got lost may have hidden a payment. */
export const LATE_HOURS = 24
const LATE_DELAYS = [MINUTE, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 8 * HOUR, 12 * HOUR]
const REFUND_DELAYS = [2 * SECOND, 5 * SECOND, 15 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE, HOUR]

/** What a payment has to be asked for; null: nothing more is expected. */
export function watchOf(payment: { state: OnlineState; way: PayWay; endedAt: string | null }, now: Date): Watch | null {
  switch (payment.state) {
    case 'created':
    case 'pending':
      return payment.way
    case 'refunding':
      return 'refund'
    case 'closed':
    case 'failed':
      return payment.endedAt !== null && now.getTime() - Date.parse(payment.endedAt) < LATE_HOURS * HOUR ? 'late' : null
    case 'paid':
    case 'refunded':
      return null
  }
}

/**
 * Milliseconds until the gateway is asked again.
 * @param answered answers so far that brought nothing new
 * @param missed tries in a row without an answer: each doubles the wait, up to five minutes
 */
export function askDelay(watch: Watch, answered: number, missed: number): number {
  if (missed > 0) return Math.min(5 * MINUTE, 2 * SECOND * 2 ** (missed - 1))
  switch (watch) {
    case 'code':
      return answered < 15 ? 2 * SECOND : 5 * SECOND
    case 'qr':
      return answered < 40 ? 3 * SECOND : 10 * SECOND
    case 'refund':
      return REFUND_DELAYS[Math.min(answered, REFUND_DELAYS.length - 1)]!
    case 'late':
      return LATE_DELAYS[Math.min(answered, LATE_DELAYS.length - 1)]!
  }
}
