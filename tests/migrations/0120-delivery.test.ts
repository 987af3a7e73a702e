import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0120-delivery.ts'

const id = (name: string) => name.padEnd(26, '0')
const at = '2026-11-20T01:00:00.000Z'

it('deliveries join: milestones set before become events, orders follow their notes, old copies are not waited for', async () => {
  const database = new Database(':memory:')
  await migrate(database, 110)
  const note = (name: string, status: string, logistics: string) =>
    `('${id(name)}', '${name}', '${id('S')}', '${id('O')}', '${id('K')}', '${id('W')}', '2026-11-20', '${status}', '${logistics}', '${id('U')}', '${at}', '${at}')`
  database.exec(`
    insert into company (id, name, time_zone, settings, created_at) values ('${id('C')}', '丰源', 'Asia/Shanghai', '{}', '${at}');
    insert into site (id, code, name) values ('${id('S')}', 'ZB', '总部');
    insert into warehouse (id, site_id, code, name) values ('${id('W')}', '${id('S')}', 'ZC', '主仓');
    insert into user_account (id, name, status, created_at) values ('${id('U')}', '王掌柜', 'active', '${at}');
    insert into role (id, code, name, rights, scope, mask)
      values ('${id('R')}', 'warehouse', '仓管员', '["stock.view"]', 'all', '[]'), ('${id('R2')}', 'own', '自建', '["stock.view"]', 'all', '[]');
    insert into customer (id, code, name, created_at, updated_at) values ('${id('K')}', 'K1', '老张', '${at}', '${at}');
    insert into sales_order (id, number, site_id, customer_id, day, status, review, logistics, origin, warehouse_id, amount,
      total, line_count, created_by, created_at, updated_at)
      values ('${id('O')}', 'XSDD-1', '${id('S')}', '${id('K')}', '2026-11-20', 'shipped', 'auto', 'signed', 'desk', '${id('W')}',
        8000, 8000, 1, '${id('U')}', '${at}', '${at}');
    insert into shipment (id, number, site_id, order_id, customer_id, warehouse_id, day, status, logistics, created_by, created_at, posted_at)
      values ${note('N1', 'posted', 'signed')}, ${note('N2', 'posted', 'underway')}, ${note('N3', 'posted', 'waiting')},
        ${note('N4', 'void', 'signed')}, ${note('N5', 'posted', 'refused')};
    insert into shipment_line (shipment_id, line_no, order_line_no, quantity)
      values ('${id('N1')}', 1, 1, 3000), ('${id('N2')}', 1, 1, 1000), ('${id('N5')}', 1, 1, 500);`)
  expect(version).toBe(120)
  database.exec(sql)
  const rows = (text: string) => database.prepare(text).raw().all()
  expect(rows('select number, logistics, copy from shipment order by number')).toEqual([
    ['N1', 'signed', 'none'],
    ['N2', 'underway', 'none'],
    ['N3', 'waiting', 'none'],
    ['N4', 'none', 'none'],
    ['N5', 'refused', 'none'],
  ])
  expect(rows('select shipment_id, no, kind, state from shipment_event order by shipment_id')).toEqual([
    [id('N1'), 1, 'sign', 'signed'],
    [id('N2'), 1, 'depart', 'underway'],
    [id('N5'), 1, 'refuse', 'refused'],
  ])
  expect(rows('select shipment_id, quantity, signed from shipment_line order by shipment_id')).toEqual([
    [id('N1'), 3000, 3000],
    [id('N2'), 1000, null],
    [id('N5'), 500, 0],
  ])
  expect(rows('select logistics from sales_order')).toEqual([['waiting']])
  expect(rows('select code, rights from role order by code')).toEqual([
    ['own', '["stock.view"]'],
    ['warehouse', '["delivery.edit","delivery.view","stock.view"]'],
  ])
  expect(() =>
    database.exec(`insert into trip_note (trip_id, shipment_id, position, result) values ('x', 'y', 0, 'gone')`),
  ).toThrow(/CHECK/)
  database.close()
})
