import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { isCaptured, TABLES, type TableName } from '../../db/tables.ts'
import { decodeChanges, type Change } from '../../db/unit-of-work.ts'
import type { CommandContext, TaskContext } from '../../rpc/context.ts'
import { archiveImportedCustomer, revertCustomer } from '../customers/customers.import.ts'
import { postMovements } from '../inventory/ledger.ts'
import { shortagesOf } from '../inventory/reservations.ts'
import { removeHistoryOrders } from '../orders/orders.import.ts'
import { archiveImportedProduct, revertProduct } from '../products/products.import.ts'
import { reverseEntry } from '../settlement/ledger.ts'
import { archiveImportedSupplier, revertSupplier } from '../suppliers/suppliers.import.ts'
import { revertNode } from '../trees/trees.import.ts'
import { revertUser } from '../users/users.import.ts'
import { fail } from './check-run.ts'
import { Checkpointer, MASTER_PAGES } from './checkpointer.ts'
import { loadJob, saveJob, type Job, type KeptRecord } from './job.ts'
import { endRun, startRun, type ImportRun } from './runs.ts'
import { isConstraint } from './steps.ts'
import { stayingSuppliers, takePayableBack } from './undo-suppliers.ts'

const COMMAND = 'imports.undo'

/** Starts taking an import back and returns at once. */
export async function startUndo(ctx: TaskContext, job: Job): Promise<void> {
  const run = startRun(ctx.company, job.id, 'undoing')
  await ctx.unit((unit) => saveJob(unit, job.id, { state: 'undoing' }))
  void undo(ctx, job, run).finally(() => endRun(ctx.company, job.id, run))
}

async function undo(ctx: TaskContext, job: Job, run: ImportRun): Promise<void> {
  const checkpointer = new Checkpointer(ctx.company.file)
  try {
    const kept = await takeBack(ctx, job, run, checkpointer)
    await ctx.unit((unit) => saveJob(unit, job.id, { state: 'undone', document: { kept }, finished: true }))
  } catch (error) {
    await fail(ctx, job.id, error)
  } finally {
    await checkpointer.close()
  }
}

/**
 * Takes back what an import wrote, one of its units after the other, as the change log has them: orders first, the oldest
 * first; then everything else, the newest first, so that references go before what they refer to. Each part of a step and its
 * mark are one transaction: an interrupted undo goes on behind the last one. Ledgers are insert-only: their entries are taken back by
 * opposite ones, and their customers and products are put away instead of deleted.
 */
export async function takeBack(
  ctx: TaskContext,
  job: Job,
  run: ImportRun,
  checkpointer: Checkpointer,
): Promise<KeptRecord[]> {
  const { document } = await ctx.unit((unit) => loadJob(unit, job.id))
  const kept = [...document.kept]
  const seqs = await logOf(ctx, job.id)
  const steps = [
    ...seqs.map((seq) => ({ seq, orders: true })),
    ...seqs.toReversed().map((seq) => ({ seq, orders: false })),
  ]
  const columns = await columnsByTable(ctx)
  run.state = 'undoing'
  run.progress = { done: document.undone, total: steps.length }
  let from = document.undonePart ?? 0
  for (let step = document.undone; step < steps.length; step++, from = 0) {
    const { seq, orders } = steps[step]!
    const parts = partsOf((await changesOf(ctx, seq, columns)).filter((c) => isOrder(c) === orders))
    // records of one unit may refer to earlier ones of it, like a region to the region above
    if (!orders) parts.reverse()
    for (let part = from; part < parts.length; part++) {
      const changes = parts[part]!
      const mark = part === parts.length - 1 ? { undone: step + 1, part: 0 } : { undone: step, part: part + 1 }
      kept.push(...(await takeBackPart(ctx, job.id, mark, changes, orders, kept)))
      await setImmediate()
      await checkpointer.relieve(orders ? changes.length : changes.length * MASTER_PAGES)
    }
    run.progress = { ...run.progress, done: step + 1 }
  }
  return kept
}

