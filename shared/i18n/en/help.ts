import type { TextsLike } from '../types.ts'
import type { help as source } from '../zh-CN/help.ts'

export const help = {
  title: 'Help',
  contents: 'Contents',
  search: 'Search the help',
  none: 'Nothing found for “{text}”. Try another word.',
  hits: '{count} pages',
  open: 'Help for this page',
  keys: 'All keys',
} as const satisfies TextsLike<typeof source>
