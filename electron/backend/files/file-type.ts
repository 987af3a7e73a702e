import { imageTypeOf } from '../features/products/image-type.ts'

const PDF = '%PDF-'
const ZIP = 'PK\u0003\u0004'
const OFFICE = 'application/vnd.openxmlformats-officedocument.'
/** Folders inside the packages of Office, and what they are then. */
const PACKAGES: readonly [folder: string, mime: string][] = [
  ['xl/', `${OFFICE}spreadsheetml.sheet`],
  ['word/', `${OFFICE}wordprocessingml.document`],
]

/**
 * What a file is by its contents: picture (PNG, JPEG, WebP), PDF, Excel, Word, plain text; null for everything else, above
 * all programs and pages that could carry scripts.
 */
export function fileTypeOf(bytes: Uint8Array): string | null {
  const image = imageTypeOf(bytes)
  if (image) return image
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 5)).toString('latin1')
  if (head === PDF) return 'application/pdf'
  if (head.startsWith(ZIP)) return packageTypeOf(bytes)
  return isText(bytes) ? 'text/plain' : null
}

/** The names of a package's parts stand in its directory, in the clear. */
function packageTypeOf(bytes: Uint8Array): string | null {
  const names = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  if (!names.includes('[Content_Types].xml')) return null
  // macros are programs
  if (names.includes('vbaProject.bin')) return null
  return PACKAGES.find(([folder]) => names.includes(folder))?.[1] ?? null
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || bytes.includes(0)) return false
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return !/^\s*(?:<[!?a-z]|#!)/i.test(text)
  } catch {
    return false
  }
}
