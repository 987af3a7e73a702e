import { ref } from 'vue'

/** What the print preview shows; null: it is closed. */
export const printRequest = ref<{ ids: readonly string[]; showPrices: boolean } | null>(null)

/** Opens the preview of some notes' 送货单. Asking for them counts as a print: later copies are marked as reprints. */
export function openPrint(ids: readonly string[], showPrices: boolean): void {
  printRequest.value = { ids, showPrices }
}
