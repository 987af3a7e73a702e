import type { StockDocumentView } from '../../../shared/contract/stock-documents.ts'
import type { StockDocumentKind } from '../../../shared/domain/inventory/documents.ts'

/** The head of a stock document as it is typed. */
export interface StockHead {
  kind: StockDocumentKind
  warehouseId: string | null
  toWarehouseId: string | null
  day: string | null
  reason: string
  remark: string
}

export const emptyHead = (kind: StockDocumentKind, warehouseId: string | null, day: string): StockHead => ({
  kind,
  warehouseId,
  toWarehouseId: null,
  day,
  reason: '',
  remark: '',
})

export const headOf = (view: StockDocumentView): StockHead => ({
  kind: view.kind,
  warehouseId: view.warehouseId,
  toWarehouseId: view.toWarehouseId,
  day: view.day,
  reason: view.reason,
  remark: view.remark,
})
