import { createHash } from 'node:crypto'
import * as z from 'zod'
import { kindOfState, type CarrierEvent } from '../../../../shared/domain/delivery/carriers.ts'
import type { TRACKING_PROBLEMS } from '../../../../shared/contract/delivery.ts'

/**
 * Asks a tracking service what happened to a waybill. Answers with events or with why there are none; never throws for
 * what the network or the service does.
 */
export interface CarrierAdapter {
  track(carrier: string, waybill: string, phone: string, signal?: AbortSignal): Promise<TrackingAnswer>
}

export type TrackingProblem = (typeof TRACKING_PROBLEMS)[number]
export type TrackingAnswer = { events: CarrierEvent[] } | { problem: TrackingProblem }

export interface Kuaidi100Account {
  customer: string
  secret: string
  url: string
}

/** Where 快递100 answers real-time queries. */
export const KUAIDI100_URL = 'https://poll.kuaidi100.com/poll/query.do'

/** A service that has not answered by then is asked another time. */
export const TRACKING_TIMEOUT_MS = 8_000
/** A real answer has some dozen events; anything much larger is none. */
const MOST_BYTES = 1_000_000

const answerShape = z.object({
  status: z.coerce.string().optional(),
  state: z.coerce.string().default('0'),
  com: z.string().optional(),
  nu: z.coerce.string().optional(),
  returnCode: z.coerce.string().optional(),
  message: z.string().optional(),
  data: z
    .array(
      z.object({
        time: z.string().optional(),
        ftime: z.string().optional(),
        context: z.string(),
        areaName: z.string().nullish(),
        statusCode: z.coerce.string().nullish(),
      }),
    )
    .max(1000)
    .optional(),
})

/**
 * The adapter for 快递100's real-time query (api.kuaidi100.com, 实时查询): a form with `customer`, `param` (JSON) and
 * `sign` = MD5(param + key + customer) in upper case.
 */
export function kuaidi100(account: Kuaidi100Account, timeout: number = TRACKING_TIMEOUT_MS): CarrierAdapter {
  return {
    async track(carrier, waybill, phone, signal) {
      const param = JSON.stringify({ com: carrier, num: waybill, phone, resultv2: '4', order: 'desc' })
      const sign = createHash('md5').update(`${param}${account.secret}${account.customer}`).digest('hex').toUpperCase()
      const body = new URLSearchParams({ customer: account.customer, sign, param })
      const ends = AbortSignal.timeout(timeout)
      try {
        const reply = await fetch(account.url, {
          method: 'POST',
          body,
          redirect: 'error',
          signal: signal ? AbortSignal.any([ends, signal]) : ends,
        })
        if (!reply.ok) {
          await reply.body?.cancel()
          return { problem: 'unreachable' }
        }
        return answerOf(await textOf(reply), waybill)
      } catch {
        // no network, no answer in time, connection cut: one and the same for who asks
        return { problem: 'unreachable' }
      }
    },
  }
}

async function textOf(reply: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of reply.body ?? []) {
    chunks.push(chunk)
    bytes += chunk.byteLength
    if (bytes > MOST_BYTES) return ''
  }
  return Buffer.concat(chunks).toString('utf8')
}

function answerOf(text: string, waybill: string): TrackingAnswer {
  const parsed = answerShape.safeParse(jsonOf(text))
  if (!parsed.success) return { problem: 'unreadable' }
  const answer = parsed.data
  if (answer.returnCode !== undefined && answer.returnCode !== '200')
    return { problem: problemOf(answer.returnCode, answer.message ?? '') }
  if (answer.status !== '200' || !answer.data) return { problem: 'unreadable' }
  // an answer about another parcel is none
  if (answer.nu !== undefined && answer.nu !== waybill) return { problem: 'unreadable' }
  const events: CarrierEvent[] = []
  for (const [i, one] of answer.data.entries()) {
    const at = instantOf(one.ftime ?? one.time ?? '')
    if (at === null) continue
    // the newest carries the state of the whole
    const code = one.statusCode ?? (i === 0 ? answer.state : '0')
    events.push({ kind: kindOfState(code), at, place: one.areaName ?? '', text: one.context.slice(0, 300) })
  }
  return { events: events.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/** Codes of refused questions: 503 signature, 601 key, 408 telephone number, 500 nothing found yet, 501 too often. */
function problemOf(code: string, message: string): TrackingProblem {
  if (code === '503' || code === '601' || code === '600') return 'signature'
  if (code === '408' || message.includes('手机号')) return 'phone'
  if (message.includes('锁')) return 'locked'
  if (code === '500') return 'nothing-yet'
  return 'refused'
}

/** The service writes Chinese wall-clock time, `2026-11-23 09:30:00`, everywhere. */
function instantOf(text: string): string | null {
  const match = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(text)
  const time = match ? Date.parse(`${match[1]}T${match[2]}+08:00`) : Number.NaN
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}
