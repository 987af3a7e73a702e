import { computed, ref, shallowRef } from 'vue'
import type { PickListView, PickTask } from '../../../shared/contract/picking.ts'
import type { ShortReason } from '../../../shared/domain/picking/states.ts'
import { pickStops } from '../../../shared/domain/picking/stops.ts'
import { newId } from '../../../shared/ids.ts'
import { api } from '../../app/api.ts'
import { remembered } from '../../app/remembered.ts'
import { useOutbox } from '../scanning/index.ts'

/** A task as it stands on this tablet: what the host has and what still waits to be sent. */
export interface ScanTask extends PickTask {
  key: string
  wanted: number
  taken: number
}

/** What was done and is not at the host yet: goods taken (or put back), or why a task stays short. */
interface Pending {
  id: string
  listId: string
  taskNo: number
  quantity: number
  reason: ShortReason | null
}
const isPending = (value: unknown): value is Pending[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && 'taskNo' in one)

/**
 * The list in the hands of one person. Picks count here at once and go out one after the other, also after a time without
 * network or a restart of the tablet; each has an id of its own, so that none counts twice.
 * @param refused what the host did not take, e.g. because somebody took the list over
 */
export function usePickScan(refused: (error: unknown) => void) {
  const outbox = useOutbox()
  const pending = remembered<Pending[]>('pick.pending', [], isPending)
  const list = shallowRef<PickListView | null>(null)
  const taken = ref<ReadonlyMap<number, number>>(new Map())
  const reasons = ref<ReadonlyMap<number, PickTask['shortReason']>>(new Map())

  const count = ({ taskNo, quantity, reason }: Pending): void => {
    taken.value = new Map(taken.value).set(taskNo, (taken.value.get(taskNo) ?? 0) + quantity)
    reasons.value = new Map(reasons.value).set(taskNo, reason ?? '')
  }
  function post(entry: Pending): void {
    const { id, listId, taskNo, quantity, reason } = entry
    const forget = (): void => void (pending.value = pending.value.filter((one) => one.id !== id))
    outbox.send(
      async () => {
        if (reason === null) await api.picking.record({ id, listId, taskNo, quantity })
        else await api.picking.setShort({ listId, taskNo, reason })
        forget()
      },
      (error) => {
        forget()
        refused(error)
      },
    )
  }
  function send(entry: Omit<Pending, 'id' | 'listId'>): void {
    const whole = { ...entry, id: newId(), listId: list.value!.id }
    pending.value = [...pending.value, whole]
    count(whole)
    post(whole)
  }
  for (const left of pending.value) post(left)

  /**
   * Takes a list for this person, behind what is still to be sent: its answer has all that.
   * @param failed why it could not be had
   */
  function claim(
    id: string,
    takeOver: boolean,
    taking: (view: PickListView) => void,
    failed: (error: unknown) => void,
  ) {
    outbox.send(async () => taking(await api.picking.claim({ id, takeOver })), failed)
  }
  function show(view: PickListView | null): void {
    list.value = view
    taken.value = new Map(view?.tasks.map((task) => [task.no, task.picked]))
    reasons.value = new Map(view?.tasks.map((task) => [task.no, task.shortReason]))
    for (const entry of pending.value) if (entry.listId === view?.id) count(entry)
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
    for (const part of parts) send({ taskNo: Number(part.key), quantity: sign * part.quantity, reason: null })
  }
  /** Says why tasks stay short. */
  function setShort(short: readonly ScanTask[], reason: ShortReason): void {
    for (const { no } of short) send({ taskNo: no, quantity: 0, reason })
  }

  return { list, tasks, stops, claim, show, change, setShort, waiting: outbox.waiting }
}
