import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { SalesReturnView } from '../../../../shared/contract/returns.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { get as companyOf } from '../company/company.queries.ts'
import { returnPapers } from './return-paper.ts'
import { get } from './returns.queries.ts'

/** Returns and price differences on paper. Counts the print; the second and later copies are marked. @throws NOT_FOUND */
export async function printReturns(
  ctx: CommandContext,
  input: Requests['returns']['print'],
): Promise<Outputs['returns']['print']> {
  const views: SalesReturnView[] = []
  for (const id of new Set(input.ids)) views.push(await get(ctx, { id }))
  await ctx.db
    .updateTable('sales_return')
    .set((eb) => ({ printed: eb('printed', '+', 1) }))
    .where('id', 'in', input.ids)
    .execute()
  const company = await companyOf(ctx)
  return returnPapers(views, {
    company: { name: company.name, phone: company.mobile, address: company.address },
    locale: input.locale,
    rows: ctx.info.settings.printRows,
    printedAt: new Intl.DateTimeFormat('sv-SE', {
      timeZone: ctx.info.timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
    }).format(ctx.now),
  })
}
