import { sql } from 'kysely'
import { mayCall, type Access, type PriceMask } from '../../../../shared/access.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import type { HistoryEntry } from '../../../../shared/contract/system.ts'
import { logColumns } from '../../db/log-columns.ts'
import { TABLES, type TableName } from '../../db/tables.ts'
import { decodeChanges, type Change } from '../../db/unit-of-work.ts'
import type { QueryContext } from '../../rpc/context.ts'
import { withNames } from './history-names.ts'

/** The right that shows a feature's records also shows their history. */
const ACCESS: Record<string, Access> = {
  company: 'company.manage',
  users: 'users.manage',
  trees: 'signed-in',
  customers: 'customers.view',
  crm: 'customers.view',
  products: 'products.view',
  pricing: 'products.view',
  inventory: 'stock.view',
  'stock-documents': 'stock.view',
  orders: 'orders.view',
  'order-plans': 'orders.view',
  shipments: 'shipments.view',
  returns: 'orders.view',
  delivery: 'delivery.view',
  picking: 'picking.view',
  allocation: 'allocation.edit',
  suppliers: 'purchasing.view',
  purchasing: 'purchasing.view',
  settlement: 'settlement.view',
  reconciliation: 'settlement.view',
  periods: 'settlement.view',
}

/** Columns that show a kind of price, by table. The floor price tells the cost (features/products/mask.ts). */
const PRICES: Partial<Record<TableName, Partial<Record<PriceMask, readonly string[]>>>> = {
  product: { purchase: ['purchase_price', 'floor_price'], retail: ['retail_price'], sale: ['sale_price'] },
  product_pack: { sale: ['price'] },
  contract_price: { sale: ['price'] },
  level_price: { sale: ['price'] },
  shipment_review: { sale: ['amount', 'results'] },
  order_review: { purchase: ['threshold'], sale: ['measured', 'threshold'] },
  sales_order: { sale: ['amount', 'discount', 'total', 'tax', 'shipped_amount', 'paid'] },
  sales_order_line: { sale: ['price', 'amount', 'net', 'tax'] },
  shipment: { sale: ['total'] },
  shipment_line: { sale: ['amount'] },
  sales_return: { sale: ['total', 'tax', 'held'] },
  sales_return_line: { purchase: ['value'], sale: ['price', 'amount', 'tax', 'worth'] },
  supplier_price: { purchase: ['price'] },
  purchase_order: { purchase: ['amount', 'total', 'tax', 'received_amount'] },
  purchase_order_line: { purchase: ['price', 'amount', 'net', 'tax'] },
  purchase_receipt: { purchase: ['total', 'tax'] },
  purchase_receipt_line: { purchase: ['price', 'net', 'tax', 'cost', 'landed'] },
  purchase_cost: { purchase: ['amount', 'tax'] },
  purchase_return: { purchase: ['total', 'tax'] },
  purchase_return_line: { purchase: ['price', 'net', 'tax', 'value'] },
  payable_entry: { purchase: ['amount'] },
  stock_document_line: { purchase: ['cost', 'value'] },
}

/** Kept for searching and for catching edits at once; they tell a reader nothing. */
const TECHNICAL = ['version', 'updated_at', 'pinyin', 'initials', 'before', 'discount_share']

/**
 * Who did what to a record, newest first, from the change log: the record with its lines, contacts, packs and prices.
 * Empty for records the user may not see; prices hidden from the user are left out.
 */
export async function history(ctx: QueryContext, input: Requests['system']['history']): Promise<HistoryEntry[]> {
  if (ctx.user.scope === 'own' && !(await isOwn(ctx, input.id))) return []
  const rows = await ctx.db
    .selectFrom('change_index as i')
    .innerJoin('change_log as l', 'l.seq', 'i.seq')
    .leftJoin('user_account as u', 'u.id', 'l.user_id')
    .select(['l.seq', 'l.at', 'l.command', 'l.payload', 'u.name'])
    .where('i.root_id', '=', input.id)
    .orderBy('i.seq', 'desc')
    .limit(input.limit)
    .execute()
  const columns = await logColumns(ctx.db)
  const entries: HistoryEntry[] = []
  for (const row of rows) {
    const changes = decodeChanges(row.payload, (table) => columns.get(table)!)
      .filter((c) => c.root === input.id && mayCall(ACCESS[TABLES[c.table].owner]!, ctx.user.rights))
      .map((c) => viewOf(ctx, c))
      .filter((c) => c.op !== 'update' || c.columns.length > 0)
    if (changes.length > 0)
      entries.push({ seq: row.seq, at: row.at, user: row.name ?? '', command: row.command, changes })
  }
  return withNames(ctx, entries)
}

function viewOf(ctx: QueryContext, change: Change): HistoryEntry['changes'][number] {
  const prices = PRICES[change.table] ?? {}
  const hidden = new Set([...TECHNICAL, ...ctx.user.mask.flatMap((mask) => prices[mask] ?? [])])
  const { before, after } = change
  const names = Object.keys(after ?? before ?? {}).filter((name) => !hidden.has(name))
  return {
    table: change.table,
    op: change.op === 'I' ? 'insert' : change.op === 'U' ? 'update' : 'delete',
    key: change.key.join(' '),
    columns: names
      .map((column) => ({ column, before: before?.[column] ?? null, after: after?.[column] ?? null }))
      .filter((c) => !isEmpty(c.before) || !isEmpty(c.after)),
  }
}

const isEmpty = (value: unknown) => value === null || value === ''

/** Whether a sales person may see the record: own customers, and orders, notes and receipts of theirs; goods are everyone's. */
async function isOwn(ctx: QueryContext, id: string): Promise<boolean> {
  const me = ctx.user.id
  const { own, foreign } = (
    await sql<{ own: number; foreign: number }>`
      select coalesce(max(owner = ${me}), 0) as own, coalesce(max(owner is not ${me}), 0) as "foreign" from (
        select sales_person_id as owner from customer where id = ${id}
        union all select sales_person_id from sales_order where id = ${id}
        union all select o.sales_person_id from shipment d join sales_order o on o.id = d.order_id where d.id = ${id}
        union all select c.sales_person_id from sales_return r join customer c on c.id = r.customer_id where r.id = ${id}
        union all select c.sales_person_id from money_document r join customer c on c.id = r.customer_id where r.id = ${id}
        union all select c.sales_person_id from receivable_adjustment a join customer c on c.id = a.customer_id where a.id = ${id})`.execute(
      ctx.db,
    )
  ).rows[0]!
  if (own === 1 || foreign === 1) return own === 1
  // neither customer nor document: shown when it is a product or a tree node, not when it is a discarded draft of somebody
  const shared = await sql<{ one: number }>`
    select 1 as one from product where id = ${id} union all select 1 from stock_lot where id = ${id} union all select 1 from tree_node where id = ${id}
    union all select 1 from supplier where id = ${id} union all select 1 from purchase_order where id = ${id}`.execute(
    ctx.db,
  )
  return shared.rows.length > 0
}
