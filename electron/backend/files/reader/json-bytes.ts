import { decodeXmlText } from './xml-text.ts'

const QUOTE = 0x22
const AMPERSAND = 0x26
const BACKSLASH = 0x5c
const UNDERSCORE = 0x5f
const SMALL_X = 0x78
/** Below this length a loop is faster than a call into native code. */
const SHORT = 64

/** A growing buffer of JSON, written straight from the bytes of XML without making strings in between. */
export class JsonBytes {
  bytes: Buffer
  length = 0

  constructor(capacity: number) {
    this.bytes = Buffer.allocUnsafe(capacity)
  }

  /** Makes room for `more` bytes. */
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + more))
    this.bytes.copy(larger, 0, 0, this.length)
    this.bytes = larger
  }

  byte(value: number): void {
    if (this.length === this.bytes.length) this.reserve(1)
    this.bytes[this.length++] = value
  }

  /** Appends a text of ASCII characters as it is. */
  ascii(text: string): void {
    this.reserve(text.length)
    this.length += this.bytes.write(text, this.length, 'latin1')
  }

  /** Appends bytes as they are. */
  copy(from: Buffer, start: number, end: number): void {
    const size = end - start
    this.reserve(size)
    if (size < SHORT) {
      const to = this.bytes
      let at = this.length
      for (let index = start; index < end; index++) to[at++] = from[index]!
    } else from.copy(this.bytes, this.length, start, end)
    this.length += size
  }

  /** Appends a JSON string of any text. */
  string(text: string): void {
    const json = JSON.stringify(text)
    this.reserve(json.length * 3)
    this.length += this.bytes.write(json, this.length, 'utf8')
  }

  /** Appends a JSON string of the escaped XML text in `from`. Most texts need no decoding and are copied. */
  xmlText(from: Buffer, start: number, end: number): void {
    this.reserve(end - start + 2)
    const to = this.bytes
    let at = this.length
    to[at++] = QUOTE
    for (let index = start; index < end; index++) {
      const byte = from[index]!
      if (byte < 0x20 || byte === QUOTE || byte === AMPERSAND || byte === BACKSLASH || isEscape(from, index, byte)) {
        this.string(decodeXmlText(from.toString('utf8', start, end)))
        return
      }
      to[at++] = byte
    }
    to[at++] = QUOTE
    this.length = at
  }
}

function isEscape(from: Buffer, index: number, byte: number): boolean {
  return byte === UNDERSCORE && from[index + 1] === SMALL_X
}
