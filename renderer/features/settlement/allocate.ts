/** What one open document gets of a payment. */
export interface Settled<Charge> {
  charge: Charge
  /** 分. */
  amount: number
}

/**
 * How a payment will settle open documents: in their order, each as far as the money goes. The backend does the same
 * (`settlement/ledger.ts`), oldest due day first; this only shows it beforehand.
 * @param amount 分
 * @returns what each document gets and what stays as an advance (分)
 */
export function settledBy<Charge extends { open: number }>(
  amount: number,
  charges: readonly Charge[],
): { settled: Settled<Charge>[]; advance: number } {
  let left = amount
  const settled = charges.map((charge) => {
    const part = Math.min(left, charge.open)
    left -= part
    return { charge, amount: part }
  })
  return { settled, advance: left }
}
