import { ref } from 'vue'

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
}

/** What the print preview shows; null: it is closed. */
export const printRequest = ref<PrintRequest | null>(null)

/** Opens the print preview, which stands once over all pages. */
export function openPrint(request: PrintRequest): void {
  printRequest.value = request
}
