import type { Fen } from '../../money.ts'

/** What an entry of the receivables ledger is to a statement. */
export const FIGURES = ['charged', 'returned', 'received', 'discounted', 'adjusted'] as const
export type Figure = (typeof FIGURES)[number]

/** Opening + all figures = closing. Signed as in the ledger: what raises the debt is above 0 (分). */
export type StatementFigures = Record<'opening' | Figure | 'closing', Fen>

const FIGURE_OF: Record<string, Figure> = {
  shipment: 'charged',
  return: 'returned',
  receipt: 'received',
  refund: 'received',
  discount: 'discounted',
}

/** Under which figure an entry counts. @param kind kind of the entry, for a void that of the entry it takes back */
export const figureOf = (kind: string): Figure => FIGURE_OF[kind] ?? 'adjusted'

/** The figures over a statement's entries. */
export function figuresOf(opening: Fen, entries: Iterable<{ source: string; amount: Fen }>): StatementFigures {
  const figures: StatementFigures = {
    opening,
    charged: 0,
    returned: 0,
    received: 0,
    discounted: 0,
    adjusted: 0,
    closing: opening,
  }
  for (const { source, amount } of entries) {
    figures[figureOf(source)] += amount
    figures.closing += amount
  }
  return figures
}

/**
 * Leaves out documents that were taken back within the same statement: they change nothing and only make the customer
 * ask. A document that is only partly inside stays.
 */
export function withoutCancelled<T extends { documentId: string; kind: string; amount: Fen }>(
  entries: readonly T[],
): T[] {
  const voided = new Set(entries.filter((entry) => entry.kind === 'void').map((entry) => entry.documentId))
  if (voided.size === 0) return [...entries]
  const sums = new Map<string, Fen>()
  for (const { documentId, amount } of entries) sums.set(documentId, (sums.get(documentId) ?? 0) + amount)
  return entries.filter(({ documentId }) => !voided.has(documentId) || sums.get(documentId) !== 0)
}

/**
 * In which column of a statement an entry stands: what was paid or let off under 已收, with the sign turned; everything else
 * under 应收, returns below 0.
 */
export function columnsOf({ source, amount }: { source: string; amount: Fen }): { owed: Fen | null; paid: Fen | null } {
  const figure = figureOf(source)
  return figure === 'received' || figure === 'discounted' ? { owed: null, paid: -amount } : { owed: amount, paid: null }
}

/** The customer's figure for a line, typed under the column it stands in, signed as in the ledger. */
export const signedAs = (line: { source: string; amount: Fen }, typed: Fen): Fen =>
  columnsOf(line).paid === null ? typed : -typed
