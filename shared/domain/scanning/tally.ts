/** A line that waits for goods; quantities are thousandths of the base unit. Lines come in the order they are worked. */
export interface TallyLine {
  key: string
  productId: string
  /** Goods with lots: the lot this line wants; null: any. */
  lotId: string | null
  wanted: number
  taken: number
}

/** What was scanned. `lotId`: the lot the label named; null: it named none; `other`: one nobody knows. */
export interface TallyScan {
  productId: string
  lotId: string | 'other' | null
  quantity: number
}

export type TallyRefusal =
  /** No line wants this product. */
  | 'not-listed'
  /** The product is wanted, but not of this lot. */
  | 'other-lot'
  /** The lines of the product are full already. */
  | 'full'
  /** Some is still wanted, but less than this. */
  | 'too-many'

export type TallyAnswer = { parts: { key: string; quantity: number }[] } | { refusal: TallyRefusal; open: number }

/**
 * Finds the lines scanned goods belong to: the first that still wants them, and the following ones for what goes beyond.
 * Nothing is taken in part: a box that does not fit any more is refused as a whole.
 * @param allowance how much more than wanted is taken without a word (over-receipt), thousandths; Infinity: any
 */
export function tally(lines: readonly TallyLine[], scan: TallyScan, allowance = 0): TallyAnswer {
  const ofProduct = lines.filter((line) => line.productId === scan.productId)
  if (ofProduct.length === 0) return { refusal: 'not-listed', open: 0 }
  const fitting = ofProduct.filter((line) => scan.lotId === null || line.lotId === null || line.lotId === scan.lotId)
  if (fitting.length === 0) return { refusal: 'other-lot', open: 0 }
  const open = fitting.reduce((sum, line) => sum + Math.max(0, line.wanted - line.taken), 0)
  if (scan.quantity > open + allowance) return { refusal: open === 0 ? 'full' : 'too-many', open }
  const parts: { key: string; quantity: number }[] = []
  let rest = scan.quantity
  for (const line of fitting) {
    const quantity = Math.min(rest, Math.max(0, line.wanted - line.taken))
    if (quantity > 0) parts.push({ key: line.key, quantity })
    rest -= quantity
  }
  // what is beyond all that was wanted stands on the last line
  const last = fitting.at(-1)!.key
  const lastPart = parts.at(-1)
  if (rest > 0 && lastPart?.key === last) lastPart.quantity += rest
  else if (rest > 0) parts.push({ key: last, quantity: rest })
  return { parts }
}

/** The line to work next: the first that is not full; null: all are. */
export const nextOpen = <Line extends TallyLine>(lines: readonly Line[]): Line | null =>
  lines.find((line) => line.taken < line.wanted) ?? null
