import { computed, onBeforeUnmount, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import type { ColumnStore, GridColumn, GridRow } from './types.ts'

export const numberWidth = 40
const narrowest = 40

export interface Placed<R extends GridRow> {
  readonly column: GridColumn<R>
  readonly left: number
  readonly width: number
}

/** Fixed column widths in pixels: as declared, widened by a share of the spare width, or as the user has dragged them. */
export function useColumns<R extends GridRow>(
  columns: () => readonly GridColumn<R>[],
  store: () => ColumnStore | undefined,
  scroller: Ref<HTMLElement | null>,
) {
  const chosen = shallowRef<Readonly<Record<string, number>>>(store()?.load() ?? {})
  const available = shallowRef(0)
  const observer = new ResizeObserver(([entry]) => (available.value = Math.floor(entry?.contentRect.width ?? 0)))
  watch(scroller, (element) => element && observer.observe(element), { immediate: true })
  onBeforeUnmount(() => observer.disconnect())

  const placed = computed<readonly Placed<R>[]>(() => {
    const declared = columns().map((column) => ({ column, width: chosen.value[column.key] ?? column.width }))
    const spare = Math.max(0, available.value - numberWidth - declared.reduce((sum, { width }) => sum + width, 0))
    const growing = declared.filter(({ column }) => column.grow && chosen.value[column.key] === undefined)
    const shares = growing.reduce((sum, { column }) => sum + (column.grow ?? 0), 0)
    let left = numberWidth
    return declared.map(({ column, width }) => {
      const grows = growing.some((one) => one.column === column)
      const place = { column, left, width: grows ? width + Math.floor((spare * (column.grow ?? 0)) / shares) : width }
      left += place.width
      return place
    })
  })
  const totalWidth = computed(() => placed.value.reduce((sum, { width }) => sum + width, numberWidth))
  const template = computed(() =>
    [numberWidth, ...placed.value.map(({ width }) => width)].map((width) => `${width}px`).join(' '),
  )

  function remember(next: Readonly<Record<string, number>>) {
    chosen.value = next
    store()?.save(next)
  }

  function startResize(event: PointerEvent, key: string) {
    const handle = event.currentTarget
    const before = placed.value.find(({ column }) => column.key === key)?.width
    if (!(handle instanceof HTMLElement) || before === undefined) return
    handle.setPointerCapture(event.pointerId)
    const from = event.clientX
    const move = (moved: PointerEvent) => {
      chosen.value = { ...chosen.value, [key]: Math.max(narrowest, Math.round(before + moved.clientX - from)) }
    }
    handle.addEventListener('pointermove', move)
    handle.addEventListener(
      'lostpointercapture',
      () => {
        handle.removeEventListener('pointermove', move)
        remember(chosen.value)
      },
      { once: true },
    )
  }

  function resetWidth(key: string) {
    const { [key]: _, ...others } = chosen.value
    remember(others)
  }

  return { placed, totalWidth, template, startResize, resetWidth }
}
