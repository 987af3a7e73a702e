import { computed, shallowRef } from 'vue'
import type { Ref } from 'vue'
import type { GridModel } from './model.ts'
import { firstStop, walkFrom } from './navigation.ts'
import type { Walk } from './navigation.ts'
import type { Resolver } from './resolver.ts'
import { editTextOf, isEditable } from './types.ts'
import type { CellPosition, GridColumn, GridRow } from './types.ts'
import type { Combobox } from './useCombobox.ts'

export type Editor<R extends GridRow> = ReturnType<typeof useEditor<R>>
/** Where the cursor goes after a cell: along a walk, to a cell, or nowhere. */
export type Move = { readonly walk: Walk; readonly direction: 1 | -1 } | CellPosition | null

/**
 * The cursor and the one live input. The input always has the focus and lies over the active cell; while the cell rests it is
 * empty and invisible, so the first key, also the first key of an input method, lands in it and begins the edit. Its value is
 * never written while somebody types: nothing can be swallowed or doubled.
 */
export function useEditor<R extends GridRow>(grid: {
  model: () => GridModel<R>
  columns: () => readonly GridColumn<R>[]
  readonly: () => boolean
  canAdd: () => boolean
  resolver: () => Resolver<R>
  combobox: Combobox<R>
  input: Ref<HTMLInputElement | null>
  /** Enter on the empty last row: the document is complete. */
  finished: () => void
}) {
  const position = shallowRef<CellPosition | null>(null)
  const anchor = shallowRef<CellPosition | null>(null)
  const editing = shallowRef(false)
  /** The parent's form for a new record is open; the cell waits for it. */
  const creating = shallowRef(false)
  let startText = ''
  let composing = false
  let begunByComposition = false
  let quiet = false
  let abandoned: { readonly at: CellPosition; readonly text: string } | null = null

  /** The cursor, moved to a living neighbour when its row or column has gone. */
  const active = computed<CellPosition | null>(() => {
    const rows = grid.model().rows
    const columns = grid.columns()
    const wanted = position.value
    if (wanted && grid.model().indexOf(wanted.id) >= 0 && columns.some(({ key }) => key === wanted.column))
      return wanted
    const row = rows[Math.min(lastIndex, rows.length - 1)]
    return row ? firstStop(columns, row, 'stops') : null
  })
  let lastIndex = 0
  const activeRow = computed(() => (active.value ? grid.model().row(active.value.id) : undefined))
  const activeColumn = computed(() => grid.columns().find(({ key }) => key === active.value?.column))
  const canEdit = computed(() => {
    const row = activeRow.value
    const column = activeColumn.value
    return row !== undefined && column !== undefined && !grid.readonly() && isEditable(column, row)
  })

  function select(at: CellPosition | null, extend = false) {
    anchor.value = extend ? (anchor.value ?? active.value) : null
    position.value = at
    if (at) lastIndex = Math.max(0, grid.model().indexOf(at.id))
  }

  /** Begins to edit in place, with the cell's text or the text that was refused in it. */
  function begin(text?: string) {
    const row = activeRow.value
    const column = activeColumn.value
    const input = grid.input.value
    if (!canEdit.value || !row || !column || !input) return
    const refused = grid.model().rejected.get(row.id)?.[column.key]?.text
    startText = refused === undefined ? editTextOf(column, row) : ''
    begunByComposition = false
    input.value = text ?? refused ?? startText
    editing.value = true
    input.setSelectionRange(input.value.length, input.value.length)
    if (refused !== undefined && text === undefined && column.list) grid.combobox.ask(column.list, refused.trim(), row)
  }

  /** A key has put something into the resting input: it replaces the cell's content. */
  function typed() {
    const row = activeRow.value
    const column = activeColumn.value
    const input = grid.input.value
    if (!row || !column || !input || quiet) return
    if (!editing.value) {
      if (!canEdit.value) {
        if (!composing) input.value = ''
        return
      }
      startText = editTextOf(column, row)
      abandoned = null
      begunByComposition = composing
      editing.value = true
    }
    if (column.list) {
      // While an input method composes, the letters stand in the field with separators: xi'fu is searched as xifu.
      const text = composing ? input.value.replaceAll("'", '') : input.value
      if (text.trim() === '') grid.combobox.close()
      else grid.combobox.ask(column.list, text.trim(), row)
    }
  }

  function openList() {
    const row = activeRow.value
    const column = activeColumn.value
    if (!canEdit.value || !row || !column?.list) return
    if (!editing.value) begin()
    grid.input.value?.select()
    grid.combobox.ask(column.list, '', row)
  }

  /** Esc: the cell keeps what it had; an undo right afterwards brings the abandoned text back. */
  function cancel() {
    const input = grid.input.value
    if (active.value && input && input.value !== startText) abandoned = { at: active.value, text: input.value }
    rest()
  }

  function rest() {
    editing.value = false
    grid.combobox.close()
    const input = grid.input.value
    if (!input) return
    if (composing) endComposition()
    input.value = ''
  }

  /** Leaving the field makes the input method hand over what it holds; its text has been taken already. */
  function endComposition() {
    quiet = true
    grid.input.value?.blur()
    grid.input.value?.focus({ preventScroll: true })
    quiet = false
    composing = false
  }

  /** Takes what was typed into the cell and moves on; `how` tells a deliberate Enter or Tab from merely leaving. */
  function commit(move: Move, how: 'accept' | 'leave' = 'accept'): void {
    const row = activeRow.value
    const column = activeColumn.value
    const input = grid.input.value
    if (!editing.value || !row || !column || !input) return go(move)
    const raw = composing ? input.value.replaceAll("'", '') : input.value
    const text = raw.trim()
    const { combobox } = grid
    const cell = { id: row.id, column, text: raw, reason: 'edit' } as const
    if (!column.list || text === '') {
      rest()
      if (raw !== startText || isRefused(row.id, column)) void grid.resolver().commit({ ...cell, pick: 'exact' })
      return go(move)
    }
    if (how === 'leave') {
      rest()
      if (raw !== startText) void grid.resolver().commit({ ...cell, pick: 'exact' })
      return go(move)
    }
    const place = combobox.highlighted.value
    const browsing = combobox.list.value !== null && combobox.query.value === ''
    if (raw === startText && combobox.list.value === null) {
      rest()
      return go(move)
    }
    if ((combobox.query.value === text || browsing) && !combobox.loading.value && !combobox.failed.value) {
      const option = combobox.options.value[place]
      if (option) {
        rest()
        grid.resolver().choose(row.id, column, option, 'edit')
        return go(move)
      }
      const onCreate = place === combobox.options.value.length
      if (onCreate && combobox.createLabel.value !== null) return void create(text, row, column, move)
      return
    }
    if (browsing) return combobox.close()
    const answer = combobox.takeAnswer(text) ?? undefined
    rest()
    void grid.resolver().commit({ ...cell, text, pick: { place: answer ? place : 0 }, answer })
    go(move)
  }

  /** A line of the list was clicked. */
  function chooseLine(place: number, move: Move) {
    grid.combobox.highlighted.value = place
    const row = activeRow.value
    const column = activeColumn.value
    const option = grid.combobox.options.value[place]
    if (!row || !column) return
    if (!option) return void create(grid.combobox.query.value, row, column, move)
    rest()
    grid.resolver().choose(row.id, column, option, 'edit')
    go(move)
  }

  async function create(text: string, row: R, column: GridColumn<R>, move: Move) {
    const run = column.list?.create?.run
    if (!run) return
    grid.combobox.close()
    creating.value = true
    const option = await run(text, row).finally(() => (creating.value = false))
    grid.input.value?.focus({ preventScroll: true })
    if (!option) return
    rest()
    grid.resolver().choose(row.id, column, option, 'edit')
    go(move)
  }

  function isRefused(id: string, column: GridColumn<R>) {
    return grid.model().rejected.get(id)?.[column.key] !== undefined
  }

  function go(move: Move) {
    if (!move) return
    if ('id' in move) return select(move)
    const at = active.value
    if (!at) return
    const model = grid.model()
    const next = walkFrom(model.rows, grid.columns(), at, move.walk, move.direction)
    if (next) return select(next)
    if (move.direction > 0 && !addRow() && !grid.readonly()) grid.finished()
  }

  /** A new row at the end with the cursor in it; not behind an empty one, whose texts may still be awaited. */
  function addRow(): boolean {
    const model = grid.model()
    const last = model.rows.at(-1)
    const lastIsBlank = last !== undefined && model.isBlank(last) && !grid.resolver().pending.has(last.id)
    if (lastIsBlank || grid.readonly() || !grid.canAdd()) return false
    insertRow(model.rows.length)
    return true
  }

  function insertRow(index: number) {
    const row = grid.model().newRow()
    grid.model().apply([{ type: 'insert', index, row }], { reason: 'insert', at: active.value })
    select(firstStop(grid.columns(), row, 'stops'))
  }

  function undo() {
    if (abandoned && active.value?.id === abandoned.at.id && active.value.column === abandoned.at.column) {
      begin(abandoned.text)
      abandoned = null
      typed()
      return
    }
    const at = grid.model().undo()
    if (at) select(at)
  }

  function redo() {
    const at = grid.model().redo()
    if (at) select(at)
  }

  return {
    active,
    activeRow,
    activeColumn,
    anchor,
    editing,
    creating,
    canEdit,
    select,
    begin,
    typed,
    openList,
    cancel,
    rest,
    commit,
    chooseLine,
    go,
    addRow,
    insertRow,
    undo,
    redo,
    /** True while the input blurs only to end a composition. */
    isQuiet: () => quiet,
    setComposing: (value: boolean) => {
      composing = value
    },
    /** The input method has handed over its text: what stands in the field now is what was meant. */
    composed: () => {
      composing = false
      // A composition given up without a text has not touched the cell.
      if (!quiet && begunByComposition && grid.input.value?.value === '') rest()
      else typed()
    },
  }
}