/** What is done of the undoing: whole steps, and parts of the one under way. */
interface Mark {
  undone: number
  part: number
}

/** Changes taken back in one unit of work, if no single record has more: some milliseconds. */
const PART_CHANGES = 100

/** The changes of a step in parts, always the same ones; those of one record stay together. */
function partsOf(changes: readonly Change[]): Change[][] {
  const records = new Map<Change | string, Change[]>()
  for (const change of changes) {
    const record = records.get(change.root ?? change)
    if (record) record.push(change)
    else records.set(change.root ?? change, [change])
  }
  const parts: Change[][] = []
  for (const record of records.values()) {
    const last = parts.at(-1)
    if (last && last.length + record.length <= PART_CHANGES) last.push(...record)
    else parts.push([...record])
  }
  return parts
}

async function takeBackPart(
  ctx: TaskContext,
  id: string,
  mark: Mark,
  changes: readonly Change[],
  orders: boolean,
  before: readonly KeptRecord[],
): Promise<KeptRecord[]> {
  const work = orders ? takeOrdersBack : takeRecordsBack
  const attempt = (part: readonly Change[]) =>
    ctx.unit(
      async (unit) => {
        const kept = await work(unit, part)
        await saveProgress(unit, id, mark, kept.length > 0 ? [...before, ...kept] : null)
        return kept
      },
      { command: COMMAND, relaxed: true },
    )
  try {
    return await attempt(changes)
  } catch (error) {
    if (!isConstraint(error)) throw error
  }
  // something refers to one of the records: each by itself, the one in use stays
  const kept: KeptRecord[] = []
  for (const root of new Set(changes.map((c) => c.root))) {
    const part = changes.filter((c) => c.root === root)
    try {
      kept.push(...(await attempt(part)))
    } catch (error) {
      if (!isConstraint(error)) throw error
      kept.push({ entity: part[0]!.table, label: labelOf(part[0]!), why: 'in-use' })
    }
  }
  await ctx.unit((unit) => saveProgress(unit, id, mark, [...before, ...kept]))
  return kept
}

async function takeOrdersBack(ctx: CommandContext, changes: readonly Change[]): Promise<KeptRecord[]> {
  const ids = changes.filter((c) => c.table === 'sales_order' && c.op === 'I').map((c) => String(c.key[0]))
  if (ids.length === 0) return []
  const { kept } = await removeHistoryOrders(ctx, ids)
  return kept.map((o): KeptRecord => ({ entity: 'sales_order', label: o.sourceNumber, why: 'changed' }))
}

async function takeRecordsBack(ctx: CommandContext, changes: readonly Change[]): Promise<KeptRecord[]> {
  const kept = [...(await takeStockBack(ctx, changes)), ...(await takeOpeningsBack(ctx, changes))]
  const staying = await stayingRecords(ctx, changes)
  for (const change of changes.toReversed()) {
    const reason = change.root === null ? undefined : staying.get(change.root)
    if (reason !== undefined) {
      if (change.op === 'I' && PUT_AWAY.has(change.table)) {
        if (reason !== 'changed') await archive(ctx, change)
        kept.push({ entity: change.table, label: labelOf(change), why: reason })
      }
      continue
    }
    const revert = REVERTS[change.table]
    if (!revert) continue
    if ((await revert(ctx, change)) !== 'done')
      kept.push({ entity: change.table, label: labelOf(change), why: 'changed' })
  }
  return kept
}

const isOrder = (change: Change) => change.table === 'sales_order' || change.table === 'sales_order_line'

/** Records that are put away when they cannot go. */
const PUT_AWAY: ReadonlySet<string> = new Set(['customer', 'product', 'supplier'])

