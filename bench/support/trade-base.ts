import type Database from 'better-sqlite3'
import { openWriter } from '../../electron/backend/db/open.ts'
import { dropTriggers, installTriggers } from '../../electron/backend/db/triggers.ts'
import { hashPassword } from '../../electron/backend/features/users/passwords.ts'
import { dayFromNumber } from '../../shared/day.ts'
import { newId } from '../../shared/ids.ts'
import { companyHome, openBase, type Base } from './base.ts'
import { seeded } from './measure.ts'
import { BENCH_PASSWORD } from './stock-base.ts'
import { TRADE_DAYS, tradeOf, type TradeSize } from './trade.ts'

export interface TradeBase extends Base {
  /** Lines sold and returned. */
  lines: number
}

const WAREHOUSES = 3
const PEOPLE = 12
/** Every 60th order gives a part of its first line back five days later. */
const RETURN_EVERY = 60
/** Each product is bought once a quarter for what is sold until the next time. */
const BUYING_DAYS = 91

/**
 * A company with five years of trade (`trade.ts`): orders, their notes, stock movements at cost, returns, purchases, with the
 * daily sales. It is a fixture for reports: written in bulk, without bills, habits and change log.
 */
export async function tradeBase(size: TradeSize): Promise<TradeBase> {
  const own = await companyHome({ orders: 0, customers: size.customers, products: size.products })
  const password = await hashPassword(BENCH_PASSWORD)
  const lines = fill(own, size, password)
  return { ...(await openBase(own)), lines }
}

type Own = Awaited<ReturnType<typeof companyHome>>

function fill(own: Own, size: TradeSize, password: string): number {
  const database = openWriter(own.file)
  dropTriggers(database)
  database.pragma('journal_mode = DELETE')
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  database.pragma('foreign_keys = OFF')
  database.pragma('cache_size = -2097152')
  let lines = 0
  database.transaction(() => {
    // the opening stock of the masters is for other measurements
    database.exec('delete from stock_movement')
    const world = masterData(database, own, password)
    lines = writeTrade(database, own, size, world)
    sumUp(database)
  })()
  installTriggers(database)
  database.pragma('journal_mode = WAL')
  database.close()
  return lines
}

interface World {
  siteId: string
  warehouses: string[]
  people: string[]
  random: () => number
}

/** Warehouses, sales people, product types, regions and what customers are grouped by. */
function masterData(database: Database.Database, own: Own, password: string): World {
  const random = seeded(11)
  const at = new Date().toISOString()
  const { id: first, site_id: siteId } = database
    .prepare<[], { id: string; site_id: string }>('select id, site_id from warehouse')
    .get()!
  const warehouses = [first]
  for (let i = 1; i < WAREHOUSES; i++) {
    const id = newId()
    database
      .prepare('insert into warehouse (id, site_id, code, name) values (?, ?, ?, ?)')
      .run(id, siteId, `W${i}`, `仓库${i}`)
    warehouses.push(id)
  }
  const people = [own.ownerId]
  for (let i = 1; i < PEOPLE; i++) {
    const id = newId()
    database
      .prepare(`insert into user_account (id, name, status, created_at) values (?, ?, 'no-login', ?)`)
      .run(id, `业务员${i}`, at)
    people.push(id)
  }
  database.prepare('update user_account set password_hash = ? where id = ?').run(password, own.ownerId)
  const node = database.prepare('insert into tree_node (id, kind, parent_id, name, path) values (?, ?, null, ?, ?)')
  const nodes = (kind: string, names: readonly string[]) =>
    names.map((name) => {
      const id = newId()
      node.run(id, kind, name, `/${id}/`)
      return id
    })
  const types = nodes('product-type', [
    '面粉',
    '大米',
    '食用油',
    '挂面',
    '杂粮',
    '淀粉',
    '白糖',
    '调味品',
    '饲料',
    '其他',
  ])
  const regions = nodes('region', ['城东', '城西', '城南', '城北', '开发区', '高新区', '周边县', '外地'])
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
  const product = database.prepare('update product set type_id = ? where id = ?')
  for (const id of own.productIds) product.run(pick(types), id)
  const customer = database.prepare(
    'update customer set region_id = ?, industry = ?, channel = ?, sales_person_id = ? where id = ?',
  )
  for (const id of own.customerIds)
    customer.run(
      pick(regions),
      pick(['餐饮', '零售', '食品厂', '学校']),
      pick(['商超', '批发', '终端店']),
      pick(people),
      id,
    )
  return { siteId, warehouses, people, random }
}

