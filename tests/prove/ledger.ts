import { stockBase } from '../../bench/support/stock-base.ts'
import { openReader } from '../../electron/backend/db/open.ts'
import { verifyDatabase } from '../../electron/backend/features/system/verify.ts'
import type { Proof } from './proof.ts'

/** Seconds verifying a million movements may take on two cores. */
const MOST_SECONDS = 10

/**
 * A million movements: working every balance and value out from nothing gives what is stored; `verify` is clean and quick;
 * working all costs out again finds nothing to change where everything was booked in order.
 */
export const ledgerProof: Proof = async ({ reduced }) => {
  const movements = reduced ? 50_000 : 1_000_000
  const base = await stockBase({ products: reduced ? 2500 : 50_000, warehouses: 5, movements })
  try {
    const rebuilt = await base.client.inventory.rebuild({})
    if (rebuilt.movements < movements) throw new Error(`only ${rebuilt.movements} movements`)
    if (rebuilt.differences > 0) throw new Error(`rebuilt differently: ${JSON.stringify(rebuilt.rows.slice(0, 5))}`)
    const reader = openReader(base.file)
    const { ok, checks, ms } = verifyDatabase(reader)
    reader.close()
    if (!ok) throw new Error(`not clean: ${JSON.stringify(checks.filter((c) => !c.ok).slice(0, 3))}`)
    const slowest = checks.sort((a, b) => b.ms - a.ms).slice(0, 4)
    if (ms > MOST_SECONDS * 1000) throw new Error(`verify took ${(ms / 1000).toFixed(1)} s: ${JSON.stringify(slowest)}`)
    const started = performance.now()
    const costs = await base.client.costs.recompute({ all: true })
    if (costs.runId !== null) throw new Error(`costs differ: ${JSON.stringify(costs)}`)
    const seconds = (of: number) => `${(of / 1000).toFixed(1)} s`
    const slow = slowest.map((c) => `${c.name} ${seconds(c.ms)}`).join(', ')
    return `${movements} movements rebuilt in ${seconds(rebuilt.ms)}, verified in ${seconds(ms)} (${slow}), all costs replayed in ${seconds(performance.now() - started)}`
  } finally {
    await base.close()
  }
}
