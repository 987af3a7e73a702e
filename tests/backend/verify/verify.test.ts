import Database from 'better-sqlite3'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHECKS, verifyDatabase } from '../../../electron/backend/features/system/verify.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, postStock, submitOrder } from '../../support/make.ts'

let company: TestCompany
let master: string
const folder = mkdtempSync(join(tmpdir(), 'huozhan-verify-'))

/** Orders in every state, partly shipped and paid, notes and receipts reversed, so that every check has rows to look at. */
beforeAll(async () => {
  company = await createTestCompany()
  const { client, clock } = company
  const region = newId()
  await client.trees.save({ id: region, version: 0, kind: 'region', parentId: null, name: '华东' })
  await client.trees.save({ id: newId(), version: 0, kind: 'region', parentId: region, name: '苏州' })
  const customer = await makeCustomer(client, { creditDays: 30, openingBalance: 12_345 })
  const flour = await makeProduct(client, { stock: 500, barcode: '2000000000015' })
  const rice = await makeProduct(client, { stock: 300 })
  const lines = [line(flour.id, 7, 81.3333), line(rice.id, 3, 99.9)]
  const ship = async (order: { id: string; version: number }, bags?: number) => {
    const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
    const { id, driver, plate, remark } = note!
    const edited =
      bags === undefined
        ? note!
        : await client.shipments.update({
            id,
            version: note!.version,
            driver,
            plate,
            remark,
            lines: note!.lines.map((l) => ({ lineNo: l.lineNo, quantity: bags * 1000 })),
          })
    return client.shipments.confirm({ id, version: edited.version })
  }
  await submitOrder(client, customer.id, lines)
  clock.advance(86_400_000)
  await ship(await submitOrder(client, customer.id, lines, { discount: 1_001 }))
  const part = await submitOrder(client, customer.id, lines)
  await ship(part, 2)
  const short = await submitOrder(client, customer.id, lines)
  await ship(short, 1)
  const before = await client.orders.get({ id: short.id })
  await client.orders.close({ id: short.id, version: before.version, reason: '不要了' })
  clock.advance(86_400_000)
  const receipt = { customerId: customer.id, amount: 50_000, method: 'cash' } as const
  await client.settlement.receive({ id: newId(), ...receipt })
  const wrong = await client.settlement.receive({ id: newId(), ...receipt })
  await client.settlement.voidReceipt({ id: wrong.id, version: wrong.version, reason: '记错' })
  const back = await ship(await submitOrder(client, customer.id, lines))
  await client.shipments.void({ id: back.id, version: back.version, reason: '退回' })
  const dropped = await submitOrder(client, customer.id, lines)
  await client.orders.void({ id: dropped.id, version: dropped.version, reason: '重复' })
  await client.orders.saveDraft({ id: newId(), version: 0, draft: { customerId: customer.id, lines } })
  await postStock(client, 'loss', [[rice.id, 2]])
  master = join(folder, 'master.sqlite')
  await (await company.application.company(company.companyId)).backup(master)
})

afterAll(async () => {
  await company.close()
  rmSync(folder, { recursive: true, force: true })
})

it('finds nothing in books the product itself has written, and has looked at rows everywhere', () => {
  const database = new Database(master, { readonly: true })
  const result = verifyDatabase(database)
  database.close()
  expect(result.checks.filter((c) => !c.ok)).toEqual([])
  expect(result.ok).toBe(true)
  for (const check of result.checks) expect(check.count, check.name).toBeGreaterThan(0)
})

