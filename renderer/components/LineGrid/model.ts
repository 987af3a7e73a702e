import { computed, shallowReactive, shallowRef } from 'vue'
import type { ComputedRef } from 'vue'
import type { CellPosition, ChangeReason, GridChange, GridRow, RejectedText, RowChange } from './types.ts'

interface Command<R> {
  readonly group: number
  readonly changes: RowChange<R>[]
  readonly inverses: RowChange<R>[]
  readonly at: CellPosition | null
}

export interface ApplyOptions {
  readonly reason: ChangeReason
  /** Joins the command of this group, see {@link GridModel.apply}. */
  readonly group?: number
  /** Where the cursor goes when the command is undone or redone. */
  readonly at?: CellPosition | null
}

export interface GridModel<R extends GridRow> {
  /** Reactive rows in order; each row is shallow-reactive. Read freely, change only through apply. */
  readonly rows: readonly R[]
  /** Texts that were not understood, by row id and column key. */
  readonly rejected: ReadonlyMap<string, Readonly<Record<string, RejectedText>>>
  readonly canUndo: ComputedRef<boolean>
  readonly canRedo: ComputedRef<boolean>
  row(id: string): R | undefined
  indexOf(id: string): number
  isBlank(row: R): boolean
  newRow(): R
  newGroup(): number
  /**
   * Does the changes as one command and tells the listeners. With the group of an earlier command it joins that one, so that
   * they are undone together: fields which a later command has changed since are left alone (a late answer never overwrites
   * newer typing), and nothing is done when that command has been undone. Returns whether anything changed.
   */
  apply(changes: readonly RowChange<R>[], options: ApplyOptions): boolean
  /** Collects what `work` applies under one group into one change event. */
  batch(work: () => void): void
  undo(): CellPosition | null
  redo(): CellPosition | null
  /** Another document: new rows, empty history. */
  replace(rows: readonly R[]): void
  onChange(listener: (change: GridChange<R>) => void): () => void
}

const historyLimit = 1000

