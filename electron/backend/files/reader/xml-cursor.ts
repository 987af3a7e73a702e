/** Something an ordinary .xlsx does not have; the library reads such a file instead. */
export class Unusual extends Error {}

const SPACE = 0x20
const SLASH = 0x2f
const GREATER = 0x3e

/** Finds its way in the bytes of XML whose elements are complete up to `end`. */
export class XmlCursor {
  protected buffer: Buffer = Buffer.alloc(0)
  protected end = 0
  /** Whether the start tag read last closed itself. */
  protected selfClosed = false

  protected startsWith(at: number, text: string): boolean {
    const buffer = this.buffer
    if (at + text.length > this.end) return false
    for (let index = 0; index < text.length; index++) {
      if (buffer[at + index] !== text.charCodeAt(index)) return false
    }
    return true
  }

  /** Position of a byte within the rows. */
  protected find(byte: number, from: number): number {
    const buffer = this.buffer
    const end = this.end
    let at = from
    while (at < end && buffer[at] !== byte) at++
    if (at >= end) throw new Unusual('element not closed')
    return at
  }

  /** Position after the `>` of a tag whose attributes do not matter. */
  protected afterTag(at: number): number {
    const close = this.find(GREATER, at)
    this.selfClosed = this.buffer[close - 1] === SLASH
    return close + 1
  }
}

/** Refuses what stands before the root element or in it when it is not plain UTF-8 XML without a prefix. */
export function checkProlog(head: string, root: string): void {
  if (head.includes('<!')) throw new Unusual('declaration before the root element')
  const encoding = /^(?:\xef\xbb\xbf)?<\?xml[^>]*encoding\s*=\s*["']([^"']+)["']/.exec(head)
  if (encoding && encoding[1]!.toLowerCase() !== 'utf-8') throw new Unusual('encoding')
  if (!new RegExp(`^(?:\\xef\\xbb\\xbf)?(?:<\\?[^>]*\\?>|\\s)*<${root}[\\s>]`).test(head))
    throw new Unusual('root element')
}

/** Whether a tag's name ends here. */
export function isNameEnd(byte: number): boolean {
  return byte <= SPACE || byte === GREATER || byte === SLASH
}
