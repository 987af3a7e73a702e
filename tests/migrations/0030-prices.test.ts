import Database from 'better-sqlite3'
import { expect, it } from 'vitest'
import { migrate } from '../../electron/backend/db/migrate.ts'
import { sql, version } from '../../electron/backend/db/migrations/0030-prices.ts'

const id = (name: string) => name.padEnd(26, '0')

/** A file of version 20 with agreed prices, and orders with a gift line after a sold one and a gift alone. */
async function before(): Promise<Database.Database> {
  const database = new Database(':memory:')
  await migrate(database, 20)
  database.pragma('foreign_keys = OFF')
  database.exec(`
    insert into company (id, name, time_zone, settings, created_at)
      values ('${id('C')}', '丰源', 'Asia/Shanghai', '{"review":{"floorPrice":"hold"},"taxRate":900}', 'x');
    insert into level_price values ('${id('P1')}', 'A', '袋', 780000);
    insert into contract_price (customer_id, product_id, unit, from_day, to_day, price)
      values ('${id('K1')}', '${id('P1')}', '袋', '2026-01-01', '2026-12-31', 700000);
    insert into sales_order (id, site_id, customer_id, day, status, review, origin, warehouse_id, amount, total, line_count,
      created_by, created_at, updated_at)
      values ('${id('O1')}', 's', '${id('K1')}', '2026-11-01', 'to-ship', 'auto', 'desk', 'w', 80000, 80000, 2, 'u', 'x', 'x'),
        ('${id('O2')}', 's', '${id('K1')}', '2026-11-02', 'to-ship', 'auto', 'desk', 'w', 0, 0, 1, 'u', 'x', 'x');
    insert into sales_order_line (order_id, line_no, product_id, warehouse_id, unit, factor, quantity, price, price_source,
      discount, gift, tax_rate, amount, net, tax)
      values ('${id('O1')}', 1, '${id('P1')}', 'w', '袋', 1000, 10000, 800000, 'list', 10000, 0, 0, 80000, 80000, 0),
        ('${id('O1')}', 2, '${id('P1')}', 'w', '袋', 1000, 1000, 0, 'typed', 10000, 1, 0, 0, 0, 0),
        ('${id('O2')}', 1, '${id('P2')}', 'w', '袋', 1000, 1000, 0, 'typed', 10000, 1, 0, 0, 0, 0);
    insert into customer_product values
      ('${id('K1')}', '${id('P1')}', 2, 11000, '2026-11-01', '${id('O1')}', '袋', 1000, 1000, 0),
      ('${id('K1')}', '${id('P2')}', 1, 1000, '2026-11-02', '${id('O2')}', '袋', 1000, 1000, 0),
      ('${id('K1')}', '${id('P3')}', 4, 9000, '2026-10-01', '${id('O0')}', '袋', 1000, 3000, 500000);
  `)
  return database
}

it('keeps agreed prices, gives orders what promotions need, and counts gifts out of habits', async () => {
  const database = await before()
  // the rows refer to nothing that is there: only their own columns matter here
  expect(version).toBe(30)
  database.exec(sql)
  const all = (text: string) => database.prepare(text).all()

  expect(all('select * from level_price')).toEqual([
    { product_id: id('P1'), grade: 'A', unit: '袋', min_quantity: 0, from_day: '', price: 780_000 },
  ])
  expect(all('select * from contract_price')).toEqual([
    {
      customer_id: id('K1'),
      product_id: id('P1'),
      unit: '袋',
      min_quantity: 0,
      from_day: '2026-01-01',
      to_day: '2026-12-31',
      price: 700_000,
    },
  ])
  expect(all('select tax_included, promotion_off, override_reason from sales_order')).toEqual(
    Array.from({ length: 2 }, () => ({ tax_included: 1, promotion_off: 0, override_reason: '' })),
  )
  expect(all('select distinct promotion_id, promotion_off, cost from sales_order_line')).toEqual([
    { promotion_id: null, promotion_off: 0, cost: null },
  ])
  expect(
    all('select product_id, times, quantity, last_order_id, last_quantity, last_price from customer_product'),
  ).toEqual([
    {
      product_id: id('P1'),
      times: 1,
      quantity: 10_000,
      last_order_id: id('O1'),
      last_quantity: 10_000,
      last_price: 800_000,
    },
    {
      product_id: id('P3'),
      times: 4,
      quantity: 9000,
      last_order_id: id('O0'),
      last_quantity: 3000,
      last_price: 500_000,
    },
  ])
  const [{ settings }] = all('select settings from company') as [{ settings: string }]
  expect(JSON.parse(settings)).toEqual({
    taxRate: 900,
    taxIncluded: true,
    review: {
      floorPrice: 'hold',
      margin: 'hold',
      marginFloor: 0,
      discount: 'hold',
      discountLimit: 2000,
      giftBudget: 'hold',
    },
  })
  database.close()
})
