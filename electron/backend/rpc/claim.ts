import type { UpdateResult } from 'kysely'
import { AppError } from '../../../shared/errors.ts'

/**
 * Runs an update that names the version the user saw. No row updated: somebody was faster.
 * @throws AppError CONFLICT
 */
export async function claim(
  update: { executeTakeFirst(): Promise<UpdateResult> },
  entity: string,
  id: string,
): Promise<void> {
  const { numUpdatedRows } = await update.executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new AppError('CONFLICT', { entity, id })
}

/** The row, or NOT_FOUND. */
export function found<T>(row: T | undefined, entity: string, id: string): T {
  if (row === undefined) throw new AppError('NOT_FOUND', { entity, id })
  return row
}
