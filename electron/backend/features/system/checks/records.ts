import type Database from 'better-sqlite3'
import { chainHash } from '../../../db/unit-of-work.ts'
import { countOf, faultsOf, MOST_FAULTS, sqlCheck, type Check, type Findings } from './check.ts'

/** What follows the first hyphens of a number: `XSDD-ZB-261123-0007` → `261123-0007`. */
const AFTER_SITE = `substr(substr(number, instr(number, '-') + 1), instr(substr(number, instr(number, '-') + 1), '-') + 1)`

/** The file, its references, the change log, numbers, and master data that other parts rely on. */
export const RECORD_CHECKS: readonly Check[] = [
  {
    name: 'file-structure',
    run: (database) => {
      const lines = database.pragma(`quick_check(${MOST_FAULTS})`) as { quick_check: string }[]
      const faults = lines.map((l) => l.quick_check).filter((text) => text !== 'ok')
      return { count: database.pragma('page_count', { simple: true }) as number, faults }
    },
  },
  {
    name: 'references',
    run: (database) => {
      const broken = database.prepare<[], { table: string; parent: string; count: number }>(
        'select "table", parent, count(*) as count from pragma_foreign_key_check group by "table", parent',
      )
      const faults = broken.all().map((b) => `${b.table} → ${b.parent}: ${b.count}`)
      return { count: countOf(database, `select count(*) from sqlite_schema where type = 'table'`), faults }
    },
  },
  { name: 'change-log', run: checkChain },
  sqlCheck(
    'number-series',
    'select count(*) from series',
    `with numbered as (
       select site_id, number from sales_order where number is not null and history = 0
       union all select site_id, number from shipment
       union all select site_id, number from pick_list
       union all select site_id, number from trip
       union all select site_id, number from stock_document
       union all select site_id, number from money_document
       union all select site_id, number from purchase_request
       union all select site_id, number from purchase_order
       union all select site_id, number from purchase_receipt
       union all select site_id, number from purchase_return
       union all select site_id, number from sales_return
       union all select r.site_id, c.number from purchase_cost c join purchase_receipt r on r.id = c.receipt_id
         where c.number is not null
       union all select site_id, number from customer_statement
       union all select site_id, number from receivable_adjustment
       union all select w.site_id, m.document_number from stock_movement m join warehouse w on w.id = m.warehouse_id
         where m.document_type = 'opening' and m.line_no = 1 and m.corrects is null),
     parts as (
       select substr(number, 1, instr(number, '-') - 1) as prefix, site_id, ${AFTER_SITE} as rest from numbered),
     used as materialized (
       select prefix, site_id, '20' || substr(rest, 1, 2) || '-' || substr(rest, 3, 2) || '-' || substr(rest, 5, 2) as day,
         count(*) as count, count(distinct cast(substr(rest, 8) as integer)) as different,
         max(cast(substr(rest, 8) as integer)) as last
       from parts group by 1, 2, 3),
     kept as (select * from series where day <> '')
     select coalesce(k.prefix, u.prefix) || ' ' || coalesce(k.day, u.day) || ': next ' || coalesce(k.next, 1) || ', ' ||
       coalesce(u.count, 0) || ' numbers up to ' || coalesce(u.last, 0)
     from kept k full join used u on u.prefix = k.prefix and u.site_id = k.site_id and u.day = k.day
     where coalesce(k.next, 1) - 1 <> coalesce(u.last, 0) or coalesce(u.count, 0) <> coalesce(u.last, 0)
       or coalesce(u.different, 0) <> coalesce(u.last, 0)`,
  ),
  sqlCheck(
    'packs-and-barcodes',
    'select (select count(*) from product_pack) + (select count(*) from product_barcode)',
    `with units as (
       select id as product_id, base_unit as unit from product union select product_id, unit from product_pack)
     select p.code || ': ' || k.unit || ' twice' from product_pack k join product p on p.id = k.product_id
       where k.unit = p.base_unit
         or exists (select 1 from product_pack o where o.product_id = k.product_id and o.unit = k.unit and o.no < k.no)
     union all
     select p.code || ': ' || b.barcode || ' in ' || b.unit from product_barcode b join product p on p.id = b.product_id
       where (b.product_id, b.unit) not in (select product_id, unit from units)
     union all
     select p.code || ': image' from product p
       where p.image_id is not null and p.image_id not in (select id from product_image)`,
  ),
  sqlCheck(
    'trees',
    'select count(*) from tree_node',
    `with recursive walk(id, kind, path) as (
       select id, kind, name from tree_node where parent_id is null
       union all
       select n.id, n.kind, w.path || '/' || n.name from tree_node n join walk w on w.id = n.parent_id and w.kind = n.kind)
     select n.path || ': should be ' || coalesce(w.path, 'below a root')
     from tree_node n left join walk w on w.id = n.id where w.path is null or w.path <> n.path`,
  ),
  {
    name: 'company',
    run: (database) => ({
      count: 1,
      faults: faultsOf(
        database,
        `select 'companies: ' || (select count(*) from company) where (select count(*) from company) <> 1
         union all
         select 'walk-in customers: ' || count(*) from customer where walk_in = 1 having count(*) <> 1
         union all
         select 'default warehouse missing' from company
           where json_extract(settings, '$.defaultWarehouseId') is not null
             and json_extract(settings, '$.defaultWarehouseId') not in (select id from warehouse)
         union all
         select 'nobody may manage users' where not exists (
           select 1 from user_account u join user_role x on x.user_id = u.id join role r on r.id = x.role_id,
             json_each(r.rights) j where u.status = 'active' and j.value = 'users.manage')`,
      ),
    }),
  },
]

/** Numbers without gaps, and each entry's hash over the one before and its own bytes (sync.md 2.3). */
function checkChain(database: Database.Database): Findings {
  const faults: string[] = []
  const rows = database
    .prepare<[], [number, Buffer, Buffer, Buffer]>('select seq, prev_hash, hash, payload from change_log order by seq')
    .raw()
    .iterate()
  let count = 0
  let last: Buffer = Buffer.alloc(16)
  for (const [seq, before, hash, payload] of rows) {
    if (faults.length >= MOST_FAULTS) break
    if (seq !== count + 1) faults.push(`entry ${count + 1} is missing, ${seq} follows`)
    else if (!before.equals(last)) faults.push(`entry ${seq} does not follow the one before`)
    else if (!hash.equals(chainHash(before, payload))) faults.push(`entry ${seq} was changed`)
    count = seq
    last = hash
  }
  rows.return?.()
  if (faults.length === 0) faults.push(...faultsOf(database, INDEX_FAULTS))
  return { count, faults }
}

const INDEX_FAULTS = `select 'index names entry ' || seq from change_index where seq not in (select seq from change_log)`
