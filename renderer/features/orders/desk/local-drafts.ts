import type { RejectedText } from '../../../components/LineGrid/index.ts'
import type { DeskLine } from './desk-line.ts'
import type { OrderHead } from './order-head.ts'

/**
 * Orders being typed, kept in this browser's storage until the server has them as submitted or on hold: they survive a
 * killed browser, a lost connection and a closed tab. One entry an order.
 */
export interface LocalDraft {
  format: 1
  /** Path of the tab it was typed in: reopened there by itself. */
  slot: string
  companyId: string
  userId: string
  orderId: string
  /** Version of the order on the server; 0: it has none. */
  version: number
  /** UTC instant of the last change. */
  savedAt: string
  head: OrderHead
  lines: DeskLine[]
  /** Texts that were not understood, by line and column. */
  rejected: [string, Record<string, RejectedText>][]
}

const DATABASE = 'huozhan.order-drafts'
const STORE = 'drafts'
const ANSWER_MS = 60

/** Writes a draft. IndexedDB, because Chromium keeps what is put into localStorage in memory for seconds. */
export async function writeLocalDraft(draft: LocalDraft): Promise<void> {
  // as text: the lines may hold reactive objects, which cannot be stored as they are
  const text = JSON.stringify(draft)
  await write((drafts) => drafts.put(text, draft.orderId))
}

export async function removeLocalDraft(orderId: string): Promise<void> {
  await write((drafts) => drafts.delete(orderId))
}

/** Drafts of this user in this company, the newest first. */
export async function readLocalDrafts(companyId: string, userId: string): Promise<LocalDraft[]> {
  const database = await opening()
  const request = database.transaction(STORE).objectStore(STORE).getAll()
  const texts = await new Promise<unknown[]>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('drafts could not be read'))
  })
  return texts
    .map((text): unknown => (typeof text === 'string' ? JSON.parse(text) : undefined))
    .filter(isDraft)
    .filter((draft) => draft.companyId === companyId && draft.userId === userId)
    .sort((a, b) => b.savedAt.localeCompare(a.savedAt))
}

let opened: Promise<IDBDatabase> | undefined
function opening(): Promise<IDBDatabase> {
  return (opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1)
    request.onupgradeneeded = () => void request.result.createObjectStore(STORE)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('drafts could not be opened'))
  }))
}

/** Writes are done in the order they are asked for. */
async function write(work: (drafts: IDBObjectStore) => void): Promise<void> {
  const database = await opening()
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(STORE, 'readwrite', { durability: 'relaxed' })
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new Error('a draft could not be kept'))
    work(transaction.objectStore(STORE))
  })
}

const inThisWindow = new Set<string>()
const channel = new BroadcastChannel('huozhan.order-drafts')
const listeners = new Set<(orderId: string) => void>()
channel.addEventListener('message', ({ data }: MessageEvent<{ ask: true } | { has: string }>) => {
  if ('ask' in data) for (const orderId of inThisWindow) channel.postMessage({ has: orderId })
  else for (const listener of listeners) listener(data.has)
})

/** Says that an order is open in this window, so that no other window opens its draft too. Answers how to let go. */
export function holdDraft(orderId: string): () => void {
  inThisWindow.add(orderId)
  return () => inThisWindow.delete(orderId)
}

/** Drafts nobody has open: left behind by a killed browser or a closed tab. Asks the other windows first. */
export async function orphanedDrafts(companyId: string, userId: string): Promise<LocalDraft[]> {
  const candidates = await readLocalDrafts(companyId, userId)
  if (candidates.length === 0) return []
  const inUse = new Set<string>()
  const listener = (orderId: string): void => void inUse.add(orderId)
  listeners.add(listener)
  channel.postMessage({ ask: true })
  await new Promise((resolve) => setTimeout(resolve, ANSWER_MS))
  listeners.delete(listener)
  return candidates.filter((draft) => !inThisWindow.has(draft.orderId) && !inUse.has(draft.orderId))
}

function isDraft(value: unknown): value is LocalDraft {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === 1
}
