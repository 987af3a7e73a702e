import { sql } from 'kysely'
import { openPictures, type Pictures } from '../../files/pictures.ts'
import type { CommandContext, TaskContext } from '../../rpc/context.ts'
import { insertCustomers, updateCustomers } from '../customers/customers.import.ts'
import { insertHistoryOrders } from '../orders/orders.import.ts'
import { insertProducts, updateProducts } from '../products/products.import.ts'
import { insertSuppliers, updateSuppliers } from '../suppliers/suppliers.import.ts'
import { pathToNode } from '../trees/branch.ts'
import { salesPersonNamed } from '../users/users.import.ts'
import { fail } from './check-run.ts'
import { Checkpointer, MASTER_PAGES } from './checkpointer.ts'
import { loadJob, saveJob, type Job } from './job.ts'
import { openPlan, type Plan, type PlanChunk, type StoredChunk } from './plan.ts'
import { endRun, importFiles, startRun, type ImportRun } from './runs.ts'
import { isConstraint, Pace } from './steps.ts'
import { takeBack } from './undo.ts'

const COMMAND = 'imports.commit'

/** Starts writing the plan of an import, from the first chunk that is not written yet, and returns at once. */
export async function startCommit(ctx: TaskContext, job: Job): Promise<void> {
  const run = startRun(ctx.company, job.id, 'committing', job.document.counts.rows)
  run.stop = () => {
    run.stopped = true
  }
  await ctx.unit((unit) => saveJob(unit, job.id, { state: 'committing' }))
  void commit(ctx, job, run).finally(() => endRun(ctx.company, job.id, run))
}

/** What chunks refer to: ids that stand in the place of planned ones, and the pictures of the file. */
interface Given {
  ids: ReadonlyMap<string, string>
  pictures: Pictures
}

async function commit(ctx: TaskContext, job: Job, run: ImportRun): Promise<void> {
  const plan = openPlan(importFiles(ctx.company, job.id).plan)
  const checkpointer = new Checkpointer(ctx.company.file)
  try {
    if (!plan) throw new Error('the plan of the import is missing')
    const failed = await writePlan(ctx, job, run, plan, checkpointer)
    if (run.stopped) {
      const kept = await takeBack(ctx, job, run, checkpointer)
      return await ctx.unit((unit) => saveJob(unit, job.id, { state: 'cancelled', document: { kept }, finished: true }))
    }
    await ctx.unit(async (unit) => {
      const { document } = await loadJob(unit, job.id)
      const { counts } = document
      const rest = { ...counts, created: counts.created - failed, rejected: counts.rejected + failed }
      await saveJob(unit, job.id, { state: 'done', document: { counts: rest }, finished: true })
    })
  } catch (error) {
    await fail(ctx, job.id, error)
  } finally {
    plan?.close()
    await checkpointer.close()
  }
}

/** @returns records that somebody else's work meanwhile made impossible (a code taken since the check) */
async function writePlan(
  ctx: TaskContext,
  job: Job,
  run: ImportRun,
  plan: Plan,
  checkpointer: Checkpointer,
): Promise<number> {
  const prepared = plan.prepared()
  if (!prepared) throw new Error('the plan of the import is not complete')
  const importId = job.id
  const ids = await ctx.unit((unit) => makeReferences(unit, plan), { command: COMMAND, importId })
  const given: Given = { ids, pictures: openPictures(importFiles(ctx.company, job.id).pictures) }
  const pace = new Pace(ctx.company.units)
  let failed = 0
  let no = job.document.committed + 1
  run.progress = { done: 0, total: prepared.rows }
  while (no <= prepared.chunks && !run.stopped) {
    const chunks: StoredChunk[] = []
    const goesOn = () => no + chunks.length <= prepared.chunks && !run.stopped && pace.hasTime
    pace.beginUnit()
    try {
      await ctx.unit(
        async (unit) => {
          do {
            const slice = plan.chunks(no + chunks.length, pace.rows)
            chunks.push(...slice)
            pace.begin()
            await writeChunk(unit, joined(slice), given)
            await pace.end(weightOf(slice))
          } while (goesOn())
          await markCommitted(unit, job.id, chunks.at(-1)!.no)
        },
        { command: COMMAND, importId, relaxed: true },
      )
    } catch (error) {
      if (!isConstraint(error)) throw error
      for (const chunk of chunks) failed += await writeSingly(ctx, job.id, chunk, given)
    }
    no = chunks.at(-1)!.no + 1
    run.progress = { ...run.progress, done: run.progress.done + chunks.reduce((sum, c) => sum + c.rows, 0) }
    const written = weightOf(chunks)
    await checkpointer.relieve(isOrders(chunks) ? written : written * MASTER_PAGES)
  }
  return failed
}

const weightOf = (chunks: readonly StoredChunk[]) => chunks.reduce((sum, c) => sum + c.weight, 0)

