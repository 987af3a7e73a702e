import { expect, it } from 'vitest'
import { customerValues, VALUE_RULES } from '../../../shared/domain/analytics/customer-value.ts'
import { customerFact, factsOf, type SaleDocument } from '../../support/facts.ts'

/** Each of them orders twice in the year, one line an order. */
const CUSTOMERS = 100_000
const TODAY = 20_000

it('scores 100,000 customers in under 100 ms of the processor', () => {
  const documents = Array.from({ length: 2 * CUSTOMERS }, (_, i): SaleDocument => {
    const mixed = (i * 7919) % 1_000_003
    return { day: TODAY - (mixed % 365), kind: 'history', customer: i % CUSTOMERS, lines: [{ amount: 100 + mixed }] }
  })
  const facts = factsOf(
    TODAY,
    Array.from({ length: CUSTOMERS }, (_, i) => customerFact(`${i}`)),
    documents,
  )
  const runs = Array.from({ length: 5 }, () => {
    const started = process.cpuUsage()
    const { rfm } = customerValues(facts, { from: TODAY - 364, to: TODAY, walkIns: [], rules: VALUE_RULES })
    expect(rfm.customers).toBe(CUSTOMERS)
    return process.cpuUsage(started).user / 1000
  }).sort((a, b) => a - b)
  console.log(`RFM of ${CUSTOMERS} customers: ${runs.map((ms) => ms.toFixed(0)).join(', ')} ms`)
  expect(runs[2]).toBeLessThan(100)
})