const REVERTS: Partial<Record<TableName, typeof revertCustomer>> = {
  customer: revertCustomer,
  customer_contact: revertCustomer,
  customer_address: revertCustomer,
  product: revertProduct,
  product_pack: revertProduct,
  product_barcode: revertProduct,
  product_image: revertProduct,
  supplier: revertSupplier,
  supplier_contact: revertSupplier,
  supplier_address: revertSupplier,
  tree_node: revertNode,
  user_account: revertUser,
}

function archive(ctx: CommandContext, change: Change): Promise<void> {
  const id = String(change.key[0])
  if (change.table === 'supplier') return archiveImportedSupplier(ctx, id)
  return change.table === 'customer' ? archiveImportedCustomer(ctx, id) : archiveImportedProduct(ctx, id)
}

/** Made records that cannot go, by id: changed or used since, or with ledger entries. */
async function stayingRecords(
  ctx: CommandContext,
  changes: readonly Change[],
): Promise<Map<string, 'changed' | 'in-use' | 'archived'>> {
  const staying = new Map<string, 'changed' | 'in-use' | 'archived'>()
  const made = (table: TableName) =>
    JSON.stringify(changes.filter((c) => c.table === table && c.op === 'I').map((c) => c.key[0]))
  const note = async (query: ReturnType<typeof sql<{ id: string }>>, why: 'changed' | 'in-use' | 'archived') => {
    for (const { id } of (await query.execute(ctx.db)).rows) if (!staying.has(id)) staying.set(id, why)
  }
  const customers = made('customer')
  if (customers !== '[]') {
    const ids = sql`(select value as id from json_each(${customers})) m`
    await note(
      sql`select m.id from ${ids} where exists (select 1 from sales_order where customer_id = m.id)
        or exists (select 1 from contract_price where customer_id = m.id)
        or exists (select 1 from money_document where customer_id = m.id)`,
      'in-use',
    )
    await note(sql`select m.id from ${ids} join customer c on c.id = m.id where c.version <> 1`, 'changed')
    await note(
      sql`select m.id from ${ids} where exists (select 1 from receivable_entry where customer_id = m.id)`,
      'archived',
    )
  }
  const products = made('product')
  if (products !== '[]') {
    const ids = sql`(select value as id from json_each(${products})) m`
    await note(
      sql`select distinct product_id as id from sales_order_line
        where product_id in (select value from json_each(${products}))`,
      'in-use',
    )
    await note(sql`select m.id from ${ids} join product p on p.id = m.id where p.version <> 1`, 'changed')
    await note(
      sql`select m.id from ${ids} where exists (select 1 from stock_movement where product_id = m.id)`,
      'archived',
    )
  }
  for (const { query, why } of stayingSuppliers(made('supplier'))) await note(query, why)
  const nodes = made('tree_node')
  if (nodes !== '[]') {
    await note(
      sql`select m.id from (select value as id from json_each(${nodes})) m
        where exists (select 1 from tree_node where parent_id = m.id and id not in (select value from json_each(${nodes})))
          or exists (select 1 from customer where region_id = m.id) or exists (select 1 from product where type_id = m.id)`,
      'in-use',
    )
  }
  const users = made('user_account')
  if (users !== '[]') {
    await note(
      sql`select m.id from (select value as id from json_each(${users})) m
        where exists (select 1 from customer where sales_person_id = m.id)
          or exists (select 1 from sales_order where sales_person_id = m.id)
          or exists (select 1 from user_role where user_id = m.id)`,
      'in-use',
    )
  }
  return staying
}

/** The opposite of opening stock that is still there; its line number is the negative of the line it takes back. */
async function takeStockBack(ctx: CommandContext, changes: readonly Change[]): Promise<KeptRecord[]> {
  const kept: KeptRecord[] = []
  const movements = changes.filter((c) => c.table === 'stock_movement').map((c) => c.after!)
  for (const m of movements) {
    const demand = {
      productId: String(m['product_id']),
      warehouseId: String(m['warehouse_id']),
      quantity: Number(m['quantity']),
    }
    if ((await shortagesOf(ctx, [demand])).length > 0) {
      kept.push({ entity: 'stock_movement', label: await productLabel(ctx, demand.productId), why: 'stock-used' })
      continue
    }
    await postMovements(ctx, [
      {
        ...demand,
        quantity: -demand.quantity,
        value: -Number(m['value']),
        lotId: m['lot_id'] as string | null,
        documentType: 'opening-void',
        documentId: String(m['document_id']),
        documentNumber: String(m['document_number']),
        lineNo: -Number(m['line_no']),
        day: ctx.today,
      },
    ])
  }
  return kept
}

