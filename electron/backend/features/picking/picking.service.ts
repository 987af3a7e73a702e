import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PickListView } from '../../../../shared/contract/picking.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { insertRecords } from '../../db/bulk-insert.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { nextNumber } from '../company/numbers.ts'
import { notePicked, startPicking, stopPicking, type PickedLine } from '../shipments/note-picking.ts'
import { dissolveCartons } from './cartons.service.ts'
import { changeList, listRecord, notesOf, requireClaim, requireState, requireVersion, tasksOf } from './pick-store.ts'
import { get } from './picking.queries.ts'

/**
 * Makes a list of draft notes; their quantities stand still until it is finished or they are taken off.
 * @throws RULE NOTE_BEING_PICKED (on another list), PICK_OTHER_WAREHOUSE, PICK_NOTHING; WRONG_STATE when a note is no draft
 */
export async function create(ctx: CommandContext, input: Requests['picking']['create']): Promise<PickListView> {
  const before = await ctx.db.selectFrom('pick_list').select('id').where('id', '=', input.id).executeTakeFirst()
  if (before) return get(ctx, { id: input.id })
  const ids = [...new Set(input.shipmentIds)]
  const notes = await startPicking(ctx, ids)
  const { site_id, warehouse_id } = notes[0]!
  if (notes.some((note) => note.warehouse_id !== warehouse_id)) throw ruleError('PICK_OTHER_WAREHOUSE')
  const tasks = await ctx.db
    .selectFrom('shipment as d')
    .innerJoin('shipment_line as n', 'n.shipment_id', 'd.id')
    .innerJoin('sales_order_line as l', (join) =>
      join.onRef('l.order_id', '=', 'd.order_id').onRef('l.line_no', '=', 'n.order_line_no'),
    )
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .leftJoin('shipment_line_lot as k', (join) =>
      join.onRef('k.shipment_id', '=', 'n.shipment_id').onRef('k.line_no', '=', 'n.line_no'),
    )
    .select(['d.id', 'n.line_no', 'l.product_id', 'k.lot_id', 'n.quantity', 'k.quantity as of_lot'])
    .where('d.id', 'in', ids)
    .where('n.quantity', '>', 0)
    // goods with lots are picked lot by lot; what has none yet cannot be picked
    .where((eb) => eb.or([eb('k.lot_id', 'is not', null), eb('p.lot_tracked', '=', 0)]))
    .orderBy('d.id')
    .orderBy('n.line_no')
    .execute()
  if (tasks.length === 0) throw ruleError('PICK_NOTHING')
  await ctx.db
    .insertInto('pick_list')
    .values({
      id: input.id,
      number: await nextNumber(ctx, 'pickList', site_id),
      site_id,
      warehouse_id,
      kind: input.kind,
      route: input.route,
      remark: input.remark,
      status: 'open',
      day: ctx.today,
      created_by: ctx.user.id,
      created_at: ctx.at,
    })
    .execute()
  await insertRecords(
    ctx.db,
    'pick_note',
    ids.map((shipment_id, i) => ({ list_id: input.id, shipment_id, tote: i + 1 })),
  )
  await insertRecords(
    ctx.db,
    'pick_task',
    tasks.map((task, i) => ({
      list_id: input.id,
      no: i + 1,
      shipment_id: task.id,
      line_no: task.line_no,
      product_id: task.product_id,
      lot_id: task.lot_id,
      quantity: task.of_lot ?? task.quantity,
      picked: 0,
      short_reason: '' as const,
    })),
  )
  return get(ctx, { id: input.id })
}

/** Takes a list: nobody else can pick it then. @throws RULE PICK_CLAIMED naming who has it; WRONG_STATE */
export async function claim(ctx: CommandContext, input: Requests['picking']['claim']): Promise<PickListView> {
  const list = await listRecord(ctx, input.id)
  requireState(list, ['open', 'picking'], 'claim')
  if (list.claimed_by !== ctx.user.id) {
    if (list.claimed_by !== null && !input.takeOver) await requireClaim(ctx, list)
    await changeList(ctx, list, { status: 'picking', claimed_by: ctx.user.id, claimed_at: ctx.at })
  }
  return get(ctx, { id: list.id })
}

