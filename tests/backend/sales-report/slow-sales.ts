import Database from 'better-sqlite3'
import { addDays, weekdayOf, type Day } from '../../../shared/day.ts'
import type { Dimension } from '../../../shared/domain/analytics/dimensions.ts'
import { mulDiv } from '../../../shared/money.ts'
import type { TestCompany } from '../../support/company.ts'

type Row = Record<string, string & number>

/** A line of a document that counts, with the document's fields. */
export interface SlowLine {
  kind: 'history' | 'order' | 'shipment' | 'return'
  document: string
  number: string
  day: Day
  customer: Row
  product: Row
  person: string
  site: string
  warehouse: string
  hour: string
  quantity: number
  amount: number
  cost: number | null
}

/** Every line of every document that counts, read one question a line: slow and plain. */
export function slowLines(company: TestCompany): { lines: SlowLine[]; parents: Map<string, string | null> } {
  const database = new Database(company.application.folder.companyFile(company.companyId), { readonly: true })
  const rows = (sql: string, ...values: unknown[]) => database.prepare<unknown[], Row>(sql).all(...values)
  const one = (table: string, id: unknown) => rows(`select * from ${table} where id = ?`, id)[0]!
  const lines: SlowLine[] = []
  const hourOf = (at: string | null) => (at === null ? '' : String((new Date(at).getUTCHours() + 8) % 24)) // Shanghai has no summer time
  const value = (id: string, lineNo: number, type: string) =>
    rows('select * from stock_movement where document_id = ?', id)
      .filter((m) => m['line_no'] === lineNo && m['document_type'] === type)
      .reduce((sum, m) => sum + m['value']!, 0)
  for (const o of rows('select * from sales_order')) {
    if (o['closed'] === 'void' || !['auto', 'approved'].includes(o['review']!)) continue
    for (const l of rows('select * from sales_order_line where order_id = ?', o['id'])) {
      const isShort = o['closed'] === 'short'
      lines.push({
        kind: o['history'] === 1 ? 'history' : 'order',
        document: o['id']!,
        number: o['number']!,
        day: o['day']!,
        customer: one('customer', o['customer_id']),
        product: one('product', l['product_id']),
        person: o['sales_person_id'] ?? '',
        site: o['site_id']!,
        warehouse: l['warehouse_id']!,
        hour: hourOf(o['submitted_at']!),
        quantity: isShort ? l['shipped']! : l['quantity']!,
        amount: isShort ? mulDiv(l['net']!, l['shipped']!, l['quantity']!) : l['net']!,
        cost: null,
      })
    }
  }
  for (const s of rows(`select * from shipment where status = 'posted'`)) {
    const o = one('sales_order', s['order_id'])
    for (const n of rows('select * from shipment_line where shipment_id = ?', s['id'])) {
      const bill = rows(
        'select * from sales_order_line where order_id = ? and line_no = ?',
        o['id'],
        n['order_line_no'],
      )
      lines.push({
        kind: 'shipment',
        document: s['id']!,
        number: s['number']!,
        day: s['day']!,
        customer: one('customer', s['customer_id']),
        product: one('product', bill[0]!['product_id']),
        person: o['sales_person_id'] ?? '',
        site: s['site_id']!,
        warehouse: s['warehouse_id']!,
        hour: hourOf(o['submitted_at']!),
        quantity: n['quantity']!,
        amount: n['amount']!,
        cost: -value(s['id']!, n['line_no']!, 'shipment'),
      })
    }
  }
  for (const r of rows(`select * from sales_return where status = 'posted'`)) {
    for (const l of rows('select * from sales_return_line where return_id = ?', r['id'])) {
      const s = l['shipment_id'] ? one('shipment', l['shipment_id']) : undefined
      const customer = one('customer', r['customer_id'])
      lines.push({
        kind: 'return',
        document: r['id']!,
        number: r['number']!,
        day: r['day']!,
        customer,
        product: one('product', l['product_id']),
        person: (s ? one('sales_order', s['order_id'])['sales_person_id'] : customer['sales_person_id']) ?? '',
        site: r['site_id']!,
        warehouse: s?.['warehouse_id'] ?? r['warehouse_id']!,
        hour: '',
        quantity: -l['quantity']!,
        amount: -l['amount']!,
        cost: -value(r['id']!, l['line_no']!, 'sales-return'),
      })
    }
  }
  const parents = new Map(
    rows('select * from tree_node').map((node) => [String(node['id']), node['parent_id'] ?? null]),
  )
  database.close()
  return { lines, parents }
}

/** The key of a line's group, the plain way. */
export function slowKey(
  line: SlowLine,
  dimension: Dimension,
  level: number,
  parents: Map<string, string | null>,
): string {
  const node = (id: string | null) => {
    const path: string[] = []
    for (let at = id; at; at = parents.get(at) ?? null) path.unshift(at)
    if (path.length === 0) return ''
    return level > 0 && path.length >= level ? path[level - 1]! : `=${id}`
  }
  switch (dimension) {
    case 'product':
    case 'customer':
      return line[dimension]['id']!
    case 'brand':
      return line.product['brand']!
    case 'type':
      return node(line.product['type_id'] ?? null)
    case 'region':
      return node(line.customer['region_id'] ?? null)
    case 'grade':
    case 'industry':
    case 'channel':
      return line.customer[dimension]!
    case 'person':
    case 'site':
    case 'warehouse':
    case 'hour':
      return line[dimension]
    case 'weekday':
      return String(weekdayOf(line.day))
    case 'day':
      return line.day
    case 'week':
      return addDays(line.day, -weekdayOf(line.day))
    case 'month':
      return line.day.slice(0, 7)
    case 'quarter':
      return `${line.day.slice(0, 4)}-Q${Math.floor((Number(line.day.slice(5, 7)) + 2) / 3)}`
    case 'year':
      return line.day.slice(0, 4)
  }
}

/** All figures of some lines, each as its description says. */
export function slowValues(lines: readonly SlowLine[]) {
  const sum = (of: (line: SlowLine) => number, among = lines) => among.reduce((all, line) => all + of(line), 0)
  const sold = lines.filter(({ kind }) => kind !== 'return')
  const back = lines.filter(({ kind }) => kind === 'return')
  const known = lines.filter(({ cost }) => cost !== null)
  const units = new Set(lines.map(({ product }) => product['base_unit']))
  const documents = new Set(sold.map(({ document }) => document)).size
  const amount = sum((line) => line.amount)
  const gross = sum((line) => line.amount, sold)
  const returned = sum((line) => -line.amount, back)
  const revenue = sum((line) => line.amount, known)
  const cost = sum((line) => line.cost!, known)
  const rate = (part: number, whole: number) => (whole === 0 ? null : Math.round((part * 10_000) / whole) + 0)
  return {
    amount,
    revenue: amount,
    quantity: units.size > 1 ? null : sum((line) => line.quantity),
    cost: mulDiv(cost, 1, 100),
    margin: mulDiv(revenue * 100 - cost, 1, 100),
    marginRate: rate(revenue * 100 - cost, revenue * 100),
    documents,
    customers: new Set(sold.map(({ customer }) => customer['id'])).size,
    average: documents === 0 ? null : mulDiv(gross, 1, documents),
    returned,
    returnRate: rate(returned, gross),
    unit: units.size === 1 ? [...units][0]! : '',
  }
}
