import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { MoneyView } from '../../../../shared/contract/money.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { get as companyOf } from '../company/company.queries.ts'
import { moneyDocuments, moneyTitle } from './money-paper.ts'
import { countPrints } from '../settlement/money-store.ts'
import { moneyView } from '../settlement/money.queries.ts'

/** Money documents on paper; counts the print. @throws NOT_FOUND */
export async function print(
  ctx: CommandContext,
  input: Requests['money']['print'],
): Promise<Outputs['money']['print']> {
  const ids = [...new Set(input.ids)]
  const documents: MoneyView[] = []
  for (const id of ids) documents.push(await moneyView(ctx, id))
  await countPrints(ctx, ids)
  const company = await companyOf(ctx)
  const html = moneyDocuments(documents, {
    company: { name: company.name, phone: company.mobile, address: company.address },
    sheet: input.sheet,
    locale: input.locale,
    printedAt: new Intl.DateTimeFormat('sv-SE', {
      timeZone: ctx.info.timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
    }).format(ctx.now),
  })
  return { html, title: moneyTitle(documents, input.locale) }
}
