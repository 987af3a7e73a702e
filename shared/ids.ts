declare const crypto: { getRandomValues(array: Uint8Array): Uint8Array }

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/**
 * A new UUIDv7 written as 26 characters of Crockford base32: sorts by time of making, unique without a server.
 * `getRandomValues` because `randomUUID` does not exist on pages served over plain HTTP in a LAN.
 * @param now milliseconds since 1970; only spreads ids in time, never used to order or decide anything
 */
export function newId(now: number = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  for (let i = 5; i >= 0; i--) {
    bytes[i] = now % 256
    now = Math.floor(now / 256)
  }
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  return encode(bytes)
}

/** True for text that `newId` could have made. */
export function isId(text: string): boolean {
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text)
}

function encode(bytes: Uint8Array): string {
  // 128 bits = 26 × 5 bits with two leading zero bits
  let text = ''
  let buffer = 0
  let bits = 2
  for (const byte of bytes) {
    buffer = (buffer << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      text += ALPHABET[(buffer >> bits) & 31]
      buffer &= (1 << bits) - 1
    }
  }
  return text
}
