import { formatPrice } from '../../../../../shared/money.ts'
import { formatQuantity } from '../../../../../shared/quantity.ts'
import { UNFIT } from '../../../files/pictures.ts'
import type {
  ImportedPack,
  ImportedPicture,
  NewProduct,
  ProductChange,
  ProductColumns,
} from '../../products/products.import.ts'
import { CREATE, REJECT, SKIP, UPDATE } from '../plan.ts'
import { chunked, textOf, type CheckedRow, type CheckEnvironment, type KindCheck } from './environment.ts'
import { ProductRecords, type StoredProduct } from './product-records.ts'
import { soundOf, withSound } from './sound.ts'

const CHUNK = 25
/** The base unit of products for which the file names none. */
export const DEFAULT_UNIT = '件'
/** Units of which parts are usual. */
const MEASURES = /^(?:千克|公斤|斤|两|克|kg|g|吨|t|升|毫升|l|ml|米|厘米|m|cm|平方米|㎡|立方米|m³)$/i

const TEXTS = {
  mnemonic: 'mnemonic',
  model: 'model',
  brand: 'brand',
  manufacturer: 'manufacturer',
  use: 'use',
  binLocation: 'bin',
  notes: 'notes',
} as const
const NUMBERS = {
  purchasePrice: 'purchase_price',
  retailPrice: 'retail_price',
  salePrice: 'sale_price',
  floorPrice: 'floor_price',
  taxRate: 'tax_rate',
  weight: 'weight',
  shelfLifeDays: 'shelf_life_days',
  safetyStock: 'safety_stock',
  maxStock: 'max_stock',
} as const
/** Of which nothing means none. */
const LIMITS = { saleMinimum: 'sale_minimum', saleMultiple: 'sale_multiple' } as const

/** A product of the file and the warehouses its rows named. */
interface Places {
  name: string
  existing: StoredProduct | undefined
  opening: NewProduct['opening']
  warehouses: Set<string>
}

/**
 * Products. The barcode says which product a row is, else the code, else name and specification. Two products may have one
 * name: that is shown, never merged. Empty cells leave what is stored. A stock list has a row for each warehouse: further
 * rows of one product bring the stock of other warehouses.
 */
export class ProductCheck implements KindCheck {
  readonly #environment: CheckEnvironment
  readonly #stored: ProductRecords
  /** Rows by `barcode …`, `code …` and `name …` as they come. */
  readonly #seen = new Map<string, number>()
  readonly #seenIds = new Map<string, number>()
  /** By the same keys: what became of a row, and the warehouses of which its product has stock by now. */
  readonly #places = new Map<string, Places>()
  readonly #created: NewProduct[] = []
  readonly #changed: ProductChange[] = []

  constructor(environment: CheckEnvironment) {
    this.#environment = environment
    this.#stored = new ProductRecords(environment.company, environment.job.today)
  }

