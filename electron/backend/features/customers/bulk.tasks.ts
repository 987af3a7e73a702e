import { setImmediate } from 'node:timers/promises'
import type { BulkChange, BulkRun } from '../../../../shared/contract/customer-file.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import { AppError } from '../../../../shared/errors.ts'
import { revertChange } from '../../db/revert-change.ts'
import { decodeChanges, type Change } from '../../db/unit-of-work.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext, TaskContext } from '../../rpc/context.ts'
import { changedColumns, get, rowsOf } from './bulk.queries.ts'
import { requireOwnValues } from './own-fields.ts'

/** Customers changed in one unit of work: some milliseconds. */
const SLICE = 100

/**
 * `customerBulk.run`: changes every customer meant, in slices between the clerks' own work. Each customer is looked at
 * again in its slice. The same id again changes nothing.
 * @throws NOT_FOUND, RULE OWN_FIELD_UNKNOWN, OWN_VALUE_INVALID, CANCELLED (what is done stays and can be undone)
 */
export async function run(ctx: TaskContext, input: Requests['customerBulk']['run']): Promise<BulkRun> {
  const { id, target, change } = input
  const known = await ctx.db.selectFrom('customer_bulk').select('id').where('id', '=', id).executeTakeFirst()
  if (known) return get(ctx, { id })
  await requireReferences(ctx, change)
  const ids = (await rowsOf(ctx, target)).map((row) => row.id)
  await ctx.unit((unit) =>
    unit.db
      .insertInto('customer_bulk')
      .values({
        id,
        change: JSON.stringify(change),
        total: ids.length,
        state: 'running',
        created_by: unit.user.id,
        created_at: unit.at,
      })
      .execute(),
  )
  for (let from = 0; from < ids.length; from += SLICE) {
    if (ctx.signal?.aborted) throw new AppError('CANCELLED', {})
    const slice = ids.slice(from, from + SLICE)
    await ctx.unit(
      async (unit) => {
        const changed = await changeSlice(unit, slice, change)
        await unit.db
          .updateTable('customer_bulk')
          .set((eb) => ({ done: from + slice.length, changed: eb('changed', '+', changed) }))
          .where('id', '=', id)
          .execute()
      },
      { importId: id },
    )
    await setImmediate()
  }
  await ctx.unit((unit) => unit.db.updateTable('customer_bulk').set({ state: 'done' }).where('id', '=', id).execute())
  return get(ctx, { id })
}

/** @returns how many were different */
async function changeSlice(unit: CommandContext, ids: string[], change: BulkChange): Promise<number> {
  let changed = 0
  let stop = await lastStop(unit, change.routeId)
  for (const row of await rowsOf(unit, { ids })) {
    const columns = changedColumns(row, change)
    if (Object.keys(columns).length === 0) continue
    const place = 'route_id' in columns ? { route_stop: columns.route_id === null ? 0 : ++stop } : {}
    await unit.db
      .updateTable('customer')
      .set((eb) => ({ ...columns, ...place, updated_at: unit.at, version: eb('version', '+', 1) }))
      .where('id', '=', row.id)
      .execute()
    changed++
  }
  return changed
}

async function lastStop(unit: CommandContext, routeId: string | null | undefined): Promise<number> {
  if (!routeId) return 0
  const { last } = await unit.db
    .selectFrom('customer')
    .select((eb) => eb.fn.max<number | null>('route_stop').as('last'))
    .where('route_id', '=', routeId)
    .executeTakeFirstOrThrow()
  return last ?? 0
}

/** What a change points at must be there. */
async function requireReferences(ctx: QueryContext, change: BulkChange): Promise<void> {
  const { regionId, salesPersonId, routeId, own } = change
  const exists = async (table: 'tree_node' | 'user_account' | 'delivery_route', id: string | null | undefined) => {
    if (id) found(await ctx.db.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst(), table, id)
  }
  await exists('tree_node', regionId)
  await exists('user_account', salesPersonId)
  await exists('delivery_route', routeId)
  if (own) await requireOwnValues(ctx, own)
}

/**
 * `customerBulk.undo`: gives every customer the values from before, but what was changed again since stays.
 * @throws NOT_FOUND
 */
export async function undo(ctx: TaskContext, { id }: Requests['customerBulk']['undo']): Promise<BulkRun> {
  const { state } = await get(ctx, { id })
  if (state === 'undone') return get(ctx, { id })
  const log = await ctx.db
    .selectFrom('change_log')
    .select(['seq', 'payload', 'command'])
    .where('import_id', '=', id)
    .orderBy('seq', 'desc')
    .execute()
  for (const { payload, command } of log) {
    if (command !== 'customerBulk.run') continue
    // the run's own units hold changes only, which carry their columns' names
    const changes = decodeChanges(payload, () => [])
    await ctx.unit(async (unit) => {
      const kept = await revertSlice(unit, changes)
      await unit.db
        .updateTable('customer_bulk')
        .set((eb) => ({ state: 'undoing', kept: eb('kept', '+', kept) }))
        .where('id', '=', id)
        .execute()
    })
    await setImmediate()
  }
  await ctx.unit((unit) =>
    unit.db.updateTable('customer_bulk').set({ state: 'undone', undone_at: unit.at }).where('id', '=', id).execute(),
  )
  return get(ctx, { id })
}

/** @returns customers of which something was changed again since */
async function revertSlice(unit: CommandContext, changes: readonly Change[]): Promise<number> {
  let kept = 0
  for (const change of changes) if ((await revertChange(unit, change)) !== 'done') kept++
  return kept
}
