import { useVirtualizer } from '@tanstack/vue-virtual'
import { computed } from 'vue'
import type { Ref } from 'vue'
import type { GridModel } from './model.ts'
import type { GridRow } from './types.ts'
import { numberWidth } from './useColumns.ts'
import type { Placed } from './useColumns.ts'
import type { Editor } from './useEditor.ts'
import type { Selection } from './useSelection.ts'

export const headHeight = 28
const virtualAbove = 60

/** Where things stand in the sheet, and which rows are drawn: all of a short document, those in sight of a long one. */
export function useGeometry<R extends GridRow>(grid: {
  model: () => GridModel<R>
  rowHeight: () => number
  placed: Readonly<Ref<readonly Placed<R>[]>>
  scroller: Readonly<Ref<HTMLElement | null>>
  editor: Editor<R>
  selection: Selection<R>
}) {
  const virtualizer = useVirtualizer(
    computed(() => ({
      count: grid.model().rows.length,
      getScrollElement: () => grid.scroller.value,
      estimateSize: grid.rowHeight,
      overscan: 8,
      enabled: grid.model().rows.length > virtualAbove,
      initialRect: { width: 0, height: 900 },
    })),
  )

  const visible = computed(() => {
    const rows = grid.model().rows
    const windowed =
      rows.length > virtualAbove ? virtualizer.value.getVirtualItems().map(({ index }) => index) : [...rows.keys()]
    return windowed.flatMap((index) => {
      const row = rows[index]
      return row ? [{ row, index, top: index * grid.rowHeight() }] : []
    })
  })

  const activeBox = computed(() => {
    const at = grid.editor.active.value
    const place = grid.placed.value.find(({ column }) => column.key === at?.column)
    const row = at ? grid.model().indexOf(at.id) : -1
    if (!place || row < 0) return null
    return { left: place.left, width: place.width, top: headHeight + row * grid.rowHeight(), column: place.column }
  })

  const rangeBox = computed(() => {
    const range = grid.selection.range.value
    const first = range && grid.placed.value[range.left]
    const last = range && grid.placed.value[range.right]
    if (!range || !first || !last || !grid.selection.isWide.value) return null
    return {
      left: `${first.left}px`,
      width: `${last.left + last.width - first.left}px`,
      top: `${headHeight + range.top * grid.rowHeight()}px`,
      height: `${(range.bottom - range.top + 1) * grid.rowHeight()}px`,
    }
  })

  /** Rows that one PgUp or PgDn moves. */
  function pageRows(): number {
    return Math.max(1, Math.floor(((grid.scroller.value?.clientHeight ?? 0) - headHeight) / grid.rowHeight()) - 1)
  }

  /** Scrolls the active cell out from under the header, the row numbers and the edges. */
  function reveal() {
    const box = activeBox.value
    const element = grid.scroller.value
    // not laid out yet: it opens at its first row
    if (!box || !element || element.clientHeight < headHeight + grid.rowHeight()) return
    if (box.top - headHeight < element.scrollTop) element.scrollTop = box.top - headHeight
    const bottom = box.top + grid.rowHeight() - element.clientHeight
    if (bottom > element.scrollTop) element.scrollTop = bottom
    if (box.left - numberWidth < element.scrollLeft) element.scrollLeft = box.left - numberWidth
    const right = box.left + box.width - element.clientWidth
    if (right > element.scrollLeft) element.scrollLeft = right
  }

  return { visible, activeBox, rangeBox, pageRows, reveal }
}
