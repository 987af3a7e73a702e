import { computed } from 'vue'
import type { GridModel } from './model.ts'
import type { GridColumn, GridRow } from './types.ts'
import type { Editor } from './useEditor.ts'

export type Selection<R extends GridRow> = ReturnType<typeof useSelection<R>>

/** The rectangle between the anchor and the cursor, and the cursor's steps. */
export function useSelection<R extends GridRow>(grid: {
  model: () => GridModel<R>
  columns: () => readonly GridColumn<R>[]
  editor: Editor<R>
}) {
  const { editor } = grid
  const place = (at: { readonly id: string; readonly column: string } | null) => ({
    row: at ? grid.model().indexOf(at.id) : -1,
    column: grid.columns().findIndex(({ key }) => key === at?.column),
  })

  const range = computed(() => {
    const to = place(editor.active.value)
    const from = editor.anchor.value ? place(editor.anchor.value) : to
    if (to.row < 0) return null
    const anchored = from.row < 0 || from.column < 0 ? to : from
    return {
      top: Math.min(anchored.row, to.row),
      bottom: Math.max(anchored.row, to.row),
      left: Math.min(anchored.column, to.column),
      right: Math.max(anchored.column, to.column),
    }
  })
  const isWide = computed(
    () => range.value !== null && (range.value.top < range.value.bottom || range.value.left < range.value.right),
  )

  function moveTo(row: number, column: number, extend = false) {
    const rows = grid.model().rows
    const columns = grid.columns()
    const target = rows[Math.max(0, Math.min(row, rows.length - 1))]
    const under = columns[Math.max(0, Math.min(column, columns.length - 1))]
    if (target && under) editor.select({ id: target.id, column: under.key }, extend)
  }

  function move(rows: number, columns: number, extend = false) {
    const from = place(editor.active.value)
    moveTo(from.row + rows, from.column + columns, extend)
  }

  function selectRow(index: number, extend = false) {
    if (!extend) moveTo(index, 0)
    moveTo(index, Infinity, true)
  }

  function selectAll() {
    moveTo(0, 0)
    moveTo(Infinity, Infinity, true)
  }

  function collapse(): boolean {
    if (!isWide.value) return false
    editor.select(editor.active.value)
    return true
  }

  function rows(): readonly R[] {
    return range.value ? grid.model().rows.slice(range.value.top, range.value.bottom + 1) : []
  }

  function columns(): readonly GridColumn<R>[] {
    return range.value ? grid.columns().slice(range.value.left, range.value.right + 1) : []
  }

  return {
    range,
    isWide,
    move,
    moveTo,
    selectRow,
    selectAll,
    collapse,
    rows,
    columns,
    rowIds: () => rows().map(({ id }) => id),
    cells: () => rows().flatMap((row) => columns().map((column) => ({ row, column }))),
  }
}
