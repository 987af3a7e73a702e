import { AppError } from '../../../shared/errors.ts'

/**
 * Keyset cursors: the sort values of the last row of a page, as text the client hands back untouched. Pages start after
 * them, so any depth costs the same (performance.md: OFFSET 100,000 takes 91 ms, keyset 0.3 ms).
 */
export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** @throws INVALID_INPUT when it is not one of ours */
export function decodeCursor<T extends (string | number)[]>(cursor: string | undefined, length: T['length']): T | null {
  if (cursor === undefined) return null
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const valid =
      Array.isArray(values) &&
      values.length === length &&
      values.every((v) => typeof v === 'string' || typeof v === 'number')
    if (valid) return values as T
  } catch {
    // falls through to the named error
  }
  throw new AppError('INVALID_INPUT', { issues: [{ path: 'cursor', message: 'cursor' }] })
}

/** Cuts a page that was read with one row too many. */
export function page<Row, View>(
  rows: readonly Row[],
  limit: number,
  toView: (row: Row) => View,
  keyOf: (row: Row) => (string | number)[],
): { rows: View[]; next: string | null } {
  const shown = rows.slice(0, limit)
  return { rows: shown.map(toView), next: rows.length > limit ? encodeCursor(keyOf(shown.at(-1)!)) : null }
}
