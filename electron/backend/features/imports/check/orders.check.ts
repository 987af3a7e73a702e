import { lineAmount } from '../../../../../shared/domain/order/totals.ts'
import { UNFINISHED_STATES } from '../../../../../shared/domain/import/order-fields.ts'
import { formatFen, formatPrice, mulDiv, NO_DISCOUNT, taxIncluded } from '../../../../../shared/money.ts'
import { formatQuantity } from '../../../../../shared/quantity.ts'
import type { NewCustomer } from '../../customers/customers.import.ts'
import type { HistoryLine, HistoryOrder } from '../../orders/orders.import.ts'
import type { NewProduct } from '../../products/products.import.ts'
import { CREATE, REJECT, SKIP } from '../plan.ts'
import { chunked, textOf, type CheckedRow, type CheckEnvironment, type KindCheck } from './environment.ts'
import { LineStore, Texts } from './order-lines.ts'
import { OrderCustomers, OrderProducts } from './order-parties.ts'
import { DEFAULT_UNIT } from './products.check.ts'
import { withSound } from './sound.ts'

/** Lines written together; a longer order stays whole. */
const CHUNK_LINES = 60
const CHUNK_RECORDS = 50
const NONE = -1

interface OrderGroup {
  number: string
  /** Slot of the customer; `NONE` while no line names one. */
  customer: number
  day: string
  salesPerson: string
  firstLine: number
  lastLine: number
  /** Row of its first line. */
  row: number
  fate: 'new' | 'exists' | 'no-day' | 'no-customer' | 'unknown-customer'
}

/**
 * Past orders, one line a row. Lines with one number and one customer are one order; customer and day may stand in its first
 * line only. Products and customers that are not there are made on the way, if wanted. An order with the number, customer and
 * day of a stored one is left alone, so the same file can come again; so are orders that were dropped or never finished.
 */
export class OrderCheck implements KindCheck {
  readonly #environment: CheckEnvironment
  readonly #customers: OrderCustomers
  readonly #products: OrderProducts
  readonly #lines: LineStore
  readonly #units = new Texts()
  readonly #warehouses = new Texts()
  readonly #groups: OrderGroup[] = []
  readonly #byNumber = new Map<string, number>()
  readonly #byNumberAndCustomer = new Map<string, number>()
  readonly #columnsOf = new Map<number, CheckedRow['columnOf']>()
  /** Lines that are written. */
  #accepted = new Uint8Array(0)

  constructor(environment: CheckEnvironment) {
    this.#environment = environment
    const { company, newId, job } = environment
    this.#customers = new OrderCustomers(company, newId)
    this.#products = new OrderProducts(company, newId)
    const capacity = job.sheets.reduce((sum, sheet) => sum + (sheet.selected ? sheet.rows : 0), 0)
    this.#lines = new LineStore(capacity)
  }

