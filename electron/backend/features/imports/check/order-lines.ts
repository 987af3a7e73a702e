const LEAST_CAPACITY = 4_096

/** Lines of half a million row sheets, column by column: objects would take ten times the memory. */
export class LineStore {
  count = 0
  sheet: Uint16Array
  row: Int32Array
  order: Int32Array
  product: Int32Array
  warehouse: Uint16Array
  unit: Uint16Array
  /** Thousandths of the unit as typed. */
  quantity: Float64Array
  /** 1/10000 yuan per unit; NaN: only the amount is known. */
  price: Float64Array
  /** 分; NaN: not in the file. */
  amount: Float64Array
  /** Basis points paid. */
  discount: Uint16Array
  /** Basis points; -1: the product's own. */
  taxRate: Int16Array
  /** The next line of the same order; -1: none. */
  next: Int32Array
  readonly remarks = new Map<number, string>()

  constructor(capacity: number) {
    this.sheet = new Uint16Array(capacity)
    this.row = new Int32Array(capacity)
    this.order = new Int32Array(capacity)
    this.product = new Int32Array(capacity)
    this.warehouse = new Uint16Array(capacity)
    this.unit = new Uint16Array(capacity)
    this.quantity = new Float64Array(capacity)
    this.price = new Float64Array(capacity)
    this.amount = new Float64Array(capacity)
    this.discount = new Uint16Array(capacity)
    this.taxRate = new Int16Array(capacity)
    this.next = new Int32Array(capacity)
  }

  /** Makes room for one more line and gives its number. */
  add(): number {
    const line = this.count++
    if (line === this.row.length) this.#grow()
    this.next[line] = -1
    return line
  }

  /** How many lines there will be is not known while the file is still being read. */
  #grow(): void {
    const larger = new LineStore(Math.max(LEAST_CAPACITY, this.row.length * 2))
    larger.sheet.set(this.sheet)
    larger.row.set(this.row)
    larger.order.set(this.order)
    larger.product.set(this.product)
    larger.warehouse.set(this.warehouse)
    larger.unit.set(this.unit)
    larger.quantity.set(this.quantity)
    larger.price.set(this.price)
    larger.amount.set(this.amount)
    larger.discount.set(this.discount)
    larger.taxRate.set(this.taxRate)
    larger.next.set(this.next)
    const { sheet, row, order, product, warehouse, unit, quantity, price, amount, discount, taxRate, next } = larger
    Object.assign(this, {
      sheet,
      row,
      order,
      product,
      warehouse,
      unit,
      quantity,
      price,
      amount,
      discount,
      taxRate,
      next,
    })
  }
}

/** Short texts by number, for the columns above. */
export class Texts {
  readonly list: string[] = []
  readonly #numbers = new Map<string, number>()

  numberOf(text: string): number {
    let number = this.#numbers.get(text)
    if (number === undefined) {
      number = this.list.push(text) - 1
      this.#numbers.set(text, number)
    }
    return number
  }
}
