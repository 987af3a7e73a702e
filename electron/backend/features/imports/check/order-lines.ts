/** Lines of half a million row sheets, column by column: objects would take ten times the memory. */
export class LineStore {
  count = 0
  readonly sheet: Uint16Array
  readonly row: Int32Array
  readonly order: Int32Array
  readonly product: Int32Array
  readonly warehouse: Uint16Array
  readonly unit: Uint16Array
  /** Thousandths of the unit as typed. */
  readonly quantity: Float64Array
  /** 1/10000 yuan per unit; NaN: only the amount is known. */
  readonly price: Float64Array
  /** 分; NaN: not in the file. */
  readonly amount: Float64Array
  /** Basis points paid. */
  readonly discount: Uint16Array
  /** Basis points; -1: the product's own. */
  readonly taxRate: Int16Array
  /** The next line of the same order; -1: none. */
  readonly next: Int32Array
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
    this.next = new Int32Array(capacity).fill(-1)
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
