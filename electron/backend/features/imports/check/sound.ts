import { pinyinOf } from '../../../pinyin.ts'

/** The search forms of a name as they are stored. @param options.surname for people and firms named after them */
export function soundOf(name: string, options: { surname?: boolean } = {}): { pinyin: string; initials: string } {
  const { full, initials } = pinyinOf(name, options)
  return { pinyin: full, initials: initials.join(' ') }
}

/** Columns of a new record with the search forms of its name, and its initials as mnemonic unless the file gives one. */
export function withSound<T extends { name: string; mnemonic?: string | undefined }>(
  fields: T,
  options: { surname?: boolean } = {},
): T {
  const { full, initials, mnemonic } = pinyinOf(fields.name, options)
  return { ...fields, pinyin: full, initials: initials.join(' '), mnemonic: fields.mnemonic || mnemonic.slice(0, 50) }
}
