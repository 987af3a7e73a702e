import type { ImportProblemCode, ImportProblemData } from '../../../../../shared/domain/import/problems.ts'
import type { ImportReason } from '../job.ts'
import type { PlanProblem } from '../plan.ts'

/** Row numbers listed with a reason; all of them are in the plan. */
const ROWS_SHOWN = 200

/** Collects what is wrong with an import: every problem of every row, and the same grouped. */
export class ProblemList {
  readonly all: PlanProblem[] = []
  readonly #reasons = new Map<string, ImportReason>()

  add(
    severity: 'error' | 'warning',
    where: { sheet: number; row: number; column?: number | null; field?: string | null },
    code: ImportProblemCode,
    data: ImportProblemData = {},
  ): void {
    const { sheet, row, column = null, field = null } = where
    this.all.push({ sheet, row, column, field, severity, code, data })
    const key = `${severity} ${code} ${field}`
    let reason = this.#reasons.get(key)
    if (!reason) {
      reason = { code, severity, field, count: 0, data, rows: [] }
      this.#reasons.set(key, reason)
    }
    reason.count++
    if (reason.rows.length < ROWS_SHOWN && reason.rows.at(-1) !== row) reason.rows.push(row)
  }

  /** Errors first, the most frequent first. Each has the data of its first problem. */
  reasons(): ImportReason[] {
    return [...this.#reasons.values()].sort(
      (a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning') || b.count - a.count,
    )
  }
}
