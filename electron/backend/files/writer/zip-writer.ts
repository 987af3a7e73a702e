import { closeSync, openSync, writeSync } from 'node:fs'
import { crc32, createDeflateRaw, deflateRawSync } from 'node:zlib'
import { SpreadsheetError } from '../spreadsheet-error.ts'

/** 1980-01-01 00:00, the earliest moment a zip file can name: equal content gives equal files. */
const DOS_DATE = 0x0021
const UTF8_NAMES = 0x0800
const STORED = 0
const DEFLATE = 8
/** What a zip file without the 64-bit extension counts up to. */
const MOST_PARTS = 0xffff
const MOST_BYTES = 0xffffffff
/** Little larger than the highest level's files at half its time. */
const LEVEL = 4
/** Bytes collected before they are handed to the compressor. */
const BATCH_BYTES = 256 * 1024
/** Most bytes of a UTF-16 code unit in UTF-8. */
const BYTES_PER_CHARACTER = 3

/** The name as text: its bytes would keep the whole piece of memory they were cut from until the directory is written. */
type Part = { name: string; method: number; checksum: number; packed: number; unpacked: number; start: number }

/** Where the bytes of a zip file go. */
interface Target {
  write(bytes: Uint8Array, position: number): void
  close(): void
}

/** A part compressed already, for zip files that have it in common. */
export interface PackedPart {
  readonly bytes: Buffer
  readonly checksum: number
  readonly unpacked: number
}

export const pack = (content: Buffer): PackedPart => ({
  bytes: deflateRawSync(content, { level: LEVEL }),
  checksum: crc32(content),
  unpacked: content.length,
})

/** Writes a zip file part by part; a large part is compressed on another thread while its text is still being made. */
export class ZipWriter {
  private readonly target: Target
  private readonly parts: Part[] = []
  private position = 0

  /** @param target a path, overwritten if it exists, or something that takes the bytes */
  constructor(target: string | Target) {
    this.target = typeof target === 'string' ? fileTarget(target) : target
  }

  /** Writes a small part at once. */
  add(name: string, content: Buffer): void {
    this.addPacked(name, pack(content))
  }

  addPacked(name: string, { bytes, checksum, unpacked }: PackedPart): void {
    const part = this.begin(name, { checksum, packed: bytes.length, unpacked })
    this.append(bytes)
    this.parts.push(part)
  }

  /** Writes a part as it is: what has been compressed before gets no smaller. */
  addStored(name: string, content: Buffer): void {
    const facts = { checksum: crc32(content), packed: content.length, unpacked: content.length }
    const part = this.begin(name, facts, STORED)
    this.append(content)
    this.parts.push(part)
  }

  /** Writes a part whose text comes in pieces; waits when the compressor is behind. */
  async addText(name: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
    const part = this.begin(name)
    const deflate = createDeflateRaw({ level: LEVEL, chunkSize: 64 * 1024 })
    let packed = 0
    let unpacked = 0
    let checksum = 0
    let failure: unknown
    const ended = new Promise<void>((resolve, reject) => {
      deflate.on('data', (bytes: Buffer) => {
        packed += bytes.length
        try {
          this.append(bytes)
        } catch (error) {
          deflate.destroy(error instanceof Error ? error : new Error(String(error)))
        }
      })
      deflate.once('end', resolve)
      deflate.once('error', (error) => {
        failure = error
        reject(error)
      })
    })
    ended.catch(() => {})
    // two buffers in turn: one is filled while the other is compressed
    let batch = Buffer.allocUnsafe(BATCH_BYTES)
    let other = Buffer.allocUnsafe(BATCH_BYTES)
    let length = 0
    let compressed: Promise<unknown> = Promise.resolve()
    const write = async (bytes: Buffer) => {
      await Promise.race([compressed, ended])
      if (failure) throw failure
      unpacked += bytes.length
      checksum = crc32(bytes, checksum)
      compressed = new Promise((resolve) => deflate.write(bytes, resolve))
    }
    const flush = async () => {
      if (length === 0) return
      await write(batch.subarray(0, length))
      ;[batch, other, length] = [other, batch, 0]
    }
    try {
      for await (const piece of pieces) {
        const most = piece.length * BYTES_PER_CHARACTER
        if (length + most > BATCH_BYTES) await flush()
        if (most > BATCH_BYTES) await write(Buffer.from(piece))
        else length += batch.write(piece, length)
      }
      await flush()
      deflate.end()
      await ended
    } finally {
      deflate.destroy()
    }
    this.finish(part, { checksum, packed, unpacked })
  }

