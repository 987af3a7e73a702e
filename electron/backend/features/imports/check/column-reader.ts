import type { Cell } from '../../../../../shared/domain/import/cell.ts'
import { coerceCell, type ImportValue } from '../../../../../shared/domain/import/coerce.ts'
import type { DateOrder } from '../../../../../shared/domain/import/day-texts.ts'
import type { ImportField } from '../../../../../shared/domain/import/fields.ts'
import type { CellProblem } from '../../../../../shared/domain/import/problems.ts'
import { LARGEST, MAXIMA } from '../kinds.ts'

/** Texts remembered per column: sheets repeat customers, codes and days; what never repeats is not worth remembering. */
const MEMORY = 20_000
const TRIAL = 4_000
/**
 * What most codes, numbers and names are made of: nothing in it that `coerceCell` would change, nor an `e` that could make a
 * number of it.
 */
const PLAIN = /^[0-9A-DF-Za-df-z\u4e00-\u9fff]+$/
/** No kind of text is shorter at most. */
const PLAIN_LENGTH = 40
const TEXTS: readonly ImportField['kind'][] = ['text', 'code', 'phone', 'barcode']
const DECIMALS: Partial<Record<ImportField['kind'], number>> = { money: 2, price: 4, quantity: 3 }

/**
 * Reads the cells of one column with `coerceCell`, with short cuts for what half a million rows are made of: plain numbers,
 * date cells, plain texts and texts seen before.
 */
export class ColumnReader {
  /** What is wrong with the cell read last, or doubtful about it; null: nothing. */
  problem: CellProblem | null = null
  warning: CellProblem | null = null
  readonly field: ImportField
  readonly #context: { header: string; dateOrder: DateOrder | undefined }
  readonly #scale: number
  readonly #maximum: number
  /** Longest text that is taken as it is when it is plain. */
  readonly #plainLength: number
  #memory: Map<string, ImportValue> | null = new Map()
  #reads = 0
  #hits = 0

  constructor(field: ImportField, header: string, dateOrder: DateOrder | undefined) {
    this.field = field
    this.#context = { header, dateOrder }
    const decimals = DECIMALS[field.kind]
    this.#scale = decimals === undefined ? 0 : 10 ** decimals
    this.#maximum = MAXIMA[field.key] ?? LARGEST
    this.#plainLength = TEXTS.includes(field.kind) ? Math.min(PLAIN_LENGTH, field.maxLength ?? PLAIN_LENGTH) : 0
  }

  /** The value in the units of the field's kind; null when empty or wrong (then `problem` says why). */
  read(cell: Cell): ImportValue {
    this.problem = null
    this.warning = null
    if (typeof cell === 'number') {
      if (this.#scale > 0) {
        const scaled = Math.round(cell * this.#scale)
        const isExact = scaled / this.#scale === cell && Math.abs(scaled) <= this.#maximum
        if (isExact && (cell >= 0 || !this.field.notNegative)) return scaled + 0
      }
    } else if (typeof cell === 'string') {
      if (cell.length <= this.#plainLength && PLAIN.test(cell)) return cell
      const known = this.#memory?.get(cell)
      if (known !== undefined) {
        this.#hits++
        return known
      }
    } else if (cell === null && !this.field.required) {
      return null
    } else if (cell !== null && typeof cell === 'object' && 'd' in cell && cell.d > '1904-01-01') {
      if (this.field.kind === 'instant') return `${cell.d}T${cell.t}`
      if (this.field.kind === 'day') return cell.d
    }
    return this.#coerce(cell)
  }

  #coerce(cell: Cell): ImportValue {
    const result = coerceCell(cell, this.field, this.#context)
    if ('problem' in result) {
      this.problem = result.problem
      return null
    }
    const { value, warning } = result
    if (typeof value === 'number' && Math.abs(value) > this.#maximum) {
      this.problem = { code: 'IMPORT_NUMBER_TOO_LARGE', data: { value: String(cell) } }
      return null
    }
    if (warning) this.warning = warning
    else if (typeof cell === 'string' && value !== null) this.#remember(cell, value)
    return value
  }

  #remember(cell: string, value: ImportValue): void {
    if (!this.#memory) return
    if (++this.#reads === TRIAL && this.#hits < TRIAL) this.#memory = null
    else if (this.#memory.size < MEMORY) this.#memory.set(cell, value)
  }
}
