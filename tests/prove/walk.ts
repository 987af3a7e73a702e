import fc from 'fast-check'
import { walkCommands } from './walk-commands.ts'
import { endTrips } from './walk-trips.ts'
import { emptyModel, walkWorld } from './walk-world.ts'
import { createTestCompany } from '../support/company.ts'
import { makeCustomer, makeProduct } from '../support/make.ts'
import { equal, type Proof } from './proof.ts'

const OPENING_BAGS = 100

/**
 * Random walks of everything that can be done with orders, notes, returns, trips, money and stock, by five people with different
 * rights. At every step an action succeeds exactly when the table of actions says so; after every walk stock and balances
 * equal what the posted documents say, and `verify` is clean. A failing walk is shrunk to its shortest form.
 */
export const walkProof: Proof = async ({ reduced }) => {
  const runs = reduced ? 25 : 400
  let steps = 0
  const reached = new Set<string>()
  await fc.assert(
    fc.asyncProperty(fc.commands(walkCommands(), { maxCommands: 80, size: 'max' }), async (commands) => {
      const company = await createTestCompany()
      try {
        const { client } = company
        const products = [
          await makeProduct(client, { stock: OPENING_BAGS, floorPrice: 600_000 }),
          await makeProduct(client, { stock: OPENING_BAGS }),
          await makeProduct(client, {}),
        ]
        const customers = [
          await makeCustomer(client, { creditDays: 30 }),
          await makeCustomer(client, { creditLimit: 500_000, creditDays: 0 }),
        ]
        const world = await walkWorld(company, { products, customers })
        const opening = products.map((_, i) => (i < 2 ? OPENING_BAGS * 1000 : 0))
        const model = emptyModel(opening, customers.length)
        await fc.asyncModelRun(() => ({ model, real: world }), commands)
        steps += world.steps
        await endTrips(model, world)
        for (const { id } of model.orders) reached.add((await client.orders.get({ id })).status)
        const stock = await client.inventory.list({})
        const onHand = products.map(({ id }) =>
          stock.rows.reduce((sum, row) => sum + (row.productId === id ? row.onHand : 0), 0),
        )
        equal(onHand, model.onHand, 'stock on hand')
        const balances = await Promise.all(customers.map(({ id }) => client.customers.get({ id })))
        equal(
          balances.map((c) => c.balance),
          model.balance,
          'balances',
        )
      } finally {
        // verifies before it closes
        await company.close()
      }
    }),
    { numRuns: runs, ...(reduced ? { seed: 20_261_123 } : {}) },
  )
  return `${runs} walks, ${steps} steps, orders seen ${[...reached].sort().join(', ')}; verify clean after each`
}