const ANY_ORDER = `(select id from sales_order where status = 'to-ship')`
const FAULTS: [what: string, check: string, sql: string][] = [
  ['stock counted up without a movement', 'stock-on-hand', 'update stock_balance set on_hand = on_hand + 1000'],
  ['a balance row lost', 'stock-on-hand', 'delete from stock_balance'],
  ['a movement nobody wrote down', 'stock-on-hand', movement('adjustment')],
  ['a movement without its document', 'stock-documents', `update shipment_line set quantity = quantity + 1`],
  ['a reservation that no order holds', 'stock-reserved', 'update stock_balance set reserved = reserved + 1'],
  ['a line that lost its reservation', 'stock-reserved', 'update sales_order_line set reserved = 0 where reserved > 0'],
  [
    'a line amount',
    'order-amounts',
    `update sales_order_line set amount = amount + 1, net = net + 1 where line_no = 1`,
  ],
  [
    'a price changed after the fact',
    'order-amounts',
    'update sales_order_line set price = price * 2 where line_no = 1',
  ],
  ['an order total', 'order-amounts', `update sales_order set total = total + 1 where id = ${ANY_ORDER}`],
  ['a lost line', 'order-amounts', `delete from sales_order_line where order_id = ${ANY_ORDER} and line_no = 2`],
  ['a wrong word', 'order-states', `update sales_order set status = 'completed' where id = ${ANY_ORDER}`],
  [
    'a wrong dimension',
    'order-states',
    `update sales_order set outbound = 'all', status = 'shipped' where id = ${ANY_ORDER}`,
  ],
  ['a payment nobody made', 'order-paid', `update sales_order set paid = paid + 1 where id = ${ANY_ORDER}`],
  [
    'shipped without a note',
    'order-shipped',
    `update sales_order_line set shipped = 1000 where order_id = ${ANY_ORDER}`,
  ],
  ['a shipped amount', 'order-shipped-amount', `update sales_order set shipped_amount = 5 where id = ${ANY_ORDER}`],
  ['a note total', 'order-shipped-amount', `update shipment set total = total + 1 where status = 'posted'`],
  ['a balance', 'receivable-balance', 'update receivable_balance set balance = balance - 1'],
  ['a lost balance', 'receivable-balance', 'delete from receivable_balance'],
  ['an open item', 'receivable-open', 'update receivable_open set open = open + 1'],
  ['a lost open item', 'receivable-open', 'delete from receivable_open'],
  ['a receipt amount', 'receivable-documents', `update receipt set amount = amount + 1 where status = 'posted'`],
  ['daily sales of a product', 'sales-by-product', 'update sales_product_day set quantity = quantity + 1'],
  ['a lost day of a product', 'sales-by-product', 'delete from sales_product_day where lines = 1'],
  ['daily sales of a customer', 'sales-by-customer', 'update sales_customer_day set amount = amount + 1'],
  [
    'a day without orders',
    'sales-by-customer',
    `insert into sales_customer_day select '2020-01-01', id, 1, 5 from customer limit 1`,
  ],
  ['a habit', 'customer-habits', 'update customer_product set times = times + 1'],
  ['the last price of a habit', 'customer-habits', 'update customer_product set last_price = last_price + 1'],
  ['a count of states', 'order-counts', `update order_status_count set count = count + 1 where status = 'draft'`],
  ['a number skipped', 'number-series', `update series set next = next + 1 where prefix = 'XSDD'`],
  ['a document removed', 'number-series', `delete from series where prefix = 'SK'`],
  [
    'a log entry rewritten',
    'change-log',
    `update change_log set payload = cast(replace(payload, '1', '2') as blob) where seq = 3`,
  ],
  ['a log entry removed', 'change-log', 'delete from change_log where seq = 4'],
  ['a reference to nothing', 'references', `update sales_order_line set product_id = 'gone' where line_no = 1`],
  ['a pack twice', 'packs-and-barcodes', `update product_pack set unit = (select base_unit from product limit 1)`],
  ['a barcode of an unknown unit', 'packs-and-barcodes', `update product_barcode set unit = '桶'`],
  ['a path', 'trees', `update tree_node set path = '华北/苏州' where parent_id is not null`],
  ['no walk-in customer', 'company', 'update customer set walk_in = 0'],
]

describe('names what was tampered with', () => {
  it.each(FAULTS)('%s', (_, check, sql) => {
    const file = join(folder, 'tampered.sqlite')
    copyFileSync(master, file)
    const database = new Database(file)
    // what a writer of ours would register; here they let everything pass, as a broken program would
    database.function('huozhan_capture', { varargs: true }, () => null)
    database.function('huozhan_guard', { varargs: true }, () => null)
    database.pragma('foreign_keys = OFF')
    database.pragma('ignore_check_constraints = ON')
    expect(database.prepare(sql).run().changes).toBeGreaterThan(0)
    const result = verifyDatabase(database)
    database.close()
    expect(result.ok).toBe(false)
    const found = result.checks.find((c) => c.name === check)!
    expect(found.ok, JSON.stringify(result.checks.filter((c) => !c.ok))).toBe(false)
    expect(found.faults[0]!.length).toBeGreaterThan(5)
    expect(found.faults.join()).not.toMatch(/null|undefined|NaN/)
  })
})

it('tampers with the subject of every check that the database itself cannot guard', () => {
  const tampered = new Set(FAULTS.map(([, check]) => check))
  expect(CHECKS.map((c) => c.name).filter((name) => !tampered.has(name))).toEqual(['file-structure'])
})

function movement(type: string): string {
  return `insert into stock_movement select '${newId()}', warehouse_id, product_id, null, 1000, 0, day, at, '${type}', '${newId()}', 'X', 9, 0, null
    from stock_movement limit 1`
}
