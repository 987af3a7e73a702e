declare const crypto: { getRandomValues(array: Uint8Array): Uint8Array }

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Ids made in one millisecond count up from here, so that ledgers keep the order in which they were written. */
let last = { millisecond: 0, counter: 0 }
const COUNTER_BITS = 26

/**
 * A new UUIDv7 written as 26 characters of Crockford base32: sorts by time of making (and, made by one process in one
 * millisecond, by order of making), unique without a server. `getRandomValues` because `randomUUID` does not exist on
 * pages served over plain HTTP in a LAN.
 * @param now milliseconds since 1970; only spreads ids in time, never used to decide anything
 */
export function newId(now: number = Date.now()): string {
  const bytes = randomBytes()
  // RFC 9562, method 1: the bits after the time are a counter with a random start
  const start = (bytes[6]! << 8) | bytes[7]!
  const counter = last.millisecond === now && last.counter + 1 < 2 ** COUNTER_BITS ? last.counter + 1 : start
  last = { millisecond: now, counter }
  let time = now
  for (let i = 5; i >= 0; i--) {
    bytes[i] = time % 256
    time = Math.floor(time / 256)
  }
  bytes[6] = 0x70 | (counter >>> 22)
  bytes[7] = (counter >>> 14) & 0xff
  bytes[8] = 0x80 | ((counter >>> 8) & 0x3f)
  bytes[9] = counter & 0xff
  return idOfBytes(bytes)
}

/** Random bytes are drawn for many ids at once: a call for sixteen costs more than everything else here. */
const pool = new Uint8Array(16 * 128)
let used = pool.length

function randomBytes(): Uint8Array {
  if (used === pool.length) {
    crypto.getRandomValues(pool)
    used = 0
  }
  const bytes = pool.slice(used, used + 16)
  used += 16
  return bytes
}

/** True for text that `newId` could have made. */
export function isId(text: string): boolean {
  return /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(text)
}

/** 16 bytes written the way ids are: for ids that follow from what they name, made of a hash. */
export function idOfBytes(bytes: Uint8Array): string {
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
