import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { PickListView } from '../../../../shared/contract/picking.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { get as companyOf } from '../company/company.queries.ts'
import { pickPaper } from './pick-paper.ts'
import { get } from './picking.queries.ts'

/** Pick lists on A4, in the order asked for; counts the print, a second copy is marked. @throws NOT_FOUND */
export async function print(
  ctx: CommandContext,
  input: Requests['picking']['print'],
): Promise<Outputs['picking']['print']> {
  const ids = [...new Set(input.ids)]
  const lists: PickListView[] = []
  for (const id of ids) lists.push(await get(ctx, { id }))
  const company = await companyOf(ctx)
  const printedAt = new Intl.DateTimeFormat('sv-SE', {
    timeZone: ctx.info.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  }).format(ctx.now)
  await ctx.db
    .updateTable('pick_list')
    .set((eb) => ({ printed: eb('printed', '+', 1) }))
    .where('id', 'in', ids)
    .execute()
  return pickPaper(lists, { company: company.name, locale: input.locale, printedAt })
}
