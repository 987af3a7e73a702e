import type { Pack } from '../../../shared/quantity.ts'
import type { ScannedGoods } from '../../../shared/contract/scanning.ts'
import { api } from '../../app/api.ts'

/** Goods a screen has on its list: their codes are answered at once. */
export interface ListedGoods {
  productId: string
  code: string
  name: string
  spec: string
  baseUnit: string
  packs: readonly Pack[]
  barcodes: readonly { barcode: string; unit: string; factor: number }[]
  lotTracked: boolean
}

export interface Scanned {
  code: string
  goods: ScannedGoods[]
  bin: { id: string; code: string; name: string } | null
}

/**
 * Codes by what they stand for. Barcodes of goods on the list come from memory, others are asked of the backend once. What
 * is not a barcode of the list is always asked: only one place knows GS1 labels, lots and bins.
 */
export function createCodes(warehouseId: () => string | undefined) {
  const known = new Map<string, Scanned>()
  return {
    learn(goods: Iterable<ListedGoods>): void {
      for (const one of goods) {
        for (const { barcode, unit, factor } of one.barcodes) {
          const { productId, code, name, spec, baseUnit, lotTracked } = one
          const facts = { productId, code, name, spec, baseUnit, lotTracked, packs: [...one.packs] }
          const scanned: ScannedGoods = { ...facts, unit, factor, shelfLifeDays: null, by: 'barcode', ...NO_LOT }
          known.set(barcode.toUpperCase(), { code: barcode, goods: [scanned], bin: null })
        }
      }
    },
    /** From memory, at once; undefined: it has to be asked. */
    local: (code: string): Scanned | undefined => known.get(code.trim().toUpperCase()),
    async ask(code: string): Promise<Scanned> {
      const warehouse = warehouseId()
      const answer = await api.scanning.resolve({ code, ...(warehouse ? { warehouseId: warehouse } : {}) })
      // what is known may change, what is unknown may be entered while this screen is open: only goods are kept
      if (answer.goods.length > 0) known.set(code.trim().toUpperCase(), answer)
      return answer
    },
  }
}

const NO_LOT = { lotId: null, lot: '', productionDay: null, expiryDay: null } as const
