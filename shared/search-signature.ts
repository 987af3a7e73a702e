/**
 * Rows of bit signatures, one a text: bits are set for every character and every pair of neighbours in it.
 * A text that lacks a bit of the term cannot contain the term, so a search reads a few words a row instead of the text.
 */
export class SignatureTable {
  readonly #width: number
  #words: Int32Array

  /** @param width 32-bit words in a row; a third of the usual text length or more keeps false candidates at a few per cent */
  constructor(width: number) {
    this.#width = width
    this.#words = new Int32Array(width * 1024)
  }

  /** Replaces the signature of `row` by that of `text`. */
  set(row: number, text: string): void {
    const offset = row * this.#width
    if (offset + this.#width > this.#words.length) {
      const larger = new Int32Array(Math.max(this.#words.length * 2, offset + this.#width))
      larger.set(this.#words)
      this.#words = larger
    }
    const words = this.#words.subarray(offset, offset + this.#width)
    words.fill(0)
    for (let start = 0; start < text.length; start++) {
      for (let length = 1; length <= LONGEST_GRAM && start + length <= text.length; length++) {
        mark(words, text, start, length)
      }
    }
  }

  /** Empties the signature, so that the row is never a candidate. */
  clear(row: number): void {
    this.#words.fill(0, row * this.#width, (row + 1) * this.#width)
  }

  /**
   * The bits that a text containing all `terms` has at least.
   * @param terms none may be empty
   */
  mask(terms: readonly string[]): SignatureMask {
    const words = new Int32Array(this.#width)
    for (const term of terms) {
      const length = Math.min(LONGEST_GRAM, term.length)
      for (let start = 0; start + length <= term.length; start++) mark(words, term, start, length)
    }
    const positions = [...words.keys()].filter((i) => words[i] !== 0)
    return { positions, bits: positions.map((i) => words[i]!) }
  }

  /** The first row from `start` and before `end` whose text may contain everything in `mask`; `end` when there is none. */
  next(mask: SignatureMask, start: number, end: number): number {
    const words = this.#words
    const { positions, bits } = mask
    const count = positions.length
    const firstPosition = positions[0]!
    const firstBits = bits[0]!
    for (let row = start, offset = start * this.#width; row < end; row++, offset += this.#width) {
      if ((words[offset + firstPosition]! & firstBits) !== firstBits) continue
      let i = 1
      while (i < count && (words[offset + positions[i]!]! & bits[i]!) === bits[i]!) i++
      if (i === count) return row
    }
    return end
  }
}

/** The words of a signature that a row must hold. */
export interface SignatureMask {
  readonly positions: readonly number[]
  readonly bits: readonly number[]
}

const LONGEST_GRAM = 2

/** Sets two bits, so that one common character does not pass for a rare one that shares a bit with it. */
function mark(words: Int32Array, text: string, start: number, length: number): void {
  let hash = length
  for (let i = start; i < start + length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  hash ^= hash >>> 13
  setBit(words, hash & 0xffff)
  setBit(words, hash >>> 16)
}

function setBit(words: Int32Array, hash: number): void {
  const bit = hash % (words.length * 32)
  words[bit >>> 5]! |= 1 << (bit & 31)
}
