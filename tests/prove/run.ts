/**
 * `npm run prove [-- --reduced] [NAME …]`: the long proofs, one after the other (docs/performance.md). Reduced, each takes
 * seconds instead of minutes; CI runs that form. The last line alone says how many passed and failed.
 */
import { inspect, parseArgs } from 'node:util'
import { documentProof } from './documents.ts'
import { killProof } from './kills.ts'
import { ledgerProof } from './ledger.ts'
import { millionProof } from './million.ts'
import type { Proof } from './proof.ts'
import { raceProof } from './race.ts'
import { retailProof } from './retail.ts'
import { stateWalkProof } from './state-walk.ts'
import { walkProof } from './walk.ts'

const PROOFS: Record<string, Proof> = {
  walk: walkProof,
  states: stateWalkProof,
  documents: documentProof,
  race: raceProof,
  kills: killProof,
  retail: retailProof,
  ledger: ledgerProof,
  million: millionProof,
}

const { values, positionals } = parseArgs({
  options: { reduced: { type: 'boolean', default: false } },
  allowPositionals: true,
})
for (const name of positionals) {
  if (!(name in PROOFS)) throw new Error(`${name}: ${Object.keys(PROOFS).join(', ')}`)
}
const chosen = Object.entries(PROOFS).filter(([name]) => positionals.length === 0 || positionals.includes(name))
const count = { passed: 0, failed: 0 }
for (const [name, proof] of chosen) {
  const started = performance.now()
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`
  try {
    const found = await proof({ reduced: values.reduced })
    count.passed += 1
    console.log(`passed: ${name}: ${found} (${seconds()})`)
  } catch (error) {
    count.failed += 1
    console.log(`failed: ${name} (${seconds()})\n${inspect(error)}`)
  }
}
process.exitCode = count.failed === 0 ? 0 : 1
console.log(`${count.passed} passed, ${count.failed} failed`)
