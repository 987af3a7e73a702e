import { computed, ref, shallowRef } from 'vue'
import type { PickListView, PickTask } from '../../../shared/contract/picking.ts'
import type { ShortReason } from '../../../shared/domain/picking/states.ts'
import { pickStops } from '../../../shared/domain/picking/stops.ts'
import { newId } from '../../../shared/ids.ts'
import { api } from '../../app/api.ts'
import { useOutbox } from '../scanning/index.ts'

/** A task as it stands on this tablet: what was sent and what still waits to be sent. */
export interface ScanTask extends PickTask {
  key: string
  wanted: number
  taken: number
}

/**
 * The list in the hands of one person. Picks count here at once and go out one after the other, also after a time without
 * network; each has an id of its own, so that none counts twice.
 * @param refused what the host did not take, e.g. because somebody took the list over
 */
export function usePickScan(refused: (error: unknown) => void) {
  const outbox = useOutbox()
  const list = shallowRef<PickListView | null>(null)
  const taken = ref<ReadonlyMap<number, number>>(new Map())
  const reasons = ref<ReadonlyMap<number, PickTask['shortReason']>>(new Map())

  function take(view: PickListView | null): void {
    list.value = view
    taken.value = new Map(view?.tasks.map((task) => [task.no, task.picked]))
    reasons.value = new Map(view?.tasks.map((task) => [task.no, task.shortReason]))
  }
  const tasks = computed((): ScanTask[] =>
    (list.value?.tasks ?? []).map((task) => {
      const now = taken.value.get(task.no) ?? 0
      const shortReason = reasons.value.get(task.no) ?? ''
      return { ...task, key: String(task.no), wanted: task.quantity, taken: now, picked: now, shortReason }
    }),
  )
  const isDone = (task: ScanTask): boolean => task.taken >= task.wanted || task.shortReason !== ''
  const stops = computed(() => pickStops(tasks.value).map((stop) => ({ ...stop, done: stop.tasks.every(isDone) })))

  /** Takes (or puts back) parts of tasks. */
  function change(parts: readonly { key: string; quantity: number }[], sign: 1 | -1): void {
    const now = new Map(taken.value)
    const why = new Map(reasons.value)
    for (const part of parts) {
      const taskNo = Number(part.key)
      const entry = { id: newId(), listId: list.value!.id, taskNo, quantity: sign * part.quantity }
      now.set(taskNo, (now.get(taskNo) ?? 0) + entry.quantity)
      why.set(taskNo, '')
      outbox.send(async () => void (await api.picking.record(entry)), refused)
    }
    taken.value = now
    reasons.value = why
  }

  /** Says why tasks stay short. */
  function setShort(short: readonly ScanTask[], reason: ShortReason): void {
    const why = new Map(reasons.value)
    for (const { no } of short) {
      why.set(no, reason)
      const listId = list.value!.id
      outbox.send(async () => void (await api.picking.setShort({ listId, taskNo: no, reason })), refused)
    }
    reasons.value = why
  }

  return { list, tasks, stops, isDone, take, change, setShort, waiting: outbox.waiting }
}
