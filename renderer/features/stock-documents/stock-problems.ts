import { problemsOf, type StockDocumentKind } from '../../../shared/domain/inventory/documents.ts'
import { errorText, failureOf, ruleText } from '../../app/error-text.ts'
import { t } from '../../app/i18n.ts'
import type { RejectedText } from '../../components/LineGrid/index.ts'
import type { StockHead } from './stock-head.ts'
import { inUnitOf, type StockLine } from './stock-line.ts'

/** Why a document cannot be sent. Without a line it concerns the head or the whole document. */
export interface StockProblem {
  lineId?: string
  column?: string
  field?: 'toWarehouseId' | 'reason' | 'day'
  text: string
}

/** What is missing before a document can be posted, in reading order; texts not understood count. */
export function findProblems(
  head: StockHead,
  lines: readonly StockLine[],
  rejected: ReadonlyMap<string, Readonly<Record<string, RejectedText>>>,
  context: { today: string; roleOf: (line: StockLine) => StockLine['role'] },
): StockProblem[] {
  const texts = lines.flatMap((line) =>
    Object.entries(rejected.get(line.id) ?? {}).map(([column, { error }]) => ({
      lineId: line.id,
      column,
      text: error,
    })),
  )
  const unnamed = lines
    .filter((line) => line.productId === '' && !('product' in (rejected.get(line.id) ?? {})))
    .map((line) => ({ lineId: line.id, column: 'product', text: t('stockDocuments.problem.noProduct') }))
  const typed = lines.map((line) => ({
    role: context.roleOf(line),
    productId: line.productId,
    quantity: line.quantity ?? 0,
    lotTracked: line.facts?.lotTracked ?? (line.lotId !== null || line.lotNumber !== ''),
    lotId: line.lotId,
    lotNumber: line.lotNumber,
    productionDay: line.productionDay,
    expiryDay: line.lotId === null ? null : line.expiryDay,
    cost: line.cost,
    value: line.value ?? 0,
  }))
  const rules = problemsOf(
    {
      kind: head.kind,
      day: head.day ?? context.today,
      warehouseId: head.warehouseId ?? '',
      toWarehouseId: head.toWarehouseId,
      reason: head.reason,
      lines: typed,
    },
    context.today,
  ).flatMap(({ rule, line, field }): StockProblem[] => {
    if (line === undefined) return [{ text: ruleText(rule), ...(field ? { field } : {}) }]
    const at = lines[line - 1]
    if (!at || at.productId === '' || Object.keys(rejected.get(at.id) ?? {}).length > 0) return []
    return [{ lineId: at.id, column: columnOf(rule, head.kind), text: ruleText(rule) }]
  })
  const isHead = (problem: StockProblem): boolean => problem.lineId === undefined
  return [...rules.filter(isHead), ...texts, ...unnamed, ...rules.filter((problem) => !isHead(problem))]
}

function columnOf(rule: string, kind: StockDocumentKind): string {
  if (rule.startsWith('LOT')) return 'lot'
  if (rule.startsWith('COST')) return 'cost'
  if (rule === 'UNIT_UNKNOWN') return 'unit'
  return rule === 'PART_IS_WHOLE' || rule === 'PRODUCT_ARCHIVED' || kind === 'cost' ? 'product' : 'quantity'
}

/** What the server objected to, at the lines it named. */
export function problemsFromFailure(
  error: unknown,
  lines: readonly StockLine[],
  kind: StockDocumentKind,
): StockProblem[] {
  const failure = failureOf(error)
  if (failure.code === 'RULE') {
    const { rule, line, field } = failure.data
    const at = line === undefined ? undefined : lines[line - 1]
    if (at) return [{ lineId: at.id, column: columnOf(rule, kind), text: ruleText(rule) }]
    if (field === 'toWarehouseId' || field === 'reason' || field === 'day') return [{ field, text: ruleText(rule) }]
  }
  if (failure.code === 'SHORTAGE') {
    return failure.data.items.flatMap((item) =>
      lines
        .filter((line) => line.productId === item.productId)
        .map((line) => ({
          lineId: line.id,
          column: 'quantity',
          text: t('stockDocuments.problem.short', { available: inUnitOf(line, Math.max(0, item.available)) }),
        })),
    )
  }
  if (failure.code === 'NOT_FOUND' && failure.data.entity === 'product') {
    const { id } = failure.data
    return lines
      .filter((line) => line.productId === id)
      .map((line) => ({ lineId: line.id, column: 'product', text: errorText(error) }))
  }
  return []
}
