import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRouterClient, type AnyRouter } from '@orpc/server'
import { createApplication, type Application } from '../../electron/backend/application.ts'
import { openWriter } from '../../electron/backend/db/open.ts'
import { CAPTURE, GUARD } from '../../electron/backend/db/triggers.ts'
import { foundCompany } from '../../electron/backend/features/founding/found-company.ts'
import { quietLogger } from '../../electron/backend/log.ts'
import { pinyinOf } from '../../electron/backend/pinyin.ts'
import { createRouter } from '../../electron/backend/rpc/door.ts'
import type { Client } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { seeded } from './measure.ts'
import { dayOf } from './raw.ts'

export interface Size {
  orders: number
  customers: number
  products: number
}

export interface CompanyHome {
  size: Size
  home: string
  /** The company's file. */
  file: string
  companyId: string
  ownerId: string
  customerIds: string[]
  productIds: string[]
}

export interface Base extends CompanyHome {
  application: Application
  router: AnyRouter
  client: Client
  /** Submits one five-line order of a clean customer through the door. */
  submit(i: number): Promise<unknown>
  close(): Promise<void>
}

/**
 * A company at the size of a real distributor: masters with pinyin and barcodes, plenty of stock, and past orders of five
 * lines as an import would have left them, with their rollups. Written in bulk past the unit of work (it is a fixture),
 * but in states the product reaches: `verify()` is clean on it.
 */
export async function applicationBase(size: Size): Promise<Base> {
  return openBase(await companyHome(size))
}

/** The same, closed: for a process of its own to open. */
export async function companyHome(size: Size): Promise<CompanyHome> {
  const home = mkdtempSync(join(tmpdir(), 'huozhan-bench-'))
  const companyId = newId()
  const ownerId = newId()
  const application = await createApplication(optionsOf(home))
  await foundCompany(application, {
    companyId,
    userId: ownerId,
    companyName: '基准粮油',
    contact: '店主',
    email: 'owner@example.com',
    passwordHash: 'nobody signs in with it',
    sample: false,
  })
  const file = application.folder.companyFile(companyId)
  await application.close()
  return { size, home, file, companyId, ownerId, ...fill(file, size, ownerId) }
}

