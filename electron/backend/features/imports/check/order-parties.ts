import type Database from 'better-sqlite3'

/** A customer that lines name: stored, or to be made. */
export interface CustomerSlot {
  id: string
  isNew: boolean
  code: string
  name: string
  region: string
  used: boolean
}

/** Customers by code, else by name. */
export class OrderCustomers {
  readonly slots: CustomerSlot[] = []
  readonly walkIn: number
  readonly #newId: () => string
  readonly #byCode = new Map<string, number>()
  readonly #byName = new Map<string, number | 'several'>()

  constructor(company: Database.Database, newId: () => string) {
    this.#newId = newId
    const rows = company
      .prepare<[], [string, string, string, number]>('select id, code, name, walk_in from customer')
      .raw()
    let walkIn = -1
    for (const [id, code, name, isWalkIn] of rows.iterate()) {
      const slot = this.slots.push({ id, isNew: false, code, name, region: '', used: false }) - 1
      this.#byCode.set(code, slot)
      this.#byName.set(name, this.#byName.has(name) ? 'several' : slot)
      if (isWalkIn === 1) walkIn = slot
    }
    this.walkIn = walkIn
  }

  /** The slot of a customer; `several` when the name alone does not say which. */
  find(code: string, name: string): number | 'several' {
    const known = code === '' ? this.#byName.get(name) : this.#byCode.get(code)
    if (known !== undefined) {
      const slot = known === 'several' ? undefined : this.slots[known]!
      if (slot?.isNew && name !== '' && slot.name === slot.code) slot.name = name
      return known
    }
    const slot = { id: this.#newId(), isNew: true, code, name: name || code, region: '', used: false }
    const number = this.slots.push(slot) - 1
    if (code === '') this.#byName.set(name, number)
    else this.#byCode.set(code, number)
    return number
  }
}

/** A product that lines name: stored, or to be made. */
export interface ProductSlot {
  id: string
  isNew: boolean
  code: string
  barcode: string
  /** Of a new one: the name most of its lines give. */
  name: string
  votes: number
  spec: string
  baseUnit: string
  /** Thousandths of the base unit by unit. */
  units: Map<string, number>
  taxRate: number | null
  used: boolean
  /** Where it was met first, to warn there. */
  sheet: number
  row: number
}

/** Products by code, barcode or name, in this order. */
export class OrderProducts {
  readonly slots: ProductSlot[] = []
  readonly #newId: () => string
  readonly #byCode = new Map<string, number>()
  readonly #byBarcode = new Map<string, number>()
  readonly #byName = new Map<string, number | 'several'>()

  constructor(company: Database.Database, newId: () => string) {
    this.#newId = newId
    const byId = new Map<string, number>()
    const products = company
      .prepare<[], [string, string, string, string, number | null]>(
        'select id, code, name, base_unit, tax_rate from product',
      )
      .raw()
    for (const [id, code, name, baseUnit, taxRate] of products.iterate()) {
      const slot = this.#add({ id, isNew: false, code, name, baseUnit, taxRate, sheet: 0, row: 0 })
      this.slots[slot]!.units.set(baseUnit, 1000)
      byId.set(id, slot)
      this.#byCode.set(code, slot)
      this.#byName.set(name, this.#byName.has(name) ? 'several' : slot)
    }
    const packs = company
      .prepare<[], [string, string, number]>('select product_id, unit, factor from product_pack')
      .raw()
    for (const [id, unit, factor] of packs.iterate()) this.slots[byId.get(id)!]!.units.set(unit, factor)
    const barcodes = company.prepare<[], [string, string]>('select barcode, product_id from product_barcode').raw()
    for (const [barcode, id] of barcodes.iterate()) this.#byBarcode.set(barcode, byId.get(id)!)
  }

  /** The slot of a product; `several` when the name alone does not say which. At least one of the three is given. */
  find(code: string, barcode: string, name: string, at: { sheet: number; row: number }): number | 'several' {
    let known: number | 'several' | undefined
    if (code !== '') known = this.#byCode.get(code) ?? this.#byBarcode.get(code)
    if (known === undefined && barcode !== '') known = this.#byBarcode.get(barcode)
    if (known === undefined && code === '' && barcode === '') known = this.#byName.get(name)
    if (known === 'several') return known
    if (known === undefined) {
      known = this.#add({ id: this.#newId(), isNew: true, code, name: '', baseUnit: '', taxRate: null, ...at })
      this.slots[known]!.barcode = barcode
      if (code !== '') this.#byCode.set(code, known)
      if (barcode !== '') this.#byBarcode.set(barcode, known)
      if (code === '' && barcode === '') this.#byName.set(name, known)
    }
    const slot = this.slots[known]!
    if (slot.isNew && name !== '') {
      // the name that most lines give wins (majority vote); remarks in the name column are few
      if (slot.name === name) slot.votes++
      else if (slot.votes === 0) Object.assign(slot, { name, votes: 1 })
      else slot.votes--
    }
    return known
  }

  #add(slot: Pick<ProductSlot, 'id' | 'isNew' | 'code' | 'name' | 'baseUnit' | 'taxRate' | 'sheet' | 'row'>): number {
    return this.slots.push({ ...slot, barcode: '', votes: 0, spec: '', units: new Map(), used: false }) - 1
  }
}
