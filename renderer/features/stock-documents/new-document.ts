import type { StockDocumentKind } from '../../../shared/domain/inventory/documents.ts'
import { newId } from '../../../shared/ids.ts'

/** Opens an empty document of a kind in a tab of its own. */
export function newDocument(kind: StockDocumentKind): void {
  location.hash = `#/stock-documents/${newId()}?kind=${kind}`
}
