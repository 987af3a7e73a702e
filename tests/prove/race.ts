import { ORPCError } from '@orpc/client'
import type { Outputs } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { line, makeCustomer, makeProduct } from '../support/make.ts'
import { equal, verifyFile, type Proof } from './proof.ts'
import { host, servedCompany } from './server.ts'

const SUBMITS = 200
const BAGS = 100
const ROLES = ['owner', 'order-desk', 'reviewer']

/**
 * 200 submits of one bag each at the same time over HTTP, by several people, for the last 100 bags; every tenth is sent
 * twice, as an impatient click does it. Exactly 100 orders get their bag.
 */
export const raceProof: Proof = async ({ reduced }) => {
  const rounds = reduced ? 1 : 5
  const company = await servedCompany()
  try {
    const { program, as } = await host(company)
    const owner = as('owner')
    const customers = await Promise.all(Array.from({ length: 20 }, () => makeCustomer(owner)))
    for (let round = 0; round < rounds; round++) {
      const product = await makeProduct(owner, { stock: BAGS })
      const submit = (i: number, id: string) =>
        as(ROLES[i % ROLES.length]!).orders.submit({
          id,
          version: 0,
          draft: { customerId: customers[i % customers.length]!.id, lines: [line(product.id, 1)] },
        })
      const calls: Promise<Outputs['orders']['submit']>[] = []
      for (let i = 0; i < SUBMITS; i++) {
        const id = newId()
        calls.push(submit(i, id))
        if (i % 10 === 0) calls.push(submit(i, id))
      }
      const ends = await Promise.allSettled(calls)
      const refused = ends.flatMap((e) => (e.status === 'rejected' ? [describe(e.reason)] : []))
      equal(refused, [], 'refused submits')
      const orders = new Map(ends.flatMap((e) => (e.status === 'fulfilled' ? [[e.value.id, e.value] as const] : [])))
      equal(orders.size, SUBMITS, 'orders')
      const reserved = [...orders.values()].map((o) => o.lines[0]!.reserved)
      equal(reserved.filter((r) => r === 1000).length, BAGS, 'orders with a bag')
      equal(reserved.filter((r) => r === 0).length, SUBMITS - BAGS, 'orders without')
      equal(new Set([...orders.values()].map((o) => o.number)).size, SUBMITS, 'different numbers')
      const { rows } = await owner.inventory.list({ search: product.code })
      equal(
        rows.map((r) => [r.onHand, r.reserved, r.available]),
        [[BAGS * 1000, BAGS * 1000, 0]],
        'stock',
      )
    }
    program.kill()
    await program.ended
    verifyFile(company.file)
    return `${rounds} × ${SUBMITS} concurrent submits for ${BAGS} bags: exactly ${BAGS} reserved each time`
  } finally {
    company.remove()
  }
}

const describe = (error: unknown) =>
  error instanceof ORPCError ? `${error.code} ${JSON.stringify(error.data)}` : String(error)
