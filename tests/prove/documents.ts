import { createTestCompany } from '../support/company.ts'
import { stockState, stockWorld, takeAllBack, walkStock } from '../support/stock-walk.ts'
import { equal, type Proof } from './proof.ts'

/**
 * Sequences of 500 random stock documents of every kind by three people in three warehouses of two sites, with lots,
 * receipts in pieces and losses on the way: `verify` is clean, and taking everything back, what was posted last first, brings
 * every balance and value back to the start, to the last 1/10000 yuan. Every other walk books into the past and takes
 * documents back on the way; there the costs are worked out anew before comparing.
 */
export const documentProof: Proof = async ({ reduced }) => {
  const walks = reduced ? 2 : 12
  const documents = reduced ? 120 : 500
  const refused: Record<string, number> = {}
  for (let seed = 1; seed <= walks; seed++) {
    const disorder = seed % 2 === 0
    const company = await createTestCompany()
    try {
      const { people, world } = await stockWorld(company)
      const start = await stockState(company)
      const walk = await walkStock(company, people, world, { seed, documents, disorder })
      for (const [code, count] of Object.entries(walk.refused)) refused[code] = (refused[code] ?? 0) + count
      company.verify()
      if (disorder) await company.client.costs.recompute({})
      company.verify()
      await takeAllBack(company, walk.standing)
      if (disorder) await company.client.costs.recompute({})
      equal(await stockState(company), start, `walk ${seed}: stock after taking everything back`)
    } finally {
      // verifies before it closes
      await company.close()
    }
  }
  const told = Object.entries(refused)
    .sort()
    .map(([code, count]) => `${code} ${count}`)
  return `${walks} walks of ${documents} documents, each back to its start; refused: ${told.join(', ')}`
}
