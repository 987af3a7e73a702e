import { sql } from 'kysely'
import type { Db } from '../../db/dialect.ts'
import { prepared } from '../../db/prepared.ts'
import { inJsonIds } from '../search/find.ts'

/** A goods line of a bill. */
export interface BillItem {
  documentId: string
  itemNo: number
  code: string
  name: string
  spec: string
  unit: string
  /** Thousandths of the base unit in one unit. */
  factor: number
  /** Thousandths of the base unit; returned goods below 0. */
  quantity: number
  baseUnit: string
  /** 1/10000 yuan per unit. */
  price: number
  /** 分; returned goods below 0. */
  amount: number
}

/** The goods lines of outbound notes and returns, by document. Documents of other kinds have none. */
export async function itemsOf(db: Db, documentIds: readonly string[]): Promise<Map<string, BillItem[]>> {
  const found = new Map<string, BillItem[]>()
  if (documentIds.length === 0) return found
  const ids = JSON.stringify(documentIds)
  for (const item of [...(await shipped.all(db, { ids })), ...(await returned.all(db, { ids }))]) {
    const items = found.get(item.documentId)
    if (items) items.push(item)
    else found.set(item.documentId, [item])
  }
  return found
}

const shipped = prepared<{ ids: string }, BillItem>((db, value) =>
  db
    .selectFrom('shipment as d')
    .innerJoin('shipment_line as l', 'l.shipment_id', 'd.id')
    .innerJoin('sales_order_line as ol', (join) =>
      join.onRef('ol.order_id', '=', 'd.order_id').onRef('ol.line_no', '=', 'l.order_line_no'),
    )
    .innerJoin('product as p', 'p.id', 'ol.product_id')
    .select(['d.id as documentId', 'l.line_no as itemNo', 'p.code', 'p.name', 'p.spec', 'ol.unit', 'ol.factor'])
    .select(['l.quantity', 'ol.price', 'l.amount', 'p.base_unit as baseUnit'])
    .where(inJsonIds('d.id', value('ids')))
    .orderBy('d.id')
    .orderBy('l.line_no'),
)

const returned = prepared<{ ids: string }, BillItem>((db, value) =>
  db
    .selectFrom('sales_return_line as l')
    .innerJoin('sales_return as d', 'd.id', 'l.return_id')
    .innerJoin('product as p', 'p.id', 'l.product_id')
    .select(['l.return_id as documentId', 'l.line_no as itemNo', 'p.code', 'p.name', 'p.spec', 'l.unit', 'l.factor'])
    .select([
      // a price difference moves no goods
      sql<number>`case d.kind when 'allowance' then 0 else -l.quantity end`.as('quantity'),
      'l.price',
      'p.base_unit as baseUnit',
      sql<number>`-l.amount`.as('amount'),
    ])
    .where(inJsonIds('l.return_id', value('ids')))
    .orderBy('l.return_id')
    .orderBy('l.line_no'),
)
