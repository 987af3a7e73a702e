import type { Inputs } from '../../../shared/contract/index.ts'
import type { SalesReturnView } from '../../../shared/contract/returns.ts'
import type { ReturnLine } from './return-line.ts'

/** The head of a return as it is being typed. */
export interface ReturnHead {
  kind: 'return' | 'allowance'
  customerId: string | null
  customer: string
  day: string | null
  /** null: where the first bill's goods came from. */
  warehouseId: string | null
  withoutBill: string
  remark: string
}

export const blankHead = (kind: ReturnHead['kind'], today: string | undefined): ReturnHead => ({
  kind,
  customerId: null,
  customer: '',
  day: today ?? null,
  warehouseId: null,
  withoutBill: '',
  remark: '',
})

export const headOf = (view: SalesReturnView): ReturnHead => ({
  kind: view.kind === 'allowance' ? 'allowance' : 'return',
  customerId: view.customerId,
  customer: view.customer,
  day: view.day,
  warehouseId: view.warehouseId,
  withoutBill: view.withoutBill,
  remark: view.remark,
})

/** What is sent to be saved. The customer must have been chosen. */
export function wantedOf(head: ReturnHead, lines: readonly ReturnLine[]): Inputs['returns']['save']['wanted'] {
  const { kind, customerId, day, warehouseId, withoutBill, remark } = head
  return {
    kind,
    customerId: customerId!,
    warehouseId,
    withoutBill,
    remark,
    ...(day === null ? {} : { day }),
    lines: lines.map((line) => ({
      bill: line.bill && { shipmentId: line.bill.shipmentId, lineNo: line.bill.lineNo },
      productId: line.productId,
      unit: line.unit,
      quantity: line.quantity!,
      price: line.price,
      amount: kind === 'allowance' ? (line.amount ?? 0) : null,
      lotId: line.lotId,
      reason: line.reason,
      disposition: line.disposition,
      remark: line.remark,
    })),
  }
}
