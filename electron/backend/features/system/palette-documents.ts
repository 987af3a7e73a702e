import { sql, type RawBuilder } from 'kysely'
import type { Right } from '../../../../shared/access.ts'
import type { Outputs } from '../../../../shared/contract/index.ts'
import { seriesOf, STOCK_DOCUMENT_KINDS } from '../../../../shared/domain/inventory/documents.ts'
import { DOCUMENT_PREFIXES, type DocumentType } from '../../../../shared/numbering.ts'
import type { QueryContext } from '../../rpc/context.ts'

type Hit = Outputs['system']['palette'][number]

/** Hits of each kind. */
export const MOST = 6

/** Where documents of a kind are found: their table as `d`, and whom or what the second column names. */
interface Numbered {
  kind: Hit['kind']
  right: Right
  series: readonly DocumentType[]
  from: RawBuilder<unknown>
  name: RawBuilder<unknown>
  where?: RawBuilder<unknown>
  /** What besides holds for a sales person, who sees only own customers' documents. */
  own?: (userId: string) => RawBuilder<unknown>
}

const customer = sql`join customer c on c.id = d.customer_id`
const ofOwnOrder = (userId: string) => sql`o.sales_person_id = ${userId}`
const ofOwnCustomer = (userId: string) => sql`c.sales_person_id = ${userId}`
const supplied = (table: string) => sql`${sql.table(table)} d join supplier s on s.id = d.supplier_id`

/** Every kind of document with a number and a page of its own, but for orders, which are also found by foreign numbers. */
const NUMBERED: readonly Numbered[] = [
  {
    kind: 'shipment',
    right: 'shipments.view',
    series: ['salesOutbound'],
    from: sql`shipment d ${customer} join sales_order o on o.id = d.order_id`,
    name: sql`c.name`,
    own: ofOwnOrder,
  },
  {
    kind: 'salesReturn',
    right: 'orders.view',
    series: ['salesReturn', 'salesAllowance'],
    from: sql`sales_return d ${customer}`,
    name: sql`c.name`,
    own: ofOwnCustomer,
  },
  {
    kind: 'pickList',
    right: 'picking.view',
    series: ['pickList'],
    from: sql`pick_list d join warehouse w on w.id = d.warehouse_id`,
    name: sql`w.name`,
    // the lists of which every note is of an own order
    own: (userId) => sql`not exists (
      select 1 from pick_note n join shipment m on m.id = n.shipment_id join sales_order o on o.id = m.order_id
      where n.list_id = d.id and o.sales_person_id is not ${userId})`,
  },
  {
    kind: 'trip',
    right: 'delivery.view',
    series: ['trip'],
    from: sql`trip d left join driver r on r.id = d.driver_id left join vehicle v on v.id = d.vehicle_id`,
    name: sql`coalesce(r.name, v.plate, '')`,
  },
  {
    kind: 'money_document',
    right: 'settlement.view',
    series: [
      'receipt',
      'payment',
      'refund',
      'supplierRefund',
      'bounce',
      'match',
      'unmatch',
      'income',
      'expense',
      'accountTransfer',
    ],
    from: sql`money_document d left join customer c on c.id = d.customer_id left join supplier s on s.id = d.supplier_id`,
    name: sql`coalesce(c.name, s.name, d.category)`,
    own: ofOwnCustomer,
  },
  {
    kind: 'statement',
    right: 'settlement.view',
    series: ['statement'],
    from: sql`(select id, number, customer_id, period_to as day from customer_statement) d ${customer}`,
    name: sql`c.name`,
    own: ofOwnCustomer,
  },
  {
    kind: 'adjustment',
    right: 'settlement.view',
    series: ['receivableAdjustment'],
    from: sql`receivable_adjustment d ${customer}`,
    name: sql`c.name`,
    own: ofOwnCustomer,
  },
  {
    kind: 'purchaseRequest',
    right: 'purchasing.view',
    series: ['purchaseRequest'],
    from: sql`purchase_request d join warehouse w on w.id = d.warehouse_id`,
    name: sql`coalesce(nullif(d.purpose, ''), w.name)`,
  },
  {
    kind: 'purchaseOrder',
    right: 'purchasing.view',
    series: ['purchaseOrder'],
    from: supplied('purchase_order'),
    name: sql`s.name`,
  },
  {
    kind: 'purchaseReceipt',
    right: 'purchasing.view',
    series: ['purchaseInbound'],
    from: supplied('purchase_receipt'),
    name: sql`s.name`,
  },
  {
    kind: 'purchaseReturn',
    right: 'purchasing.view',
    series: ['purchaseReturn'],
    from: supplied('purchase_return'),
    name: sql`s.name`,
  },
  {
    kind: 'stockDocument',
    right: 'stock.view',
    series: STOCK_DOCUMENT_KINDS.map(seriesOf),
    from: sql`stock_document d join warehouse w on w.id = d.warehouse_id`,
    name: sql`w.name`,
    where: sql`d.kind <> 'count'`,
  },
  {
    kind: 'count',
    right: 'stock.view',
    series: ['stockCount'],
    from: sql`stock_document d join warehouse w on w.id = d.warehouse_id`,
    name: sql`w.name`,
    where: sql`d.kind = 'count'`,
  },
]

/** Documents of any kind by the front of their number, newest first in each kind; only those the user may see. */
export async function numberedDocuments(ctx: QueryContext, text: string): Promise<Hit[]> {
  const hits: Hit[] = []
  for (const one of NUMBERED) if (ctx.user.rights.includes(one.right)) hits.push(...(await ofKind(ctx, one, text)))
  return hits
}

/** Fronts of numbers that the text may stand for: itself, or digits as date and counter behind prefix and site. */
export async function frontsOf(ctx: QueryContext, text: string, series: readonly DocumentType[]): Promise<string[]> {
  if (/^\d{4,6}(-\d*)?$/.test(text)) {
    const sites = await ctx.db.selectFrom('site').select('code').execute()
    return series.flatMap((type) => sites.map(({ code }) => `${DOCUMENT_PREFIXES[type]}-${code}-${text}`))
  }
  const upper = text.toUpperCase()
  return /^[A-Z]/.test(upper) ? [upper] : []
}

async function ofKind(ctx: QueryContext, one: Numbered, text: string): Promise<Hit[]> {
  const { kind, from, name } = one
  const seen = [
    ...(one.where ? [one.where] : []),
    ...(one.own && ctx.user.scope === 'own' ? [one.own(ctx.user.id)] : []),
    // amounts paid to suppliers tell what goods cost
    ...(kind === 'money_document' && ctx.user.mask.includes('purchase') ? [sql`d.supplier_id is null`] : []),
  ]
  const hits: Hit[] = []
  for (const front of await frontsOf(ctx, text, one.series)) {
    const range = [sql`d.number >= ${front}`, sql`d.number < ${`${front}\u{10FFFF}`}`, ...seen]
    const { rows } = await sql<{ id: string; number: string; day: string; name: string }>`
      select d.id, d.number, d.day, ${name} as name from ${from} where ${sql.join(range, sql` and `)}
      order by d.number desc limit ${MOST}`.execute(ctx.db)
    for (const { id, number, day, name: party } of rows)
      hits.push({ kind, id, title: number, detail: [party, day].filter(Boolean).join(' · ') })
  }
  return hits.slice(0, MOST)
}
