import type Database from 'better-sqlite3'
import type { Day } from '../../../../../shared/day.ts'
import type { ImportedPack } from '../../products/products.import.ts'

/** A stored product as an import compares it with a row. */
export interface StoredProduct {
  id: string
  code: string
  name: string
  spec: string
  base_unit: string
  packs: ImportedPack[]
  barcodes: { barcode: string; unit: string }[]
  /** With the prices in force, which may not be written in the product itself yet. */
  columns: Record<string, string | number | null>
}

const PRICE_COLUMNS = { sale: 'sale_price', retail: 'retail_price', purchase: 'purchase_price', floor: 'floor_price' }

/** The products that are there, by everything a row may name them by. */
export class ProductRecords {
  readonly byBarcode = new Map<string, StoredProduct>()
  readonly byCode = new Map<string, StoredProduct>()
  readonly byName = new Map<string, StoredProduct[]>()
  readonly #onHand: Database.Statement<[string, string], { on_hand: number }>
  readonly #picture: Database.Statement<[string], { bytes: Buffer }>
  readonly #moved: Database.Statement<[string], { one: 1 }>

  constructor(company: Database.Database, today: Day) {
    const byId = new Map<string, StoredProduct>()
    for (const columns of company.prepare<[], StoredProduct['columns']>('select * from product').iterate()) {
      const { id, code, name, spec, base_unit } = columns as unknown as StoredProduct
      const product: StoredProduct = { id, code, name, spec, base_unit, packs: [], barcodes: [], columns }
      byId.set(id, product)
      this.byCode.set(code, product)
      const same = this.byName.get(name)
      if (same) same.push(product)
      else this.byName.set(name, [product])
    }
    const packs = company.prepare<[], ImportedPack & { id: string }>(
      'select product_id as id, no, unit, factor, price from product_pack order by product_id, no',
    )
    for (const { id, ...pack } of packs.iterate()) byId.get(id)!.packs.push(pack)
    const barcodes = company.prepare<[], { id: string; barcode: string; unit: string }>(
      'select product_id as id, barcode, unit from product_barcode',
    )
    for (const { id, ...barcode } of barcodes.iterate()) {
      byId.get(id)!.barcodes.push(barcode)
      this.byBarcode.set(barcode.barcode, byId.get(id)!)
    }
    // later days follow and win
    const begun = company.prepare<
      [string],
      { id: string; kind: keyof typeof PRICE_COLUMNS; unit: string; price: number | null }
    >('select product_id as id, kind, unit, price from product_price where from_day <= ? order by from_day')
    for (const { id, kind, unit, price } of begun.iterate(today)) {
      const product = byId.get(id)!
      if (unit === product.base_unit) product.columns[PRICE_COLUMNS[kind]] = price
      else for (const pack of product.packs) if (pack.unit === unit && kind === 'sale') pack.price = price
    }
    this.#onHand = company.prepare('select on_hand from stock_balance where product_id = ? and warehouse_id = ?')
    this.#picture = company.prepare('select bytes from product_image where product_id = ?')
    this.#moved = company.prepare('select 1 as one from stock_movement where product_id = ? limit 1')
  }

  /** Thousandths of the base unit. */
  onHand(productId: string, warehouseId: string): number {
    return this.#onHand.get(productId, warehouseId)?.on_hand ?? 0
  }

  pictureOf(productId: string): Buffer | undefined {
    return this.#picture.get(productId)?.bytes
  }

  hasMoved(productId: string): boolean {
    return this.#moved.get(productId) !== undefined
  }
}