/** Gives a list back; what was picked stays picked. @throws RULE PICK_CLAIMED when somebody else has it */
export async function release(ctx: CommandContext, input: Requests['picking']['release']): Promise<PickListView> {
  const list = await listRecord(ctx, input.id)
  if (list.claimed_by === null || list.status !== 'picking') return get(ctx, { id: list.id })
  await requireClaim(ctx, list)
  const begun = (await tasksOf(ctx, list.id)).some((task) => task.picked > 0 || task.short_reason !== '')
  await changeList(ctx, list, { status: begun ? 'picking' : 'open', claimed_by: null, claimed_at: null })
  return get(ctx, { id: list.id })
}

/**
 * Counts goods for a task. @throws RULE PICK_TOO_MUCH (more than the task wants, or less than nothing), PICK_CLAIMED,
 * PICK_NOT_CLAIMED; WRONG_STATE
 */
export async function record(
  ctx: CommandContext,
  input: Requests['picking']['record'],
): Promise<Outputs['picking']['record']> {
  const list = await listRecord(ctx, input.listId)
  const known = await ctx.db.selectFrom('pick_entry').select('id').where('id', '=', input.id).executeTakeFirst()
  if (!known && input.quantity !== 0) {
    requireState(list, ['picking'], 'pick')
    await requireClaim(ctx, list)
    const counted = await ctx.db
      .updateTable('pick_task')
      .set((eb) => ({ picked: eb('picked', '+', input.quantity), short_reason: '' }))
      .where('list_id', '=', list.id)
      .where('no', '=', input.taskNo)
      .where(sql<boolean>`picked + ${input.quantity} between 0 and quantity`)
      .executeTakeFirst()
    const task = await taskOf(ctx, list.id, input.taskNo)
    if (counted.numUpdatedRows !== 1n) throw ruleError('PICK_TOO_MUCH', { line: task.line_no })
    await ctx.db
      .insertInto('pick_entry')
      .values({
        id: input.id,
        list_id: list.id,
        task_no: input.taskNo,
        quantity: input.quantity,
        user_id: ctx.user.id,
        at: ctx.at,
      })
      .execute()
  }
  const { picked } = await taskOf(ctx, list.id, input.taskNo)
  return { taskNo: input.taskNo, picked }
}

/** Says why a task stays short, or that it does not. @throws RULE PICK_CLAIMED, PICK_NOT_CLAIMED; WRONG_STATE */
export async function setShort(
  ctx: CommandContext,
  input: Requests['picking']['setShort'],
): Promise<Outputs['picking']['setShort']> {
  const list = await listRecord(ctx, input.listId)
  requireState(list, ['picking'], 'pick')
  await requireClaim(ctx, list)
  const task = await taskOf(ctx, list.id, input.taskNo)
  const reason = task.picked === task.quantity ? '' : input.reason
  if (reason !== task.short_reason)
    await ctx.db
      .updateTable('pick_task')
      .set({ short_reason: reason })
      .where('list_id', '=', list.id)
      .where('no', '=', input.taskNo)
      .execute()
  return { ok: true }
}

/**
 * Ends picking: every note's lines become what was picked, with the lots that were picked.
 * @throws RULE PICK_UNFINISHED when a task is short and nobody said why; PICK_CLAIMED, PICK_NOT_CLAIMED; CONFLICT, WRONG_STATE
 */
export async function finish(ctx: CommandContext, input: Requests['picking']['finish']): Promise<PickListView> {
  const list = await listRecord(ctx, input.id)
  if (list.status === 'picked' && list.picked_by === ctx.user.id) return get(ctx, { id: list.id })
  requireVersion(list, input.version)
  requireState(list, ['picking'], 'finish')
  await requireClaim(ctx, list)
  const tasks = await tasksOf(ctx, list.id)
  if (tasks.some((task) => task.picked < task.quantity && task.short_reason === '')) throw ruleError('PICK_UNFINISHED')
  for (const { shipment_id } of await notesOf(ctx, list.id)) {
    const own = tasks.filter((task) => task.shipment_id === shipment_id)
    const lines = [...new Set(own.map((task) => task.line_no))].map((lineNo): PickedLine => {
      const parts = own.filter((task) => task.line_no === lineNo)
      return {
        lineNo,
        quantity: parts.reduce((sum, task) => sum + task.picked, 0),
        lots: parts.flatMap(({ lot_id, picked }) =>
          lot_id === null || picked === 0 ? [] : [{ lotId: lot_id, quantity: picked }],
        ),
      }
    })
    await notePicked(ctx, shipment_id, lines)
  }
  await changeList(ctx, list, {
    status: 'picked',
    picked_by: ctx.user.id,
    picked_at: ctx.at,
    claimed_by: null,
    claimed_at: null,
  })
  return get(ctx, { id: list.id })
}

