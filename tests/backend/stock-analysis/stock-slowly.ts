import Database from 'better-sqlite3'
import { addDays, daysBetween, type Day } from '../../../shared/day.ts'
import type { TestCompany } from '../../support/company.ts'

/** A movement with the names of everything it can be grouped by. */
export interface Moved {
  id: string
  day: Day
  product: string
  type: string | null
  brand: string
  warehouse: string
  site: string
  kind: string
  quantity: number
  value: number
}

export interface Sold {
  day: Day
  product: string
  warehouse: string
  quantity: number
  amount: number
  revenue: number
  cost: number
}

/** The ledger and the bills of a company, read plainly; what stock figures are worked out from slowly. */
export interface Books {
  moved: Moved[]
  sold: Sold[]
  /** Stored balances and values: what the last day must tie to. */
  onHand: Map<string, number>
  worth: Map<string, number>
}

export function readBooks(company: TestCompany): Books {
  const database = new Database(company.application.folder.companyFile(company.companyId), { readonly: true })
  const rows = <Row>(sql: string) => database.prepare<[], Row>(sql).all()
  const moved = rows<Moved>(
    `select m.id, m.day, m.product_id as product, p.type_id as type, p.brand, m.warehouse_id as warehouse, w.site_id as site,
       m.document_type as kind, m.quantity, m.value
     from stock_movement m join product p on p.id = m.product_id join warehouse w on w.id = m.warehouse_id order by m.id`,
  )
  const sold = [
    ...rows<Sold>(
      `select s.day, l.product_id as product, s.warehouse_id as warehouse, n.quantity, n.amount, n.amount as revenue,
         (select -sum(value) from stock_movement where document_id = s.id and line_no = n.line_no) as cost
       from shipment s join shipment_line n on n.shipment_id = s.id
         join sales_order_line l on l.order_id = s.order_id and l.line_no = n.order_line_no where s.status = 'posted'`,
    ),
    ...rows<Sold>(
      `select r.day, l.product_id as product, s.warehouse_id as warehouse, -l.quantity as quantity, -l.amount as amount,
         -l.amount as revenue,
         (select -sum(value) from stock_movement where document_id = r.id and line_no = l.line_no
            and document_type = 'sales-return') as cost
       from sales_return r join sales_return_line l on l.return_id = r.id join shipment s on s.id = l.shipment_id
       where r.status = 'posted'`,
    ),
  ]
  const pairs = (sql: string) => new Map(rows<{ key: string; n: number }>(sql).map(({ key, n }) => [key, n]))
  const books = {
    moved,
    sold,
    onHand: pairs(`select product_id || ' ' || warehouse_id as key, on_hand as n from stock_balance`),
    worth: pairs(`select product_id || ' ' || site_id as key, value as n from stock_value`),
  }
  database.close()
  return books
}

export const sum = <One>(list: readonly One[], of: (one: One) => number): number =>
  list.reduce((total, one) => total + of(one), 0)

/** What one warehouse's goods are worth in the evening of a day: its share of its site, as long as no one lacks anything. */
export function worthAt(books: Books, product: string, warehouse: string, day: Day): number {
  const until = books.moved.filter((m) => m.product === product && m.day <= day)
  const site = books.moved.find((m) => m.warehouse === warehouse)!.site
  const there = until.filter((m) => m.site === site)
  // the order in which shares are cut is that of the warehouses' ids
  const warehouses = [...new Set(there.map((m) => m.warehouse))].sort()
  const held = warehouses.map((one) => ({
    one,
    quantity: sum(
      there.filter((m) => m.warehouse === one),
      (m) => m.quantity,
    ),
    value: sum(
      there.filter((m) => m.warehouse === one),
      (m) => m.value,
    ),
  }))
  const used = held.filter((h) => h.quantity !== 0 || h.value !== 0)
  const own = used.find((h) => h.one === warehouse)
  if (!own) return 0
  if (used.length === 1 || used.some((h) => h.quantity < 0)) return own.value
  const whole = sum(used, (h) => h.quantity)
  const value = sum(used, (h) => h.value)
  if (whole === 0) return used[0] === own ? value : 0
  const before = sum(used.slice(0, used.indexOf(own)), (h) => h.quantity)
  const upTo = (quantity: number) => {
    const [n, d] = [BigInt(Math.abs(value)) * BigInt(quantity), BigInt(whole)]
    return Math.sign(value) * Number(n / d + ((n % d) * 2n >= d ? 1n : 0n))
  }
  return upTo(before + own.quantity) - upTo(before)
}

