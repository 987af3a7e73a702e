import type { Quantity } from '../../quantity.ts'

/** A line to be sent from somewhere. Quantities in thousandths of the base unit. */
export interface PlacedLine {
  productId: string
  warehouseId: string
  quantity: Quantity
  /** Thousandths of the base unit in one unit as typed: whole ones are not broken up. */
  factor: number
}

export interface PlacedPart {
  warehouseId: string
  quantity: Quantity
}

/** How one short line could be sent: what each warehouse gives, its own first, and what no warehouse has. */
export interface Placement {
  /** 0-based line. */
  line: number
  parts: PlacedPart[]
  missing: Quantity
}

/** Free stock of a product in one warehouse. */
export interface FreeStock {
  productId: string
  warehouseId: string
  free: Quantity
}

/**
 * Proposes from where lines that are short in their warehouse could be sent. Lines share the stock in their order; the line's
 * own warehouse gives first, then the one with most of the product. A line counted in whole packs is split in whole packs.
 * What nobody has stays with the line's own warehouse and is told as missing. Lines that are not short are left out, and so
 * are those no other warehouse can help.
 */
export function placeLines(lines: readonly PlacedLine[], stock: readonly FreeStock[]): Placement[] {
  const free = new Map(stock.map((one) => [`${one.productId} ${one.warehouseId}`, Math.max(0, one.free)]))
  const take = (line: PlacedLine, warehouseId: string, wanted: Quantity): Quantity => {
    const key = `${line.productId} ${warehouseId}`
    const there = free.get(key) ?? 0
    const step = line.quantity % line.factor === 0 ? line.factor : 1
    const given = Math.min(wanted, Math.floor(there / step) * step)
    free.set(key, there - given)
    return given
  }
  // every line takes what its own warehouse has before another line looks for help there
  const own = lines.map((line) => take(line, line.warehouseId, line.quantity))
  return lines.flatMap((line, i): Placement[] => {
    let open = line.quantity - own[i]!
    if (open === 0) return []
    const helpers = stock
      .filter((one) => one.productId === line.productId && one.warehouseId !== line.warehouseId)
      .map((one) => one.warehouseId)
      .toSorted((a, b) => (free.get(`${line.productId} ${b}`) ?? 0) - (free.get(`${line.productId} ${a}`) ?? 0))
    const parts: PlacedPart[] = []
    for (const warehouseId of helpers) {
      const quantity = take(line, warehouseId, open)
      open -= quantity
      if (quantity > 0) parts.push({ warehouseId, quantity })
    }
    if (parts.length === 0) return []
    return [{ line: i, parts: [{ warehouseId: line.warehouseId, quantity: own[i]! }, ...parts], missing: open }]
  })
}
