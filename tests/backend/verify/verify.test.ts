import Database from 'better-sqlite3'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CHECKS, verifyDatabase } from '../../../electron/backend/features/system/verify.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { ALIPAY_SETUP, AlipayServer } from '../../support/gateways/alipay-server.ts'
import { makeNote, startTrip } from '../delivery/door.ts'
import { line, makeCustomer, makeProduct, postStock, submitOrder } from '../../support/make.ts'
import { approvedOrder, bought, makeSupplier, receiveBags } from '../../support/purchase.ts'

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
  await client.leads.create({ id: newId(), company: '城南新店' })
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
  await client.money.void({ id: wrong.id, version: wrong.version, reason: '记错' })
  const back = await ship(await submitOrder(client, customer.id, lines))
  await client.shipments.void({ id: back.id, version: back.version, reason: '退回' })
  const changed = await submitOrder(client, customer.id, lines)
  const { warehouseId, version } = changed
  const [kept] = changed.lines
  const less = [{ ...line(flour.id, 5, 81.3333), lineNo: kept!.lineNo }]
  await client.orders.amend({ id: changed.id, version, changeId: newId(), order: { warehouseId, lines: less } })
  const dropped = await submitOrder(client, customer.id, lines)
  await client.orders.void({ id: dropped.id, version: dropped.version, reason: '重复' })
  const held = await submitOrder(client, customer.id, [{ ...line(rice.id, 1), discount: 5000 }])
  const reviewer = await company.as('reviewer')
  await reviewer.orders.approve({ id: held.id, version: held.version, reason: '临期处理' })
  await client.orders.saveDraft({ id: newId(), version: 0, draft: { customerId: customer.id, lines } })
  await postStock(client, 'loss', [[rice.id, 2]])
  await goodsAndPurchases()
  await deliver(flour.id)
  await paidOnline(customer.id)
  await statementOf(customer.id)
  await contacts(customer.id)
  await merged()
  master = join(folder, 'master.sqlite')
  await (await company.application.company(company.companyId)).backup(master)
})

/** An online payment of which a part went back. */
async function paidOnline(customerId: string): Promise<void> {
  const { onlinePayments: api } = company.client
  const server = new AlipayServer()
  server.now = company.clock.now
  const baseUrl = `${await server.listen()}/gateway.do`
  await api.saveGateway({ gateway: 'alipay', ...ALIPAY_SETUP, baseUrl, enabled: true, version: 0 })
  const id = newId()
  const wanted = { customerId, gateway: 'alipay', way: 'code', authCode: '281511727606227397' } as const
  await api.start({ id, ...wanted, amount: 5_000 })
  await api.refund({ id: newId(), paymentId: id, amount: 1_000, reason: '多付' })
  await server.close()
}

/** A complaint, and a reminder that came again. */
async function contacts(customerId: string): Promise<void> {
  const { crm } = company.client
  await crm.log({ id: newId(), customerId, kind: 'complaint', text: '有两袋受潮' })
  const { id, version } = await crm.remind({
    id: newId(),
    customerId,
    day: '2026-11-23',
    note: '问订货',
    repeat: 'week',
  })
  await crm.finish({ targets: [{ id, version }], result: '下周再说' })
}

/** Two customers that were one, with a debt that moved. */
async function merged(): Promise<void> {
  const { client } = company
  const winner = await makeCustomer(client)
  const loser = await makeCustomer(client, { openingBalance: 700 })
  await client.customerMerge.merge({
    id: newId(),
    winnerId: winner.id,
    loserId: loser.id,
    winnerVersion: winner.version,
    loserVersion: loser.version,
  })
}

/** A statement with a corrected difference, locked. */
async function statementOf(customerId: string): Promise<void> {
  const { reconciliation: api } = company.client
  const days = { from: '2026-11-01', to: '2026-11-24' }
  const { id, version } = await api.create({ id: newId(), customerId, ...days })
  const sent = await api.send({ id, version, channel: 'print' })
  const answers = [{ no: 1, agreed: false, theirs: 1 }]
  const [task] = (await api.answer({ id, version: sent.version, answers })).differences
  const adjustment = { id: newId(), amount: -100 }
  await api.resolve({ id: task!.id, version: task!.version, resolution: '价格有误', adjustment })
  const resolved = await api.get({ id })
  await api.lock({ id, version: resolved.version })
}

