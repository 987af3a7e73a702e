import { SpreadsheetError } from '../spreadsheet-error.ts'

/** One character in this many may be undecodable before a file counts as binary. */
const BAD_CHARACTER_RATE = 200

/**
 * The text of a file: by byte order mark, else UTF-16 by its pattern of zeros, else UTF-8 if it is valid, else GB 18030 (which
 * includes GBK and GB 2312, what Chinese Windows programs write).
 * @throws SpreadsheetError FILE_NOT_SPREADSHEET for binary content
 */
export function decodeText(file: Buffer): string {
  const text = decode(file)
  const sample = text.length > 1_000_000 ? text.slice(0, 1_000_000) : text
  const bad = sample.match(/(?!\s)\p{Cc}|\ufffd/gu)?.length ?? 0
  if (bad * BAD_CHARACTER_RATE > sample.length) throw new SpreadsheetError('FILE_NOT_SPREADSHEET', { kind: 'binary' })
  return text
}

function decode(file: Buffer): string {
  if (file[0] === 0xef && file[1] === 0xbb && file[2] === 0xbf) return file.toString('utf8', 3)
  if (file[0] === 0xff && file[1] === 0xfe) return file.toString('utf16le', 2)
  if (file[0] === 0xfe && file[1] === 0xff) return new TextDecoder('utf-16be').decode(file)
  const zeros = zerosByParity(file)
  if (zeros.odd > zeros.sample * 0.2 && zeros.even < zeros.sample * 0.02) return file.toString('utf16le')
  if (zeros.even > zeros.sample * 0.2 && zeros.odd < zeros.sample * 0.02)
    return new TextDecoder('utf-16be').decode(file)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(file)
  } catch {
    return new TextDecoder('gb18030').decode(file)
  }
}

function zerosByParity(file: Buffer): { even: number; odd: number; sample: number } {
  const size = Math.min(file.length, 4_096)
  const zeros = { even: 0, odd: 0, sample: size / 2 }
  for (let at = 0; at < size; at++) {
    if (file[at] !== 0) continue
    if (at % 2 === 0) zeros.even++
    else zeros.odd++
  }
  return zeros
}
