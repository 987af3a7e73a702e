import { isEditable } from './types.ts'
import type { CellPosition, CellProblem, GridColumn, GridRow, RejectedText } from './types.ts'

/** Which cells a walk stops at: those of the Enter key, or all that can be edited (Tab). */
export type Walk = 'stops' | 'editable'

/** The next cell of a walk in reading order, or null past either end of the document. */
export function walkFrom<R extends GridRow>(
  rows: readonly R[],
  columns: readonly GridColumn<R>[],
  from: CellPosition,
  walk: Walk,
  direction: 1 | -1,
): CellPosition | null {
  let column = columns.findIndex((one) => one.key === from.column)
  for (let index = rows.findIndex((row) => row.id === from.id); index >= 0 && index < rows.length; index += direction) {
    const row = rows[index]
    if (!row) return null
    for (column += direction; column >= 0 && column < columns.length; column += direction) {
      const candidate = columns[column]
      if (candidate && isStop(candidate, row, walk)) return { id: row.id, column: candidate.key }
    }
    column = direction > 0 ? -1 : columns.length
  }
  return null
}

/** The first cell of a row that a walk stops at; rows without one give their first column. */
export function firstStop<R extends GridRow>(
  columns: readonly GridColumn<R>[],
  row: R,
  walk: Walk,
): CellPosition | null {
  const column =
    columns.find((one) => isStop(one, row, walk)) ?? columns.find((one) => isEditable(one, row)) ?? columns[0]
  return column ? { id: row.id, column: column.key } : null
}

export interface LocatedProblem extends CellProblem {
  readonly at: CellPosition
}

/** Every problem of the document in reading order; texts that were not understood come first in their cell. */
export function problemsInOrder<R extends GridRow>(
  rows: readonly R[],
  columns: readonly GridColumn<R>[],
  problemsOf: (row: R) => readonly CellProblem[],
  rejected: ReadonlyMap<string, Readonly<Record<string, RejectedText>>>,
): LocatedProblem[] {
  const order = new Map(columns.map((column, index) => [column.key, index]))
  const firstColumn = columns[0]?.key ?? ''
  return rows.flatMap((row) => {
    const texts = Object.entries(rejected.get(row.id) ?? {}).map(([column, { error }]): LocatedProblem => {
      return { column, severity: 'error', text: error, at: { id: row.id, column } }
    })
    const found = problemsOf(row).map((problem): LocatedProblem => {
      return { ...problem, at: { id: row.id, column: problem.column ?? firstColumn } }
    })
    return [...texts, ...found].sort((a, b) => (order.get(a.at.column) ?? 0) - (order.get(b.at.column) ?? 0))
  })
}

/** The next error or warning behind a cell, beginning again at the top; null when there is none but possibly its own. */
export function nextProblem<R extends GridRow>(
  problems: readonly LocatedProblem[],
  rows: readonly R[],
  columns: readonly GridColumn<R>[],
  from: CellPosition | null,
): CellPosition | null {
  const serious = problems.filter((problem) => problem.severity !== 'info')
  const rowOrder = new Map(rows.map((row, index) => [row.id, index]))
  const rank = (at: CellPosition) =>
    (rowOrder.get(at.id) ?? -1) * columns.length + columns.findIndex((column) => column.key === at.column)
  const here = from ? rank(from) : -1
  return (serious.find((problem) => rank(problem.at) > here) ?? serious[0])?.at ?? null
}

function isStop<R extends GridRow>(column: GridColumn<R>, row: R, walk: Walk): boolean {
  return (walk === 'editable' || column.stop === true) && isEditable(column, row)
}
