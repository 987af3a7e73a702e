import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ShipmentView } from '../../../../shared/contract/orders.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { get as companyOf } from '../company/company.queries.ts'
import { get as shipmentOf } from '../shipments/shipments.queries.ts'
import { countPrint } from '../shipments/shipments.service.ts'
import { deliveryNotes, titleOf, type NoteToPrint } from './delivery-note.ts'
import { LABELS } from './labels.ts'

/**
 * 送货单 of some notes, in the order asked for, and counts the print: a second copy is marked 补打. Prices are left out
 * when the user may not see them, debts when the user may not see settlement.
 * @throws NOT_FOUND
 */
export async function print(
  ctx: CommandContext,
  input: Requests['shipments']['print'],
): Promise<Outputs['shipments']['print']> {
  const ids = [...new Set(input.ids)]
  const showPrices = input.showPrices && !ctx.user.mask.includes('sale')
  const notes: NoteToPrint[] = []
  for (const id of ids) notes.push(await noteToPrint(ctx, await shipmentOf(ctx, { id }), showPrices))
  const company = await companyOf(ctx)
  const html = deliveryNotes(notes, {
    company: { name: company.name, phone: company.mobile, address: company.address },
    rows: ctx.info.settings.printRows,
    footer: ctx.info.settings.printFooter,
    showPrices,
    locale: input.locale,
    printedAt: new Intl.DateTimeFormat('sv-SE', {
      timeZone: ctx.info.timeZone,
      dateStyle: 'short',
      timeStyle: 'short',
    }).format(ctx.now),
  })
  await countPrint(ctx, ids)
  return { html, title: titleOf(notes, LABELS[input.locale]) }
}

async function noteToPrint(ctx: QueryContext, note: ShipmentView, showPrices: boolean): Promise<NoteToPrint> {
  const facts = await ctx.db
    .selectFrom('customer as c')
    .innerJoin('sales_order as o', (join) => join.on('o.id', '=', note.orderId))
    .leftJoin('user_account as u', 'u.id', 'o.sales_person_id')
    .select(['c.settlement', 'c.credit_days', 'u.name as sales_person'])
    .where('c.id', '=', note.customerId)
    .executeTakeFirstOrThrow()
  const weights = await ctx.db
    .selectFrom('product')
    .select(['id', 'weight'])
    .where(
      'id',
      'in',
      note.lines.map((l) => l.productId),
    )
    .execute()
  const weightById = new Map(weights.map((w) => [w.id, w.weight ?? 0]))
  const grams = note.lines.reduce((sum, l) => sum + Math.round((l.quantity * weightById.get(l.productId)!) / 1000), 0)
  const withDebt = showPrices && ctx.user.rights.includes('settlement.view')
  return {
    note,
    salesPerson: facts.sales_person ?? '',
    settlement: facts.settlement,
    creditDays: facts.credit_days,
    grams,
    debt: withDebt ? await debtOf(ctx, note) : null,
  }
}

/**
 * What the customer owed before this note and with it. For a posted note as of its booking, so that a reprint months
 * later says the same; for others as of now.
 */
async function debtOf(ctx: QueryContext, note: ShipmentView): Promise<{ before: number; after: number }> {
  const entry = await ctx.db
    .selectFrom('receivable_entry')
    .select(['id', 'amount'])
    .where('document_id', '=', note.id)
    .where('kind', '=', 'shipment')
    .executeTakeFirst()
  let booked = ctx.db
    .selectFrom('receivable_entry')
    .select((eb) => eb.fn.sum<number | null>('amount').as('sum'))
    .where('customer_id', '=', note.customerId)
  if (entry) booked = booked.where('id', '<=', entry.id)
  const sum = (await booked.executeTakeFirstOrThrow()).sum ?? 0
  if (entry) return { before: sum - entry.amount, after: sum }
  return { before: sum, after: note.status === 'draft' ? sum + (note.total ?? 0) : sum }
}
