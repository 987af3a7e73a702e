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