/** Opens the company of a home folder as its owner, in this process. */
export async function openBase(own: CompanyHome): Promise<Base> {
  const { home, companyId, ownerId, customerIds, productIds } = own
  const application = await createApplication(optionsOf(home))
  const router = createRouter(application)
  const context = { connection: application.connect({ operator: { companyId, userId: ownerId } }) }
  const client = createRouterClient(router, { context }) as unknown as Client
  return {
    ...own,
    application,
    router,
    client,
    submit: (i) => client.orders.submit(orderInput(customerIds, productIds, i)),
    close: async () => {
      await application.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}

const optionsOf = (home: string) => ({
  home,
  now: () => new Date(),
  random: (n: number) => crypto.getRandomValues(new Uint8Array(n)),
  log: quietLogger,
})

/** The i-th five-line order. */
export function orderInput(customerIds: readonly string[], productIds: readonly string[], i: number) {
  const lines = [0, 1, 2, 3, 4].map((l) => ({
    productId: productIds[(i * 31 + l * 1013) % productIds.length]!,
    unit: '袋',
    quantity: 10_000,
    price: 800_000,
  }))
  return { id: newId(), version: 0, draft: { customerId: customerIds[(i * 7919) % customerIds.length]!, lines } }
}

const PLACES = ['华东', '城南', '河口', '新村', '江北', '东街', '西市', '北园', '南桥', '湖滨', '老街', '开发区']
const NAMES = ['福满', '鑫源', '家家', '顺丰园', '聚德', '广来', '金穗', '永和', '天一', '百味', '同心', '乐购']
const KINDS = ['粮油店', '食品超市', '面馆', '烘焙坊', '餐饮公司', '批发部', '早餐店', '便利店']
const BRANDS = ['金谷', '雪山', '麦香', '北大仓', '丰年', '五湖', '稻花', '田园', '白鹭', '海岸']
const GOODS = [
  '高筋面粉',
  '低筋面粉',
  '饺子粉',
  '东北大米',
  '长粒香米',
  '糯米',
  '挂面',
  '玉米淀粉',
  '大豆油',
  '菜籽油',
  '白砂糖',
  '绿豆',
]

function fill(file: string, size: Size, ownerId: string): { customerIds: string[]; productIds: string[] } {
  const database = openWriter(file)
  database.function(CAPTURE, { varargs: true }, () => null)
  database.function(GUARD, { varargs: true }, () => null)
  // one transaction of a million orders: without a journal, and with room for the indexes it keeps
  database.pragma('journal_mode = DELETE')
  database.pragma('journal_mode = OFF')
  database.pragma('synchronous = OFF')
  database.pragma('cache_size = -2097152')
  const random = seeded(7)
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
  const at = new Date().toISOString()
  const warehouse = database.prepare<[], { id: string; site_id: string }>('select id, site_id from warehouse').get()!
  const customerIds: string[] = []
  const productIds: string[] = []
  const customer = database.prepare(
    `insert into customer (id, code, name, mnemonic, pinyin, initials, grade, created_at, updated_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const contact = database.prepare(
    `insert into customer_contact (customer_id, no, name, mobile) values (?, 1, '张经理', ?)`,
  )
  const product = database.prepare(
    `insert into product (id, code, name, mnemonic, pinyin, initials, spec, brand, base_unit, sale_price, floor_price, created_at, updated_at)
     values (?, ?, ?, ?, ?, ?, '25kg', ?, '袋', 800000, 700000, ?, ?)`,
  )
  const pack = database.prepare(`insert into product_pack (product_id, no, unit, factor) values (?, 1, '吨', 40000)`)
  const barcode = database.prepare(`insert into product_barcode (barcode, product_id, unit) values (?, ?, '袋')`)
  const movement = database.prepare(
    `insert into stock_movement (id, warehouse_id, product_id, quantity, value, day, at, document_type, document_id,
       document_number, line_no)
     values (?, ?, ?, 1000000000, 0, '2024-11-22', ?, 'opening', ?, 'QTRK-ZB-241122-0001', ?)`,
  )
  const balance = database.prepare(
    'insert into stock_balance (product_id, warehouse_id, on_hand) values (?, ?, 1000000000)',
  )
  const value = database.prepare(
    `insert into stock_value (product_id, site_id, quantity, value) select ?, site_id, 1000000000, 0 from warehouse where id = ?`,
  )
  const order = database.prepare(
    `insert into sales_order (id, number, site_id, customer_id, day, status, review, outbound, payment, origin, history, source_number,
       warehouse_id, sales_person_id, amount, total, line_count, shipped_amount, paid, created_by, created_at, submitted_at, updated_at)
     values (?, ?, ?, ?, ?, 'completed', 'approved', 'all', 'paid', 'import', 1, ?, ?, ?, 400000, 400000, 5, 400000, 400000, ?, ?, ?, ?)`,
  )
  const line = database.prepare(
    `insert into sales_order_line (order_id, line_no, product_id, warehouse_id, unit, factor, quantity, price, price_source,
       discount, tax_rate, amount, net, tax, shipped)
     values (?, ?, ?, ?, '袋', 1000, 10000, 800000, 'list', 10000, 0, 80000, 80000, 0, 10000)`,
  )
  database.transaction(() => {
    for (let i = 0; i < size.customers; i++) {
      const id = newId()
      const name = `${pick(PLACES)}${pick(NAMES)}${pick(KINDS)}${i}`
      const sound = pinyinOf(name)
      customer.run(
        id,
        `K${String(i).padStart(6, '0')}`,
        name,
        sound.mnemonic,
        sound.full,
        sound.initials.join(' '),
        pick(['A', 'B', 'C']),
        at,
        at,
      )
      contact.run(id, `138${String(i * 97 + 10_000_019).padStart(8, '0')}`)
      customerIds.push(id)
    }
    const opening = newId()
    // the number of the opening document is used up
    database
      .prepare("insert into series (prefix, site_id, day, next) values ('QTRK', ?, '2024-11-22', 2)")
      .run(warehouse.site_id)
    for (let i = 0; i < size.products; i++) {
      const id = newId()
      const brand = pick(BRANDS)
      const name = `${brand}${pick(GOODS)}${i}`
      const sound = pinyinOf(name)
      product.run(
        id,
        `S${String(i).padStart(6, '0')}`,
        name,
        sound.mnemonic,
        sound.full,
        sound.initials.join(' '),
        brand,
        at,
        at,
      )
      pack.run(id)
      barcode.run(String(6900000000000 + i), id)
      movement.run(newId(), warehouse.id, id, at, opening, i + 1)
      balance.run(id, warehouse.id)
      value.run(id, warehouse.id)
      productIds.push(id)
    }
    for (let i = 1; i <= size.orders; i++) {
      const day = dayOf(i, size.orders)
      const id = newId(Date.parse(day) + (i % 86_400_000))
      const number = `OLD-${i}`
      // one order in twenty has a sales person, as in the raw base
      const rep = i % 20 === 0 ? ownerId : null
      order.run(id, number, warehouse.site_id, pick(customerIds), day, number, warehouse.id, rep, ownerId, at, at, at)
      for (let l = 1; l <= 5; l++) line.run(id, l, pick(productIds), warehouse.id)
    }
    rollUp(database)
  })()
  database.pragma('journal_mode = WAL')
  database.close()
  return { customerIds, productIds }
}

function rollUp(database: ReturnType<typeof openWriter>): void {
  database.exec(`
    insert into sales_customer_day (day, customer_id, orders, amount)
      select day, customer_id, count(*), sum(total) from sales_order group by 1, 2;
    insert into sales_product_day (day, product_id, warehouse_id, quantity, amount, lines)
      select o.day, l.product_id, l.warehouse_id, sum(l.quantity), sum(l.net), count(*)
      from sales_order o join sales_order_line l on l.order_id = o.id group by 1, 2, 3;
    insert into customer_product
      select customer_id, product_id, times, quantity, day, order_id, unit, factor, last_quantity, price from (
        select o.customer_id, l.product_id, o.day, o.id as order_id, l.unit, l.factor, l.quantity as last_quantity, l.price,
          count(*) over pair as times, sum(l.quantity) over pair as quantity,
          row_number() over (partition by o.customer_id, l.product_id order by o.day desc, o.id desc, l.line_no desc) as newest
        from sales_order o join sales_order_line l on l.order_id = o.id
        window pair as (partition by o.customer_id, l.product_id)
      ) where newest = 1;
    insert into order_status_count select status, count(*) from sales_order group by 1;
  `)
}
