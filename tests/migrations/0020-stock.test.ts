import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { STOCK_CHECKS } from '../../electron/backend/features/system/checks/stock.ts'
import { verifyDatabase } from '../../electron/backend/features/system/verify.ts'

const id = (name: string) => name.padEnd(26, '0')
const [MAIN, BRANCH, FLOUR, RICE, SALT] = ['W1', 'W2', 'P1', 'P2', 'P3'].map(id)

/**
 * A file of version 10: two sites, a product with a purchase price, one without, one never stocked; opening stock, adjustments
 * one of which brings in and takes out, a delivery, one taken back, and an order that holds some.
 */
let database: Database.Database
beforeEach(async () => {
  database = new Database(':memory:')
  await migrate(database, 10)
  const at = '2026-11-20T01:00:00.000Z'
  const movement = (no: number, fields: [string, string, number, string, string, string, number]) => {
    const [warehouse, product, quantity, type, document, number, line] = fields
    return `('${id(`M${String(no).padStart(2, '0')}`)}', '${warehouse}', '${product}', ${quantity}, '2026-11-20', '${at}',
      '${type}', '${id(document)}', '${number}', ${line})`
  }
  database.exec(`
    insert into company (id, name, time_zone, settings, created_at)
      values ('${id('C')}', '丰源', 'Asia/Shanghai', '{"review":{},"taxRate":0}', '${at}');
    insert into site (id, code, name) values ('${id('S1')}', 'ZB', '总部'), ('${id('S2')}', 'FD', '分店');
    insert into warehouse (id, site_id, code, name)
      values ('${MAIN}', '${id('S1')}', 'ZC', '主仓'), ('${BRANCH}', '${id('S2')}', 'FC', '分仓');
    insert into role (id, code, name, rights, scope, mask) values
      ('${id('R1')}', 'owner', '老板', '["stock.view","stock.edit"]', 'all', '[]'),
      ('${id('R2')}', 'warehouse', '仓管', '["stock.view"]', 'all', '["purchase"]'),
      ('${id('R3')}', 'own-made', '自设', '["stock.view"]', 'all', '[]');
    insert into user_account (id, name, status, created_at) values ('${id('U')}', '王掌柜', 'active', '${at}');
    insert into customer (id, code, name, walk_in, created_at, updated_at)
      values ('${id('K1')}', 'K1', '散客', 1, '${at}', '${at}');
    insert into product (id, code, name, base_unit, purchase_price, created_at, updated_at) values
      ('${FLOUR}', 'P1', '面粉', '袋', 103333, '${at}', '${at}'), ('${RICE}', 'P2', '大米', '袋', null, '${at}', '${at}'),
      ('${SALT}', 'P3', '盐', '袋', 5000, '${at}', '${at}');
    insert into stock_movement values
      ${[
        movement(1, [MAIN!, FLOUR!, 10_000, 'opening', 'D1', 'QTRK-ZB-261120-0001', 1]),
        movement(2, [MAIN!, RICE!, 6000, 'opening', 'D1', 'QTRK-ZB-261120-0001', 2]),
        movement(3, [BRANCH!, FLOUR!, 3000, 'adjustment', 'D2', 'QTRK-FD-261120-0001', 1]),
        movement(4, [MAIN!, FLOUR!, 2500, 'adjustment', 'D3', 'QTRK-ZB-261120-0002', 1]),
        movement(5, [MAIN!, RICE!, -1000, 'adjustment', 'D3', 'QTRK-ZB-261120-0002', 2]),
        movement(6, [MAIN!, FLOUR!, -7001, 'shipment', 'N1', 'XSCK-ZB-261120-0001', 1]),
        movement(7, [MAIN!, FLOUR!, -2000, 'shipment', 'N2', 'XSCK-ZB-261120-0002', 1]),
        movement(8, [MAIN!, FLOUR!, 2000, 'shipment-void', 'N2', 'XSCK-ZB-261120-0002', 1]),
        movement(9, [BRANCH!, FLOUR!, -3000, 'adjustment', 'D4', 'QTCK-FD-261120-0001', 1]),
      ].join(', ')};
    insert into stock_balance values
      ('${FLOUR}', '${MAIN}', 5499, 1500), ('${RICE}', '${MAIN}', 5000, 0), ('${FLOUR}', '${BRANCH}', 0, 0);
    insert into stock_adjustment values
      ('${id('D2')}', 'QTRK-FD-261120-0001', '${id('S2')}', '${BRANCH}', '2026-11-20', '样品', '${id('U')}', '${at}'),
      ('${id('D3')}', 'QTRK-ZB-261120-0002', '${id('S1')}', '${MAIN}', '2026-11-20', '盘点', '${id('U')}', '${at}'),
      ('${id('D4')}', 'QTCK-FD-261120-0001', '${id('S2')}', '${BRANCH}', '2026-11-20', '报损', '${id('U')}', '${at}');
    insert into stock_adjustment_line values
      ('${id('D2')}', 1, '${FLOUR}', 3000), ('${id('D3')}', 1, '${FLOUR}', 2500), ('${id('D3')}', 2, '${RICE}', -1000),
      ('${id('D4')}', 1, '${FLOUR}', -3000);
    insert into sales_order (id, number, site_id, customer_id, day, status, review, outbound, origin, warehouse_id, amount,
      total, line_count, created_by, created_at, updated_at)
      values ('${id('O1')}', 'XSDD-ZB-261120-0001', '${id('S1')}', '${id('K1')}', '2026-11-20', 'part-shipped', 'auto',
        'part', 'desk', '${MAIN}', 0, 0, 1, '${id('U')}', '${at}', '${at}');
    insert into sales_order_line (order_id, line_no, product_id, warehouse_id, unit, factor, quantity, price, price_source,
      discount, tax_rate, amount, net, tax, reserved, shipped)
      values ('${id('O1')}', 1, '${FLOUR}', '${MAIN}', '袋', 1000, 8501, 0, 'typed', 10000, 0, 0, 0, 0, 1500, 7001);
    insert into shipment (id, number, site_id, order_id, customer_id, warehouse_id, day, status, created_by, created_at,
      posted_at)
      values
      ('${id('N1')}', 'XSCK-ZB-261120-0001', '${id('S1')}', '${id('O1')}', '${id('K1')}', '${MAIN}', '2026-11-20', 'posted',
        '${id('U')}', '${at}', '${at}'),
      ('${id('N2')}', 'XSCK-ZB-261120-0002', '${id('S1')}', '${id('O1')}', '${id('K1')}', '${MAIN}', '2026-11-20', 'void',
        '${id('U')}', '${at}', '${at}');
    insert into shipment_line (shipment_id, line_no, order_line_no, quantity) values
      ('${id('N1')}', 1, 1, 7001), ('${id('N2')}', 1, 1, 2000);
  `)
  await migrate(database, 20)
})
afterEach(() => database.close())

