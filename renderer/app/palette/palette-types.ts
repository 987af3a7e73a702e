import type { Access } from '../../../shared/access.ts'
import type { MessageKey } from '../i18n.ts'

/** One line of the palette. */
export interface PaletteItem {
  /** Unique within its group. */
  id: string
  title: string
  /** Second column: code, customer, amount. */
  detail?: string
  /** A key that does the same. */
  keys?: string
  run: () => void | Promise<void>
}

/** Finds records while the user types; answers that come too late are dropped and their `signal` is aborted. */
export interface PaletteProvider {
  id: string
  title: MessageKey
  access: Access
  /** Fewest characters worth a call; 1 when left out. */
  minLength?: number
  search: (text: string, signal: AbortSignal) => Promise<PaletteItem[]>
}
