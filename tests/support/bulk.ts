import type { Company } from '../../electron/backend/backend.ts'
import { insertProduct } from '../../electron/backend/features/products/products.service.ts'
import type { ProductFields } from '../../shared/contract/products.ts'
import { newId } from '../../shared/ids.ts'

/** Rows in one unit of work: large enough to be quick, small enough to keep its change-log entry in memory. */
const CHUNK = 5000

const BRANDS = [
  '五得利',
  '金沙河',
  '古船',
  '金龙鱼',
  '福临门',
  '香满园',
  '鲁花',
  '中裕',
  '想念',
  '陈克明',
  '北大荒',
  '雪花',
]
const MAKES = [
  '特精',
  '精制',
  '高筋',
  '低筋',
  '中筋',
  '富强',
  '石磨',
  '有机',
  '全麦',
  '雪晶',
  '麦芯',
  '家用',
  '饺子专用',
]
const KINDS = ['小麦粉', '面条', '挂面', '玉米糁', '大米', '糯米', '小米', '大豆油', '菜籽油', '白砂糖', '淀粉', '酵母']
const SPECS = ['25kg/袋', '10kg/袋', '5kg/袋', '2.5kg/袋', '1kg/袋']

/** Full fields of a product, as imports write them. Prices in 1/10000 yuan, quantities in thousandths of the base unit. */
export function productFieldsOf(fields: Partial<ProductFields> & { code: string; name: string }): ProductFields {
  return {
    barcode: '',
    mnemonic: '',
    spec: '',
    model: '',
    brand: '',
    manufacturer: '',
    typeId: null,
    use: '',
    baseUnit: '袋',
    packs: [],
    purchasePrice: null,
    retailPrice: null,
    salePrice: null,
    floorPrice: null,
    taxRate: null,
    weight: null,
    saleMinimum: null,
    saleMultiple: null,
    shelfLifeDays: null,
    safetyStock: 0,
    maxStock: null,
    lotTracked: false,
    bin: '',
    notes: '',
    ...fields,
  }
}

/** The `n`-th of as many believable products as wanted: code, barcode, name, spec, a 吨 of 40 bags, price. */
export function bulkProduct(n: number): ProductFields {
  const brand = BRANDS[n % BRANDS.length]!
  const make = MAKES[Math.floor(n / BRANDS.length) % MAKES.length]!
  const kind = KINDS[Math.floor(n / 7) % KINDS.length]!
  return productFieldsOf({
    code: `P${String(n + 1).padStart(6, '0')}`,
    barcode: String(6_900_000_000_000 + n),
    name: `${brand}${make}${kind}${n % 97}号`,
    spec: SPECS[n % SPECS.length]!,
    brand,
    packs: [{ unit: '吨', factor: 40_000, barcode: '', price: null }],
    salePrice: 500_000 + (n % 700) * 1000,
    floorPrice: 400_000 + (n % 700) * 1000,
  })
}

/**
 * Puts many products into a company in few units of work, through the same function as an import: pinyin, packs,
 * barcodes and change log included.
 * @returns how long it took in milliseconds
 */
export async function loadProducts(company: Company, userId: string, count: number): Promise<number> {
  const started = performance.now()
  const at = new Date().toISOString()
  for (let from = 0; from < count; from += CHUNK) {
    await company.units.run({ command: 'imports.commit', userId, at }, async (db) => {
      for (let n = from; n < Math.min(from + CHUNK, count); n++)
        await insertProduct(db, { id: newId(), ...bulkProduct(n) }, at)
    })
  }
  return performance.now() - started
}