const all = (sql: string) => database.prepare(sql).raw().all()

it('keeps every movement and balance, and gives both the value of the purchase price', () => {
  expect(all('select count(*), sum(quantity), sum(known) from stock_movement')).toEqual([[9, 10_499, 5]])
  // 10.3333 a bag: rounding is carried along, so that what is left is worth what its quantity is worth
  expect(all(`select quantity, value from stock_movement where product_id = '${FLOUR}' order by id`)).toEqual([
    [10_000, 1_033_330],
    [3000, 309_999],
    [2500, 258_332],
    [-7001, -723_434],
    [-2000, -206_666],
    [2000, 206_666],
    [-3000, -309_999],
  ])
  expect(all(`select distinct value from stock_movement where product_id = '${RICE}'`)).toEqual([[0]])
  expect(all('select product_id, site_id, quantity, value, last_cost from stock_value order by 1, 2')).toEqual([
    [FLOUR, id('S1'), 5499, 568_228, 103_333],
    [FLOUR, id('S2'), 0, 0, 103_333],
    [RICE, id('S1'), 5000, 0, 0],
  ])
  expect(
    all(
      'select product_id, warehouse_id, on_hand, reserved, frozen, on_order, in_transit, may_lack from stock_balance',
    ),
  ).toEqual([
    [FLOUR, MAIN, 5499, 1500, 0, 0, 0, 0],
    [FLOUR, BRANCH, 0, 0, 0, 0, 0, 0],
    [RICE, MAIN, 5000, 0, 0, 0, 0, 0],
  ])
})

it('makes adjustments posted stock documents, whose lines keep their signs', () => {
  expect(all('select number, kind, status, reason, posted_by from stock_document order by number')).toEqual([
    ['QTCK-FD-261120-0001', 'other-out', 'posted', '报损', id('U')],
    ['QTRK-FD-261120-0001', 'other-in', 'posted', '样品', id('U')],
    ['QTRK-ZB-261120-0002', 'other-in', 'posted', '盘点', id('U')],
  ])
  expect(
    all('select document_id, product_id, unit, factor, quantity from stock_document_line order by 1, line_no'),
  ).toEqual([
    [id('D2'), FLOUR, '袋', 1000, 3000],
    [id('D3'), FLOUR, '袋', 1000, 2500],
    [id('D3'), RICE, '袋', 1000, -1000],
    [id('D4'), FLOUR, '袋', 1000, 3000],
  ])
  expect(
    all(
      'select distinct document_id, document_type from stock_movement where document_id in (select id from stock_document) order by 1',
    ),
  ).toEqual([
    [id('D2'), 'other-in'],
    [id('D3'), 'other-in'],
    [id('D4'), 'other-out'],
  ])
})

it('gives the new rights to the roles a company was founded with, and to no others', () => {
  const rights = (code: string) =>
    JSON.parse(
      database.prepare<[string], string>('select rights from role where code = ?').pluck().get(code)!,
    ) as string[]
  expect(rights('owner')).toEqual(expect.arrayContaining(['stock.view', 'stock.edit', 'stock.void', 'lots.override']))
  expect(rights('warehouse').sort()).toEqual(['purchasing.view', 'stock.view'])
  expect(rights('own-made')).toEqual(['stock.view'])
})

it('leaves stock that every check finds right, after all later versions too', async () => {
  await migrate(database)
  const names = new Set([...STOCK_CHECKS.map((check) => check.name), 'references', 'file-structure'])
  const { checks } = verifyDatabase(database)
  expect(checks.filter((check) => names.has(check.name) && !check.ok)).toEqual([])
})
