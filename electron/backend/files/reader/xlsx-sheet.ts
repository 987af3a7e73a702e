import { checkProlog, isNameEnd, Unusual, XmlCursor } from './xml-cursor.ts'
import { damaged } from './zip.ts'
import { dateCellFromSerial } from './serial.ts'
import type { NumberKind } from './number-format.ts'
import type { RowWriter } from './row-writer.ts'
import { decodeXmlText, richText } from './xml-text.ts'

/** What the cells of a sheet refer to. */
export interface SheetContext {
  readonly uses1904: boolean
  /** How each cell style shows numbers. */
  readonly kinds: readonly NumberKind[]
  /** Shared strings as JSON, string `n` from `starts[n]` to `starts[n + 1]`. */
  readonly strings: { readonly json: Buffer; readonly starts: Uint32Array; readonly count: number }
  /** The text of a span of time, such as `255:10:10`. */
  durationText(value: number, style: number): string
}

const TAB_TO_SPACE = 0x20
const QUOTE = 0x22
const APOSTROPHE = 0x27
const MINUS = 0x2d
const DOT = 0x2e
const SLASH = 0x2f
const ZERO = 0x30
const NINE = 0x39
const LESS = 0x3c
const EQUALS = 0x3d
const GREATER = 0x3e
const UPPER_A = 0x41
const UPPER_Z = 0x5a

/** A row longer than this is not worth a buffer of its own. */
const LONGEST_ROW_BYTES = 32 * 1024 * 1024

/** Cell types (attribute `t`), as far as they differ from a plain number. */
type CellType = 'number' | 'shared' | 'text' | 'inline' | 'boolean' | 'error'

/**
 * Reads the XML of one sheet piece by piece, straight from bytes to JSON bytes. It knows exactly the elements that spreadsheet
 * programs write into ordinary sheets; whatever else it meets makes it throw `Unusual`, never guess.
 */
export class XlsxSheetScanner extends XmlCursor {
  private readonly context: SheetContext
  private readonly rows: RowWriter
  private part: 'prolog' | 'rows' | 'rest' = 'prolog'
  private carried: Buffer = Buffer.alloc(0)
  // The tag read last.
  private column = 0
  private row = 0
  private style = 0
  private type: CellType = 'number'
  // The row and cell read last.
  private lastRow = 0
  private lastColumn = -1
  private dateSerial = Number.NaN
  private dateJson = ''

  constructor(context: SheetContext, rows: RowWriter) {
    super()
    this.context = context
    this.rows = rows
  }

  /** @throws Unusual, SpreadsheetError */
  push(piece: Buffer): void {
    if (this.part === 'rest') return
    const buffer = this.carried.length > 0 ? Buffer.concat([this.carried, piece]) : piece
    let at = 0
    if (this.part === 'prolog') {
      at = this.readProlog(buffer)
      if (at < 0) {
        this.carry(buffer, 0)
        return
      }
    }
    if (this.part === 'rows') {
      const lastRowEnd = buffer.lastIndexOf('</row>')
      const sheetEnd = buffer.lastIndexOf('</sheetData>')
      const end = sheetEnd >= at ? sheetEnd + 12 : lastRowEnd >= at ? lastRowEnd + 6 : -1
      if (end < 0) {
        this.carry(buffer, at)
        return
      }
      this.readRows(buffer, at, end)
      if (sheetEnd >= at) this.part = 'rest'
      this.carry(buffer, end)
    }
  }

  /** To be called after the last piece. */
  finish(): void {
    if (this.part !== 'rest') throw new Unusual('no end of sheetData')
  }

  private carry(buffer: Buffer, from: number): void {
    if (this.part === 'rest') this.carried = Buffer.alloc(0)
    else {
      if (buffer.length - from > LONGEST_ROW_BYTES) throw new Unusual('very long row')
      this.carried = Buffer.from(buffer.subarray(from))
    }
  }

  /** Position after `<sheetData>`, or -1 while it has not come yet. */
  private readProlog(buffer: Buffer): number {
    const start = buffer.indexOf('<sheetData')
    if (start < 0) return -1
    checkProlog(buffer.toString('latin1', 0, start), 'worksheet')
    const close = buffer.indexOf('>', start)
    if (close < 0) return -1
    const isEmpty = buffer[close - 1] === SLASH
    this.part = isEmpty ? 'rest' : 'rows'
    return close + 1
  }

  private readRows(buffer: Buffer, start: number, end: number): void {
    this.buffer = buffer
    this.end = end
    let at = start
    for (;;) {
      while (at < end && buffer[at]! <= TAB_TO_SPACE) at++
      if (at >= end) return
      if (buffer[at] !== LESS) throw new Unusual('text between rows')
      if (this.startsWith(at, '<row') && isNameEnd(buffer[at + 4]!)) {
        this.row = 0
        at = this.readAttributes(at + 4)
        if (this.row === 0) this.row = this.lastRow + 1
        if (this.row <= this.lastRow) throw new Unusual('rows out of order')
        this.lastRow = this.row
        this.lastColumn = -1
        if (this.selfClosed) continue
        this.rows.beginRow(this.lastRow)
        at = this.readCells(at)
        this.rows.endRow()
      } else if (this.startsWith(at, '</sheetData>')) return
      else throw new Unusual('unknown element between rows')
    }
  }

