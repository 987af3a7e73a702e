import { ref } from 'vue'
import type { PrintKind } from '../../../shared/contract/printing.ts'

/** A document ready to be printed: HTML with its own page size. */
export interface Paper {
  html: string
  title: string
}

export interface PrintRequest {
  /** Makes the paper. Asking for it counts as a print: later copies are marked as reprints. */
  load: () => Promise<Paper>
  /** How many documents there are. */
  count: number
  /** The sheet it is meant for, in words. */
  sheet: string
  /** Each kind of paper has a printer of its own. */
  kind?: PrintKind
  /** What is printed, so that the history can print it again. */
  documentIds?: readonly string[]
}

/** What the print preview shows; null: it is closed. */
export const printRequest = ref<PrintRequest | null>(null)

/** Opens the print preview, which stands once over all pages. */
export function openPrint(request: PrintRequest): void {
  printRequest.value = request
}