  row(row: CheckedRow): void {
    const { problems, decide } = this.#environment
    if (!this.#columnsOf.has(row.sheet)) this.#columnsOf.set(row.sheet, row.columnOf)
    const state = textOf(row.get('orderStatus'))
    if (UNFINISHED_STATES.test(state)) {
      problems.add('warning', this.#at(row, 'orderStatus'), 'IMPORT_ORDER_UNFINISHED', { value: state })
      return decide(row.sheet, row.row, SKIP)
    }
    const number = textOf(row.get('orderNumber'))
    const product = number === '' ? null : this.#productOf(row)
    const price = row.get('price') as number | null
    const amount = row.get('amount') as number | null
    if (number === '') problems.add('error', this.#at(row, 'orderNumber'), 'IMPORT_REQUIRED')
    if (price === null && amount === null) problems.add('error', this.#at(row, 'price'), 'IMPORT_REQUIRED')
    if (price !== null && price < 0) {
      problems.add('error', this.#at(row, 'price'), 'IMPORT_NEGATIVE', { value: formatPrice(price) })
    }
    const customer = this.#customerOf(row)
    const warehouse = this.#warehouseOf(row)
    const unit = product === null ? null : this.#unitOf(row, product)
    const isBad = number === '' || (price === null ? amount === null : price < 0)
    if (isBad || product === null || customer === null || warehouse === null || unit === null) {
      return decide(row.sheet, row.row, REJECT)
    }
    const quantity = Number(row.get('quantity') ?? 0)
    if (quantity < 0) {
      problems.add('warning', this.#at(row, 'quantity'), 'IMPORT_RETURN_LINE', { value: formatQuantity(quantity) })
    }
    if (price === 0) problems.add('warning', this.#at(row, 'price'), 'IMPORT_ZERO_PRICE')
    const lines = this.#lines
    const line = lines.add()
    lines.sheet[line] = row.sheet
    lines.row[line] = row.row
    lines.product[line] = product
    lines.unit[line] = unit
    lines.warehouse[line] = warehouse
    lines.quantity[line] = quantity
    lines.price[line] = price ?? Number.NaN
    lines.amount[line] = amount ?? Number.NaN
    lines.discount[line] = Number(row.get('discount') ?? 0) || NO_DISCOUNT
    lines.taxRate[line] = Number(row.get('taxRate') ?? NONE)
    const remark = row.get('remark')
    if (remark !== null) lines.remarks.set(line, String(remark))
    this.#join(line, row, number, customer)
  }

  finish(): void {
    this.#fates()
    this.#accepted = new Uint8Array(this.#lines.count)
    const { problems, decide, job } = this.#environment
    const lines = this.#lines
    for (let line = 0; line < lines.count; line++) {
      const group = this.#groups[lines.order[line]!]!
      const where = { sheet: lines.sheet[line]!, row: lines.row[line]! }
      const at = (field: string) => ({ ...where, field, column: this.#columnsOf.get(where.sheet)!(field) })
      const customer = group.customer === NONE ? null : this.#customers.slots[group.customer]!
      if (customer === null && job.options.noCustomer === 'walk-in' && group.fate === 'new') {
        problems.add('warning', at('customerCode'), 'IMPORT_NO_CUSTOMER')
      }
      if (group.fate === 'exists') {
        problems.add('warning', at('orderNumber'), 'IMPORT_ORDER_EXISTS', { value: group.number })
        decide(where.sheet, where.row, SKIP)
      } else if (group.fate === 'new') {
        const product = this.#products.slots[lines.product[line]!]!
        if (product.isNew && !job.options.createMissing) {
          problems.add('error', at('productCode'), 'IMPORT_UNKNOWN_PRODUCT', { value: product.code || product.name })
          decide(where.sheet, where.row, REJECT)
          continue
        }
        if (!Number.isNaN(lines.amount[line]!)) this.#compareAmount(line, at('amount'))
        product.used = true
        if (customer) customer.used = true
        this.#accepted[line] = 1
        decide(where.sheet, where.row, CREATE)
      } else {
        if (group.fate === 'no-day') problems.add('error', at('day'), 'IMPORT_REQUIRED')
        else if (group.fate === 'no-customer') problems.add('error', at('customerCode'), 'IMPORT_NO_CUSTOMER')
        else
          problems.add('error', at('customerCode'), 'IMPORT_UNKNOWN_CUSTOMER', {
            value: customer!.code || customer!.name,
          })
        decide(where.sheet, where.row, REJECT)
      }
    }
    for (const product of this.#products.slots) {
      if (!product.isNew || !product.used || product.name !== '') continue
      const at = { sheet: product.sheet, row: product.row, field: 'productName' }
      const value = product.code || product.barcode
      problems.add('warning', { ...at, column: this.#columnsOf.get(at.sheet)!('productName') }, 'IMPORT_NAME_MISSING', {
        value,
      })
    }
  }

  extra(): Record<string, number> {
    const isMade = (slot: { isNew: boolean; used: boolean }) => slot.isNew && slot.used
    return {
      orders: this.#groups.filter((group) => this.#acceptedLines(group).length > 0).length,
      customers: this.#customers.slots.filter(isMade).length,
      products: this.#products.slots.filter(isMade).length,
    }
  }

  *chunks(): ReturnType<KindCheck['chunks']> {
    const { references } = this.#environment
    const customers = this.#customers.slots
      .filter((slot) => slot.isNew && slot.used)
      .map((slot): NewCustomer => {
        const region = slot.region === '' ? null : references.node('region', slot.region)
        const fields = withSound({ name: slot.name, region_id: region }, { surname: true })
        return { id: slot.id, code: slot.code, fields, contact: null, address: '', opening: 0 }
      })
    for (const newCustomers of chunked(customers, CHUNK_RECORDS)) yield { rows: 0, chunk: { newCustomers } }
    const products = this.#products.slots
      .filter((slot) => slot.isNew && slot.used)
      .map((slot): NewProduct => {
        const unit = slot.baseUnit || DEFAULT_UNIT
        const name = slot.name || slot.code || slot.barcode
        const fields = withSound({ name, base_unit: unit, spec: slot.spec })
        const barcodes = slot.barcode === '' ? [] : [{ barcode: slot.barcode, unit }]
        return { id: slot.id, code: slot.code, fields, packs: [], barcodes, opening: [] }
      })
    for (const newProducts of chunked(products, CHUNK_RECORDS)) yield { rows: 0, chunk: { newProducts } }
    yield* this.#orderChunks()
  }

  /** By day: then ids grow with days and the newest line of a customer's habits comes last. */
  *#orderChunks(): ReturnType<KindCheck['chunks']> {
    const groups = this.#groups
      .filter((g) => g.fate === 'new')
      .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
    let orders: HistoryOrder[] = []
    let rows = 0
    for (const group of groups) {
      const accepted = this.#acceptedLines(group)
      if (accepted.length === 0) continue
      if (rows > 0 && rows + accepted.length > CHUNK_LINES) {
        yield { rows, chunk: { orders } }
        orders = []
        rows = 0
      }
      orders.push(this.#orderOf(group, accepted))
      rows += accepted.length
    }
    if (rows > 0) yield { rows, chunk: { orders } }
  }

  #orderOf(group: OrderGroup, accepted: readonly number[]): HistoryOrder {
    const { references, newId } = this.#environment
    const warehouse = references.warehouse(this.#warehouses.list[this.#lines.warehouse[accepted[0]!]!]!)!
    const customer = this.#customers.slots[group.customer === NONE ? this.#customers.walkIn : group.customer]!
    return {
      id: newId(),
      sourceNumber: group.number,
      siteId: warehouse.siteId,
      warehouseId: warehouse.id,
      customerId: customer.id,
      salesPersonId: group.salesPerson === '' ? null : references.user(group.salesPerson),
      day: group.day,
      lines: accepted.map((line) => this.#lineOf(line)),
    }
  }

  #lineOf(line: number): HistoryLine {
    const lines = this.#lines
    const product = this.#products.slots[lines.product[line]!]!
    const unit = this.#units.list[lines.unit[line]!]! || product.baseUnit || DEFAULT_UNIT
    const warehouseId = this.#warehouses.list[lines.warehouse[line]!]!
    const measures = this.#measures(line)
    const { factor, quantity, price, discount, taxRate, amount } = measures
    const remark = lines.remarks.get(line) ?? ''
    const tax = taxIncluded(amount, taxRate)
    return [product.id, warehouseId, unit, factor, quantity, price, discount, taxRate, amount, tax, remark]
  }

  /** Quantity in thousandths of the base unit, the price, and the amount in 分: from the price, or as the file states it. */
  #measures(line: number) {
    const lines = this.#lines
    const product = this.#products.slots[lines.product[line]!]!
    const factor = product.units.get(this.#units.list[lines.unit[line]!]!) ?? 1000
    const quantity = factor === 1000 ? lines.quantity[line]! : mulDiv(lines.quantity[line]!, factor, 1000)
    const rate = lines.taxRate[line]!
    const taxRate = rate === NONE ? (product.taxRate ?? this.#environment.job.taxRate) : rate
    const stated = lines.amount[line]!
    if (Number.isNaN(lines.price[line]!)) {
      const discount = NO_DISCOUNT
      const price = quantity === 0 ? 0 : Math.abs(mulDiv(stated * 100, factor, Math.abs(quantity)))
      return { factor, quantity, price, discount, taxRate, amount: stated }
    }
    const price = lines.price[line]!
    const discount = lines.discount[line]!
    const amount = lineAmount({ quantity, factor, price, discount, taxRate, gift: false })
    return { factor, quantity, price, discount, taxRate, amount }
  }

  #compareAmount(line: number, at: { sheet: number; row: number; field: string; column: number | null }): void {
    const { amount } = this.#measures(line)
    const stated = this.#lines.amount[line]!
    if (Math.abs(stated - amount) <= 1) return
    const data = { value: formatFen(stated), expected: formatFen(amount) }
    this.#environment.problems.add('warning', at, 'IMPORT_AMOUNT_MISMATCH', data)
  }

  #acceptedLines(group: OrderGroup): number[] {
    const found: number[] = []
    for (let line = group.firstLine; line !== NONE; line = this.#lines.next[line]!) {
      if (this.#accepted[line] === 1) found.push(line)
    }
    return found
  }

  /** Adds a line to the order of its number and customer. */
  #join(line: number, row: CheckedRow, number: string, customer: number): void {
    const lines = this.#lines
    const day = textOf(row.get('day')).slice(0, 10)
    let order = this.#byNumber.get(number)
    if (order !== undefined && customer !== NONE) {
      const first = this.#groups[order]!
      if (first.customer === NONE) first.customer = customer
      else if (first.customer !== customer) {
        const data = { field: '客户', value: number, row: first.row }
        this.#environment.problems.add('warning', this.#at(row, 'customerCode'), 'IMPORT_ORDER_DISAGREES', data)
        order = this.#byNumberAndCustomer.get(`${number}\n${customer}`)
      }
    }
    if (order === undefined) {
      const group: OrderGroup = {
        number,
        customer,
        day,
        salesPerson: textOf(row.get('salesPerson')),
        firstLine: line,
        lastLine: line,
        row: row.row,
        fate: 'new',
      }
      order = this.#groups.push(group) - 1
      if (!this.#byNumber.has(number)) this.#byNumber.set(number, order)
      else this.#byNumberAndCustomer.set(`${number}\n${customer}`, order)
    } else {
      const group = this.#groups[order]!
      if (group.day === '') group.day = day
      else if (day !== '' && day !== group.day) {
        const data = { field: '日期', value: day, row: group.row }
        this.#environment.problems.add('warning', this.#at(row, 'day'), 'IMPORT_ORDER_DISAGREES', data)
      }
      if (group.salesPerson === '') group.salesPerson = textOf(row.get('salesPerson'))
      lines.next[group.lastLine] = line
      group.lastLine = line
    }
    lines.order[line] = order
  }

  #fates(): void {
    const { company, job } = this.#environment
    // the condition of the index on source numbers has to be said: without it every order is read for each of the file's
    const stored = company
      .prepare<[string, string], [string, string]>(
        "select customer_id, day from sales_order where source_number = ? and source_number <> '' union all select customer_id, day from sales_order where number = ?",
      )
      .raw()
    for (const group of this.#groups) {
      const customer = this.#customers.slots[group.customer === NONE ? this.#customers.walkIn : group.customer]!
      if (group.day === '') group.fate = 'no-day'
      else if (group.customer === NONE && job.options.noCustomer === 'reject') group.fate = 'no-customer'
      else if (customer.isNew && !job.options.createMissing) group.fate = 'unknown-customer'
      else if (stored.all(group.number, group.number).some(([id, day]) => id === customer.id && day === group.day)) {
        group.fate = 'exists'
      }
    }
  }

  #customerOf(row: CheckedRow): number | null {
    const code = textOf(row.get('customerCode'))
    const name = textOf(row.get('customerName'))
    if (code === '' && name === '') return NONE
    const found = this.#customers.find(code, name)
    if (found === 'several') {
      this.#environment.problems.add('error', this.#at(row, 'customerName'), 'IMPORT_AMBIGUOUS_CUSTOMER', {
        value: name,
        count: 2,
      })
      return null
    }
    const slot = this.#customers.slots[found]!
    if (slot.isNew && slot.region === '') slot.region = textOf(row.get('region'))
    return found
  }

  #productOf(row: CheckedRow): number | null {
    const { problems } = this.#environment
    const code = textOf(row.get('productCode'))
    const barcode = textOf(row.get('barcode'))
    const name = textOf(row.get('productName'))
    if (code === '' && barcode === '' && name === '') {
      problems.add('error', this.#at(row, 'productCode'), 'IMPORT_NO_PRODUCT')
      return null
    }
    const found = this.#products.find(code, barcode, name, row)
    if (found === 'several') {
      problems.add('error', this.#at(row, 'productName'), 'IMPORT_AMBIGUOUS_PRODUCT', { value: name, count: 2 })
      return null
    }
    const slot = this.#products.slots[found]!
    if (slot.isNew && slot.spec === '') slot.spec = textOf(row.get('spec'))
    return found
  }

  /** The unit of a line; the first one of a new product becomes its base unit. */
  #unitOf(row: CheckedRow, product: number): number | null {
    const unit = textOf(row.get('unit'))
    const slot = this.#products.slots[product]!
    if (unit === '') return this.#units.numberOf(slot.baseUnit)
    if (slot.isNew && slot.units.size === 0) {
      slot.baseUnit = unit
      slot.units.set(unit, 1000)
    }
    if (slot.units.has(unit)) return this.#units.numberOf(unit)
    this.#environment.problems.add('error', this.#at(row, 'unit'), 'IMPORT_UNKNOWN_UNIT', { value: unit })
    return null
  }

  #warehouseOf(row: CheckedRow): number | null {
    const { references, job, problems } = this.#environment
    const name = textOf(row.get('warehouse'))
    const warehouse = references.warehouse(name === '' ? (job.defaultWarehouseId ?? '') : name)
    if (warehouse) return this.#warehouses.numberOf(warehouse.id)
    problems.add('error', this.#at(row, 'warehouse'), 'IMPORT_UNKNOWN_WAREHOUSE', { value: name })
    return null
  }

  #at(row: CheckedRow, field: string) {
    return { sheet: row.sheet, row: row.row, column: row.columnOf(field), field }
  }
}