  /** Position after `</row>`. */
  private readCells(start: number): number {
    const buffer = this.buffer
    let at = start
    for (;;) {
      while (buffer[at]! <= TAB_TO_SPACE && at < this.end) at++
      if (buffer[at] !== LESS) throw new Unusual('text between cells')
      if (buffer[at + 1] === 0x63 && isNameEnd(buffer[at + 2]!)) {
        this.column = -1
        this.row = this.lastRow
        this.style = 0
        this.type = 'number'
        at = this.readAttributes(at + 2)
        if (this.column < 0) this.column = this.lastColumn + 1
        if (this.row !== this.lastRow || this.column <= this.lastColumn) throw new Unusual('cells out of order')
        this.lastColumn = this.column
        if (!this.selfClosed) at = this.readCell(at)
      } else if (this.startsWith(at, '</row>')) return at + 6
      else throw new Unusual('unknown element between cells')
    }
  }

  /** Reads what stands inside `<c>` and writes its value. Position after `</c>`. */
  private readCell(start: number): number {
    const buffer = this.buffer
    let at = start
    let from = -1
    let to = -1
    let isInline = false
    for (;;) {
      while (buffer[at]! <= TAB_TO_SPACE && at < this.end) at++
      if (buffer[at] !== LESS) throw new Unusual('text in a cell')
      const letter = buffer[at + 1]
      if (letter === SLASH) {
        if (!this.startsWith(at, '</c>')) throw new Unusual('cell not closed')
        break
      }
      if (letter === 0x76 && isNameEnd(buffer[at + 2]!)) {
        from = this.afterTag(at)
        if (this.selfClosed) to = from
        else {
          to = this.find(LESS, from)
          if (!this.startsWith(to, '</v>')) throw new Unusual('element in a value')
        }
        at = this.selfClosed ? from : to + 4
      } else if (letter === 0x66 && isNameEnd(buffer[at + 2]!)) {
        const inside = this.afterTag(at)
        if (this.selfClosed) at = inside
        else {
          const close = this.find(LESS, inside)
          if (!this.startsWith(close, '</f>')) throw new Unusual('element in a formula')
          at = close + 4
        }
      } else if (this.startsWith(at, '<is>')) {
        isInline = true
        at = this.readInline(at + 4)
      } else throw new Unusual('unknown element in a cell')
    }
    if (this.type === 'inline') {
      if (!isInline) throw new Unusual('inline string without a string')
    } else if (isInline) throw new Unusual('inline string of another type')
    else if (to > from) this.writeValue(from, to)
    return at + 4
  }

  /** Reads and writes what stands inside `<is>`. Position after `</is>`. */
  private readInline(start: number): number {
    const buffer = this.buffer
    if (this.type !== 'inline') throw new Unusual('inline string of another type')
    if (this.startsWith(start, '<t') && isNameEnd(buffer[start + 2]!)) {
      const from = this.afterTag(start)
      if (!this.selfClosed) {
        const to = this.find(LESS, from)
        if (this.startsWith(to, '</t></is>')) {
          this.writeText(from, to)
          return to + 9
        }
      }
    }
    const end = buffer.indexOf('</is>', start)
    if (end < 0 || end >= this.end) throw new Unusual('inline string not closed')
    const xml = buffer.toString('utf8', start, end)
    if (xml.includes('<!')) throw new Unusual('character data section')
    const text = richText(xml)
    if (text !== '') {
      this.rows.beginCell(this.column)
      this.rows.json.string(text)
    }
    return end + 5
  }

  private writeValue(from: number, to: number): void {
    const json = this.rows.json
    switch (this.type) {
      case 'number':
        return this.writeNumber(from, to)
      case 'shared': {
        const strings = this.context.strings
        const index = this.readInteger(from, to)
        if (index >= strings.count) throw damaged('shared strings')
        const start = strings.starts[index]!
        const end = strings.starts[index + 1]!
        if (end - start <= 2) return
        this.rows.beginCell(this.column)
        return json.copy(strings.json, start, end)
      }
      case 'text':
        return this.writeText(from, to)
      case 'boolean': {
        const text = this.buffer.toString('latin1', from, to).trim()
        if (text !== '0' && text !== '1' && text !== 'true' && text !== 'false') throw new Unusual('boolean')
        this.rows.beginCell(this.column)
        return json.ascii(text === '1' || text === 'true' ? 'true' : 'false')
      }
      case 'error':
        this.rows.beginCell(this.column)
        json.ascii('{"e":')
        json.string(decodeXmlText(this.buffer.toString('utf8', from, to)))
        return json.ascii('}')
      default:
        throw new Unusual('value beside an inline string')
    }
  }

