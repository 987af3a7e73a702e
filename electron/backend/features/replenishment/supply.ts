import type Database from 'better-sqlite3'
import type { Day } from '../../../../shared/day.ts'

/** How a product is bought: from whom, in what packs, how soon. Quantities thousandths, price 1/10000 yuan per unit. */
export interface Supply {
  supplierId: string | null
  supplier: string
  unit: string
  factor: number
  price: number | null
  minimum: number
  multiple: number
  leadDays: number
  leadDeviation: number
}

export interface SupplyRow extends Supply {
  productId: string
}

/** Receipts that make a learnt lead time better than the typed one. */
const ENOUGH_RECEIPTS = 3

interface Row {
  product_id: string
  supplier_id: string
  supplier: string
  unit: string
  factor: number | null
  min_order: number
  multiple: number
  lead_days: number | null
  supplier_lead: number
  preferred: number
  lead_times: number | null
  lead_sum: number | null
  lead_squares: number | null
  last_day: string | null
  last_price: number | null
  last_unit: string | null
}

/**
 * How each product is bought: from the preferred supplier, else the one who delivered last, else the one with a price.
 * Lead times are learnt from receipts once there are enough, else typed for the product, else for the supplier.
 */
export function readSupply(reader: Database.Database, day: Day, productId?: string): Map<string, Supply> {
  const rows = reader
    .prepare<string[], Row>(
      `select s.product_id, s.supplier_id, p.name as supplier, s.unit, s.min_order, s.multiple, s.lead_days,
         p.lead_days as supplier_lead, s.preferred, h.lead_times, h.lead_days as lead_sum, h.lead_squares, h.last_day,
         h.last_price, h.last_unit,
         case when s.unit = g.base_unit then 1000
           else (select factor from product_pack k where k.product_id = s.product_id and k.unit = s.unit) end as factor
       from supplier_product s
       join supplier p on p.id = s.supplier_id and p.status = 'active'
       join product g on g.id = s.product_id
       left join supplier_history h on h.supplier_id = s.supplier_id and h.product_id = s.product_id
       ${productId === undefined ? '' : 'where s.product_id = ?'}
       order by s.product_id, s.preferred desc, h.last_day desc, s.supplier_id`,
    )
    .all(...(productId === undefined ? [] : [productId]))
  const prices = readPrices(reader, day, productId)
  const supply = new Map<string, Supply>()
  for (const row of rows) {
    if (supply.has(row.product_id) || row.factor === null) continue
    const typed = prices.get(`${row.supplier_id} ${row.product_id} ${row.unit}`)
    supply.set(row.product_id, {
      supplierId: row.supplier_id,
      supplier: row.supplier,
      unit: row.unit,
      factor: row.factor,
      price: typed ?? (row.last_unit === row.unit ? row.last_price : null),
      minimum: row.min_order,
      multiple: row.multiple > 0 ? row.multiple : row.factor,
      ...leadTime(row),
    })
  }
  return supply
}

function leadTime(row: Row): { leadDays: number; leadDeviation: number } {
  const count = row.lead_times ?? 0
  if (count < ENOUGH_RECEIPTS) return { leadDays: row.lead_days ?? row.supplier_lead, leadDeviation: 0 }
  const mean = row.lead_sum! / count
  const variance = Math.max(0, (row.lead_squares! - count * mean * mean) / (count - 1))
  return { leadDays: mean, leadDeviation: Math.sqrt(variance) }
}

/** The price of the smallest quantity that is valid on the day, by supplier, product and unit. */
function readPrices(reader: Database.Database, day: Day, productId?: string): Map<string, number> {
  const rows = reader
    .prepare<string[], { supplier_id: string; product_id: string; unit: string; price: number }>(
      `select supplier_id, product_id, unit, price from supplier_price
       where from_day <= ? and (to_day is null or to_day >= ?) ${productId === undefined ? '' : 'and product_id = ?'}
       order by supplier_id, product_id, unit, min_quantity, from_day desc`,
    )
    .all(day, day, ...(productId === undefined ? [] : [productId]))
  const prices = new Map<string, number>()
  for (const row of rows) {
    const key = `${row.supplier_id} ${row.product_id} ${row.unit}`
    if (!prices.has(key)) prices.set(key, row.price)
  }
  return prices
}
