import type { Right } from '../../access.ts'
import type { Day } from '../../day.ts'
import type { RuleCode } from '../../errors.ts'
import { allocate, mulDiv } from '../../money.ts'
import type { DocumentType } from '../../numbering.ts'

/**
 * Stock documents: 其它入库, 其它出库, 报溢, 报损, 调拨, 组装, 拆卸, 成本调整. Counts have rules of their own.
 * Quantities are thousandths of the base unit, values 1/10000 yuan in total, costs 1/10000 yuan per unit as typed.
 */
export const STOCK_DOCUMENT_KINDS = [
  'other-in',
  'other-out',
  'surplus',
  'loss',
  'transfer',
  'assembly',
  'disassembly',
  'cost',
] as const
export type StockDocumentKind = (typeof STOCK_DOCUMENT_KINDS)[number]

/** 草稿, 在途 (transfers), 已过账, 已作废. A draft moves no stock; a void document keeps its number. */
export const STOCK_DOCUMENT_STATES = ['draft', 'in-transit', 'posted', 'void'] as const
export type StockDocumentState = (typeof STOCK_DOCUMENT_STATES)[number]

export const LINE_ROLES = ['item', 'whole', 'part'] as const
export type LineRole = (typeof LINE_ROLES)[number]

/** What a line does to the warehouse of its document: goods come in, go out, or only change their value. */
export type Direction = 'in' | 'out' | 'none'

interface KindRules {
  series: DocumentType
  /** Without assembly and disassembly every line does the same. */
  items: Direction
  needsReason: boolean
}

const KINDS: Record<StockDocumentKind, KindRules> = {
  'other-in': { series: 'otherInbound', items: 'in', needsReason: true },
  'other-out': { series: 'otherOutbound', items: 'out', needsReason: true },
  surplus: { series: 'surplus', items: 'in', needsReason: true },
  loss: { series: 'loss', items: 'out', needsReason: true },
  transfer: { series: 'transfer', items: 'out', needsReason: false },
  assembly: { series: 'assembly', items: 'none', needsReason: false },
  disassembly: { series: 'disassembly', items: 'none', needsReason: false },
  cost: { series: 'costAdjustment', items: 'none', needsReason: true },
}

/** The number series of a kind. */
export const seriesOf = (kind: StockDocumentKind): DocumentType => KINDS[kind].series
/** Whether a kind says why it is made. */
export const needsReason = (kind: StockDocumentKind): boolean => KINDS[kind].needsReason
/** Kinds whose lines are a whole and its parts. */
export const hasParts = (kind: StockDocumentKind): boolean => kind === 'assembly' || kind === 'disassembly'

/** What a line does when its document is posted. Transfers come in at the other warehouse when they are received. */
export function directionOf(kind: StockDocumentKind, role: LineRole): Direction {
  if (kind === 'assembly') return role === 'whole' ? 'in' : 'out'
  if (kind === 'disassembly') return role === 'whole' ? 'out' : 'in'
  return KINDS[kind].items
}

/** Whether a typed unit cost means something on such a line: what goods coming in cost, or the new cost of the stock. */
export const takesCost = (kind: StockDocumentKind, role: LineRole): boolean =>
  kind === 'cost' || (kind !== 'assembly' && directionOf(kind, role) === 'in')

export const STOCK_DOCUMENT_ACTIONS = ['edit', 'post', 'receive', 'void'] as const
export type StockDocumentAction = (typeof STOCK_DOCUMENT_ACTIONS)[number]

/** The right an action needs on a document in its state; null: the state does not allow it. */
export function rightFor(
  action: StockDocumentAction,
  document: { kind: StockDocumentKind; status: StockDocumentState },
): Right | null {
  const { kind, status } = document
  switch (action) {
    case 'edit':
    case 'post':
      return status === 'draft' ? (kind === 'cost' ? 'prices.edit' : 'stock.edit') : null
    case 'receive':
      return status === 'in-transit' ? 'stock.edit' : null
    case 'void':
      return status === 'void' ? null : status === 'draft' ? 'stock.edit' : 'stock.void'
  }
}

/** What somebody with these rights may do now: one table for the buttons and for the backend. */
export function stockActionsFor(
  document: { kind: StockDocumentKind; status: StockDocumentState },
  rights: readonly string[],
): StockDocumentAction[] {
  return STOCK_DOCUMENT_ACTIONS.filter((action) => {
    const right = rightFor(action, document)
    return right !== null && rights.includes(right)
  })
}

/** A document as it was typed, with what has to be known of its products. */
export interface TypedDocument {
  kind: StockDocumentKind
  day: Day
  warehouseId: string
  toWarehouseId: string | null
  reason: string
  lines: readonly TypedLine[]
}