/** The opposite of opening balances of which nothing is paid. */
async function takeOpeningsBack(ctx: CommandContext, changes: readonly Change[]): Promise<KeptRecord[]> {
  const kept: KeptRecord[] = []
  for (const change of changes) {
    if (change.table === 'payable_entry') kept.push(...(await takePayableBack(ctx, change)))
    if (change.table !== 'receivable_entry') continue
    const { id, amount, customer_id } = change.after as { id: string; amount: number; customer_id: string }
    const open = await ctx.db.selectFrom('receivable_open').select('open').where('entry_id', '=', id).executeTakeFirst()
    if (open?.open === amount) {
      await reverseEntry(ctx, id, ctx.today)
      continue
    }
    const customer = await ctx.db
      .selectFrom('customer')
      .select(['code', 'name'])
      .where('id', '=', customer_id)
      .executeTakeFirst()
    kept.push({ entity: 'receivable_entry', label: `${customer?.code ?? ''} ${customer?.name ?? ''}`, why: 'settled' })
  }
  return kept
}

async function productLabel(ctx: CommandContext, id: string): Promise<string> {
  const product = await ctx.db.selectFrom('product').select(['code', 'name']).where('id', '=', id).executeTakeFirst()
  return `${product?.code ?? ''} ${product?.name ?? ''}`.trim()
}

function labelOf(change: Change): string {
  const row = { ...change.before, ...change.after }
  return (
    [row['code'], row['name'] ?? row['barcode'] ?? row['source_number']].filter(Boolean).join(' ') ||
    String(change.key[0])
  )
}

/** Numbers of the log entries that the import wrote, in order. */
async function logOf(ctx: TaskContext, importId: string): Promise<number[]> {
  const rows = await ctx.db
    .selectFrom('change_log')
    .select('seq')
    .where('import_id', '=', importId)
    .orderBy('seq')
    .execute()
  return rows.map((r) => r.seq)
}

async function changesOf(ctx: TaskContext, seq: number, columns: ReadonlyMap<string, string[]>): Promise<Change[]> {
  const { payload } = await ctx.db
    .selectFrom('change_log')
    .select('payload')
    .where('seq', '=', seq)
    .executeTakeFirstOrThrow()
  return decodeChanges(payload, (table) => columns.get(table)!)
}

async function columnsByTable(ctx: TaskContext): Promise<Map<string, string[]>> {
  const columns = new Map<string, string[]>()
  for (const [table, info] of Object.entries(TABLES)) {
    if (!isCaptured(info)) continue
    const hidden: readonly string[] = 'hidden' in info ? info.hidden : []
    const { rows } = await sql<{ name: string }>`select name from pragma_table_info(${table}) order by cid`.execute(
      ctx.db,
    )
    columns.set(
      table,
      rows.map((r) => r.name).filter((name) => !hidden.includes(name)),
    )
  }
  return columns
}

async function saveProgress(ctx: CommandContext, id: string, mark: Mark, kept: KeptRecord[] | null): Promise<void> {
  const progress = sql`document, '$.undone', ${sql.val(mark.undone)}, '$.undonePart', ${sql.val(mark.part)}`
  await ctx.db
    .updateTable('import_job')
    .set({
      document: kept
        ? sql<string>`json_set(${progress}, '$.kept', json(${JSON.stringify(kept)}))`
        : sql<string>`json_set(${progress})`,
    })
    .where('id', '=', id)
    .execute()
}
