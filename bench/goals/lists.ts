import { encodeCursor } from '../../electron/backend/rpc/keyset.ts'
import type Database from 'better-sqlite3'
import type { Inputs } from '../../shared/contract/index.ts'
import type { Base } from '../support/base.ts'
import { alternate, result, type Result, type Run } from '../support/measure.ts'
import { dayOf } from '../support/raw.ts'
import { openReader } from '../../electron/backend/db/open.ts'

const PAGE = 50
const DEPTH = 100_000

type Filter = NonNullable<Inputs['orders']['list']['filter']>

/**
 * Goal 6: the order list's first page, a page deep down, and every filter it offers, each beside the same rows and columns
 * by keyset from hand-written SQL on the same file. With a smaller base at hand: what ten times as many orders cost.
 */
export async function listGoals(base: Base, smaller: Base | null, perBlock: number): Promise<Result[]> {
  const { orders } = base.size
  const depth = Math.min(DEPTH, Math.floor(orders * 0.9))
  const from = dayOf(Math.floor(orders * 0.5), orders)
  const to = dayOf(Math.floor(orders * 0.54), orders)
  const database = openReader(base.file)
  const deep = database
    .prepare<[number], { day: string; id: string }>(
      'select day, id from sales_order order by day desc, id desc limit 1 offset ?',
    )
    .get(depth)!
  const raw = (where: string, ...values: string[]) => rawPage(database, where, values)
  const byDay = 'indexed by sales_order_day where o.day between ? and ?'
  const list = (filter: Filter, at?: string): Run => {
    const input = { limit: PAGE, filter, cursor: at }
    return () => base.client.orders.list(input)
  }
  const customer = base.customerIds[77]!
  const cases: [string, Run, Run][] = [
    ['first page', raw(''), list({})],
    [
      `page at depth ${depth.toLocaleString('en')}`,
      raw('where (o.day, o.id) < (?, ?)', deep.day, deep.id),
      list({}, encodeCursor([deep.day, deep.id])),
    ],
    ['by state', raw("where o.status = 'completed'"), list({ status: 'completed' })],
    ['by customer', raw('where o.customer_id = ?', customer), list({ customerId: customer })],
    ['by sales person', raw('where o.sales_person_id = ?', base.ownerId), list({ salesPersonId: base.ownerId })],
    ['by days', raw(byDay, from, to), list({ fromDay: from, toDay: to })],
    [
      'state, sales person and days',
      raw("where o.status = 'completed' and o.sales_person_id = ? and o.day between ? and ?", base.ownerId, from, to),
      list({ status: 'completed', salesPersonId: base.ownerId, fromDay: from, toDay: to }),
    ],
  ]
  // found by number, or by the name of a customer: no keyset can do that, so it stands beside the page it stands for
  const searches: [string, Run][] = [
    ['search a number', list({ search: 'OLD-777' })],
    ['search a name', list({ search: '福满面馆' })],
    ['search what is not there', list({ search: '没有这家店' })],
  ]
  const timings = await alternate(
    [...cases.flatMap(([, reference, ours]) => [reference, ours]), ...searches.map(([, s]) => s)],
    {
      blocks: 5,
      perBlock,
    },
  )
  const results = cases.map(([name], i) =>
    result('6', `orders, ${name}, p50 (of raw keyset)`, timings[i * 2 + 1]!.p50, timings[i * 2]!.p50, 4),
  )
  const [first, below] = [timings[1]!, timings[3]!]
  results.push(result('6', 'deep page (of the first page)', below.p50, first.p50, 2))
  searches.forEach(([name], i) => {
    results.push(result('6', `orders, ${name}, p50 (of 10 ms)`, timings[cases.length * 2 + i]!.p50, 10, 1))
  })
  database.close()
  if (smaller) {
    const [big, small] = await alternate([list({}), () => smaller.client.orders.list({ limit: PAGE })], {
      blocks: 5,
      perBlock,
    })
    const count = (b: Base) => b.size.orders.toLocaleString('en')
    results.push(result('6', `first page, ${count(base)} orders (of ${count(smaller)})`, big!.p50, small!.p50, 2))
  }
  return results
}

function rawPage(database: Database.Database, where: string, values: readonly string[]): Run {
  const statement = database.prepare(
    `select o.id, o.number, o.day, o.customer_id, c.name as customer, o.status, o.total, o.paid, o.line_count,
       s.name as sales_person, o.remark, o.origin, m.name as maker, o.created_at
     from (select * from sales_order o ${where} order by o.day desc, o.id desc limit ${PAGE}) o
     cross join customer c on c.id = o.customer_id cross join user_account m on m.id = o.created_by
     left join user_account s on s.id = o.sales_person_id order by o.day desc, o.id desc`,
  )
  return () => statement.all(...values)
}
