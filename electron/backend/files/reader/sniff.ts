/** What the first bytes of a file say about it; names are never believed. */
export type FileKind =
  | { readonly kind: 'zip' | 'cfb' | 'biff' | 'text' }
  /** Certainly no spreadsheet; `name` is a short word for it. */
  | { readonly kind: 'other'; readonly name: string }

const MAGIC: readonly (readonly [string, FileKind])[] = [
  ['504b0304', { kind: 'zip' }],
  ['504b0506', { kind: 'zip' }],
  ['d0cf11e0a1b11ae1', { kind: 'cfb' }],
  // Excel 2 to 5 without a container: a BOF record.
  ['09000400', { kind: 'biff' }],
  ['09000600', { kind: 'biff' }],
  ['09020600', { kind: 'biff' }],
  ['09040600', { kind: 'biff' }],
  ['09080800', { kind: 'biff' }],
  ['25504446', { kind: 'other', name: 'pdf' }],
  ['4d5a', { kind: 'other', name: 'exe' }],
  ['7f454c46', { kind: 'other', name: 'exe' }],
  ['89504e47', { kind: 'other', name: 'image' }],
  ['ffd8ff', { kind: 'other', name: 'image' }],
  ['47494638', { kind: 'other', name: 'image' }],
  ['52494646', { kind: 'other', name: 'image' }],
  ['49492a00', { kind: 'other', name: 'image' }],
  ['4d4d002a', { kind: 'other', name: 'image' }],
  ['526172211a07', { kind: 'other', name: 'rar' }],
  ['377abcaf271c', { kind: 'other', name: '7z' }],
  ['1f8b', { kind: 'other', name: 'gzip' }],
  ['7b5c727466', { kind: 'other', name: 'rtf' }],
  ['53514c69746520666f726d6174203300', { kind: 'other', name: 'database' }],
]

export function sniff(file: Buffer): FileKind {
  const head = file.toString('hex', 0, 16)
  return MAGIC.find(([magic]) => head.startsWith(magic))?.[1] ?? { kind: 'text' }
}
