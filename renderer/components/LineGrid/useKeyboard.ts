import { nextProblem } from './navigation.ts'
import type { LocatedProblem } from './navigation.ts'
import type { GridModel } from './model.ts'
import type { Resolver } from './resolver.ts'
import { editTextOf, isEditable } from './types.ts'
import type { GridColumn, GridRow } from './types.ts'
import type { Combobox } from './useCombobox.ts'
import type { Editor } from './useEditor.ts'
import type { Selection } from './useSelection.ts'

const listPage = 8

/** The grid's key map. Answers whether the key was meant for the grid; the caller then stops the event. */
export function useKeyboard<R extends GridRow>(grid: {
  model: () => GridModel<R>
  columns: () => readonly GridColumn<R>[]
  readonly: () => boolean
  resolver: () => Resolver<R>
  editor: Editor<R>
  combobox: Combobox<R>
  selection: Selection<R>
  problems: () => readonly LocatedProblem[]
  pageRows: () => number
}) {
  const { editor, combobox, selection } = grid

  function handle(event: KeyboardEvent): boolean {
    if (event.isComposing || event.keyCode === 229) {
      // The input method owns its keys, except that Enter in a list column means the first hit for the letters so far.
      if (event.code !== 'Enter' || !editor.activeColumn.value?.list || !editor.editing.value) return false
      editor.commit({ walk: 'stops', direction: event.shiftKey ? -1 : 1 })
      return true
    }
    const key = keyName(event)
    return (
      (combobox.list.value !== null && listKey(key)) ||
      (editor.editing.value ? editKey(key) : restKey(key)) ||
      anyKey(key)
    )
  }

  function listKey(key: string): boolean {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: listPage, PageUp: -listPage }
    const step = steps[key]
    if (step !== undefined) return (combobox.highlight(combobox.highlighted.value + step), true)
    if (key !== 'Escape') return false
    combobox.close()
    return true
  }

  function editKey(key: string): boolean {
    switch (key) {
      case 'Escape':
        return (editor.cancel(), true)
      case 'ArrowDown':
      case 'ArrowUp':
        editor.commit(null, 'leave')
        return (selection.move(key === 'ArrowDown' ? 1 : -1, 0), true)
      default:
        return false
    }
  }

  function restKey(key: string): boolean {
    const rows = grid.model().rows
    switch (key) {
      case 'ArrowDown':
        return (selection.move(1, 0), true)
      case 'ArrowUp':
        return (selection.move(-1, 0), true)
      case 'ArrowLeft':
        return (selection.move(0, -1), true)
      case 'ArrowRight':
        return (selection.move(0, 1), true)
      case 'Shift+ArrowDown':
        return (selection.move(1, 0, true), true)
      case 'Shift+ArrowUp':
        return (selection.move(-1, 0, true), true)
      case 'Shift+ArrowLeft':
        return (selection.move(0, -1, true), true)
      case 'Shift+ArrowRight':
        return (selection.move(0, 1, true), true)
      case 'PageDown':
        return (selection.move(grid.pageRows(), 0), true)
      case 'PageUp':
        return (selection.move(-grid.pageRows(), 0), true)
      case 'Home':
        return (selection.move(0, -Infinity), true)
      case 'End':
        return (selection.move(0, Infinity), true)
      case 'Ctrl+Home':
        return (selection.moveTo(0, 0), true)
      case 'Ctrl+End':
        return (selection.moveTo(rows.length - 1, Infinity), true)
      case 'Ctrl+a':
        return (selection.selectAll(), true)
      case 'Escape':
        return selection.collapse()
      case 'F2':
        return (editor.begin(), true)
      case 'Backspace':
        return (editor.begin(''), true)
      case 'Delete':
        return (clearCells(), true)
      case '+':
        return step(1)
      case '-':
        return step(-1)
      case 'Ctrl+z':
        return (editor.undo(), true)
      case 'Ctrl+y':
      case 'Ctrl+Shift+z':
        return (editor.redo(), true)
      default:
        return false
    }
  }

  /** Keys that do the same whether the cell rests or is being edited. */
  function anyKey(key: string): boolean {
    switch (key) {
      case 'Enter':
        return (editor.commit({ walk: 'stops', direction: 1 }), true)
      case 'Shift+Enter':
        return (editor.commit({ walk: 'stops', direction: -1 }), true)
      case 'Tab':
        return tab(1)
      case 'Shift+Tab':
        return tab(-1)
      case 'Alt+ArrowDown':
        if (editor.activeColumn.value?.list && editor.canEdit.value) return (editor.openList(), true)
        return moveRow(1)
      case 'Alt+ArrowUp':
      case 'Alt+Shift+ArrowUp':
        return moveRow(-1)
      case 'Alt+Shift+ArrowDown':
        return moveRow(1)
      case 'Insert':
        return insert()
      case 'Ctrl+Delete':
        return deleteRows()
      case 'Ctrl+d':
        return copyAbove()
      case 'Ctrl+.':
        return jump()
      default:
        return false
    }
  }

  function tab(direction: 1 | -1): boolean {
    const before = editor.active.value
    const rowsBefore = grid.model().rows.length
    if (grid.readonly()) return false
    editor.commit({ walk: 'editable', direction })
    const stayed = editor.active.value?.id === before?.id && editor.active.value?.column === before?.column
    return !stayed || grid.model().rows.length !== rowsBefore || editor.editing.value
  }

  function clearCells() {
    const model = grid.model()
    const group = model.newGroup()
    model.batch(() => {
      for (const { row, column } of selection.cells()) {
        if (grid.readonly() || !isEditable(column, row)) continue
        void grid.resolver().commit({ id: row.id, column, text: '', reason: 'edit', pick: 'exact', group })
      }
    })
  }

  function step(direction: 1 | -1): boolean {
    const row = editor.activeRow.value
    const column = editor.activeColumn.value
    if (!row || !column?.step || !editor.canEdit.value) return false
    const parsed = column.step(row, direction)
    if ('error' in parsed) return true
    const at = { id: row.id, column: column.key }
    grid.model().apply([{ type: 'patch', id: row.id, patch: parsed.patch }], { reason: 'edit', at })
    return true
  }

  function moveRow(direction: 1 | -1): boolean {
    const at = editor.active.value
    if (grid.readonly() || !at) return true
    editor.commit(null, 'leave')
    const index = grid.model().indexOf(at.id) + direction
    grid.model().apply([{ type: 'move', id: at.id, index }], { reason: 'move', at })
    editor.select(at)
    return true
  }

  function insert(): boolean {
    if (grid.readonly()) return true
    editor.commit(null, 'leave')
    const at = editor.active.value
    editor.insertRow(at ? grid.model().indexOf(at.id) : 0)
    return true
  }

  function deleteRows(): boolean {
    if (grid.readonly()) return true
    editor.rest()
    const ids = selection.rowIds()
    const at = editor.active.value
    const changes = ids.map((id) => ({ type: 'delete', id }) as const)
    if (changes.length === 0 || !at) return true
    const next = grid
      .model()
      .rows.find((row, index) => index > grid.model().indexOf(ids.at(-1) ?? '') && !ids.includes(row.id))
    grid.model().apply(changes, { reason: 'delete', at })
    if (next) editor.select({ id: next.id, column: at.column })
    else
      selection.moveTo(
        grid.model().rows.length - 1,
        grid.columns().findIndex(({ key }) => key === at.column),
      )
    return true
  }

  function copyAbove(): boolean {
    const model = grid.model()
    const row = editor.activeRow.value
    const column = editor.activeColumn.value
    const above = row && model.rows[model.indexOf(row.id) - 1]
    if (!row || !above || !column || !editor.canEdit.value) return true
    editor.rest()
    if (column.fields) {
      const patch: Partial<R> = {}
      for (const field of column.fields) patch[field] = above[field]
      const cleared = { type: 'reject', id: row.id, column: column.key, rejected: null } as const
      const at = { id: row.id, column: column.key }
      model.apply([{ type: 'patch', id: row.id, patch }, cleared], { reason: 'edit', at })
      return true
    }
    const text = editTextOf(column, above)
    void grid.resolver().commit({ id: row.id, column, text, reason: 'edit', pick: 'exact' })
    return true
  }

  function jump(): boolean {
    editor.commit(null, 'leave')
    const at = nextProblem(grid.problems(), grid.model().rows, grid.columns(), editor.active.value)
    if (at) editor.select(at)
    return true
  }

  return { handle, clearCells, jump }
}

/** `Ctrl+Shift+z`: modifiers in fixed order; Shift is left out where it only makes the character (`+`). */
function keyName(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const control = event.ctrlKey || event.metaKey
  const shift = event.shiftKey && (event.key.length > 1 || control)
  return `${control ? 'Ctrl+' : ''}${event.altKey ? 'Alt+' : ''}${shift ? 'Shift+' : ''}${key}`
}
