const SIGNATURES: readonly { mime: string; bytes: readonly (number | null)[] }[] = [
  { mime: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { mime: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  // RIFF, four bytes of length, WEBP
  { mime: 'image/webp', bytes: [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50] },
]

/** The picture's type by its first bytes: PNG, JPEG or WebP; null for anything else (SVG could carry scripts). */
export function imageTypeOf(file: Uint8Array): string | null {
  const match = SIGNATURES.find(({ bytes }) => bytes.every((byte, i) => byte === null || file[i] === byte))
  return match?.mime ?? null
}

/** Pixels at most: unpacked, a picture takes four bytes for each of them, however small its file. */
const MOST_PIXELS = 40_000_000

/** Whether a file is a picture we keep: PNG, JPEG or WebP by its first bytes, of a size that its head tells and screens can show. */
export function isSoundPicture(file: Uint8Array): boolean {
  const mime = imageTypeOf(file)
  const size = mime === null ? null : sizeOf(Buffer.from(file.buffer, file.byteOffset, file.byteLength), mime)
  if (!size) return false
  const pixels = size[0] * size[1]
  return pixels > 0 && pixels <= MOST_PIXELS
}

/** Width and height in pixels from the head of a picture; null when it is damaged. */
function sizeOf(file: Buffer, mime: string): [number, number] | null {
  try {
    if (mime === 'image/png') return [file.readUInt32BE(16), file.readUInt32BE(20)]
    return mime === 'image/jpeg' ? sizeOfJpeg(file) : sizeOfWebp(file)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** From the frame header (ISO/IEC 10918-1, B.2.2): any SOF marker, which are C0 to CF but for C4, C8 and CC. */
function sizeOfJpeg(file: Buffer): [number, number] | null {
  for (let at = 2; file.readUInt8(at) === 0xff;) {
    const marker = file.readUInt8(at + 1)
    if (marker === 0xff) at++
    else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return [file.readUInt16BE(at + 7), file.readUInt16BE(at + 5)]
    } else at += 2 + file.readUInt16BE(at + 2)
  }
  return null
}

/** From the first chunk (RFC 9649): lossy, lossless or extended. */
function sizeOfWebp(file: Buffer): [number, number] | null {
  switch (file.toString('latin1', 12, 16)) {
    case 'VP8 ':
      return [file.readUInt16LE(26) & 0x3fff, file.readUInt16LE(28) & 0x3fff]
    case 'VP8L': {
      const bits = file.readUInt32LE(21)
      return [(bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1]
    }
    case 'VP8X':
      return [file.readUIntLE(24, 3) + 1, file.readUIntLE(27, 3) + 1]
    default:
      return null
  }
}
