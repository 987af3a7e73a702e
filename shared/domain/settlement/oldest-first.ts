/** An entry of a ledger of debts that is not settled yet: `open` above 0 is a charge, below 0 a credit (分). */
export interface OpenItem {
  id: string
  open: number
}

export interface Match {
  chargeId: string
  creditId: string
  /** 分, above 0. */
  amount: number
}

/**
 * Settles credits against charges, both in the order given: oldest due first (domain.md 9, 自动核销). What is left of either
 * side stays open.
 */
export function matchOldest(charges: readonly OpenItem[], credits: readonly OpenItem[]): Match[] {
  const matches: Match[] = []
  const open = charges.map((charge) => ({ ...charge }))
  let next = 0
  for (const credit of credits) {
    let left = -credit.open
    while (left > 0 && next < open.length) {
      const charge = open[next]!
      const amount = Math.min(charge.open, left)
      if (amount > 0) matches.push({ chargeId: charge.id, creditId: credit.id, amount })
      charge.open -= amount
      left -= amount
      if (charge.open <= 0) next++
    }
  }
  return matches
}