function writeTrade(database: Database.Database, own: Own, size: TradeSize, world: World): number {
  const { siteId, warehouses, people, random } = world
  const at = new Date().toISOString()
  const order = database.prepare(
    `insert into sales_order (id, number, site_id, customer_id, day, status, review, outbound, logistics, payment, origin,
       warehouse_id, sales_person_id, amount, total, line_count, shipped_amount, paid, created_by, created_at, submitted_at, updated_at)
     values (?, ?, ?, ?, ?, 'completed', 'auto', 'all', 'signed', 'paid', 'desk', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const orderLine = database.prepare(
    `insert into sales_order_line (order_id, line_no, product_id, warehouse_id, unit, factor, quantity, price, price_source,
       discount, tax_rate, amount, net, tax, shipped) values (?, ?, ?, ?, '袋', 1000, ?, ?, 'list', 10000, 0, ?, ?, 0, ?)`,
  )
  const note = database.prepare(
    `insert into shipment (id, number, site_id, order_id, customer_id, warehouse_id, day, status, logistics, total, created_by,
       created_at, posted_at) values (?, ?, ?, ?, ?, ?, ?, 'posted', 'signed', ?, ?, ?, ?)`,
  )
  const noteLine = database.prepare(
    'insert into shipment_line (shipment_id, line_no, order_line_no, quantity, amount, returned) values (?, ?, ?, ?, ?, ?)',
  )
  const move = database.prepare(
    `insert into stock_movement (id, warehouse_id, product_id, quantity, value, day, at, document_type, document_id,
       document_number, line_no) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const back = database.prepare(
    `insert into sales_return (id, number, kind, site_id, customer_id, warehouse_id, shipment_id, day, status, total, tax,
       line_count, created_by, created_at, posted_at, updated_at)
     values (?, ?, 'return', ?, ?, ?, ?, ?, 'posted', ?, 0, 1, ?, ?, ?, ?)`,
  )
  const backLine = database.prepare(
    `insert into sales_return_line (return_id, line_no, shipment_id, shipment_line_no, product_id, unit, factor, quantity,
       price, price_typed, tax_rate, amount, tax, worth, value, reason, disposition, warehouse_id)
     values (?, 1, ?, 1, ?, '袋', 1000, ?, ?, 0, 0, ?, 0, ?, ?, 'quality', 'sellable', ?)`,
  )
  /** Thousandths and 1/10000 yuan still to be bought for what has been sold, by product and warehouse. */
  const sold = new Float64Array(size.products * warehouses.length)
  const worth = new Float64Array(size.products * warehouses.length)
  const buy = (day: number) => {
    const documentId = newId()
    let lineNo = 0
    for (let pair = 0; pair < sold.length; pair++) {
      if (sold[pair] === 0) continue
      const warehouse = warehouses[pair % warehouses.length]!
      const product = own.productIds[Math.floor(pair / warehouses.length)]!
      const number = `JH${day}`
      move.run(
        newId(),
        warehouse,
        product,
        sold[pair],
        worth[pair],
        dayFromNumber(day),
        at,
        'purchase-receipt',
        documentId,
        number,
        ++lineNo,
      )
    }
    sold.fill(0)
    worth.fill(0)
  }
  let count = 0
  let made = 0
  let bought: number = TRADE_DAYS.first
  for (const { day, hour, customer, lines } of tradeOf(size)) {
    if (day - bought >= BUYING_DAYS) {
      // bought before it was sold, as far as the books go
      buy(bought)
      bought = day
    }
    made += 1
    const [id, noteId] = [newId(day * 86_400_000), newId(day * 86_400_000)]
    const w = made % warehouses.length
    const [warehouse, person, customerId] = [
      warehouses[w]!,
      people[customer % people.length]!,
      own.customerIds[customer]!,
    ]
    const total = lines.reduce((sum, line) => sum + line.bags * line.price, 0)
    const text = dayFromNumber(day)
    const ordered = `${text}T${String(hour - 7).padStart(2, '0')}:00:00.000Z`
    order.run(
      id,
      `D${made}`,
      siteId,
      customerId,
      text,
      warehouse,
      person,
      total,
      total,
      lines.length,
      total,
      total,
      own.ownerId,
      ordered,
      ordered,
      ordered,
    )
    note.run(noteId, `C${made}`, siteId, id, customerId, warehouse, text, total, own.ownerId, at, at)
    const isReturned = made % RETURN_EVERY === 0
    lines.forEach((line, i) => {
      const [productId, quantity, amount] = [own.productIds[line.product]!, line.bags * 1000, line.bags * line.price]
      orderLine.run(id, i + 1, productId, warehouse, quantity, line.price * 100, amount, amount, quantity)
      noteLine.run(noteId, i + 1, i + 1, quantity, amount, isReturned && i === 0 ? 1000 : 0)
      move.run(
        newId(day * 86_400_000),
        warehouse,
        productId,
        -quantity,
        -line.bags * line.cost * 100,
        text,
        at,
        'shipment',
        noteId,
        `C${made}`,
        i + 1,
      )
      const pair = line.product * warehouses.length + w
      sold[pair]! += quantity
      worth[pair]! += line.bags * line.cost * 100
    })
    count += lines.length
    if (!isReturned) continue
    const [line] = lines
    const returnId = newId(day * 86_400_000)
    const later = dayFromNumber(Math.min(day + 5, TRADE_DAYS.last))
    const productId = own.productIds[line!.product]!
    back.run(returnId, `T${made}`, siteId, customerId, warehouse, noteId, later, line!.price, own.ownerId, at, at, at)
    backLine.run(
      returnId,
      noteId,
      productId,
      1000,
      line!.price * 100,
      line!.price,
      line!.price,
      line!.cost * 100,
      warehouse,
    )
    move.run(
      newId(day * 86_400_000),
      warehouse,
      productId,
      1000,
      line!.cost * 100,
      later,
      at,
      'sales-return',
      returnId,
      `T${made}`,
      1,
    )
    count += 1
  }
  // what lies there now: a fifth of a quarter's sales
  for (let pair = 0; pair < sold.length; pair++)
    if (random() < 0.2) sold[pair] = Math.round((sold[pair]! * 1.2) / 1000) * 1000
  buy(bought)
  return count
}

/** Balances, values and daily sales from what was written. */
function sumUp(database: Database.Database): void {
  database.exec(`
    delete from stock_balance;
    insert into stock_balance (product_id, warehouse_id, on_hand, may_lack)
      select product_id, warehouse_id, sum(quantity), sum(quantity) < 0 from stock_movement group by 1, 2;
    delete from stock_value;
    insert into stock_value (product_id, site_id, quantity, value)
      select product_id, (select site_id from warehouse limit 1), sum(quantity), sum(value) from stock_movement group by 1;
    insert into sales_customer_day (day, customer_id, orders, amount)
      select day, customer_id, count(*), sum(total) from sales_order group by 1, 2;
    insert into sales_product_day (day, product_id, warehouse_id, quantity, amount, lines)
      select o.day, l.product_id, l.warehouse_id, sum(l.quantity), sum(l.net), count(*)
      from sales_order o join sales_order_line l on l.order_id = o.id group by 1, 2, 3;
    insert into order_status_count select status, count(*) from sales_order group by 1;
  `)
}