/** The goods were compared with the notes. @throws CONFLICT, WRONG_STATE */
export async function check(ctx: CommandContext, input: Requests['picking']['check']): Promise<PickListView> {
  const list = await listRecord(ctx, input.id)
  if (list.status === 'checked') return get(ctx, { id: list.id })
  requireVersion(list, input.version)
  requireState(list, ['picked'], 'check')
  await changeList(ctx, list, { status: 'checked', checked_by: ctx.user.id, checked_at: ctx.at })
  return get(ctx, { id: list.id })
}

/** Takes one note off a list; the last one takes the list with it. @throws CONFLICT, WRONG_STATE, RULE PICK_CLAIMED */
export async function removeNote(ctx: CommandContext, input: Requests['picking']['removeNote']): Promise<PickListView> {
  const list = await listRecord(ctx, input.id)
  requireVersion(list, input.version)
  requireState(list, ['open', 'picking', 'picked', 'checked'], 'removeNote')
  if (list.claimed_by !== null) await requireClaim(ctx, list)
  const notes = await notesOf(ctx, list.id)
  found(
    notes.find((note) => note.shipment_id === input.shipmentId),
    'shipment',
    input.shipmentId,
  )
  await letGo(ctx, [input.shipmentId])
  if (notes.length === 1) {
    await changeList(ctx, list, { status: 'void', claimed_by: null, claimed_at: null })
    return get(ctx, { id: list.id })
  }
  const tasks = (await tasksOf(ctx, list.id))
    .filter((task) => task.shipment_id === input.shipmentId)
    .map(({ no }) => no)
  if (tasks.length > 0) {
    await ctx.db.deleteFrom('pick_entry').where('list_id', '=', list.id).where('task_no', 'in', tasks).execute()
    await ctx.db.deleteFrom('pick_task').where('list_id', '=', list.id).where('no', 'in', tasks).execute()
  }
  await ctx.db
    .deleteFrom('pick_note')
    .where('list_id', '=', list.id)
    .where('shipment_id', '=', input.shipmentId)
    .execute()
  await changeList(ctx, list, {})
  return get(ctx, { id: list.id })
}

/** Drops a list: its notes can be changed and picked again. @throws CONFLICT, WRONG_STATE, RULE PICK_CLAIMED */
async function voidList(ctx: CommandContext, input: Requests['picking']['void']): Promise<PickListView> {
  const list = await listRecord(ctx, input.id)
  requireVersion(list, input.version)
  requireState(list, ['open', 'picking', 'picked', 'checked'], 'void')
  if (list.claimed_by !== null) await requireClaim(ctx, list)
  await letGo(
    ctx,
    (await notesOf(ctx, list.id)).map((note) => note.shipment_id),
  )
  await changeList(ctx, list, { status: 'void', reason: input.reason, claimed_by: null, claimed_at: null })
  return get(ctx, { id: list.id })
}
export { voidList as void }

/** Frees notes; what has left the house is past picking. @throws WRONG_STATE when one was posted */
async function letGo(ctx: CommandContext, shipmentIds: readonly string[]): Promise<void> {
  const notes = await ctx.db.selectFrom('shipment').select(['id', 'status']).where('id', 'in', shipmentIds).execute()
  for (const note of notes) {
    if (note.status === 'posted')
      throw new AppError('WRONG_STATE', { entity: 'shipment', id: note.id, action: 'unpick', state: note.status })
    await dissolveCartons(ctx, note.id)
    await stopPicking(ctx, note.id)
  }
}

async function taskOf(ctx: CommandContext, listId: string, no: number) {
  const task = await ctx.db
    .selectFrom('pick_task')
    .selectAll()
    .where('list_id', '=', listId)
    .where('no', '=', no)
    .executeTakeFirst()
  return found(task, 'pickTask', String(no))
}
