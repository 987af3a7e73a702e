import { shallowReactive } from 'vue'
import type { GridModel } from './model.ts'
import type { GridTexts } from './texts.ts'
import type { ChangeReason, GridColumn, GridRow, ListOption, ParseResult, RejectedText, RowChange } from './types.ts'

/**
 * How a text of a list column becomes an option: the hit at a place in the list (Enter, Tab), only what names it exactly by
 * code or is the only hit (paste, leaving the cell), or only an equal code (scanner).
 */
export type PickRule = { readonly place: number } | 'exact' | 'code'

interface CellOf<R extends GridRow> {
  readonly id: string
  readonly column: GridColumn<R>
  readonly reason: ChangeReason
  readonly group?: number
}

export interface CellText<R extends GridRow> extends CellOf<R> {
  readonly text: string
  readonly pick: PickRule
  /** The answer to exactly this text when it has been asked for already. */
  readonly answer?: Promise<readonly ListOption<R>[]>
}

export interface Resolver<R extends GridRow> {
  /** Texts whose answer is awaited, by row id and column key. */
  readonly pending: ReadonlyMap<string, Readonly<Record<string, string>>>
  /** Puts a text into a cell. Resolves when the row has changed or the text has been refused and kept in red. */
  commit(cell: CellText<R>): Promise<boolean>
  choose(id: string, column: GridColumn<R>, option: ListOption<R>, reason: ChangeReason, group?: number): void
}

/** Searches at once while pasting many rows, so that an answering backend keeps room for whoever is typing. */
const searchesAtOnce = 6

/**
 * Turns typed texts into row changes without ever making the typist wait: a text that needs an answer is remembered with its
 * row, later texts of the same row queue behind it (a quantity is read with the units of the product above it), and other
 * rows go on independently. Nothing is dropped: what cannot be understood stays in its cell as a rejected text.
 */
export function createResolver<R extends GridRow>(model: GridModel<R>, texts: () => GridTexts): Resolver<R> {
  const pending = shallowReactive(new Map<string, Readonly<Record<string, string>>>())
  const chains = new Map<string, Promise<unknown>>()
  const waiting: (() => void)[] = []
  let searches = 0

  function commit(cell: CellText<R>): Promise<boolean> {
    const before = chains.get(cell.id)
    const asksList = cell.column.list !== undefined && cell.text.trim() !== ''
    if (!before && !asksList) return Promise.resolve(parseInto(cell))
    markPending(cell, cell.text)
    const run = async () => {
      if (before) await Promise.allSettled([before])
      return asksList ? await searchInto(cell) : parseInto(cell)
    }
    const outcome = run().finally(() => {
      markPending(cell, null)
      if (chains.get(cell.id) === outcome) chains.delete(cell.id)
    })
    chains.set(cell.id, outcome)
    return outcome
  }

  function parseInto(cell: CellText<R>): boolean {
    const row = model.row(cell.id)
    if (!row) return false
    const parsed = cell.column.parse?.(cell.text, row) ?? withoutParse(cell)
    if ('error' in parsed) return refuse(cell, parsed.error)
    put(cell, [{ type: 'patch', id: cell.id, patch: parsed.patch }, ...accept(cell)])
    return true
  }

  /** A list column that has no empty state (a unit) keeps what it has when its text is deleted. */
  function withoutParse(cell: CellText<R>): ParseResult<R> {
    return cell.column.list ? { patch: {} } : { error: texts().notEditable }
  }

  async function searchInto(cell: CellText<R>): Promise<boolean> {
    const row = model.row(cell.id)
    if (!row || !cell.column.list) return false
    let options: readonly ListOption<R>[]
    try {
      options = await (cell.answer ?? searchWithin(cell.column.list, cell.text.trim(), row))
    } catch {
      return refuse(cell, texts().searchFailed)
    }
    if (!model.row(cell.id)) return false
    const option = pickFrom(options, cell.text.trim(), cell.pick)
    if (!option) return refuse(cell, refusal(options, cell))
    choose(cell.id, cell.column, option, cell.reason, cell.group)
    return true
  }

  async function searchWithin(list: NonNullable<GridColumn<R>['list']>, text: string, row: R) {
    if (searches >= searchesAtOnce) await new Promise<void>((resolve) => waiting.push(resolve))
    searches++
    try {
      return await list.search(text, row, new AbortController().signal)
    } finally {
      searches--
      waiting.shift()?.()
    }
  }

  function refusal(options: readonly ListOption<R>[], cell: CellText<R>): string {
    const text = cell.text.trim()
    if (cell.pick === 'code') return texts().unknownCode(text)
    return options.length > 0 ? texts().notChosen(text) : texts().noHit(text)
  }

  function choose(id: string, column: GridColumn<R>, option: ListOption<R>, reason: ChangeReason, group?: number) {
    const cell = { id, column, reason, group }
    put(cell, [{ type: 'patch', id, patch: option.patch }, ...accept(cell)])
  }

  function put({ id, column, reason, group }: CellOf<R>, changes: readonly RowChange<R>[]) {
    model.apply(changes, { reason, group, at: { id, column: column.key } })
  }

  function accept({ id, column }: CellOf<R>): RowChange<R>[] {
    if (!model.rejected.get(id)?.[column.key]) return []
    return [{ type: 'reject', id, column: column.key, rejected: null }]
  }

  function refuse(cell: CellText<R>, error: string): false {
    const rejected: RejectedText = { text: cell.text, error }
    put(cell, [{ type: 'reject', id: cell.id, column: cell.column.key, rejected }])
    return false
  }

  function markPending({ id, column }: CellOf<R>, text: string | null) {
    const { [column.key]: _, ...others } = pending.get(id) ?? {}
    const next = text === null ? others : { ...others, [column.key]: text }
    if (Object.keys(next).length > 0) pending.set(id, next)
    else pending.delete(id)
  }

  return { pending, commit, choose }
}

export function pickFrom<R>(
  options: readonly ListOption<R>[],
  text: string,
  pick: PickRule,
): ListOption<R> | undefined {
  if (typeof pick === 'object') return options[Math.min(pick.place, options.length - 1)]
  const wanted = text.toLowerCase()
  const byCode = options.find((option) => option.codes?.some((code) => code.toLowerCase() === wanted))
  if (byCode || pick === 'code') return byCode
  if (options.length === 1) return options[0]
  return options.find((option) => option.cells.some((cell) => (typeof cell === 'string' ? cell : cell.text) === text))
}
