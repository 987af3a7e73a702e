import { sql } from 'kysely'
import { AppError } from '../../../../shared/errors.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import type { Db } from '../../db/dialect.ts'
import { workerOf } from '../../db/workers/run-on-worker.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { bookCorrections } from './ledger.ts'
import type { ProductReplay } from './recost-replay.ts'
import type { InventoryJobs } from './inventory.worker.ts'

const worker = workerOf<InventoryJobs>(new URL('./inventory.worker.ts', import.meta.url))

/** Products replayed by one thread at a time. */
const BATCH = 500
/** How often a product is tried in one run: movements may come meanwhile, costs may come back to it by another document. */
const TRIES = 20

/** What a run needs of its unit of work. */
export type RecostContext = Pick<CommandContext, 'db' | 'at' | 'newId'>

/** Where and for whom costs are worked out again. */
export interface RecostHost {
  file: string
  reader: Db
  userId: string
  unit<T>(work: (ctx: RecostContext) => Promise<T>): Promise<T>
  signal?: AbortSignal
}

export interface RecostResult {
  /** null: nothing was worth anything else. */
  runId: string | null
  /** Products whose costs changed. */
  products: number
  /** Movements whose value changed. */
  lines: number
  /** What the value of all stock changed by, 1/10000 yuan. */
  difference: number
}

/**
 * Works the costs of products out again: replayed on a worker, what differs is booked in one short unit a product, so that
 * clerks go on meanwhile. Products that others were put together from pass their differences on. What could not be done
 * (goods kept moving) stays pending.
 *
 * @param products which; `pending`: those that wait; `all`: every product that ever moved
 * @throws CANCELLED
 */
export async function recost(host: RecostHost, products: readonly string[] | 'pending' | 'all'): Promise<RecostResult> {
  const result: Run = { runId: null, lines: 0, difference: 0, changed: new Set() }
  const tries = new Map<string, number>()
  let queue = typeof products === 'string' ? await chosen(host.reader, products) : [...products]
  while (queue.length > 0) {
    const batch = queue.slice(0, BATCH)
    queue = queue.slice(BATCH)
    const { file, signal } = host
    const again = new Set<string>()
    for (const replayed of await worker('replay', { file, productIds: batch }, { signal })) {
      if (signal?.aborted) throw new AppError('CANCELLED', {})
      const { productId } = replayed
      tries.set(productId, (tries.get(productId) ?? 0) + 1)
      if (!(await needsWriting(host.reader, replayed))) continue
      const done = await host.unit((ctx) => apply(ctx, host.userId, replayed, result))
      if (!done) again.add(productId)
      else for (const next of replayed.passesTo) again.add(next.productId)
    }
    queue.push(...[...again].filter((id) => !queue.includes(id) && (tries.get(id) ?? 0) < TRIES))
  }
  const { changed, ...found } = result
  return { ...found, products: changed.size }
}

type Run = Omit<RecostResult, 'products'> & { changed: Set<string> }

async function chosen(reader: Db, which: 'pending' | 'all'): Promise<string[]> {
  const rows = await (which === 'pending'
    ? reader.selectFrom('cost_pending').select('product_id').execute()
    : reader.selectFrom('stock_value').select('product_id').distinct().execute())
  return rows.map((row) => row.product_id)
}

async function needsWriting(reader: Db, { productId, differences }: ProductReplay): Promise<boolean> {
  if (differences.length > 0) return true
  const waits = await reader
    .selectFrom('cost_pending')
    .select('product_id')
    .where('product_id', '=', productId)
    .executeTakeFirst()
  return waits !== undefined
}

/** Books what one product's replay found; false when goods have moved since. */
async function apply(ctx: RecostContext, userId: string, found: ProductReplay, run: Run): Promise<boolean> {
  const { productId, differences } = found
  const { movements } = await ctx.db
    .selectFrom('stock_movement')
    .select((eb) => eb.fn.countAll<number>().as('movements'))
    .where('product_id', '=', productId)
    .executeTakeFirstOrThrow()
  if (movements !== found.movements) return false
  await ctx.db.deleteFrom('cost_pending').where('product_id', '=', productId).execute()
  if (differences.length === 0) return true
  const corrections = differences.map(({ movementId, before, after }) => ({ movementId, change: after - before }))
  await bookCorrections(ctx, productId, corrections, new Map(found.lastCosts.map((c) => [c.siteId, c.lastCost])))
  for (const { productId: next, fromDay, documentNumber } of found.passesTo) {
    await ctx.db
      .insertInto('cost_pending')
      .values({ product_id: next, from_day: fromDay, document_number: documentNumber })
      .onConflict((oc) => oc.column('product_id').doUpdateSet({ from_day: sql`min(from_day, excluded.from_day)` }))
      .execute()
  }
  await note(
    ctx,
    userId,
    found,
    run,
    corrections.reduce((sum, c) => sum + c.change, 0),
  )
  return true
}

const LINE_COLUMNS = [
  'run_id',
  'no',
  'product_id',
  'site_id',
  'day',
  'document_type',
  'document_id',
  'document_number',
  'before',
  'after',
] as const

/** Adds a product's differences to the run's before-and-after list; the first of them makes the run. */
async function note(
  ctx: RecostContext,
  userId: string,
  { productId, differences }: ProductReplay,
  run: Run,
  difference: number,
): Promise<void> {
  const runId = run.runId ?? ctx.newId()
  if (run.runId === null) {
    await ctx.db
      .insertInto('cost_run')
      .values({ id: runId, at: ctx.at, created_by: userId, products: 0, difference: 0 })
      .execute()
  }
  await insertRows(
    ctx.db,
    'cost_run_line',
    LINE_COLUMNS,
    differences.map((d, i) => [
      runId,
      run.lines + i + 1,
      productId,
      d.siteId,
      d.day,
      d.documentType,
      d.documentId,
      d.documentNumber,
      d.before,
      d.after,
    ]),
  )
  run.changed.add(productId)
  await ctx.db
    .updateTable('cost_run')
    .set((eb) => ({ difference: eb('difference', '+', difference), products: run.changed.size }))
    .where('id', '=', runId)
    .execute()
  run.runId = runId
  run.lines += differences.length
  run.difference += difference
}
