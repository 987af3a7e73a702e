import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { ShipmentView } from '../../../../shared/contract/orders.ts'
import { dueDays } from '../../../../shared/domain/order/payment.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { get as companyOf } from '../company/company.queries.ts'
import { get as shipmentOf } from '../shipments/shipments.queries.ts'
import { countPrint } from '../shipments/shipments.service.ts'
import { barcodesOf } from '../inventory/packs.ts'
import { deliveryNotes, titleOf, type NotePaper, type NoteToPrint } from './delivery-note.ts'
import { exampleNote } from './example-note.ts'
import { inIds } from '../search/find.ts'
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
  const { printRows: rows, printFooter: footer, deliveryNote: template } = ctx.info.settings
  const html = deliveryNotes(notes, {
    ...(await letterhead(ctx)),
    template,
    rows,
    footer,
    showPrices,
    locale: input.locale,
  })
  await countPrint(ctx, ids)
  return { html, title: titleOf(notes, template.title || LABELS[input.locale].title) }
}

/** `printing.previewNote`: a template tried on the newest note there is, else on a made-up one. Counts no print. */
export async function previewNote(
  ctx: QueryContext,
  { template, rows, footer, locale }: Requests['printing']['previewNote'],
): Promise<Outputs['printing']['previewNote']> {
  const newest = await ctx.db
    .selectFrom('shipment')
    .select('id')
    .where('status', '=', 'posted')
    .orderBy('day', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  const note = newest ? await noteToPrint(ctx, await shipmentOf(ctx, newest), true) : exampleNote(ctx.today, locale)
  const paper = { ...(await letterhead(ctx)), template, rows, footer, showPrices: true, locale }
  return { html: deliveryNotes([note], paper), title: titleOf([note], template.title || LABELS[locale].title) }
}

async function letterhead(ctx: QueryContext): Promise<Pick<NotePaper, 'company' | 'printedAt'>> {
  const company = await companyOf(ctx)
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone: ctx.info.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  })
  return {
    company: { name: company.name, phone: company.mobile, address: company.address },
    printedAt: clock.format(ctx.now),
  }
}

async function noteToPrint(ctx: QueryContext, note: ShipmentView, showPrices: boolean): Promise<NoteToPrint> {
  const productIds = [...new Set(note.lines.map((line) => line.productId))]
  const facts = await ctx.db
    .selectFrom('customer as c')
    .innerJoin('sales_order as o', (join) => join.on('o.id', '=', note.orderId))
    .leftJoin('user_account as u', 'u.id', 'o.sales_person_id')
    .select(['c.settlement', 'c.pay_method as payMethod', 'c.credit_days as creditDays', 'u.name as sales_person'])
    .where('c.id', '=', note.customerId)
    .executeTakeFirstOrThrow()
  const weights = await ctx.db.selectFrom('product').select(['id', 'weight']).where(inIds('id', productIds)).execute()
  const weightById = new Map(weights.map((w) => [w.id, w.weight ?? 0]))
  const barcodes = new Map<string, string>()
  for (const [productId, codes] of await barcodesOf(ctx, productIds)) {
    for (const { unit, barcode } of codes) barcodes.set(`${productId} ${unit}`, barcode)
  }
  const grams = note.lines.reduce((sum, l) => sum + Math.round((l.quantity * weightById.get(l.productId)!) / 1000), 0)
  const withDebt = showPrices && ctx.user.rights.includes('settlement.view')
  return {
    note,
    salesPerson: facts.sales_person ?? '',
    settlement: facts.settlement,
    creditDays: dueDays(note.payBy, facts),
    grams,
    barcodes,
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
    .select(['id', 'amount', 'customer_id'])
    .where('document_id', '=', note.id)
    .where('kind', '=', 'shipment')
    .executeTakeFirst()
  let booked = ctx.db
    .selectFrom('receivable_entry')
    .select((eb) => eb.fn.sum<number | null>('amount').as('sum'))
    .where('customer_id', '=', entry?.customer_id ?? note.customerId)
  if (entry) booked = booked.where('id', '<=', entry.id)
  const sum = (await booked.executeTakeFirstOrThrow()).sum ?? 0
  if (entry) return { before: sum - entry.amount, after: sum }
  return { before: sum, after: note.status === 'draft' ? sum + (note.total ?? 0) : sum }
}
