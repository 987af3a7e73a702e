/** An entry of a ledger of debts that is not settled yet: `open` above 0 is a charge, below 0 a credit (分). */
export interface OpenItem {
  id: string
  open: number
}

/** The same with what says which items belong together. */
export interface OwnedItem extends OpenItem {
  /** The order a charge was shipped for, or a credit was paid for. */
  orderId: string | null
  /** 1: a deposit that settles nothing but its own order until somebody uses it. */
  held: number
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
  return take(
    charges.map((charge) => ({ ...charge })),
    credits.map((credit) => ({ ...credit })),
  )
}

/**
 * The same for one customer's or supplier's open items: what was paid for an order settles that order first, then credits
 * that are not held settle whatever is due longest.
 */
export function matchOwnFirst(charges: readonly OwnedItem[], credits: readonly OwnedItem[]): Match[] {
  const openCharges = charges.map((charge) => ({ ...charge }))
  const openCredits = credits.map((credit) => ({ ...credit }))
  const matches: Match[] = []
  for (const credit of openCredits) {
    if (credit.orderId === null) continue
    const own = openCharges.filter((charge) => charge.orderId === credit.orderId && charge.open > 0)
    matches.push(...take(own, [credit]))
  }
  const free = openCredits.filter((credit) => credit.held === 0)
  return [...matches, ...take(openCharges, free)]
}

/** Lowers what is open of both sides by what it matches. */
function take(charges: OpenItem[], credits: OpenItem[]): Match[] {
  const matches: Match[] = []
  let next = 0
  for (const credit of credits) {
    while (credit.open < 0 && next < charges.length) {
      const charge = charges[next]!
      const amount = Math.min(charge.open, -credit.open)
      if (amount > 0) matches.push({ chargeId: charge.id, creditId: credit.id, amount })
      charge.open -= amount
      credit.open += amount
      if (charge.open <= 0) next++
    }
  }
  return matches
}
