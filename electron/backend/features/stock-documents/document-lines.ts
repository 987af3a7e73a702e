import type { StockDraft, StockDraftLine } from '../../../../shared/contract/stock-documents.ts'
import { directionOf, problemsOf, type StockDocumentKind } from '../../../../shared/domain/inventory/documents.ts'
import { ruleError } from '../../../../shared/errors.ts'
import { BASE_FACTOR } from '../../../../shared/quantity.ts'
import { prepared } from '../../db/prepared.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { inJsonIds } from '../search/find.ts'
import type { DocumentRecord, LineRecord } from './document-store.ts'

/** A line ready to be written, with what posting has to know of its product. */
export interface BuiltLine {
  record: LineRecord
  lotTracked: boolean
  archived: boolean
  /** Last known cost of the product, 1/10000 yuan per base unit. */
  purchasePrice: number
}

/**
 * Turns typed lines into lines of a document: unit → factor by the product's packs as they are now. A typed cost the user
 * may not see stays what it was.
 * @param before the lines as they are stored
 * @throws NOT_FOUND product, RULE UNIT_UNKNOWN
 */
export async function buildLines(
  ctx: CommandContext,
  id: string,
  draft: StockDraft,
  before: readonly LineRecord[],
): Promise<BuiltLine[]> {
  if (draft.lines.length === 0) return []
  const ids = JSON.stringify([...new Set(draft.lines.map((l) => l.productId))])
  const products = new Map((await productsOf.all(ctx.db, { ids })).map((p) => [p.id, p]))
  const packs = new Map((await packsOf.all(ctx.db, { ids })).map((p) => [`${p.product_id} ${p.unit}`, p.factor]))
  const hidden = ctx.user.mask.includes('purchase') ? keptCosts(before) : null
  return draft.lines.map((line, i) => {
    const product = found(products.get(line.productId), 'product', line.productId)
    const factor = line.unit === product.base_unit ? BASE_FACTOR : packs.get(`${line.productId} ${line.unit}`)
    if (factor === undefined) throw ruleError('UNIT_UNKNOWN', { line: i + 1, value: line.unit })
    return {
      lotTracked: product.lot_tracked === 1,
      archived: product.status === 'archived',
      purchasePrice: product.purchase_price ?? 0,
      record: {
        document_id: id,
        line_no: i + 1,
        role: line.role,
        product_id: line.productId,
        lot_id: line.lotId,
        lot_number: line.lotNumber,
        production_day: line.productionDay,
        expiry_day: line.expiryDay,
        unit: line.unit,
        factor,
        quantity: draft.kind === 'cost' ? 0 : line.quantity,
        cost: hidden ? hidden(line) : line.cost,
        value: draft.kind === 'cost' ? line.value : 0,
        received: 0,
        remark: line.remark,
      },
    }
  })
}

/** Costs of the stored lines by product and unit, each given out once, in order. */
function keptCosts(before: readonly LineRecord[]): (line: StockDraftLine) => number | null {
  const known = new Map<string, (number | null)[]>()
  for (const line of before) {
    const key = `${line.product_id} ${line.unit}`
    known.set(key, [...(known.get(key) ?? []), line.cost])
  }
  return (line) => known.get(`${line.productId} ${line.unit}`)?.shift() ?? null
}

/**
 * Refuses a document that cannot be posted: the same rules the screen shows while it is typed.
 * @throws RULE with the line at fault
 */
export function requireComplete(ctx: CommandContext, document: DocumentRecord, lines: readonly BuiltLine[]): void {
  const [problem] = problemsOf(
    {
      kind: document.kind,
      day: document.day,
      warehouseId: document.warehouse_id,
      toWarehouseId: document.to_warehouse_id,
      reason: document.reason,
      lines: lines.map(({ record, lotTracked }) => ({
        role: record.role,
        productId: record.product_id,
        quantity: record.quantity,
        lotTracked,
        lotId: record.lot_id,
        lotNumber: record.lot_number,
        productionDay: record.production_day,
        expiryDay: record.expiry_day,
        cost: record.cost,
        value: record.value,
      })),
    },
    ctx.today,
  )
  if (problem) throw ruleError(problem.rule, { field: problem.field, line: problem.line })
  const archived = lines.findIndex((line) => line.archived && bringsIn(document.kind, line.record))
  if (archived >= 0) throw ruleError('PRODUCT_ARCHIVED', { line: archived + 1 })
}

/** What is left of archived goods may go anywhere; more of them does not come in. */
const bringsIn = (kind: StockDocumentKind, line: LineRecord) => directionOf(kind, line.role) === 'in'

interface LineProduct {
  id: string
  base_unit: string
  lot_tracked: number
  status: 'active' | 'archived'
  purchase_price: number | null
}
const productsOf = prepared<{ ids: string }, LineProduct>((db, value) =>
  db
    .selectFrom('product')
    .select(['id', 'base_unit', 'lot_tracked', 'status', 'purchase_price'])
    .where(inJsonIds('id', value('ids'))),
)
const packsOf = prepared<{ ids: string }, { product_id: string; unit: string; factor: number }>((db, value) =>
  db
    .selectFrom('product_pack')
    .select(['product_id', 'unit', 'factor'])
    .where(inJsonIds('product_id', value('ids'))),
)
