import type { Client } from '../../shared/contract/index.ts'
import { api, queryClient } from './api.ts'
import { useConnection } from './connection.ts'

/** Queries of a feature, or of one of its methods where the others would be asked too often. */
type Shown = keyof Client | 'crm.timeline' | 'crm.reminders' | 'customerMerge.list' | 'demand.calls'

/**
 * Which features' queries show data of a topic. A topic that is a feature's name needs no line; a record's topic
 * (`order:ID`) always comes with its feature's.
 */
const SHOWN_IN: Readonly<Record<string, readonly Shown[]>> = {
  customers: ['customers', 'customerFields', 'customerFiles', 'segments', 'pool'],
  'customer-merge': ['customerMerge.list'],
  crm: ['crm', 'demand.calls'],
  orders: ['orders', 'customers', 'shipments', 'returns', 'allocation', 'crm.timeline', 'crm.reminders'],
  returns: ['returns', 'shipments', 'orders', 'customers', 'crm.timeline'],
  shipments: ['shipments', 'orders', 'returns', 'allocation', 'picking', 'delivery', 'trips', 'copies', 'crm.timeline'],
  delivery: ['delivery', 'trips', 'copies', 'shipments'],
  stock: ['inventory', 'products', 'orders'],
  inventory: ['inventory', 'lots', 'products', 'orders', 'shipments', 'stockDocuments', 'places', 'allocation'],
  'stock-documents': ['stockDocuments', 'counts'],
  settlement: [
    'settlement',
    'money',
    'customers',
    'orders',
    'payables',
    'suppliers',
    'purchaseReceipts',
    'purchaseReturns',
    'crm.timeline',
    'crm.reminders',
  ],
  'online-payment': ['onlinePayments'],
  suppliers: ['suppliers', 'purchasing', 'payables'],
  purchasing: [
    'purchasing',
    'returns',
    'purchaseRequests',
    'purchaseReceipts',
    'purchaseReturns',
    'suppliers',
    'orders',
  ],
  'saved-reports': ['savedReports'],
  receivables: ['settlement', 'customers', 'orders'],
  products: ['products', 'pricing'],
  pricing: ['pricing', 'products', 'crm.timeline', 'crm.reminders'],
  leads: ['leads', 'pool'],
  mail: ['mail', 'mailings', 'crm.timeline'],
  trees: ['trees', 'customers', 'products'],
}

/** Events that come close together (an import, a batch) refetch once. */
const GATHER_MS = 80
const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 15_000

/**
 * Follows the topics the backend announces after each commit and marks the queries that show them as stale; those on
 * the screen refetch at once. Reconnects with growing pauses, and refetches everything after a gap.
 * @returns stops following
 */
export function startLive(): () => void {
  const stop = new AbortController()
  void follow(stop.signal)
  return () => stop.abort()
}

async function follow(signal: AbortSignal): Promise<void> {
  const connection = useConnection()
  let pause = FIRST_RETRY_MS
  let missed = false
  connection.set('connecting')
  while (!signal.aborted) {
    try {
      const events = await api.live.topics(undefined, { signal })
      connection.set('online')
      pause = FIRST_RETRY_MS
      if (missed) await queryClient.invalidateQueries()
      for await (const event of events) for (const topic of event.topics) gather(topic)
    } catch {
      // whatever ended the stream, the answer is the same: show it and try again
    }
    if (signal.aborted) return
    missed = true
    connection.set('offline')
    await sleep(pause, signal)
    pause = Math.min(pause * 2, LAST_RETRY_MS)
  }
}

const gathered = new Set<string>()
let timer: ReturnType<typeof setTimeout> | undefined

function gather(topic: string): void {
  gathered.add(topic)
  timer ??= setTimeout(() => {
    const features = new Set([...gathered].flatMap(featuresShowing))
    gathered.clear()
    timer = undefined
    // figures and work lists of the home page and the history of a record may show anything
    features.add('system')
    for (const feature of features) void queryClient.invalidateQueries({ queryKey: [feature.split('.')] })
  }, GATHER_MS)
}

function featuresShowing(topic: string): readonly string[] {
  return Object.hasOwn(SHOWN_IN, topic) ? SHOWN_IN[topic]! : topic.includes(':') ? [] : [topic]
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timeout = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timeout), resolve()), { once: true })
  })
}
