import { onScopeDispose, ref, watch, type Ref } from 'vue'
import type { DraftOrder } from '../../../../shared/contract/orders.ts'
import { api } from '../../../app/api.ts'
import { failureOf } from '../../../app/error-text.ts'
import { useSession } from '../../../app/session.ts'
import type { GridModel } from '../../../components/LineGrid/index.ts'
import type { DeskLine } from './desk-line.ts'
import { holdDraft, removeLocalDraft, writeLocalDraft, type LocalDraft } from './local-drafts.ts'
import type { OrderHead } from './order-head.ts'

/** After the last change, before it is written here; well under the 300 ms that may be lost. */
const LOCAL_DELAY_MS = 120
/** How often changes go to the server by themselves. */
const SERVER_EVERY_MS = 30_000

/**
 * Keeps an order being typed: at each change in this browser's storage, every half minute on the server. What cannot be
 * kept there yet (no customer, half a line) is kept here alone.
 */
export function useAutomaticDraft(desk: {
  slot: string
  model: GridModel<DeskLine>
  head: OrderHead
  orderId: Ref<string>
  version: Ref<number>
  isEmpty: () => boolean
  /** May the server copy be written now? */
  isFree: () => boolean
  draft: () => DraftOrder | null
  isConflict: (error: unknown) => boolean
  failed: (error: unknown) => void
}) {
  const session = useSession()
  const dirty = ref(false)
  const savedAt = ref<Date | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let sending: Promise<void> = Promise.resolve()
  let changes = 0
  let release = holdDraft(desk.orderId.value)
  let quiet = false

  function touched(): void {
    if (quiet) return
    changes++
    dirty.value = !desk.isEmpty()
    timer ??= setTimeout(writeNow, LOCAL_DELAY_MS)
  }

  function writeNow(): void {
    clearTimeout(timer)
    timer = undefined
    const company = session.session?.company.id
    const user = session.session?.user.id
    if (company === undefined || user === undefined) return
    if (desk.isEmpty()) {
      keep(removeLocalDraft(desk.orderId.value))
      return
    }
    const draft: LocalDraft = {
      format: 1,
      slot: desk.slot,
      companyId: company,
      userId: user,
      orderId: desk.orderId.value,
      version: desk.version.value,
      savedAt: new Date().toISOString(),
      head: { ...desk.head },
      lines: desk.model.rows.map((line) => ({ ...line })),
      rejected: [...desk.model.rejected].map(([id, texts]) => [id, { ...texts }]),
    }
    keep(writeLocalDraft(draft))
  }

  /** What cannot be kept here (no room on the disk) is said at once. */
  function keep(writing: Promise<void>): void {
    writing.catch(desk.failed)
  }

  const flush = (): void => {
    if (timer !== undefined) writeNow()
  }

  async function sendToServer(): Promise<void> {
    const draft = desk.draft()
    if (!dirty.value || !desk.isFree() || !draft || draft.lines.length === 0) return
    const id = desk.orderId.value
    const before = changes
    try {
      const view = await api.orders.saveDraft({ id, version: desk.version.value, draft, held: false })
      if (desk.orderId.value !== id) return
      desk.version.value = view.version
      savedAt.value = new Date()
      if (before === changes) dirty.value = false
      writeNow()
    } catch (error) {
      // offline or half typed: the local copy holds everything; only somebody else's change needs an answer
      if (desk.isConflict(error) && failureOf(error).code !== 'OFFLINE') desk.failed(error)
    }
  }

  const stopModel = desk.model.onChange(touched)
  watch(() => ({ ...desk.head }), touched)
  const interval = setInterval(() => (sending = sending.then(sendToServer)), SERVER_EVERY_MS)
  window.addEventListener('pagehide', flush)
  onScopeDispose(() => {
    flush()
    stopModel()
    clearInterval(interval)
    window.removeEventListener('pagehide', flush)
    release()
  })

  return {
    dirty,
    savedAt,
    /** Resolves when no automatic save is under way. */
    whenIdle: (): Promise<void> => sending,
    /** The server has everything now. */
    saved(): void {
      dirty.value = false
      savedAt.value = new Date()
      writeNow()
    },
    /** The local copy is not needed any more. */
    forget(): void {
      clearTimeout(timer)
      timer = undefined
      dirty.value = false
      keep(removeLocalDraft(desk.orderId.value))
    },
    /** Before another order takes this place: what is unsaved stays in storage. */
    leave(): void {
      flush()
      release()
      quiet = true
    },
    /** After another order has taken this place. */
    take(): void {
      release = holdDraft(desk.orderId.value)
      savedAt.value = null
      queueMicrotask(() => {
        quiet = false
      })
    },
    /** Puts back the texts that were not understood. */
    restoreInto(draft: LocalDraft): void {
      dirty.value = true
      for (const [id, texts] of draft.rejected)
        for (const [column, rejected] of Object.entries(texts))
          desk.model.apply([{ type: 'reject', id, column, rejected }], { reason: 'reply' })
    },
  }
}
