import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { StockDocumentView } from '../../../../shared/contract/stock-documents.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { get as companyOf } from '../company/company.queries.ts'
import { countPrint } from '../stock-documents/document-store.ts'
import { get as documentOf, hidesCost } from '../stock-documents/stock-documents.queries.ts'
import { A4_ROWS } from './stock-document.css.ts'
import { stockDocuments, stockTitle } from './stock-document.ts'

/** Rows that fit on half a form. */
const MOST_HALF_ROWS = 12

/**
 * Stock documents as paper, in the order asked for, and counts the print: a second copy is marked 补打. Costs only for who
 * may see them. @throws NOT_FOUND
 */
export async function printStockDocuments(
  ctx: CommandContext,
  input: Requests['stockDocuments']['print'],
): Promise<Outputs['stockDocuments']['print']> {
  const ids = [...new Set(input.ids)]
  const documents: StockDocumentView[] = []
  for (const id of ids) documents.push(await documentOf(ctx, { id }))
  const company = await companyOf(ctx)
  const html = stockDocuments(documents, {
    company: { name: company.name, phone: company.mobile, address: company.address },
    sheet: input.paper,
    rows: input.paper === 'a4' ? A4_ROWS : Math.min(MOST_HALF_ROWS, ctx.info.settings.printRows),
    showCosts: input.showCosts && !hidesCost(ctx),
    locale: input.locale,
    printedAt: new Intl.DateTimeFormat('sv-SE', {
      timeZone: ctx.info.timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
    }).format(ctx.now),
  })
  await countPrint(ctx, ids)
  return { html, title: stockTitle(documents, input.locale) }
}