export interface TypedLine {
  role: LineRole
  productId: string
  quantity: number
  /** The product keeps lots. */
  lotTracked: boolean
  /** A lot that exists. */
  lotId: string | null
  /** A lot goods come into, by number or by one of its days. */
  lotNumber: string
  productionDay: Day | null
  expiryDay: Day | null
  /** New unit cost of the stock, for cost documents. */
  cost: number | null
  /** What the value of the stock changes by, for cost documents without a new unit cost. */
  value: number
}

export interface DocumentProblem {
  rule: RuleCode
  /** Line, counted from 1. */
  line?: number
  field?: 'toWarehouseId' | 'reason' | 'day'
}

/**
 * Why a document cannot be posted, in reading order; empty when it can. What only the stock itself can tell (shortage,
 * frozen lots, a value below zero) is found when it is posted.
 * @param today the company's day
 */
export function problemsOf(document: TypedDocument, today: Day): DocumentProblem[] {
  const { kind, lines } = document
  const found: DocumentProblem[] = []
  if (document.day > today) found.push({ rule: 'DAY_IN_FUTURE', field: 'day' })
  if (kind === 'transfer' && document.toWarehouseId === null)
    found.push({ rule: 'TARGET_REQUIRED', field: 'toWarehouseId' })
  if (kind === 'transfer' && document.toWarehouseId === document.warehouseId)
    found.push({ rule: 'SAME_WAREHOUSE', field: 'toWarehouseId' })
  if (needsReason(kind) && document.reason.trim() === '') found.push({ rule: 'REASON_REQUIRED', field: 'reason' })
  if (lines.length === 0) found.push({ rule: 'DOCUMENT_EMPTY' })
  else if (hasParts(kind)) found.push(...partProblems(lines))
  lines.forEach((line, i) => {
    const rule = lineProblem(kind, line)
    if (rule) found.push({ rule, line: i + 1 })
  })
  return found
}

function partProblems(lines: readonly TypedLine[]): DocumentProblem[] {
  const wholes = new Set(lines.filter((l) => l.role === 'whole').map((l) => l.productId))
  if (wholes.size !== 1) return [{ rule: 'WHOLE_REQUIRED' }]
  if (!lines.some((l) => l.role === 'part')) return [{ rule: 'PARTS_REQUIRED' }]
  return lines.flatMap((line, i): DocumentProblem[] =>
    line.role === 'part' && wholes.has(line.productId) ? [{ rule: 'PART_IS_WHOLE', line: i + 1 }] : [],
  )
}

function lineProblem(kind: StockDocumentKind, line: TypedLine): RuleCode | null {
  if (kind === 'cost') return line.cost === null && line.value === 0 ? 'COST_REQUIRED' : null
  if (line.quantity <= 0) return 'QUANTITY_NOT_POSITIVE'
  const names = line.lotId !== null || line.lotNumber.trim() !== ''
  const dated = line.productionDay !== null || line.expiryDay !== null
  if (!line.lotTracked) return names || dated ? 'LOT_NOT_KEPT' : null
  // goods going out without a lot take the lots that expire first
  return directionOf(kind, line.role) === 'in' && !names && !dated ? 'LOT_REQUIRED' : null
}

/**
 * What part of a transferred line's value arrives with a receipt: shares of the whole by quantity, so that the last piece
 * takes all that is left.
 * @param before received until now @param after received with this receipt
 */
export function arrivingValue(line: { quantity: number; value: number }, before: number, after: number): number {
  return mulDiv(line.value, after, line.quantity) - mulDiv(line.value, before, line.quantity)
}

/**
 * Splits what an assembly or disassembly took out over what it brings in, to the last 1/10000 yuan: in proportion to typed
 * costs, else to the usual cost of each, else to the quantities.
 */
export function splitValue(
  value: number,
  lines: readonly { quantity: number; factor: number; cost: number | null; usualCost: number }[],
): number[] {
  const typed = lines.map((l) => (l.cost === null ? 0 : mulDiv(l.cost, l.quantity, l.factor)))
  if (typed.some((w) => w > 0)) return allocate(value, typed)
  const usual = lines.map((l) => mulDiv(l.usualCost, l.quantity, 1000))
  if (usual.every((w) => w > 0)) return allocate(value, usual)
  return allocate(
    value,
    lines.map((l) => l.quantity),
  )
}

/**
 * What the value of a stock changes by so that it costs `cost` per unit (`factor` thousandths of the base unit).
 */
export function changeToCost(stock: { quantity: number; value: number }, cost: number, factor: number): number {
  return mulDiv(cost, stock.quantity, factor) - stock.value
}
