import type { RejectedText } from '../../../components/LineGrid/index.ts'
import { readJson } from '../../../app/remembered.ts'
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

const PREFIX = 'huozhan.order-draft.'
const ANSWER_MS = 60

export function writeLocalDraft(draft: LocalDraft): void {
  localStorage.setItem(PREFIX + draft.orderId, JSON.stringify(draft))
}

export function removeLocalDraft(orderId: string): void {
  localStorage.removeItem(PREFIX + orderId)
}

/** Drafts of this user in this company, the newest first. */
export function readLocalDrafts(companyId: string, userId: string): LocalDraft[] {
  const found: LocalDraft[] = []
  for (let index = 0; index < localStorage.length; index++) {
    const key = localStorage.key(index)
    const draft = key?.startsWith(PREFIX) ? readJson(localStorage, key) : undefined
    if (isDraft(draft) && draft.companyId === companyId && draft.userId === userId) found.push(draft)
  }
  return found.sort((a, b) => b.savedAt.localeCompare(a.savedAt))
}

const opened = new Set<string>()
const channel = new BroadcastChannel('huozhan.order-drafts')
const listeners = new Set<(orderId: string) => void>()
channel.addEventListener('message', ({ data }: MessageEvent<{ ask: true } | { has: string }>) => {
  if ('ask' in data) for (const orderId of opened) channel.postMessage({ has: orderId })
  else for (const listener of listeners) listener(data.has)
})

/** Says that an order is open in this window, so that no other window opens its draft too. Answers how to let go. */
export function holdDraft(orderId: string): () => void {
  opened.add(orderId)
  return () => opened.delete(orderId)
}

/** Drafts nobody has open: left behind by a killed browser or a closed tab. Asks the other windows first. */
export async function orphanedDrafts(companyId: string, userId: string): Promise<LocalDraft[]> {
  const candidates = readLocalDrafts(companyId, userId)
  if (candidates.length === 0) return []
  const inUse = new Set<string>()
  const listener = (orderId: string): void => void inUse.add(orderId)
  listeners.add(listener)
  channel.postMessage({ ask: true })
  await new Promise((resolve) => setTimeout(resolve, ANSWER_MS))
  listeners.delete(listener)
  return candidates.filter((draft) => !opened.has(draft.orderId) && !inUse.has(draft.orderId))
}

function isDraft(value: unknown): value is LocalDraft {
  return typeof value === 'object' && value !== null && 'format' in value && value.format === 1
}
