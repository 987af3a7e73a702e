import type { BasisPoints, Price } from '../../money.ts'
import type { Quantity } from '../../quantity.ts'

/** What of an order line people compare. Quantity in thousandths of the base unit, price per unit as typed. */
export interface ComparedLine {
  lineNo: number
  productId: string
  warehouseId: string
  unit: string
  quantity: Quantity
  price: Price | null
  discount: BasisPoints
  gift: boolean
  remark: string
}

/** `changed` lists the fields that differ; both sides are given so that the words can be made from them. */
export type LineDifference<L extends ComparedLine = ComparedLine> =
  | { kind: 'added'; after: L }
  | { kind: 'removed'; before: L }
  | { kind: 'changed'; before: L; after: L; fields: ChangedField[] }

export const CHANGED_FIELDS = ['productId', 'warehouseId', 'unit', 'quantity', 'price', 'discount', 'remark'] as const
export type ChangedField = (typeof CHANGED_FIELDS)[number]

/** The lines of an order before and after, by line number: what was added, removed and changed, in the order of the lines. */
export function lineDifferences<L extends ComparedLine>(
  before: readonly L[],
  after: readonly L[],
): LineDifference<L>[] {
  const former = new Map(before.map((line) => [line.lineNo, line]))
  const kept = new Set(after.map((line) => line.lineNo))
  const gone = before
    .filter((line) => !kept.has(line.lineNo))
    .map((line) => ({ kind: 'removed' as const, before: line }))
  const rest = after.flatMap((line): LineDifference<L>[] => {
    const was = former.get(line.lineNo)
    if (!was) return [{ kind: 'added', after: line }]
    const fields = CHANGED_FIELDS.filter((field) => was[field] !== line[field])
    return fields.length === 0 ? [] : [{ kind: 'changed', before: was, after: line, fields }]
  })
  return [...gone, ...rest]
}
