import { formatTsv, isBlock, isPlainLines, parseTsv } from './clipboard.ts'
import type { GridModel } from './model.ts'
import type { Resolver } from './resolver.ts'
import { isEditable } from './types.ts'
import type { GridColumn, GridRow, PastedText } from './types.ts'
import type { Editor } from './useEditor.ts'
import type { Selection } from './useSelection.ts'

/** What a paste did; `beyond` counts texts that fell outside the grid or on cells which cannot be edited. */
export interface PasteReport {
  readonly rows: number
  readonly rejected: number
  readonly beyond: number
}

/** Copies the selection as spreadsheets understand it, and takes blocks from them. */
export function useClipboard<R extends GridRow>(grid: {
  model: () => GridModel<R>
  columns: () => readonly GridColumn<R>[]
  readonly: () => boolean
  canAdd: () => boolean
  resolver: () => Resolver<R>
  editor: Editor<R>
  selection: Selection<R>
  /** The parent may take a block of plain lines (a chat message) itself. */
  offer: (pasted: PastedText) => boolean
  pasted: (report: PasteReport) => void
}) {
  const { editor, selection } = grid

  function copy(event: ClipboardEvent): boolean {
    if (editor.editing.value || !event.clipboardData) return false
    const columns = selection.columns()
    const rows = selection.rows().map((row) => columns.map((column) => textOf(row, column)))
    event.clipboardData.setData('text/plain', formatTsv(rows))
    event.preventDefault()
    return true
  }

  function textOf(row: R, column: GridColumn<R>): string {
    return grid.model().rejected.get(row.id)?.[column.key]?.text ?? column.format(row)
  }

  function paste(event: ClipboardEvent) {
    const text = event.clipboardData?.getData('text/plain') ?? ''
    const at = editor.active.value
    const input = event.target
    if (!at || text === '' || !(input instanceof HTMLInputElement)) return
    const replacesAll = input.selectionStart === 0 && input.selectionEnd === input.value.length
    if (editor.editing.value && !(isBlock(text) && replacesAll)) return
    event.preventDefault()
    if (grid.readonly()) return
    editor.rest()
    if (isPlainLines(text) && grid.offer({ text, at })) return
    void pasteBlock(parseTsv(text))
  }

  /**
   * Puts a block at the cursor, as one undo step: every text goes through its column's parse or search, rows are added as
   * needed, and a single text fills the whole selection.
   */
  async function pasteBlock(block: readonly (readonly string[])[]) {
    const model = grid.model()
    const range = selection.range.value
    if (!range) return
    const single = block.length === 1 && block[0]?.length === 1 ? block[0][0] : undefined
    const filled = single === undefined ? block : selection.rows().map(() => selection.columns().map(() => single))
    const group = model.newGroup()
    const outcomes: Promise<boolean>[] = []
    let beyond = 0
    let rows = 0
    model.batch(() => {
      filled.forEach((texts, offset) => {
        const row = model.rows[range.top + offset] ?? addRow(group)
        if (!row) {
          beyond += texts.length
          return
        }
        rows++
        texts.forEach((text, step) => {
          const column = grid.columns()[range.left + step]
          if (column && isEditable(column, row)) {
            outcomes.push(
              grid.resolver().commit({ id: row.id, column, text: text.trim(), reason: 'paste', pick: 'exact', group }),
            )
          } else if (text.trim() !== '') beyond++
        })
      })
    })
    const results = await Promise.all(outcomes)
    grid.pasted({ rows, rejected: results.filter((ok) => !ok).length, beyond })
  }

  function addRow(group: number): R | undefined {
    if (!grid.canAdd()) return undefined
    const row = grid.model().newRow()
    grid.model().apply([{ type: 'insert', index: grid.model().rows.length, row }], {
      reason: 'paste',
      group,
      at: editor.active.value,
    })
    return grid.model().row(row.id)
  }

  function cut(event: ClipboardEvent, clear: () => void) {
    if (copy(event) && !grid.readonly()) clear()
  }

  return { copy, cut, paste }
}