  private writeText(from: number, to: number): void {
    if (from === to) return
    this.rows.beginCell(this.column)
    this.rows.json.xmlText(this.buffer, from, to)
  }

  private writeNumber(from: number, to: number): void {
    const json = this.rows.json
    const kind = this.style === 0 ? this.context.kinds[0] : this.context.kinds[this.style]
    if (kind === undefined && this.context.kinds.length > 0) throw new Unusual('unknown style')
    if (kind === 'date' || kind === 'duration') {
      const value = this.toNumber(from, to)
      this.rows.beginCell(this.column)
      if (kind === 'duration') return json.string(this.context.durationText(value, this.style))
      if (value !== this.dateSerial) {
        this.dateSerial = value
        const cell = dateCellFromSerial(value, this.context.uses1904)
        this.dateJson = cell ? `{"d":"${cell.d}","t":"${cell.t}"}` : String(value)
      }
      return json.ascii(this.dateJson)
    }
    if (this.isJsonNumber(from, to)) {
      this.rows.beginCell(this.column)
      return json.copy(this.buffer, from, to)
    }
    const value = this.toNumber(from, to)
    this.rows.beginCell(this.column)
    json.ascii(String(value))
  }

  private toNumber(from: number, to: number): number {
    const text = this.buffer.toString('latin1', from, to).trim()
    const value = Number(text)
    if (text === '' || !Number.isFinite(value)) throw new Unusual('number')
    return value
  }

  /** Whether the digits can go into JSON as they stand; an exponent goes the longer way. */
  private isJsonNumber(from: number, to: number): boolean {
    const buffer = this.buffer
    let at = from
    if (buffer[at] === MINUS) at++
    const first = at
    while (at < to && buffer[at]! >= ZERO && buffer[at]! <= NINE) at++
    if (at === first || (buffer[first] === ZERO && at - first > 1)) return false
    // More digits than any spreadsheet writes could overflow to infinity.
    if (at - first > 300) return false
    if (at === to) return true
    if (buffer[at] !== DOT) return false
    const fraction = ++at
    while (at < to && buffer[at]! >= ZERO && buffer[at]! <= NINE) at++
    return at === to && at > fraction
  }

  private readInteger(from: number, to: number): number {
    const buffer = this.buffer
    let value = 0
    for (let at = from; at < to; at++) {
      const byte = buffer[at]!
      if (byte < ZERO || byte > NINE || value > 0xfffffff) throw new Unusual('integer')
      value = value * 10 + byte - ZERO
    }
    return value
  }

  /** Reads the attributes of a start tag; the ones that matter are `r`, `s` and `t`. Position after `>`. */
  private readAttributes(start: number): number {
    const buffer = this.buffer
    const end = this.end
    let at = start
    this.selfClosed = false
    for (;;) {
      const byte = buffer[at]!
      if (at >= end) throw new Unusual('tag not closed')
      if (byte === GREATER) return at + 1
      if (byte <= TAB_TO_SPACE) {
        at++
        continue
      }
      if (byte === SLASH) {
        if (buffer[at + 1] !== GREATER) throw new Unusual('slash in a tag')
        this.selfClosed = true
        return at + 2
      }
      const name = at
      while (at < end && buffer[at] !== EQUALS) at++
      const quote = buffer[at + 1]!
      if (quote !== QUOTE && quote !== APOSTROPHE) throw new Unusual('attribute without quotes')
      const from = at + 2
      const isSingleLetter = at - name === 1
      at = this.find(quote, from)
      if (isSingleLetter) {
        if (byte === 0x72) this.readReference(from, at)
        else if (byte === 0x73) this.style = this.readInteger(from, at)
        else if (byte === 0x74) this.type = this.cellType(from, at)
      }
      at++
    }
  }

  /** `r` of a cell (`B7`) or of a row (`7`). */
  private readReference(from: number, to: number): void {
    const buffer = this.buffer
    let at = from
    let column = 0
    while (at < to && buffer[at]! >= UPPER_A && buffer[at]! <= UPPER_Z) column = column * 26 + buffer[at++]! - 64
    this.column = column - 1
    if (column > 16_384 || at === to || to - at > 7) throw new Unusual('reference')
    this.row = this.readInteger(at, to)
  }

  private cellType(from: number, to: number): CellType {
    const buffer = this.buffer
    if (to - from === 1) {
      switch (buffer[from]) {
        case 0x6e:
          return 'number'
        case 0x73:
          return 'shared'
        case 0x62:
          return 'boolean'
        case 0x65:
          return 'error'
      }
    }
    const text = buffer.toString('latin1', from, to)
    if (text === 'inlineStr') return 'inline'
    if (text === 'str') return 'text'
    throw new Unusual('cell type ' + text)
  }
}
