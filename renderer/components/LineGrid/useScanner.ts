import type { GridModel } from './model.ts'
import type { Resolver } from './resolver.ts'
import { createScanDetector, shortestBarcode } from './scanDetector.ts'
import { isEditable } from './types.ts'
import type { GridColumn, GridRow, Scan } from './types.ts'
import type { Editor } from './useEditor.ts'

/**
 * Barcode scanners. A scanned code never changes a line that is filled already: it goes to the parent first (which may add one
 * to the line that has it), and otherwise into the empty line at the cursor or a new one at the end, matched by code only.
 */
export function useScanner<R extends GridRow>(grid: {
  model: () => GridModel<R>
  columns: () => readonly GridColumn<R>[]
  readonly: () => boolean
  resolver: () => Resolver<R>
  editor: Editor<R>
  input: () => HTMLInputElement | null
  handle: (scan: Scan<R>) => boolean | Promise<boolean>
}) {
  const { editor } = grid
  const detector = createScanDetector()
  let atBurst = { editing: false, text: '' }
  let queue: Promise<unknown> = Promise.resolve()

  /** Watches every key; true when the key was the Enter of a scan, which the grid then must not take for its own. */
  function observe(event: KeyboardEvent): boolean {
    if (detector.startsNew(event.timeStamp))
      atBurst = { editing: editor.editing.value, text: grid.input()?.value ?? '' }
    const code = detector.key(event)
    const column = grid.columns().find((one) => one.scan)
    if (code === null || !column || grid.readonly()) return false
    const text = grid.input()?.value.trim() ?? ''
    if (editor.activeColumn.value?.key === column.key) {
      // More than the burst stands in the field: a scanner that stuttered, or a hand before it. Enter then means the whole text.
      if (text.length > code.length && text.endsWith(code)) return false
    } else if (code.length < shortestBarcode) return false // Where people type figures a short burst is a figure.
    const scan = { code, row: editor.activeRow.value, column: editor.activeColumn.value?.key ?? column.key }
    editor.rest()
    if (atBurst.editing && atBurst.text !== '' && scan.column !== column.key) {
      editor.begin(atBurst.text)
      editor.commit(null)
    }
    const before = queue
    queue = (async () => {
      await Promise.allSettled([before])
      await take(scan, column)
    })()
    return true
  }

  async function take(scan: Scan<R>, column: GridColumn<R>) {
    if (await grid.handle(scan)) return
    const model = grid.model()
    const group = model.newGroup()
    const row = blankRow(column) ?? addRow(group)
    const at = { id: row.id, column: column.key }
    const followed = editor.active.value
    const found = await grid
      .resolver()
      .commit({ id: row.id, column, text: scan.code, reason: 'scan', pick: 'code', group })
    const stayed = editor.active.value?.id === followed?.id && editor.active.value?.column === followed?.column
    if (!stayed || editor.editing.value) return
    editor.select(at)
    if (found) editor.go({ walk: 'stops', direction: 1 })
  }

  function blankRow(column: GridColumn<R>): R | undefined {
    const free = (row: R | undefined) =>
      row && grid.model().isBlank(row) && isEditable(column, row) && !grid.resolver().pending.has(row.id)
        ? row
        : undefined
    return free(editor.activeRow.value) ?? free(grid.model().rows.at(-1))
  }

  function addRow(group: number): R {
    const row = grid.model().newRow()
    grid.model().apply([{ type: 'insert', index: grid.model().rows.length, row }], {
      reason: 'scan',
      group,
      at: editor.active.value,
    })
    return row
  }

  return { observe }
}