/** Chunks that follow one another as one: the plan has all records of a kind before those that refer to them. */
function joined(chunks: readonly StoredChunk[]): PlanChunk {
  if (chunks.length === 1) return chunks[0]!.chunk
  const whole: Record<string, unknown[]> = {}
  for (const { chunk } of chunks) {
    for (const [key, records] of Object.entries(chunk)) (whole[key] ??= []).push(...(records as unknown[]))
  }
  return whole as PlanChunk
}

/** A chunk of a unit that the database refused: in a unit of its own, and record by record when it is the one at fault. */
async function writeSingly(
  ctx: TaskContext,
  importId: string,
  { no, chunk }: StoredChunk,
  given: Given,
): Promise<number> {
  try {
    await ctx.unit(
      async (unit) => {
        await writeChunk(unit, chunk, given)
        await markCommitted(unit, importId, no)
      },
      { command: COMMAND, importId, relaxed: true },
    )
    return 0
  } catch (error) {
    if (!isConstraint(error)) throw error
  }
  const failed = await writeOneByOne(ctx, chunk, given, importId)
  await ctx.unit((unit) => markCommitted(unit, importId, no))
  return failed
}

const isOrders = (chunks: readonly { chunk: PlanChunk }[]) => chunks.every((c) => c.chunk.orders)

async function writeChunk(ctx: CommandContext, chunk: PlanChunk, { ids, pictures }: Given): Promise<void> {
  const placed = ids.size === 0 ? chunk : withIds(chunk, ids)
  if (placed.newCustomers) await insertCustomers(ctx, placed.newCustomers)
  if (placed.customerChanges) await updateCustomers(ctx, placed.customerChanges)
  if (placed.newProducts) await insertProducts(ctx, placed.newProducts, pictures.bytes)
  if (placed.productChanges) await updateProducts(ctx, placed.productChanges, pictures.bytes)
  if (placed.orders) await insertHistoryOrders(ctx, placed.orders)
  if (placed.newSuppliers) await insertSuppliers(ctx, placed.newSuppliers)
  if (placed.supplierChanges) await updateSuppliers(ctx, placed.supplierChanges)
}

/** Each record in a unit of its own; a record whose id is there already was written before an interruption. */
async function writeOneByOne(ctx: TaskContext, chunk: PlanChunk, given: Given, importId: string): Promise<number> {
  let failed = 0
  for (const [key, records] of Object.entries(chunk) as [keyof PlanChunk, { id: string }[]][]) {
    for (const record of records) {
      try {
        await ctx.unit(
          async (unit) => {
            if (await isWritten(unit, key, record.id)) return
            await writeChunk(unit, { [key]: [record] }, given)
          },
          { command: COMMAND, importId, relaxed: true },
        )
      } catch (error) {
        if (!isConstraint(error)) throw error
        failed += key === 'orders' ? (record as NonNullable<PlanChunk['orders']>[number]).lines.length : 1
      }
    }
  }
  return failed
}

/** Where records that are made anew stand; changes of records make none. */
const MADE_IN: Partial<Record<keyof PlanChunk, 'customer' | 'product' | 'sales_order' | 'supplier'>> = {
  newCustomers: 'customer',
  newProducts: 'product',
  orders: 'sales_order',
  newSuppliers: 'supplier',
}

async function isWritten(ctx: CommandContext, key: keyof PlanChunk, id: string): Promise<boolean> {
  const table = MADE_IN[key]
  if (table === undefined) return false
  return (await ctx.db.selectFrom(table).select('id').where('id', '=', id).executeTakeFirst()) !== undefined
}

/** Regions, types and sales persons that rows name; where somebody made one meanwhile, its id takes the planned one's place. */
async function makeReferences(ctx: CommandContext, plan: Plan): Promise<Map<string, string>> {
  const { regions, types, users } = plan.references()
  const ids = new Map<string, string>()
  for (const [kind, nodes] of [
    ['region', regions],
    ['product-type', types],
  ] as const) {
    // parents come before their children, so each call makes one node at most
    for (const { id, path } of nodes) {
      const actual = await pathToNode({ ...ctx, newId: () => id }, kind, path)
      if (actual !== null && actual !== id) ids.set(id, actual)
    }
  }
  for (const { id, name } of users) {
    const actual = await salesPersonNamed(ctx, id, name)
    if (actual !== id) ids.set(id, actual)
  }
  return ids
}

function withIds(chunk: PlanChunk, ids: ReadonlyMap<string, string>): PlanChunk {
  const text = JSON.stringify(chunk)
  return JSON.parse(
    text.replace(/"([0-9A-HJKMNP-TV-Z]{26})"/g, (whole, id: string) => {
      const actual = ids.get(id)
      return actual === undefined ? whole : `"${actual}"`
    }),
  ) as PlanChunk
}

async function markCommitted(ctx: CommandContext, id: string, chunk: number): Promise<void> {
  await ctx.db
    .updateTable('import_job')
    .set({ document: sql<string>`json_set(document, '$.committed', ${sql.val(chunk)})` })
    .where('id', '=', id)
    .execute()
}
