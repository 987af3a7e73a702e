/** The grid's vocabulary. It knows rows, columns and texts, and nothing of orders, money or products. */

/** A line of a document. Everything but the id belongs to the parent. */
export interface GridRow {
  readonly id: string
}

export type CellKind = 'text' | 'combobox' | 'unit' | 'quantity' | 'price' | 'discount' | 'readonly'
export type Severity = 'error' | 'warning' | 'info'
export type Tone = Severity | 'good' | 'quiet'

/** What a column makes of a typed text: fields to change, or the reason why it cannot (already in the user's language). */
export type ParseResult<R> = { readonly patch: Partial<R> } | { readonly error: string }

/** A short mark inside a cell beside its text, such as the source of a price or a shortage. */
export interface CellTag {
  readonly text: string
  readonly tone?: Tone
  readonly title?: string
}

/** Something to say about a row; without a column it concerns the whole row. */
export interface CellProblem {
  readonly column?: string
  readonly severity: Severity
  readonly text: string
}

export interface OptionCell {
  readonly text: string
  readonly tone?: Tone
}

/** One line of a floating list: what it shows and what choosing it changes in the row. */
export interface ListOption<R> {
  readonly key: string
  /** One entry for each of the list's columns. */
  readonly cells: readonly (string | OptionCell)[]
  /** Codes and barcodes that name exactly this option: a scanned or pasted code must equal one of them. */
  readonly codes?: readonly string[]
  readonly patch: Partial<R>
}

export interface ListColumn {
  readonly title: string
  readonly width: number
  readonly align?: 'left' | 'right'
}

/** The floating list of a combobox or unit column. */
export interface CellList<R extends GridRow> {
  readonly columns: readonly ListColumn[]
  /** Best hit first. The signal aborts when the text has changed; an answer that comes anyway is ignored. */
  search(text: string, row: R, signal: AbortSignal): Promise<readonly ListOption<R>[]>
  /** Milliseconds to wait for the next key before asking: 0 on this machine, about 60 over a network. */
  readonly delay?: number
  /** A last line "new …"; run opens the parent's form and answers with the created option, or null when given up. */
  readonly create?: {
    label(text: string): string
    run(text: string, row: R): Promise<ListOption<R> | null>
  }
}

export interface GridColumn<R extends GridRow> {
  readonly key: string
  readonly title: string
  /** Pixels; a width kept by the column store wins. */
  readonly width: number
  /** Share of the window's spare width, 0 when absent. */
  readonly grow?: number
  readonly align?: 'left' | 'right' | 'center'
  readonly kind: CellKind
  /** Without it every kind but readonly can be edited. */
  readonly editable?: (row: R) => boolean
  format(row: R): string
  /** The text F2 starts from; without it the formatted one. */
  readonly editText?: (row: R) => string
  /** Needed by every editable column; of a list column it is asked only for the empty text. */
  readonly parse?: (text: string, row: R) => ParseResult<R>
  /** Enter stops here. */
  readonly stop?: boolean
  /** One line shown under the grid while the cell is active and nothing is wrong with it. */
  readonly help?: string
  readonly list?: CellList<R>
  /** Scanned codes belong into this column. */
  readonly scan?: boolean
  /** + and - on the resting cell. */
  readonly step?: (row: R, direction: 1 | -1) => ParseResult<R>
  /** Row fields this column stands for: Ctrl+D copies them instead of parsing the text of the cell above. */
  readonly fields?: readonly (keyof R)[]
  readonly tags?: (row: R) => readonly CellTag[]
}

/** A text that was typed or pasted and could not be understood: it stays in its cell, in red, until somebody mends it. */
export interface RejectedText {
  readonly text: string
  readonly error: string
}

/** Where somebody is in the grid. */
export interface CellPosition {
  readonly id: string
  readonly column: string
}

export type RowChange<R> =
  | { readonly type: 'patch'; readonly id: string; readonly patch: Partial<R> }
  | { readonly type: 'insert'; readonly index: number; readonly row: R }
  | { readonly type: 'delete'; readonly id: string }
  | { readonly type: 'move'; readonly id: string; readonly index: number }
  | { readonly type: 'reject'; readonly id: string; readonly column: string; readonly rejected: RejectedText | null }

export type ChangeReason = 'edit' | 'insert' | 'delete' | 'move' | 'paste' | 'scan' | 'reply' | 'undo' | 'redo'

/**
 * What happened. A parent that answers an edit with further patches (a price for the chosen product) passes `group` back to
 * `model.apply`, so that one undo takes both back; it never answers `undo`, `redo` or its own `reply`.
 */
export interface GridChange<R> {
  readonly reason: ChangeReason
  readonly group: number
  readonly changes: readonly RowChange<R>[]
}

/** A scanned code with the row and column the cursor was in. */
export interface Scan<R> {
  readonly code: string
  readonly row: R | undefined
  readonly column: string
}

/** A block of plain lines pasted at a cell: a chat message, an e-mail, a list of codes. */
export interface PastedText {
  readonly text: string
  readonly at: CellPosition
}

/** Remembers column widths for a user, by column key. */
export interface ColumnStore {
  load(): Readonly<Record<string, number>>
  save(widths: Readonly<Record<string, number>>): void
}

export function isEditable<R extends GridRow>(column: GridColumn<R>, row: R): boolean {
  if (column.kind === 'readonly') return false
  return column.editable ? column.editable(row) : true
}

export function editTextOf<R extends GridRow>(column: GridColumn<R>, row: R): string {
  return column.editText ? column.editText(row) : column.format(row)
}
