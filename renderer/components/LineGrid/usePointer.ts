import type { Ref } from 'vue'
import type { GridModel } from './model.ts'
import type { CellPosition, GridRow } from './types.ts'
import type { Editor } from './useEditor.ts'
import type { Selection } from './useSelection.ts'

/** The mouse: a click sets the cursor, Shift or dragging widens the selection, the row number takes the whole row. */
export function usePointer<R extends GridRow>(grid: {
  model: () => GridModel<R>
  editor: Editor<R>
  selection: Selection<R>
  input: Readonly<Ref<HTMLInputElement | null>>
}) {
  const { editor, selection } = grid

  function pressed(event: MouseEvent) {
    if (event.button !== 0 || event.target === grid.input.value) return
    const { row, at } = cellUnder(event)
    const onScrollbar = event.target === event.currentTarget
    if (onScrollbar) return
    if (editor.editing.value) editor.commit(null, 'leave')
    event.preventDefault()
    grid.input.value?.focus({ preventScroll: true })
    if (at) editor.select(at, event.shiftKey)
    else if (row !== undefined) selection.selectRow(grid.model().indexOf(row), event.shiftKey)
  }

  function dragged(event: MouseEvent) {
    if (event.buttons !== 1 || editor.editing.value) return
    const { at } = cellUnder(event)
    const active = editor.active.value
    if (at && (active?.id !== at.id || active.column !== at.column)) editor.select(at, true)
  }

  function cellUnder(event: MouseEvent): { row: string | undefined; at: CellPosition | null } {
    const target = event.target instanceof HTMLElement ? event.target : null
    const row = target?.closest<HTMLElement>('[data-row]')?.dataset['row']
    const column = target?.closest<HTMLElement>('[data-column]')?.dataset['column']
    return { row, at: row !== undefined && column !== undefined ? { id: row, column } : null }
  }

  return { pressed, dragged }
}
