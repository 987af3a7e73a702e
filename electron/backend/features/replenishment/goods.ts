import type Database from 'better-sqlite3'

/** An active product as lists show it. */
export interface Goods {
  id: string
  code: string
  name: string
  spec: string
  baseUnit: string
  packs: { unit: string; factor: number }[]
  /** 1/10000 yuan per base unit. */
  purchasePrice: number | null
  safetyStock: number
  maxStock: number | null
}

export function goodsOf(reader: Database.Database, productId?: string): Map<string, Goods> {
  const only = productId === undefined ? '' : ' and p.id = ?'
  const given = productId === undefined ? [] : [productId]
  const goods = new Map<string, Goods>()
  const rows = reader
    .prepare<string[], Omit<Goods, 'packs'>>(
      `select id, code, name, spec, base_unit as baseUnit, purchase_price as purchasePrice,
         safety_stock as safetyStock, max_stock as maxStock
       from product p where status = 'active'${only}`,
    )
    .iterate(...given)
  for (const row of rows) goods.set(row.id, { ...row, packs: [] })
  const packs = reader
    .prepare<string[], [string, string, number]>(
      `select k.product_id, k.unit, k.factor from product_pack k join product p on p.id = k.product_id
       where p.status = 'active'${only} order by k.product_id, k.no`,
    )
    .raw()
    .iterate(...given)
  for (const [id, unit, factor] of packs) goods.get(id)?.packs.push({ unit, factor })
  return goods
}

export function siteNames(reader: Database.Database): Map<string, string> {
  return new Map(
    reader
      .prepare<[], { id: string; name: string }>('select id, name from site')
      .all()
      .map((site) => [site.id, site.name]),
  )
}
