import { sql } from 'kysely'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PriceChange } from '../../../../shared/contract/pricing.ts'
import {
  readTiers,
  sameTiers,
  tierText,
  type PriceCell,
  type Tier,
} from '../../../../shared/domain/pricing/price-cell.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import { insertRows } from '../../db/bulk-insert.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext, TaskContext } from '../../rpc/context.ts'
import { isHidden } from '../products/mask.ts'
import { cellsOn, writeCell } from './price-cells.ts'

/** Prices written in one unit of work: a few milliseconds, so that orders go on being submitted meanwhile. */
const CHANGES_AT_ONCE = 100

type ChangeView = Outputs['pricing']['apply']

/**
 * Puts prices in force, now or from a day on, in small units of work; each price keeps what was there, so that the whole can
 * be taken back. Sent again with the same id it goes on where it stopped and changes nothing twice.
 * @throws NOT_FOUND product or customer, RULE UNIT_UNKNOWN, FORBIDDEN for a price hidden from the user
 */
export async function apply(ctx: TaskContext, input: Requests['pricing']['apply']): Promise<ChangeView> {
  const { id, source, fileName, changes } = input
  for (const change of changes) refuseHidden(ctx, change)
  const fromDay = input.fromDay !== null && input.fromDay > ctx.today ? input.fromDay : null
  for (let from = 0; from < changes.length; from += CHANGES_AT_ONCE) {
    const some = changes.slice(from, from + CHANGES_AT_ONCE)
    await ctx.unit(async (unit) => {
      const existing = await changeRecord(unit, id)
      if (existing && existing.line_count > from) return
      if (existing) {
        await unit.db
          .updateTable('price_change')
          .set({ line_count: from + some.length, version: existing.version + 1 })
          .where('id', '=', id)
          .execute()
      } else {
        await unit.db
          .insertInto('price_change')
          .values({
            id,
            source,
            file_name: fileName,
            from_day: fromDay,
            line_count: some.length,
            created_by: unit.user.id,
            created_at: unit.at,
            undone_at: null,
          })
          .execute()
      }
      await writeChanges(unit, id, from, some, fromDay)
    })
  }
  return changeView(ctx, id)
}

/** Price changes, the newest first. */
export async function changes(
  ctx: QueryContext,
  input: Requests['pricing']['changes'],
): Promise<Outputs['pricing']['changes']> {
  const rows = await changeRows(ctx).orderBy('c.created_at', 'desc').limit(input.limit).execute()
  return rows.map(toView)
}

/**
 * Takes a price change back: what still stands as it was set becomes what it was before; what somebody has changed since
 * stays. @throws NOT_FOUND, WRONG_STATE when it has been taken back already
 */
export async function undo(ctx: TaskContext, input: Requests['pricing']['undo']): Promise<Outputs['pricing']['undo']> {
  const change = found(await changeRecord(ctx, input.id), 'priceChange', input.id)
  if (change.undone_at !== null)
    throw new AppError('WRONG_STATE', { entity: 'priceChange', id: input.id, action: 'undo', state: 'undone' })
  let restored = 0
  // from the last one back: of a price changed twice the first state is what remains
  for (let to = change.line_count; to > 0; to -= CHANGES_AT_ONCE) {
    const lines = await ctx.db
      .selectFrom('price_change_line')
      .selectAll()
      .where('change_id', '=', input.id)
      .where('no', '<=', to)
      .where('no', '>', to - CHANGES_AT_ONCE)
      .orderBy('no', 'desc')
      .execute()
    restored += await ctx.unit(async (unit) => {
      const day = change.from_day !== null && change.from_day > unit.today ? change.from_day : unit.today
      const cells = lines.map((line): PriceCell => ({
        productId: line.product_id,
        unit: line.unit,
        kind: line.kind,
        grade: line.grade,
        customerId: line.customer_id,
      }))
      const now = await cellsOn(unit.db, cells, day)
      let done = 0
      for (const [i, line] of lines.entries()) {
        const current = now[i]
        if (!current || !sameTiers(current.tiers, read(line.new))) continue
        await writeCell(unit, cells[i]!, read(line.old), day)
        done++
      }
      if (to <= CHANGES_AT_ONCE) {
        await unit.db
          .updateTable('price_change')
          .set((eb) => ({ undone_at: unit.at, version: eb('version', '+', 1) }))
          .where('id', '=', input.id)
          .execute()
      }
      return done
    })
  }
  return { change: await changeView(ctx, input.id), restored, kept: change.line_count - restored }
}

const LINE_COLUMNS = ['change_id', 'no', 'product_id', 'unit', 'kind', 'grade', 'customer_id', 'old', 'new'] as const

async function writeChanges(
  ctx: CommandContext,
  id: string,
  before: number,
  changes: readonly PriceChange[],
  fromDay: string | null,
): Promise<void> {
  const day = fromDay ?? ctx.today
  const cells = await cellsOn(ctx.db, changes, day)
  const rows = changes.map((change, i) => {
    const cell = found(cells[i] ?? undefined, 'product', change.productId)
    if (cell.factor === null) throw ruleError('UNIT_UNKNOWN', { field: 'unit', value: change.unit })
    const { productId, unit, kind, grade, customerId, tiers } = change
    return [id, before + i + 1, productId, unit, kind, grade, customerId, write(cell.tiers), write(tiers)]
  })
  await insertRows(ctx.db, 'price_change_line', LINE_COLUMNS, rows)
  for (const change of changes) await writeCell(ctx, change, change.tiers, day)
}

/** Kept counted in thousandths of the base unit, whatever becomes of the pack. */
const write = (tiers: readonly Tier[]): string => tierText(tiers, 1)
const read = (text: string): Tier[] => readTiers(text, 1, 'level').tiers ?? []

/** What a user may not see, that user does not change either. */
function refuseHidden(ctx: QueryContext, { kind }: PriceCell): void {
  const mask = kind === 'purchase' || kind === 'floor' ? 'purchase' : kind === 'retail' ? 'retail' : 'sale'
  if (isHidden(ctx.user, mask)) throw new AppError('FORBIDDEN', { right: 'prices.edit' })
}

const changeRecord = (ctx: Pick<QueryContext, 'db'>, id: string) =>
  ctx.db.selectFrom('price_change').selectAll().where('id', '=', id).executeTakeFirst()

const changeRows = (ctx: Pick<QueryContext, 'db'>) =>
  ctx.db
    .selectFrom('price_change as c')
    .innerJoin('user_account as u', 'u.id', 'c.created_by')
    .selectAll('c')
    .select(sql<string>`u.name`.as('maker'))

async function changeView(ctx: Pick<QueryContext, 'db'>, id: string): Promise<ChangeView> {
  return toView(found(await changeRows(ctx).where('c.id', '=', id).executeTakeFirst(), 'priceChange', id))
}

function toView(row: Awaited<ReturnType<ReturnType<typeof changeRows>['execute']>>[number]): ChangeView {
  return {
    id: row.id,
    source: row.source,
    fileName: row.file_name,
    fromDay: row.from_day,
    lineCount: row.line_count,
    createdBy: row.maker,
    createdAt: row.created_at,
    undoneAt: row.undone_at,
    version: row.version,
  }
}