  row(row: CheckedRow): void {
    const { problems, decide, newId } = this.#environment
    const where = (field: string) => ({ sheet: row.sheet, row: row.row, column: row.columnOf(field), field })
    const name = textOf(row.get('name'))
    const code = textOf(row.get('code'))
    if (this.#addsStock(row, name, code)) return
    const existing = this.#match(row, name, code)
    const packs = this.#packsOf(row, existing)
    const barcodes = this.#barcodesOf(row, existing, packs)
    const opening = this.#openingOf(row)
    if (existing === 'rejected' || packs === null || barcodes === null || opening === null) {
      return decide(row.sheet, row.row, REJECT)
    }
    for (const key of this.#keysOf(row, name, code)) this.#seen.set(key, row.row)
    const namesake = this.#seen.get(`name ${name}`)
    if (namesake !== undefined)
      problems.add('warning', where('name'), 'IMPORT_DUPLICATE_NAME', { value: name, row: namesake })
    else this.#seen.set(`name ${name}`, row.row)
    this.#warnOfPrices(row)
    const places: Places = { name, existing, opening, warehouses: new Set([textOf(row.get('warehouse'))]) }
    for (const key of this.#keysOf(row, name, code)) this.#places.set(key, places)
    if (existing) {
      this.#seenIds.set(existing.id, row.row)
      return this.#update(row, existing, packs, barcodes, opening)
    }
    const other = this.#stored.byName.get(name)?.[0]
    if (other) problems.add('warning', where('name'), 'IMPORT_SAME_NAME_EXISTS', { value: name, owner: other.code })
    decide(row.sheet, row.row, CREATE)
    this.#created.push({
      id: newId(),
      code,
      fields: { name, base_unit: textOf(row.get('baseUnit')) || DEFAULT_UNIT, ...this.#fieldsOf(row) },
      packs,
      barcodes,
      opening,
      picture: this.#pictureOf(row),
    })
  }

  finish(): void {}

  extra(): Record<string, number> {
    return { products: this.#created.length, pictures: picturesIn([...this.#created, ...this.#changed]) }
  }

  *chunks(): ReturnType<KindCheck['chunks']> {
    // codes from the file first: those given by us pass them over
    const inOrder = [...this.#created.filter((p) => p.code !== ''), ...this.#created.filter((p) => p.code === '')]
    for (const newProducts of chunked(inOrder, CHUNK)) {
      for (const product of newProducts) product.fields = withSound(product.fields)
      yield { rows: newProducts.length, chunk: { newProducts }, pictures: picturesIn(newProducts) }
    }
    for (const productChanges of chunked(this.#changed, CHUNK)) {
      for (const change of productChanges) {
        const { name } = change.fields
        if (name !== undefined) change.fields = { ...change.fields, ...soundOf(name) }
      }
      yield { rows: productChanges.length, chunk: { productChanges }, pictures: picturesIn(productChanges) }
    }
  }

  /** Whether a row has a product of an earlier one again and brings its stock in another warehouse. */
  #addsStock(row: CheckedRow, name: string, code: string): boolean {
    const { decide } = this.#environment
    const warehouse = textOf(row.get('warehouse'))
    if (warehouse === '') return false
    const keys = this.#keysOf(row, name, code)
    const places = this.#places.get(keys[0]!)
    if (!places || places.name !== name || keys.some((key) => this.#places.get(key) !== places)) return false
    if (places.warehouses.has('') || places.warehouses.has(warehouse)) return false
    const opening = this.#openingOf(row)
    if (opening === null) decide(row.sheet, row.row, REJECT)
    else if (places.existing) {
      this.#warnOfOpening(row, places.existing, opening)
      decide(row.sheet, row.row, SKIP)
    } else {
      places.opening.push(...opening)
      decide(row.sheet, row.row, CREATE)
    }
    places.warehouses.add(warehouse)
    return true
  }

  /** The stored product a row means, `undefined` for a new one. */
  #match(row: CheckedRow, name: string, code: string): StoredProduct | undefined | 'rejected' {
    const { problems } = this.#environment
    const barcode = textOf(row.get('barcode'))
    const [field, value] = barcode !== '' ? ['barcode', barcode] : code !== '' ? ['code', code] : ['name', name]
    const at = { sheet: row.sheet, row: row.row, column: row.columnOf(field!), field }
    for (const key of this.#keysOf(row, name, code)) {
      const earlier = this.#seen.get(key)
      if (earlier === undefined) continue
      problems.add('error', at, 'IMPORT_DUPLICATE_IN_FILE', { value: value!, row: earlier })
      return 'rejected'
    }
    const byBarcode = barcode === '' ? undefined : this.#stored.byBarcode.get(barcode)
    const byCode = code === '' ? undefined : this.#stored.byCode.get(code)
    if (byBarcode && byCode && byBarcode !== byCode) {
      problems.add('error', at, 'IMPORT_CODE_TAKEN', { value: barcode, owner: `${byBarcode.code} ${byBarcode.name}` })
      return 'rejected'
    }
    let found = byBarcode ?? byCode
    if (!found && barcode === '' && code === '') {
      const spec = specOf(row)
      const same = (this.#stored.byName.get(name) ?? []).filter((p) => spec === '' || p.spec === spec)
      if (same.length > 1) {
        problems.add('error', at, 'IMPORT_AMBIGUOUS_PRODUCT', { value: name, count: same.length })
        return 'rejected'
      }
      found = same[0]
      if (found) problems.add('warning', at, 'IMPORT_MATCHED_BY_NAME', { value: name, owner: found.code })
    }
    const earlier = found && this.#seenIds.get(found.id)
    if (earlier === undefined) return found
    problems.add('error', at, 'IMPORT_DUPLICATE_IN_FILE', { value: value!, row: earlier })
    return 'rejected'
  }

  #keysOf(row: CheckedRow, name: string, code: string): string[] {
    const barcode = textOf(row.get('barcode'))
    const keys = [barcode === '' ? '' : `barcode ${barcode}`, code === '' ? '' : `code ${code}`].filter((k) => k !== '')
    return keys.length > 0 ? keys : [`whole ${name}\n${specOf(row)}`]
  }

  #update(
    row: CheckedRow,
    existing: StoredProduct,
    packs: ImportedPack[],
    barcodes: NewProduct['barcodes'],
    opening: NewProduct['opening'],
  ): void {
    const { job, problems, decide } = this.#environment
    if (job.options.existing === 'skip') return decide(row.sheet, row.row, SKIP)
    this.#warnOfOpening(row, existing, opening)
    const fields = { name: textOf(row.get('name')), ...this.#fieldsOf(row) } as Record<string, string | number | null>
    for (const [column, value] of Object.entries(fields)) if (existing.columns[column] === value) delete fields[column]
    if ('lot_tracked' in fields && this.#stored.hasMoved(existing.id)) {
      const at = { sheet: row.sheet, row: row.row, column: row.columnOf('lotTracked'), field: 'lotTracked' }
      problems.add('warning', at, 'IMPORT_LOTS_KEPT')
      delete fields['lot_tracked']
    }
    const picture = this.#pictureOf(row, existing)
    const change: ProductChange = { id: existing.id, fields: fields as ProductColumns, packs, barcodes, picture }
    const isSame = Object.keys(fields).length + packs.length + barcodes.length === 0 && picture === null
    if (isSame) return decide(row.sheet, row.row, SKIP)
    decide(row.sheet, row.row, UPDATE)
    this.#changed.push(change)
  }

  /** The row's picture, if it is fit and the product has none yet. */
  #pictureOf(row: CheckedRow, existing?: StoredProduct): ImportedPicture | null {
    if (row.picture === null) return null
    const { problems, pictures, newId } = this.#environment
    const at = { sheet: row.sheet, row: row.row, column: null, field: null }
    if (row.picture === UNFIT) problems.add('warning', at, 'IMPORT_PICTURE_UNFIT')
    else if (!existing || existing.columns['image_id'] === null) return { id: newId(), no: row.picture }
    else if (!this.#stored.pictureOf(existing.id)?.equals(pictures.bytes(row.picture))) {
      problems.add('warning', at, 'IMPORT_PICTURE_KEPT')
    }
    return null
  }

  /** Packs that are new or differ; null when they cannot be. */
  #packsOf(row: CheckedRow, existing: StoredProduct | undefined | 'rejected'): ImportedPack[] | null {
    const { problems } = this.#environment
    const stored = existing && existing !== 'rejected' ? existing : undefined
    const units = new Map((stored?.packs ?? []).map((p) => [p.unit, p]))
    const base = stored?.base_unit ?? (textOf(row.get('baseUnit')) || DEFAULT_UNIT)
    const packs: ImportedPack[] = []
    let next = units.size + 1
    for (const no of [1, 2, 3]) {
      const unit = textOf(row.get(`packUnit${no}`))
      if (unit === '' || unit === base) continue
      const price = row.get(`packPrice${no}`) as number | null
      const at = { sheet: row.sheet, row: row.row, column: row.columnOf(`packFactor${no}`), field: `packFactor${no}` }
      const known = units.get(unit)
      const factor = Number(row.get(`packFactor${no}`) ?? 0) || (known?.factor ?? 0)
      if (factor === 0) {
        problems.add('error', at, 'IMPORT_REQUIRED')
        return null
      }
      if (known?.factor === factor && (price === null || price === known.price)) continue
      if (!known && next > 3) {
        problems.add('error', { ...at, field: `packUnit${no}` }, 'IMPORT_UNKNOWN_UNIT', { value: unit })
        return null
      }
      const pack = { no: known?.no ?? next++, unit, factor, price: price ?? known?.price ?? null }
      units.set(unit, pack)
      packs.push(pack)
    }
    return packs
  }

  /** Barcodes that are new; null when one belongs to another product or row. */
  #barcodesOf(
    row: CheckedRow,
    existing: StoredProduct | undefined | 'rejected',
    packs: ImportedPack[] | null,
  ): NewProduct['barcodes'] | null {
    if (existing === 'rejected' || packs === null) return null
    const { problems } = this.#environment
    const units = new Set([...(existing?.packs ?? []), ...packs].map((p) => p.unit))
    const base = existing?.base_unit ?? (textOf(row.get('baseUnit')) || DEFAULT_UNIT)
    const wanted = [
      ['barcode', base],
      ...[1, 2, 3].map((no) => [`packBarcode${no}`, textOf(row.get(`packUnit${no}`))]),
    ] as [string, string][]
    const barcodes: NewProduct['barcodes'] = []
    for (const [field, unit] of wanted) {
      const barcode = textOf(row.get(field))
      if (barcode === '' || (unit !== base && !units.has(unit))) continue
      const at = { sheet: row.sheet, row: row.row, column: row.columnOf(field), field }
      const earlier = field === 'barcode' ? undefined : this.#seen.get(`barcode ${barcode}`)
      const owner = this.#stored.byBarcode.get(barcode)
      if (earlier !== undefined || barcodes.some((b) => b.barcode === barcode)) {
        problems.add('error', at, 'IMPORT_DUPLICATE_IN_FILE', { value: barcode, row: earlier ?? row.row })
        return null
      }
      if (owner && owner !== existing) {
        problems.add('error', at, 'IMPORT_CODE_TAKEN', { value: barcode, owner: `${owner.code} ${owner.name}` })
        return null
      }
      if (!owner) barcodes.push({ barcode, unit })
    }
    for (const { barcode } of barcodes) this.#seen.set(`barcode ${barcode}`, row.row)
    return barcodes
  }

  /** Opening stock by warehouse; null when a warehouse is unknown or stock below zero. */
  #openingOf(row: CheckedRow): NewProduct['opening'] | null {
    const { problems, references, job } = this.#environment
    const sums = new Map<string, number>()
    for (const { value, qualifier, column } of row.each('openingStock')) {
      const quantity = Number(value ?? 0)
      if (quantity === 0) continue
      const at = { sheet: row.sheet, row: row.row, column, field: 'openingStock' }
      const name = qualifier || textOf(row.get('warehouse'))
      const id = name === '' ? job.defaultWarehouseId : references.warehouse(name)?.id
      if (!id) {
        problems.add('error', at, 'IMPORT_UNKNOWN_WAREHOUSE', { value: name })
        return null
      }
      if (quantity < 0) {
        problems.add('error', at, 'IMPORT_NEGATIVE', { value: formatQuantity(quantity) })
        return null
      }
      if (quantity % 1000 !== 0 && !MEASURES.test(textOf(row.get('baseUnit')))) {
        problems.add('warning', at, 'IMPORT_FRACTIONAL_STOCK', { value: formatQuantity(quantity) })
      }
      sums.set(id, (sums.get(id) ?? 0) + quantity)
    }
    return [...sums].map(([warehouseId, quantity]) => ({ warehouseId, quantity }))
  }

  /** What is in stock is not changed by an import; a figure that is right anyway needs no word. */
  #warnOfOpening(row: CheckedRow, { id }: StoredProduct, opening: NewProduct['opening']): void {
    if (opening.every((o) => o.quantity === this.#stored.onHand(id, o.warehouseId))) return
    const at = { sheet: row.sheet, row: row.row, column: row.columnOf('openingStock'), field: 'openingStock' }
    const sum = opening.reduce((a, o) => a + o.quantity, 0)
    this.#environment.problems.add('warning', at, 'IMPORT_OPENING_IGNORED', { value: formatQuantity(sum) })
  }

  #warnOfPrices(row: CheckedRow): void {
    const sale = Number(row.get('salePrice') ?? 0)
    const cost = Number(row.get('purchasePrice') ?? 0)
    if (sale === 0 || cost === 0 || sale >= cost) return
    const at = { sheet: row.sheet, row: row.row, column: row.columnOf('salePrice'), field: 'salePrice' }
    const data = { price: formatPrice(sale), cost: formatPrice(cost) }
    this.#environment.problems.add('warning', at, 'IMPORT_PRICE_BELOW_COST', data)
  }

  #fieldsOf(row: CheckedRow): ProductColumns {
    const fields: Record<string, string | number> = {}
    for (const [field, column] of Object.entries({ ...TEXTS, ...NUMBERS })) {
      const value = row.get(field)
      if (value !== null) fields[column] = value as string | number
    }
    for (const [field, column] of Object.entries(LIMITS)) {
      const value = Number(row.get(field) ?? 0)
      if (value > 0) fields[column] = value
    }
    const lotTracked = row.get('lotTracked')
    if (lotTracked !== null) fields['lot_tracked'] = lotTracked === true ? 1 : 0
    const spec = specOf(row)
    if (spec !== '') fields['spec'] = spec
    const category = textOf(row.get('category'))
    const typeId = category === '' ? null : this.#environment.references.node('product-type', category)
    if (typeId !== null) fields['type_id'] = typeId
    const status = row.get('status')
    if (status !== null) fields['status'] = String(status)
    return fields as ProductColumns
  }
}

const picturesIn = (products: readonly { picture?: ImportedPicture | null }[]) =>
  products.filter((product) => product.picture).length

/** Specification and colour: we keep one text for both. */
function specOf(row: CheckedRow): string {
  return [row.get('spec'), row.get('color')]
    .filter((part) => part !== null)
    .join(' ')
    .slice(0, 100)
}
