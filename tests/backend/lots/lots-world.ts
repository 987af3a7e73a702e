import type { Client, Inputs, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { queryContext } from '../../../electron/backend/rpc/door.ts'
import type { CommandContext } from '../../../electron/backend/rpc/context.ts'
import { nextNumber } from '../../../electron/backend/features/company/numbers.ts'
import { postMovements } from '../../../electron/backend/features/inventory/ledger.ts'
import { lotFor, type LotWanted } from '../../../electron/backend/features/inventory/lots.service.ts'
import { makeProduct } from '../../support/make.ts'
import type { TestCompany } from '../../support/company.ts'

/** A flour kept by lot that lasts 180 days. */
export function makeLotProduct(
  client: Client,
  fields: Partial<Inputs['products']['create']> & { stock?: number } = {},
): Promise<Outputs['products']['create']> {
  return makeProduct(client, { lotTracked: true, shelfLifeDays: 180, ...fields })
}

/** Runs work in one unit of work as the owner, the way the door does. */
export async function inUnit<T>(company: TestCompany, work: (ctx: CommandContext) => Promise<T>): Promise<T> {
  const opened = await company.application.company(company.companyId)
  const connection = company.application.connect({
    operator: { companyId: company.companyId, userId: company.ownerId },
  })
  const { user } = (await company.application.userOf(connection))!
  const now = company.clock.now()
  const query = queryContext(opened, user, now)
  const at = now.toISOString()
  const { result } = await opened.units.run({ command: 'test.unit', userId: user.id, at }, (db) =>
    work({ ...query, db, at, newId: () => newId(now.getTime()), afterCommit: () => {} }),
  )
  return result
}

/** Brings bags of a lot into the default warehouse. @returns the lot's id */
export function receiveLot(company: TestCompany, bags: number, lot: LotWanted, warehouseId?: string): Promise<string> {
  return inUnit(company, async (ctx) => {
    const warehouse = warehouseId ?? (await ctx.db.selectFrom('warehouse').select('id').executeTakeFirstOrThrow()).id
    const { site_id } = await ctx.db
      .selectFrom('warehouse')
      .select('site_id')
      .where('id', '=', warehouse)
      .executeTakeFirstOrThrow()
    const lotId = await lotFor(ctx, lot)
    await postMovements(ctx, [
      {
        productId: lot.productId,
        warehouseId: warehouse,
        lotId,
        quantity: bags * 1000,
        documentType: 'opening',
        documentId: ctx.newId(),
        documentNumber: await nextNumber(ctx, 'otherInbound', site_id),
        lineNo: 1,
        day: ctx.today,
      },
    ])
    return lotId
  })
}
