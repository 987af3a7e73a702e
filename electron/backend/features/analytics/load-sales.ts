import type Database from 'better-sqlite3'
import { dayNumber, type Day } from '../../../../shared/day.ts'
import {
  HISTORY,
  NOBODY,
  NO_HOUR,
  ORDER,
  RETURN,
  SHIPMENT,
  type SalesDay,
} from '../../../../shared/domain/analytics/facts.ts'
import type { CloseState } from '../../../../shared/domain/order/states.ts'
import { shippedWorth } from '../../../../shared/domain/order/totals.ts'
import { taxIncluded } from '../../../../shared/money.ts'
import type { Places } from './places.ts'

/** Orders of some days that count, with their lines; the document's fields are repeated on each. */
const ORDERS = `
  select o.day, o.id, o.history, o.customer_id, o.sales_person_id, o.site_id, o.submitted_at, o.closed, o.tax_included,
    l.product_id, l.warehouse_id, l.quantity, l.net, l.tax_rate, l.shipped
  from sales_order o join sales_order_line l on l.order_id = o.id
  where o.day between ? and ? and o.review in ('auto', 'approved') and o.closed <> 'void'
  order by o.day, o.id, l.line_no`

/** Posted notes: the person and the hour are the order's. What left costs what the ledger took off for the line. */
const SHIPMENTS = `
  select s.day, s.id, s.customer_id, o.sales_person_id, s.site_id, o.submitted_at, o.tax_included,
    l.product_id, s.warehouse_id, n.quantity, n.amount, l.tax_rate,
    (select -sum(m.value) from stock_movement m where m.document_id = s.id and m.line_no = n.line_no)
  from shipment s join sales_order o on o.id = s.order_id
    join shipment_line n on n.shipment_id = s.id
    join sales_order_line l on l.order_id = s.order_id and l.line_no = n.order_line_no
  where s.day between ? and ? and s.status = 'posted'
  order by s.day, s.id, n.line_no`

/**
 * Posted returns, by the warehouse and the person of the bill where there is one. What came back costs what the ledger took
 * in for it; that goods were scrapped afterwards is a loss of the stock, not of the sale.
 */
const RETURNS = `
  select r.day, r.id, r.customer_id, coalesce(o.sales_person_id, c.sales_person_id), r.site_id, o.tax_included,
    l.product_id, coalesce(s.warehouse_id, r.warehouse_id), case r.kind when 'allowance' then 0 else l.quantity end,
    l.amount, l.tax_rate,
    (select sum(m.value) from stock_movement m
     where m.document_id = r.id and m.line_no = l.line_no and m.document_type = 'sales-return')
  from sales_return r join sales_return_line l on l.return_id = r.id join customer c on c.id = r.customer_id
    left join shipment s on s.id = l.shipment_id left join sales_order o on o.id = s.order_id
  where r.day between ? and ? and r.status = 'posted'
  order by r.day, r.id, l.line_no`

type Text = string
type OrderRow = [Day, Text, number, Text, Text | null, Text, Text | null, CloseState, number, Text, Text, ...number[]]
type ShipmentRow = [Day, Text, Text, Text | null, Text, Text | null, number, Text, Text, ...number[]]
type ReturnRow = [Day, Text, Text, Text | null, Text, number | null, Text, Text, ...(number | null)[]]

/**
 * Reads the sales of some days from the documents, a record a day that has any, oldest first.
 * @param pricesWithTax the company's prices include tax: for returns without a bill
 */
