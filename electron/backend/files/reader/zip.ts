import { constants, crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import { SpreadsheetError } from '../spreadsheet-error.ts'
import { RATIO_FREE_BYTES, type ReadLimits } from './limits.ts'

/** One part of a zip file, as its central directory describes it. */
export interface ZipEntry {
  /** Path with forward slashes, whatever the packing program wrote. */
  name: string
  method: number
  packedBytes: number
  unpackedBytes: number
  checksum: number
  localHeader: number
}

/**
 * Reads the central directory of a zip file, before anything is unpacked, and refuses files that would unpack to more than
 * the limits allow.
 * @throws SpreadsheetError FILE_DAMAGED, FILE_ENCRYPTED, FILE_BOMB
 */
export function readZipDirectory(file: Buffer, limits: ReadLimits): Map<string, ZipEntry> {
  const end = endOfDirectory(file)
  const count = file.readUInt16LE(end + 10)
  const start = file.readUInt32LE(end + 16)
  if (count > limits.entries) throw new SpreadsheetError('FILE_BOMB', { reason: 'entries', limit: limits.entries })
  const entries = new Map<string, ZipEntry>()
  let at = start
  let unpacked = 0
  let packed = 0
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || file.readUInt32LE(at) !== 0x02014b50) throw damaged('zip directory')
    const flags = file.readUInt16LE(at + 8)
    const nameBytes = file.readUInt16LE(at + 28)
    const next = at + 46 + nameBytes + file.readUInt16LE(at + 30) + file.readUInt16LE(at + 32)
    if (next > end) throw damaged('zip directory')
    const entry: ZipEntry = {
      name: file.toString('utf8', at + 46, at + 46 + nameBytes).replaceAll('\\', '/'),
      method: file.readUInt16LE(at + 10),
      checksum: file.readUInt32LE(at + 16),
      packedBytes: file.readUInt32LE(at + 20),
      unpackedBytes: file.readUInt32LE(at + 24),
      localHeader: file.readUInt32LE(at + 42),
    }
    if ((flags & 1) === 1) throw new SpreadsheetError('FILE_ENCRYPTED')
    if (entry.localHeader + 30 + entry.packedBytes > file.length) throw damaged('zip part outside the file')
    checkRatio(entry, limits)
    unpacked += entry.unpackedBytes
    packed += entry.packedBytes
    if (unpacked > limits.unpackedBytes) {
      throw new SpreadsheetError('FILE_BOMB', { reason: 'size', limit: limits.unpackedBytes })
    }
    if (entries.has(entry.name) && !entry.name.endsWith('/')) throw damaged('zip part twice')
    entries.set(entry.name, entry)
    at = next
  }
  // Parts that share their bytes are how a small file claims terabytes.
  if (packed > file.length) throw new SpreadsheetError('FILE_BOMB', { reason: 'overlap' })
  return entries
}

/**
 * Unpacks one part whole; size and checksum are verified.
 * @throws SpreadsheetError FILE_DAMAGED, FILE_BOMB
 */
export function unpack(file: Buffer, entry: ZipEntry): Buffer {
  const packed = packedBytesOf(file, entry)
  let content: Buffer
  if (entry.method === 0) content = packed
  else {
    try {
      content = inflateRawSync(packed, { maxOutputLength: Math.max(1, entry.unpackedBytes) })
    } catch (error) {
      throw inflateFailure(error)
    }
  }
  if (content.length !== entry.unpackedBytes || crc32(content) !== entry.checksum) throw damaged(entry.name)
  return content
}

/**
 * Unpacks the beginning of a part, for a first look at it; nothing is verified.
 * @param packedBytes how much of the packed part to unpack
 * @throws SpreadsheetError FILE_DAMAGED, FILE_BOMB
 */
export function unpackStart(file: Buffer, entry: ZipEntry, packedBytes: number): Buffer {
  const packed = packedBytesOf(file, entry).subarray(0, packedBytes)
  if (entry.method === 0) return packed
  try {
    return inflateRawSync(packed, { finishFlush: constants.Z_SYNC_FLUSH })
  } catch (error) {
    throw inflateFailure(error)
  }
}

/**
 * Unpacks one part piece by piece, inflating on another thread while the caller works on the last piece. Size and checksum
 * are verified at the end.
 * @throws SpreadsheetError FILE_DAMAGED, FILE_BOMB
 */
export async function* unpackPieces(file: Buffer, entry: ZipEntry, pieceBytes: number): AsyncGenerator<Buffer> {
  const packed = packedBytesOf(file, entry)
  if (entry.method === 0) {
    if (packed.length !== entry.unpackedBytes || crc32(packed) !== entry.checksum) throw damaged(entry.name)
    yield packed
    return
  }
  const inflate = createInflateRaw({ chunkSize: pieceBytes })
  let size = 0
  let checksum = 0
  inflate.end(packed)
  try {
    for await (const piece of inflate as AsyncIterable<Buffer>) {
      size += piece.length
      if (size > entry.unpackedBytes) throw new SpreadsheetError('FILE_BOMB', { reason: 'size' })
      checksum = crc32(piece, checksum)
      yield piece
    }
  } catch (error) {
    throw error instanceof SpreadsheetError ? error : inflateFailure(error)
  } finally {
    inflate.destroy()
  }
  if (size !== entry.unpackedBytes || checksum !== entry.checksum) throw damaged(entry.name)
}

/** The error for a file that is not what it says it is. `part` helps whoever looks at the file later. */
export function damaged(part: string): SpreadsheetError {
  return new SpreadsheetError('FILE_DAMAGED', { part })
}

function checkRatio(entry: ZipEntry, limits: ReadLimits): void {
  if (entry.unpackedBytes <= RATIO_FREE_BYTES) return
  if (entry.unpackedBytes > entry.packedBytes * limits.ratio) {
    throw new SpreadsheetError('FILE_BOMB', { reason: 'ratio', limit: limits.ratio })
  }
}

function endOfDirectory(file: Buffer): number {
  const first = Math.max(0, file.length - 22 - 0xffff)
  for (let at = file.length - 22; at >= first; at--) {
    if (file[at] !== 0x50 || file.readUInt32LE(at) !== 0x06054b50) continue
    // 0xffff and 0xffffffff announce zip64, which no spreadsheet within our limits needs.
    const size = file.readUInt32LE(at + 12)
    const start = file.readUInt32LE(at + 16)
    if (start + size <= at) return at
  }
  throw damaged('zip directory')
}

function packedBytesOf(file: Buffer, entry: ZipEntry): Buffer {
  const at = entry.localHeader
  if (at + 30 > file.length || file.readUInt32LE(at) !== 0x04034b50) throw damaged(entry.name)
  if (entry.method !== 0 && entry.method !== 8) throw damaged(entry.name)
  const start = at + 30 + file.readUInt16LE(at + 26) + file.readUInt16LE(at + 28)
  if (start + entry.packedBytes > file.length) throw damaged(entry.name)
  return file.subarray(start, start + entry.packedBytes)
}

function inflateFailure(error: unknown): SpreadsheetError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ERR_BUFFER_TOO_LARGE') return new SpreadsheetError('FILE_BOMB', { reason: 'size' })
  return damaged(code)
}