  /** Writes the directory and closes the file. */
  end(): void {
    const start = this.position
    if (this.parts.length > MOST_PARTS) throw new SpreadsheetError('FILE_TOO_LARGE', { limit: MOST_PARTS })
    if (start > MOST_BYTES) throw new SpreadsheetError('FILE_TOO_LARGE', { limit: MOST_BYTES })
    for (const part of this.parts) {
      const header = Buffer.alloc(46)
      header.writeUInt32LE(0x02014b50, 0)
      header.writeUInt16LE(20, 4)
      writeFacts(header, 6, part)
      header.writeUInt32LE(part.start, 42)
      this.append(header)
      this.append(Buffer.from(part.name))
    }
    const end = Buffer.alloc(22)
    end.writeUInt32LE(0x06054b50, 0)
    end.writeUInt16LE(this.parts.length, 8)
    end.writeUInt16LE(this.parts.length, 10)
    end.writeUInt32LE(this.position - start, 12)
    end.writeUInt32LE(start, 16)
    this.append(end)
    this.close()
  }

  /** Closes the file as it is, after a failure. */
  close(): void {
    this.target.close()
  }

  private begin(name: string, facts = { checksum: 0, packed: 0, unpacked: 0 }, method = DEFLATE): Part {
    const part = { name, method, ...facts, start: this.position }
    this.append(localHeader(part))
    this.append(Buffer.from(part.name))
    return part
  }

  /** Sizes are known only now; the header in front of the data is written again with them. */
  private finish(part: Part, facts: Pick<Part, 'checksum' | 'packed' | 'unpacked'>): void {
    Object.assign(part, facts)
    this.parts.push(part)
    this.target.write(localHeader(part), part.start)
  }

  private append(bytes: Buffer): void {
    this.target.write(bytes, this.position)
    this.position += bytes.length
  }
}

function fileTarget(path: string): Target {
  const file = openSync(path, 'w')
  return {
    write(bytes, position) {
      for (let done = 0; done < bytes.length;) {
        done += writeSync(file, bytes, done, bytes.length - done, position + done)
      }
    },
    close: () => closeSync(file),
  }
}

/** Keeps a small zip file in memory; only parts whose size is known beforehand may be added. */
export function memoryTarget(): Target & { bytes(): Buffer } {
  const pieces: Uint8Array[] = []
  return {
    write: (bytes) => void pieces.push(bytes),
    close: () => {},
    bytes: () => Buffer.concat(pieces),
  }
}

function localHeader(part: Part): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  writeFacts(header, 4, part)
  return header
}

/** The fields that stand in both headers of a part. */
function writeFacts(header: Buffer, at: number, part: Part): void {
  header.writeUInt16LE(20, at)
  header.writeUInt16LE(UTF8_NAMES, at + 2)
  header.writeUInt16LE(part.method, at + 4)
  header.writeUInt16LE(0, at + 6)
  header.writeUInt16LE(DOS_DATE, at + 8)
  header.writeUInt32LE(part.checksum, at + 10)
  header.writeUInt32LE(part.packed, at + 14)
  header.writeUInt32LE(part.unpacked, at + 18)
  header.writeUInt16LE(Buffer.byteLength(part.name), at + 22)
}