export function loadSales(
  database: Database.Database,
  places: Places,
  from: Day,
  to: Day,
  pricesWithTax: boolean,
): SalesDay[] {
  const days = new Map<Day, DayBuilder>()
  const dayOf = (day: Day): DayBuilder => {
    let builder = days.get(day)
    if (!builder) days.set(day, (builder = new DayBuilder(day)))
    return builder
  }
  const rows = <Row>(sql: string) => database.prepare<[Day, Day], Row>(sql).raw().iterate(from, to) as Iterable<Row>
  for (const row of rows<OrderRow>(ORDERS)) {
    const [
      day,
      id,
      history,
      customer,
      person,
      site,
      at,
      closed,
      withTax,
      product,
      warehouse,
      ordered,
      net,
      rate,
      shipped,
    ] = row as [...OrderRow, number, number, number, number]
    const builder = dayOf(day)
    builder.document(id, history === 1 ? HISTORY : ORDER, places, customer, person, site, at)
    const isShort = closed === 'short'
    const amount = isShort && ordered! !== 0 ? shippedWorth(net!, ordered!, shipped!) : net!
    builder.line(
      places,
      product,
      warehouse,
      isShort ? shipped! : ordered!,
      amount,
      revenueOf(amount, rate!, withTax === 1),
      null,
    )
  }
  for (const row of rows<ShipmentRow>(SHIPMENTS)) {
    const [day, id, customer, person, site, at, withTax, product, warehouse, quantity, amount, rate, cost] = row
    const builder = dayOf(day)
    builder.document(id, SHIPMENT, places, customer, person, site, at)
    builder.line(places, product, warehouse, quantity!, amount!, revenueOf(amount!, rate!, withTax === 1), cost ?? null)
  }
  for (const row of rows<ReturnRow>(RETURNS)) {
    const [day, id, customer, person, site, withTax, product, warehouse, quantity, amount, rate, cost] = row
    const builder = dayOf(day)
    builder.document(id, RETURN, places, customer, person, site, null)
    const revenue = revenueOf(amount!, rate!, withTax === null ? pricesWithTax : withTax === 1)
    // a price difference brings no goods back and so no cost
    builder.line(places, product, warehouse, -quantity!, -amount!, -revenue, cost === null ? 0 : -cost!)
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1)).map((builder) => builder.build())
}

/** What a line brings without tax, when its prices are without; otherwise costs have it too (docs/architecture.md). */
const revenueOf = (amount: number, rate: number, withTax: boolean) =>
  withTax ? amount : amount - taxIncluded(amount, rate)

/** Columns of one day while they are filled. */
class DayBuilder {
  readonly day: Day
  #last = ''
  readonly kind: number[] = []
  readonly customer: number[] = []
  readonly person: number[] = []
  readonly site: number[] = []
  readonly hour: number[] = []
  readonly first: number[] = []
  readonly product: number[] = []
  readonly warehouse: number[] = []
  readonly quantity: number[] = []
  readonly amount: number[] = []
  readonly revenue: number[] = []
  readonly cost: number[] = []

  constructor(day: Day) {
    this.day = day
  }

  /** Begins a document unless it is the one before. */
  document(
    id: string,
    kind: number,
    places: Places,
    customer: string,
    person: string | null,
    site: string,
    at: string | null,
  ): void {
    const key = `${kind} ${id}`
    if (key === this.#last) return
    this.#last = key
    this.kind.push(kind)
    this.customer.push(places.customer(customer))
    this.person.push(person === null ? NOBODY : places.person(person))
    this.site.push(places.site(site))
    this.hour.push(at === null ? NO_HOUR : places.hour(at))
    this.first.push(this.product.length)
  }

  line(
    places: Places,
    product: string,
    warehouse: string,
    quantity: number,
    amount: number,
    revenue: number,
    cost: number | null,
  ): void {
    this.product.push(places.product(product))
    this.warehouse.push(places.warehouse(warehouse))
    this.quantity.push(quantity)
    this.amount.push(amount)
    this.revenue.push(revenue)
    this.cost.push(cost ?? Number.NaN)
  }

  build(): SalesDay {
    return {
      day: dayNumber(this.day),
      documents: this.kind.length,
      kind: Uint8Array.from(this.kind),
      customer: Uint32Array.from(this.customer),
      person: Uint16Array.from(this.person),
      site: Uint8Array.from(this.site),
      hour: Uint8Array.from(this.hour),
      first: Uint32Array.from([...this.first, this.product.length]),
      product: Uint32Array.from(this.product),
      warehouse: Uint16Array.from(this.warehouse),
      quantity: Float64Array.from(this.quantity),
      amount: Float64Array.from(this.amount),
      revenue: Float64Array.from(this.revenue),
      cost: Float64Array.from(this.cost),
    }
  }
}