/** Lots kept and delivered, a transfer on its way, goods bought, and a document of an earlier day that changed costs. */
async function goodsAndPurchases(): Promise<void> {
  const { client } = company
  const branch = newId()
  const [main] = await client.company.warehouses()
  await client.company.saveWarehouse({ id: branch, version: 0, siteId: main!.siteId, code: 'ZZ', name: '分仓' })
  const customer = await makeCustomer(client)
  const oil = await makeProduct(client, { lotTracked: true, shelfLifeDays: 180 })
  const bagsOf = (lotNumber: string, productionDay: string) => ({
    lines: [{ productId: oil.id, unit: '袋', quantity: 20_000, lotNumber, productionDay, cost: 300_000 }],
  })
  await postStock(client, 'other-in', [], bagsOf('A', '2026-09-01'))
  await postStock(client, 'other-in', [], bagsOf('B', '2026-10-01'))
  const sold = await submitOrder(client, customer.id, [line(oil.id, 12)])
  const [note] = await client.shipments.createForOrder({ orderId: sold.id, version: sold.version })
  await pickAndPack(note!.id)
  const { version } = await client.shipments.get({ id: note!.id })
  await client.shipments.confirm({ id: note!.id, version })
  await client.returns.shortage({
    id: newId(),
    shipmentId: note!.id,
    lines: [
      { lineNo: 1, quantity: 2000, cause: 'refused', disposition: 'sellable' },
      { lineNo: 1, quantity: 1000, cause: 'damaged', disposition: 'scrap' },
    ],
  })
  await submitOrder(client, customer.id, [line(oil.id, 10)])
  await postStock(client, 'transfer', [[oil.id, 3]], { toWarehouseId: branch })

  const bran = await makeProduct(client)
  const supplier = await makeSupplier(client)
  const order = await approvedOrder(client, supplier.id, [bought(bran.id, 30)])
  await receiveBags(client, order, [20], { costs: [{ kind: 'freight', basis: 'value', amount: 5000 }] })
  await client.payables.pay({ id: newId(), supplierId: supplier.id, amount: 60_000, method: 'transfer' })
  await postStock(client, 'loss', [[bran.id, 5]])
  const cheap = [{ productId: bran.id, unit: '袋', quantity: 10_000, cost: 100_000 }]
  await postStock(client, 'other-in', [], { day: '2026-11-22', lines: cheap })
  expect(await client.costs.recompute({})).toMatchObject({ products: 1 })
}

/** A note delivered for cash of which some is missing, with its signed copy; another one refused at the door. */
async function deliver(productId: string): Promise<void> {
  const { client } = company
  const sold = await makeNote(client, productId, 2)
  const refused = await makeNote(client, productId, 1)
  const trip = await startTrip(client, [sold.note.id, refused.note.id])
  const report = { id: trip.id, version: 1 }
  const money = [{ id: newId(), method: 'cash' as const, amount: 10_000 }]
  await client.trips.report({ ...report, shipmentId: sold.note.id, result: 'signed', money })
  const { version } = await client.trips.report({ ...report, shipmentId: refused.note.id, result: 'refused' })
  await client.trips.handIn({ id: trip.id, version, handedIn: 9_900 })
  const note = await client.shipments.get({ id: sold.note.id })
  await client.copies.record({ shipmentId: note.id, version: note.version })
}

async function pickAndPack(shipmentId: string): Promise<void> {
  const { client } = company
  const list = await client.picking.create({ id: newId(), kind: 'order', shipmentIds: [shipmentId] })
  const { version } = await client.picking.claim({ id: list.id })
  for (const { no, quantity } of list.tasks)
    await client.picking.record({ id: newId(), listId: list.id, taskNo: no, quantity })
  await client.picking.finish({ id: list.id, version })
  const lines = [{ lineNo: 1, quantity: 12_000 }]
  await client.picking.saveCarton({ id: newId(), version: 0, shipmentId, lines })
}

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
const OPEN_DIFFERENCE = `update statement_difference
  set status = 'open', resolved_at = null, resolved_by = null, adjustment_id = null`
const TOLD = `insert into shipment_event select '${newId()}', shipment_id, 99, 'arrive', 'delivered', at, '', '', 'hand', null,
  created_by, recorded_at from shipment_event where kind = 'sign'`