/** In which column a movement stands, said in words of the trade. */
export function columnOf({ kind, quantity }: Moved): string {
  const base = kind.replace(/-void$/, '')
  if (quantity === 0) return base === 'shipment' || base === 'sales-return' ? 'sales-cost' : 'other-cost'
  const cameIn = kind.endsWith('-void') ? quantity < 0 : quantity > 0
  if (base === 'purchase-receipt') return 'purchase'
  if (base === 'purchase-return') return 'purchase-return'
  if (base === 'shipment') return 'sale'
  if (base === 'sales-return') return 'sales-return'
  const both = new Map([
    ['transfer', 'transfer'],
    ['count', 'count'],
    ['surplus', 'count'],
    ['loss', 'count'],
    ['assembly', 'assembly'],
    ['disassembly', 'assembly'],
  ])
  return `${both.get(base) ?? 'other'}-${cameIn ? 'in' : 'out'}`
}

interface Layer {
  day: Day
  left: number
}

/**
 * Ages by following every movement from the first day on, with the real day of every layer; as `ageStock` describes it.
 * @returns layers by `product warehouse`
 */
export function layersAt(books: Books, today: Day): Map<string, Layer[]> {
  const piles = new Map<string, { layers: Layer[]; lacks: number; from: Day }>()
  const ways = new Map<string, Layer[]>()
  const pileOf = (m: Moved) => {
    const key = `${m.product} ${m.warehouse}`
    if (!piles.has(key)) piles.set(key, { layers: [], lacks: 0, from: '2000-01-01' })
    return piles.get(key)!
  }
  const wayOf = (m: Moved) => {
    if (!ways.has(m.product)) ways.set(m.product, [])
    return ways.get(m.product)!
  }
  const add = (pile: { layers: Layer[]; lacks: number }, layer: Layer) => {
    const filled = Math.min(pile.lacks, layer.left)
    pile.lacks -= filled
    if (layer.left > filled) pile.layers.push({ day: layer.day, left: layer.left - filled })
    pile.layers.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
  }
  const isTransfer = (m: Moved) => m.kind.startsWith('transfer')
  const days = [...new Set(books.moved.map((m) => m.day))].filter((day) => day <= today).sort()
  for (const day of days) {
    const moves = books.moved.filter((m) => m.day === day)
    for (const m of moves.filter((one) => one.quantity > 0 && !isTransfer(one)))
      add(pileOf(m), { day: m.kind.endsWith('-void') ? pileOf(m).from : day, left: m.quantity })
    const goesOut = (m: Moved): Layer[] => {
      const pile = pileOf(m)
      const newestFirst = m.kind.endsWith('-void') && !isTransfer(m)
      const gone: Layer[] = []
      let left = -m.quantity
      while (left > 0 && pile.layers.length > 0) {
        const layer = newestFirst ? pile.layers.at(-1)! : pile.layers[0]!
        const part = Math.min(left, layer.left)
        if (!newestFirst) pile.from = layer.day
        gone.push({ day: layer.day, left: part })
        layer.left -= part
        left -= part
        pile.layers = pile.layers.filter((one) => one.left > 0)
      }
      if (left > 0) gone.push({ day, left })
      pile.lacks += left
      return gone
    }
    for (const m of moves.filter((one) => one.quantity < 0 && isTransfer(one))) wayOf(m).push(...goesOut(m))
    for (const m of moves.filter((one) => one.quantity > 0 && isTransfer(one))) {
      const way = wayOf(m).sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
      let left = m.quantity
      while (left > 0 && way.length > 0) {
        const part = Math.min(left, way[0]!.left)
        add(pileOf(m), { day: way[0]!.day, left: part })
        way[0]!.left -= part
        left -= part
        if (way[0]!.left === 0) way.shift()
      }
      if (left > 0) add(pileOf(m), { day, left })
    }
    for (const m of moves.filter((one) => one.quantity < 0 && !isTransfer(one))) goesOut(m)
  }
  return new Map([...piles].map(([key, pile]) => [key, pile.layers]))
}

/** The mean of the values of all evenings of a period. */
export function averageOf(books: Books, product: string, warehouses: readonly string[], from: Day, to: Day): number {
  let total = 0
  let days = 0
  for (let day = from; day <= to; day = addDays(day, 1)) {
    total += sum(warehouses, (warehouse) => worthAt(books, product, warehouse, day))
    days++
  }
  return total / days
}

export const bandAt = (day: Day, today: Day): number => {
  const age = daysBetween(day, today)
  return age <= 30 ? 0 : age <= 60 ? 1 : age <= 90 ? 2 : age <= 180 ? 3 : 4
}