/** Holds the rows of one document with the single command stack that undoes and redoes everything done to them. */
export function createGridModel<R extends GridRow>(source: {
  rows: readonly R[]
  newRow: () => R
  /** A row nobody has filled in yet; Enter never adds a second one behind it. */
  isBlank: (row: R) => boolean
}): GridModel<R> {
  const plainRows = source.rows.map(reactiveRow)
  const rows = shallowReactive<R[]>(plainRows)
  const rejected = shallowReactive(new Map<string, Readonly<Record<string, RejectedText>>>())
  const undoStack = shallowRef<readonly Command<R>[]>([])
  const redoStack = shallowRef<readonly Command<R>[]>([])
  const listeners = new Set<(change: GridChange<R>) => void>()
  let lastGroup = 0
  let collected: { reason: ChangeReason; group: number; changes: RowChange<R>[] }[] | null = null

  /** Searches the plain array, which is ten times faster; reading the length is what makes callers re-run (every move splices). */
  const indexOf = (id: string) => (rows.length > 0 ? plainRows.findIndex((row) => row.id === id) : -1)

  function tell(reason: ChangeReason, group: number, changes: readonly RowChange<R>[]) {
    if (!collected) {
      for (const listener of listeners) listener({ reason, group, changes })
      return
    }
    const last = collected.at(-1)
    if (last && last.group === group && last.reason === reason) last.changes.push(...changes)
    else collected.push({ reason, group, changes: [...changes] })
  }

  /** Does one change; answers with what was really done and its opposite, or null when there was nothing to do. */
  function change(wanted: RowChange<R>): { done: RowChange<R>; inverse: RowChange<R> } | null {
    if (wanted.type === 'insert') {
      const index = Math.min(Math.max(wanted.index, 0), rows.length)
      rows.splice(index, 0, reactiveRow(wanted.row))
      return { done: { ...wanted, row: { ...wanted.row } }, inverse: { type: 'delete', id: wanted.row.id } }
    }
    const index = indexOf(wanted.id)
    const row = rows[index]
    if (!row) return null
    switch (wanted.type) {
      case 'delete':
        rows.splice(index, 1)
        return { done: wanted, inverse: { type: 'insert', index, row: { ...row } } }
      case 'move': {
        const target = Math.min(Math.max(wanted.index, 0), rows.length - 1)
        if (target === index) return null
        rows.splice(index, 1)
        rows.splice(target, 0, row)
        return { done: wanted, inverse: { type: 'move', id: wanted.id, index } }
      }
      case 'reject': {
        const { [wanted.column]: before = null, ...others } = rejected.get(wanted.id) ?? {}
        if (before === wanted.rejected) return null
        const next = wanted.rejected ? { ...others, [wanted.column]: wanted.rejected } : others
        if (Object.keys(next).length > 0) rejected.set(wanted.id, next)
        else rejected.delete(wanted.id)
        return { done: wanted, inverse: { ...wanted, rejected: before } }
      }
      case 'patch': {
        const keys = keysOf(wanted.patch).filter((key) => !Object.is(row[key], wanted.patch[key]))
        if (keys.length === 0) return null
        const inverse = { type: 'patch', id: wanted.id, patch: pick<R>(row, keys) } as const
        const done = { type: 'patch', id: wanted.id, patch: pick<R>(wanted.patch, keys) } as const
        Object.assign(row, done.patch)
        return { done, inverse }
      }
    }
  }

  function changeAll(wanted: readonly RowChange<R>[]) {
    const changes: RowChange<R>[] = []
    const inverses: RowChange<R>[] = []
    for (const one of wanted) {
      const result = change(one)
      if (!result) continue
      changes.push(result.done)
      inverses.push(result.inverse)
    }
    return { changes, inverses }
  }

  function apply(wanted: readonly RowChange<R>[], options: ApplyOptions): boolean {
    const group = options.group ?? ++lastGroup
    const place = undoStack.value.findIndex((command) => command.group === group)
    if (place < 0 && redoStack.value.some((command) => command.group === group)) return false
    const later = place < 0 ? [] : undoStack.value.slice(place + 1)
    const { changes, inverses } = changeAll(later.length > 0 ? withoutTouched(wanted, later) : wanted)
    if (changes.length === 0) return false
    const joined = undoStack.value[place]
    if (joined) {
      joined.changes.push(...changes)
      joined.inverses.push(...inverses)
    } else {
      const command = { group, changes, inverses, at: options.at ?? null }
      undoStack.value = [...undoStack.value.slice(1 - historyLimit), command]
      redoStack.value = []
    }
    tell(options.reason, group, changes)
    return true
  }

  function undo(): CellPosition | null {
    const command = undoStack.value.at(-1)
    if (!command) return null
    undoStack.value = undoStack.value.slice(0, -1)
    const { changes } = changeAll(command.inverses.toReversed())
    redoStack.value = [...redoStack.value, command]
    tell('undo', command.group, changes)
    return command.at
  }

  function redo(): CellPosition | null {
    const command = redoStack.value.at(-1)
    if (!command) return null
    redoStack.value = redoStack.value.slice(0, -1)
    const { changes, inverses } = changeAll(command.changes)
    undoStack.value = [...undoStack.value, { ...command, changes, inverses }]
    tell('redo', command.group, changes)
    return command.at
  }

  return {
    rows,
    rejected,
    canUndo: computed(() => undoStack.value.length > 0),
    canRedo: computed(() => redoStack.value.length > 0),
    row: (id) => rows[indexOf(id)],
    indexOf,
    isBlank: (row) => source.isBlank(row) && !rejected.has(row.id),
    newRow: source.newRow,
    newGroup: () => ++lastGroup,
    apply,
    batch(work) {
      if (collected) return work()
      collected = []
      try {
        work()
      } finally {
        const events = collected
        collected = null
        for (const event of events) tell(event.reason, event.group, event.changes)
      }
    },
    undo,
    redo,
    replace(next) {
      rows.splice(0, rows.length, ...next.map(reactiveRow))
      rejected.clear()
      undoStack.value = []
      redoStack.value = []
    },
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The patches and rejections of a late answer, less everything that later commands have changed themselves. */
function withoutTouched<R extends GridRow>(wanted: readonly RowChange<R>[], later: readonly Command<R>[]) {
  const touched = new Set<string>()
  for (const { changes } of later)
    for (const one of changes) {
      if (one.type === 'patch') for (const key of keysOf(one.patch)) touched.add(`${one.id} field ${String(key)}`)
      if (one.type === 'reject') touched.add(`${one.id} cell ${one.column}`)
      if (one.type === 'insert') touched.add(one.row.id)
    }
  return wanted.flatMap((one): RowChange<R>[] => {
    if (one.type !== 'insert' && touched.has(one.id)) return []
    if (one.type === 'reject') return touched.has(`${one.id} cell ${one.column}`) ? [] : [one]
    if (one.type !== 'patch') throw new Error(`A ${one.type} cannot join an older command: the rows have moved since`)
    const keys = keysOf(one.patch).filter((key) => !touched.has(`${one.id} field ${String(key)}`))
    return [{ ...one, patch: pick<R>(one.patch, keys) }]
  })
}

function reactiveRow<R extends GridRow>(row: R): R {
  return shallowReactive({ ...row })
}

function keysOf<T extends object>(value: T): (keyof T)[] {
  return Object.keys(value) as (keyof T)[]
}

function pick<T extends object>(value: Partial<T>, keys: readonly (keyof T)[]): Partial<T> {
  const picked: Partial<T> = {}
  for (const key of keys) picked[key] = value[key]
  return picked
}
