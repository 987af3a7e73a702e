import type { CommandContext } from '../../electron/backend/rpc/context.ts'
import { postMovements, reverseMovements, type Movement } from '../../electron/backend/features/inventory/ledger.ts'
import { dayAt } from '../../shared/day.ts'
import { newId } from '../../shared/ids.ts'
import type { TestCompany } from './company.ts'

/** Books movements as documents do, without a document of their own: for tests of the ledger itself. */
export interface Ledger {
  /** Runs work in a unit of work of the owner. */
  unit<T>(work: (ctx: CommandContext) => Promise<T>): Promise<T>
  /** One document; bags and yuan are whole units. @returns its id */
  post(
    type: Movement['documentType'],
    lines: readonly LedgerLine[],
    options?: { day?: string; id?: string },
  ): Promise<string>
  /** Takes a document back. */
  reverse(documentId: string): Promise<void>
  /** What sites hold of a product: bags and yuan, by warehouse's site. */
  worth(productId: string): Promise<{ bags: number; yuan: number }[]>
}

export interface LedgerLine {
  productId: string
  warehouseId: string
  bags: number
  yuan?: number
  lotId?: string
  lineNo?: number
}

export async function ledgerOf(test: TestCompany): Promise<Ledger> {
  const company = await test.application.company(test.companyId)
  const user = (await test.application.userOf(
    test.application.connect({ operator: { companyId: test.companyId, userId: test.ownerId } }),
  ))!.user
  const unit: Ledger['unit'] = async (work) => {
    const now = test.clock.now()
    const at = now.toISOString()
    const info = company.info()
    const { result } = await company.units.run({ command: 'test', userId: test.ownerId, at }, (db) =>
      work({
        db,
        user,
        info,
        company,
        now,
        today: dayAt(now, info.timeZone),
        viaApi: false,
        at,
        newId: () => newId(now.getTime()),
        afterCommit: () => {},
      }),
    )
    return result
  }
  return {
    unit,
    post: (type, lines, { day, id = newId() } = {}) =>
      unit(async (ctx) => {
        const movements = lines.map(({ bags, yuan, ...line }, i) => ({
          ...line,
          lineNo: line.lineNo ?? i + 1,
          quantity: Math.round(bags * 1000),
          ...(yuan === undefined ? {} : { value: Math.round(yuan * 10_000) }),
          documentType: type,
          documentId: id,
          documentNumber: `T-${id.slice(-6)}`,
          day: day ?? ctx.today,
        }))
        await postMovements(ctx, movements)
        return id
      }),
    reverse: (documentId) => unit((ctx) => reverseMovements(ctx, documentId, { day: ctx.today })),
    worth: async (productId) => {
      const rows = await company.reader
        .selectFrom('stock_value')
        .innerJoin('site', 'site.id', 'stock_value.site_id')
        .select(['quantity', 'value'])
        .where('product_id', '=', productId)
        .orderBy('site.code')
        .execute()
      return rows.map((row) => ({ bags: row.quantity / 1000, yuan: row.value / 10_000 }))
    },
  }
}
