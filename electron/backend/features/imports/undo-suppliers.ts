import { sql } from 'kysely'
import type { Change } from '../../db/unit-of-work.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { reversePayable } from '../settlement/payables.ts'
import type { KeptRecord } from './job.ts'

/** Which of the suppliers an import made (a JSON list of ids) cannot go, and why. */
export function stayingSuppliers(
  made: string,
): { query: ReturnType<typeof sql<{ id: string }>>; why: 'changed' | 'in-use' | 'archived' }[] {
  if (made === '[]') return []
  const ids = sql`(select value as id from json_each(${made})) m`
  return [
    {
      query: sql`select m.id from ${ids} where exists (select 1 from purchase_order where supplier_id = m.id)
        or exists (select 1 from purchase_receipt where supplier_id = m.id)
        or exists (select 1 from purchase_return where supplier_id = m.id)
        or exists (select 1 from purchase_cost where supplier_id = m.id)
        or exists (select 1 from purchase_request_line where supplier_id = m.id)
        or exists (select 1 from supplier_product where supplier_id = m.id)
        or exists (select 1 from money_document where supplier_id = m.id)`,
      why: 'in-use',
    },
    { query: sql`select m.id from ${ids} join supplier s on s.id = m.id where s.version <> 1`, why: 'changed' },
    {
      query: sql`select m.id from ${ids} where exists (select 1 from payable_entry where supplier_id = m.id)`,
      why: 'archived',
    },
  ]
}

/** The opposite of an opening payable of which nothing is paid. */
export async function takePayableBack(ctx: CommandContext, change: Change): Promise<KeptRecord[]> {
  const { id, amount, supplier_id } = change.after as { id: string; amount: number; supplier_id: string }
  const open = await ctx.db.selectFrom('payable_open').select('open').where('entry_id', '=', id).executeTakeFirst()
  if (open?.open === amount) {
    // an opening balance stands under its supplier
    await reversePayable(ctx, supplier_id, ctx.today)
    return []
  }
  const { code, name } = await ctx.db
    .selectFrom('supplier')
    .select(['code', 'name'])
    .where('id', '=', supplier_id)
    .executeTakeFirstOrThrow()
  return [{ entity: 'payable_entry', label: `${code} ${name}`, why: 'settled' }]
}
