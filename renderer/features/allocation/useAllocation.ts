import { computed, ref, shallowRef, watch } from 'vue'
import type { Outputs } from '../../../shared/contract/index.ts'
import type { WaitingLineView } from '../../../shared/contract/allocation.ts'
import { planLotMoves } from '../../../shared/domain/allocation/lots.ts'
import { allocate, sortBy, type AllocationRule } from '../../../shared/domain/allocation/split.ts'
import { newId } from '../../../shared/ids.ts'
import { api, orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { t } from '../../app/i18n.ts'
import { errorText } from '../../app/error-text.ts'
import { showToast, showUndo } from '../../components/feedback/toasts.ts'

type Board = Outputs['allocation']['lines']

/** A waiting line with what it would have afterwards; quantities in thousandths of the base unit. */
export interface BoardLine extends WaitingLineView {
  key: string
  after: number
  /** What it really gets: less than `after` when no lot is left that its customer accepts. */
  gets: number
}

/** One product in one warehouse: what the lines have, what is typed over it, and what would come of it. */
export function useAllocation(place: () => { productId: string; warehouseId: string } | null) {
  const query = useApiQuery(orpc.allocation.lines, place)
  /** The board that the typed targets stand over; stands still while something is typed. */
  const base = shallowRef<Board | null>(null)
  const targets = ref<ReadonlyMap<string, number>>(new Map())
  const rule = ref<AllocationRule | 'hand'>('hand')
  const busy = ref(false)
  const failure = shallowRef<unknown>(null)

  const keyOf = ({ orderId, lineNo }: { orderId: string; lineNo: number }): string => `${orderId} ${lineNo}`
  const dirty = computed(
    () =>
      base.value?.lines.some((line) => (targets.value.get(keyOf(line)) ?? line.reserved) !== line.reserved) ?? false,
  )
  function take(board: Board | null): void {
    base.value = board
    targets.value = new Map()
    rule.value = 'hand'
    failure.value = null
  }
  watch(
    () => {
      const now = place()
      return now ? `${now.productId} ${now.warehouseId}` : ''
    },
    () => take(null),
  )
  watch(query.data, (board) => board && !dirty.value && take(board), { immediate: true })

  const goods = computed(() => base.value?.goods ?? null)
  const planned = computed(() => {
    const board = base.value
    if (!board) return []
    return board.lines.map((line) => {
      return { ...line, key: keyOf(line), after: targets.value.get(keyOf(line)) ?? line.reserved }
    })
  })
  /** Those that get more are served in the order of the rule. */
  const served = computed(() => {
    if (rule.value === 'hand') return planned.value
    return sortBy(
      planned.value.map((line) => ({ ...line, floor: line.onNotes })),
      rule.value,
    )
  })
  const lines = computed((): BoardLine[] => {
    if (!goods.value?.lotTracked) return planned.value.map((line) => ({ ...line, gets: line.after }))
    const moves = planLotMoves(
      served.value.map((line) => ({ ...line, target: line.after })),
      base.value?.lots ?? [],
    )
    return planned.value.map((line) => ({ ...line, gets: moves.get(line.key)?.got ?? line.after }))
  })
  const sumOf = (pick: (line: BoardLine) => number): number => lines.value.reduce((sum, line) => sum + pick(line), 0)
  /** What can be reserved for these lines together. */
  const pool = computed(() => (goods.value?.free ?? 0) + sumOf((line) => line.reserved))
  const left = computed(() => pool.value - sumOf((line) => line.after))
  const changed = computed(() => lines.value.filter((line) => line.after !== line.reserved).length)
  const ready = computed(
    () => changed.value > 0 && left.value >= 0 && lines.value.every((line) => line.gets === line.after),
  )

  /** Sets what a line has afterwards, between what its notes hold and what is open. */
  function set(key: string, quantity: number): void {
    const line = lines.value.find((one) => one.key === key)
    if (!line) return
    rule.value = 'hand'
    targets.value = new Map(targets.value).set(key, Math.min(line.open, Math.max(line.onNotes, quantity)))
  }
  /** More takes from what is not handed out, and stops when that is nothing. */
  function step(key: string, by: number): void {
    const line = lines.value.find((one) => one.key === key)
    if (line) set(key, line.after + (by > 0 ? Math.min(by, Math.max(0, left.value)) : by))
  }
  /** Moves as much from one line to another as the first can give and the second still wants. */
  function give(fromKey: string, toKey: string): void {
    const from = lines.value.find((line) => line.key === fromKey)
    const to = lines.value.find((line) => line.key === toKey)
    if (!from || !to || from === to) return
    const quantity = Math.min(from.after - from.onNotes, to.open - to.after)
    set(fromKey, from.after - quantity)
    set(toKey, to.after + quantity)
  }
  /**
   * Hands out by a rule. Whoever would get lots he does not accept gets what he accepts, and the rest is handed out again.
   */
  function byRule(chosen: AllocationRule): void {
    let wishes = lines.value.map((line) => ({ ...line, floor: line.onNotes }))
    for (let round = 0; round <= lines.value.length; round++) {
      targets.value = allocate(wishes, pool.value, chosen)
      rule.value = chosen
      const most = new Map(lines.value.flatMap((one) => (one.gets < one.after ? [[one.key, one.gets]] : [])))
      if (most.size === 0) return
      wishes = wishes.map((wish) => ({ ...wish, open: most.get(wish.key) ?? wish.open }))
    }
  }
  const reset = (): void => take(query.data.value ?? base.value)

  async function apply(): Promise<void> {
    const now = goods.value
    if (!now || !ready.value || busy.value) return
    busy.value = true
    failure.value = null
    try {
      const { productId, warehouseId, name } = now
      const run = await api.allocation.apply({
        id: newId(),
        productId,
        warehouseId,
        rule: rule.value,
        lines: served.value
          .filter((line) => line.after !== line.reserved)
          .map(({ orderId, lineNo, reserved, open, after }) => ({ orderId, lineNo, reserved, open, quantity: after })),
      })
      await latest()
      showUndo(t('allocation.applied', { name, count: run.moves.length }), t('common.undo'), () => undo(run.id))
    } catch (thrown) {
      failure.value = thrown
    } finally {
      busy.value = false
    }
  }

  async function undo(id: string): Promise<void> {
    try {
      await api.allocation.undo({ id })
      await latest()
      showToast(t('allocation.undone'))
    } catch (thrown) {
      showToast(errorText(thrown), 'danger')
    }
  }

  /** Drops what is typed and shows what is stored now. */
  async function latest(): Promise<void> {
    const { data } = await query.refetch()
    take(data ?? null)
  }

  return {
    goods,
    lines,
    pool,
    left,
    changed,
    dirty,
    ready,
    rule,
    busy,
    failure,
    loadError: query.error,
    reload: latest,
    set,
    step,
    give,
    byRule,
    reset,
    apply,
  }
}
export type Allocation = ReturnType<typeof useAllocation>