const OWED = `insert into driver_entry select '${newId()}', driver_id, trip_id, day, 5, '', created_by, at from driver_entry`
const FAULTS: [what: string, check: string, sql: string][] = [
  [
    'a milestone nobody told',
    'note-logistics',
    `update shipment set logistics = 'delivered' where logistics = 'signed'`,
  ],
  ['an event nobody saw', 'note-logistics', TOLD],
  ['a signature that was lost', 'note-logistics', 'update shipment_line set signed = null where signed > 0'],
  [
    'an order ahead of its notes',
    'note-logistics',
    `update sales_order set logistics = 'signed' where logistics = 'waiting'`,
  ],
  ['cash that vanished between driver and till', 'trip-cash', 'update trip set handed_in = handed_in - 1'],
  ['a difference nobody owes', 'trip-cash', OWED],
  ['money taken on a trip and not booked', 'trip-cash', `update trip_money set id = 'gone'`],
  ['a copy that never came back', 'signed-copies', 'delete from signed_copy'],
  ['stock counted up without a movement', 'stock-on-hand', 'update stock_balance set on_hand = on_hand + 1000'],
  ['a balance row lost', 'stock-on-hand', 'delete from stock_balance'],
  ['a movement nobody wrote down', 'stock-on-hand', movement('adjustment')],
  ['a movement without its document', 'stock-documents', `update shipment_line set quantity = quantity + 1`],
  ['a reservation that no order holds', 'stock-reserved', 'update stock_balance set reserved = reserved + 1'],
  ['a line that lost its reservation', 'stock-reserved', 'update sales_order_line set reserved = 0 where reserved > 0'],
  ['a value nobody booked', 'stock-value', 'update stock_value set value = value + 1'],
  ['a site that lost its value', 'stock-value', 'delete from stock_value'],
  ['a value without goods', 'stock-value-empty', 'update stock_value set quantity = 0, value = 5'],
  ['a lot counted up without a movement', 'stock-lots', 'update stock_lot_balance set on_hand = on_hand + 1000'],
  ['a lot that was lost', 'stock-lots', 'delete from stock_lot_balance'],
  ['lots that are not the whole', 'stock-lots-total', 'update stock_lot_balance set on_hand = on_hand - 1'],
  ['a lot frozen behind the stock’s back', 'stock-lots-total', `update stock_lot set frozen = 1 where number = 'B'`],
  ['a lot kept for nobody', 'stock-lots-kept', 'update stock_lot_balance set reserved = reserved + 1'],
  ['a lot no longer kept', 'stock-lots-kept', 'delete from order_lot'],
  ['a lot kept twice', 'stock-lots-of-lines', 'update order_lot set quantity = quantity + 1000'],
  ['a delivered lot', 'stock-lots-of-notes', 'update shipment_line_lot set quantity = quantity - 1000'],
  ['a note that lost its lots', 'stock-lots-of-notes', 'delete from shipment_line_lot'],
  [
    'goods on their way that nobody sent',
    'stock-in-transit',
    'update stock_balance set in_transit = in_transit + 1000',
  ],
  ['a transfer that arrived unseen', 'stock-in-transit', 'update stock_document_line set received = quantity'],
  ['a place that may suddenly go below zero', 'stock-may-lack', 'update stock_balance set may_lack = 1'],
  ['a correction of another document', 'stock-corrections', correction()],
  ['what a supplier is owed', 'payable-balance', 'update payable_balance set balance = balance + 1'],
  ['an open item of a supplier', 'payable-open', 'update payable_open set open = open + 1'],
  [
    'online money booked as another amount',
    'online-payments',
    'update online_payment set paid_amount = paid_amount + 1',
  ],
  ['a lead moved behind its history', 'leads', 'update lead set stage_id = (select max(id) from lead_stage)'],
  ['an online refund that lost its document', 'online-payments', `update online_refund set document_id = 'gone'`],
  ['an online refund nobody waits for', 'online-refunds', `update online_refund set state = 'asked'`],
  ['more given back than was paid', 'online-refunds', 'update online_refund set amount = 5001'],
  ['a payment', 'payable-documents', 'update money_document set amount = amount + 1'],
  ['goods on order that nobody ordered', 'purchase-on-order', 'update stock_balance set on_order = on_order + 1000'],
  ['goods received without a note', 'purchase-progress', 'update purchase_order_line set received = received + 1000'],
  ['a receipt’s quantity', 'purchase-stock', 'update purchase_receipt_line set quantity = quantity + 1000'],
  ['freight on goods', 'purchase-costs', 'update purchase_receipt_line set landed = landed + 1'],
  ['what a supplier taught', 'purchase-history', 'update supplier_history set receipts = receipts + 1'],
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
  [
    'a change nobody waits for',
    'order-changes',
    `update order_change set outcome = 'waiting' where id = (select min(id) from order_change)`,
  ],
  ['a payment nobody made', 'order-paid', `update sales_order set paid = paid + 1 where id = ${ANY_ORDER}`],
  ['an approval nobody gave', 'order-approvals', `update sales_order set approvals = 'X' where id = ${ANY_ORDER}`],
  [
    'a stopped note that was posted',
    'shipment-reviews',
    `insert into shipment_review (shipment_id, run, order_id, amount, outcome, results, rule_version, settings_version, at,
       user_id, waiting) select id, 9, order_id, 1, 'stopped', '[]', 4, 1, 'x', created_by, 1 from shipment
       where status = 'posted' limit 1`,
  ],
  [
    'shipped without a note',
    'order-shipped',
    `update sales_order_line set shipped = 1000 where order_id = ${ANY_ORDER}`,
  ],
  ['a shipped amount', 'order-shipped-amount', `update sales_order set shipped_amount = 5 where id = ${ANY_ORDER}`],
  ['a note total', 'order-shipped-amount', `update shipment set total = total + 1 where status = 'posted'`],
  ['a pick nobody entered', 'picks-counted', 'update pick_task set quantity = 90000, picked = picked + 1'],
  ['a pick that did not reach its note', 'picks-of-notes', 'update pick_task set quantity = 90000, picked = 80000'],
  ['a note on no list', 'notes-on-lists', `update shipment set picking = 'none'`],
  ['a carton fuller than its note', 'cartons-of-notes', 'update carton_line set quantity = quantity * 2'],
  ['money in an account', 'cash-balance', 'update cash_balance set balance = balance - 1'],
  [
    'an entry of an account',
    'cash-documents',
    'update money_line set account_id = (select max(id) from money_account)',
  ],
  ['a line of a receipt', 'money-lines', 'update money_line set amount = amount + 1'],
  ['a balance', 'receivable-balance', 'update receivable_balance set balance = balance - 1'],
  ['a lost balance', 'receivable-balance', 'delete from receivable_balance'],
  ['a complaint nobody deals with', 'complaints', "delete from reminder where kind = 'complaint'"],
  ['a reminder that does not come again', 'reminders', 'delete from reminder where follows is not null'],
  ['an open item', 'receivable-open', 'update receivable_open set open = open + 1'],
  ['a lost open item', 'receivable-open', 'delete from receivable_open'],
  ['a receipt amount', 'receivable-documents', `update money_document set amount = amount + 1 where status = 'posted'`],
  [
    'the figures of a statement',
    'statement-closing',
    'update customer_statement set opening = opening + 1, closing = closing + 1',
  ],
  ['a statement’s line', 'statement-lines', 'delete from customer_statement_line where no = 1'],
  ['a difference under a locked statement', 'statement-states', OPEN_DIFFERENCE],
  ['an adjustment', 'adjustment-documents', 'update receivable_adjustment set amount = amount - 1'],
  ['daily sales of a product', 'sales-by-product', 'update sales_product_day set quantity = quantity + 1'],
  ['a lost day of a product', 'sales-by-product', 'delete from sales_product_day where lines = 1'],
  ['daily sales of a customer', 'sales-by-customer', 'update sales_customer_day set amount = amount + 1'],
  [
    'a day without orders',
    'sales-by-customer',
    `insert into sales_customer_day (day, customer_id, orders, amount) select '2020-01-01', id, 1, 5 from customer limit 1`,
  ],
  [
    'an order of a merged customer',
    'merged-accounts',
    `update customer set status = 'active' where merged_into is not null`,
  ],
  ['a returned quantity', 'returned-quantities', 'update shipment_line set returned = returned + 1 where returned > 0'],
  ['more credited than billed', 'returned-worth', 'update sales_return_line set worth = 10000000'],
  ['the total of a return', 'return-amounts', 'update sales_return set total = total + 1'],
  ['the quantity of a return', 'return-stock', 'update sales_return_line set quantity = quantity + 1'],
  ['what a customer returned on a day', 'returns-by-day', 'update sales_customer_day set returned_amount = 1'],
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

function correction(): string {
  return `insert into stock_movement select '${newId()}', warehouse_id, product_id, lot_id, 0, 0, day, at, document_type,
    '${newId()}', 'X', line_no, 1, id from stock_movement where corrects is null limit 1`
}
