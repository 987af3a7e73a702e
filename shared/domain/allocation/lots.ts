import { planLots, type LotPart, type LotStock, type LotWish } from '../inventory/fefo.ts'

/** What a line keeps of a lot; `onNotes`: stands on draft notes and stays. Thousandths of the base unit. */
export interface KeptPart extends LotPart {
  onNotes: number
}

/** A line whose reservation changes, with the lots it keeps in order of expiry. */
export interface LotLine {
  key: string
  reserved: number
  target: number
  kept: readonly KeptPart[]
  wish: Omit<LotWish, 'quantity'>
}

export interface LotMove {
  drop: LotPart[]
  keep: LotPart[]
  /** What the line keeps afterwards; less than its target when no lot that is left suits its customer. */
  got: number
}

/**
 * Moves lots between lines: first those that get less give back, the longest-lived lots first; then those that get more keep
 * what is free, first expired first, as each customer accepts it, in the order given.
 */
export function planLotMoves(lines: readonly LotLine[], lots: readonly LotStock[]): Map<string, LotMove> {
  const stock = new Map(lots.map((lot) => [lot.lotId, { ...lot }]))
  const moves = new Map<string, LotMove>()
  for (const line of lines.filter((one) => one.target < one.reserved)) {
    const drop = giveBack(line)
    for (const { lotId, quantity } of drop) {
      const lot = stock.get(lotId)
      if (lot) lot.free += quantity
    }
    moves.set(line.key, { drop, keep: [], got: line.reserved - sumOf(drop) })
  }
  for (const line of lines.filter((one) => one.target > one.reserved)) {
    const keep = planLots([...stock.values()], { ...line.wish, quantity: line.target - line.reserved })
    for (const { lotId, quantity } of keep) stock.get(lotId)!.free -= quantity
    moves.set(line.key, { drop: [], keep, got: line.reserved + sumOf(keep) })
  }
  return moves
}

function giveBack({ reserved, target, kept }: LotLine): LotPart[] {
  let open = reserved - target
  return kept.toReversed().flatMap(({ lotId, quantity, onNotes }) => {
    const part = Math.min(open, Math.max(0, quantity - onNotes))
    open -= part
    return part > 0 ? [{ lotId, quantity: part }] : []
  })
}

const sumOf = (parts: readonly LotPart[]) => parts.reduce((sum, part) => sum + part.quantity, 0)
