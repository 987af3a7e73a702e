import fc from 'fast-check'
import { expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom(
      'receive',
      'cheque',
      'hold',
      'chosen',
      'unsettle',
      'settle',
      'refund',
      'release',
      'bounce',
      'void',
    ),
    amount: fc.integer({ min: 1, max: 30_000 }),
    pick: fc.nat(1000),
  }),
  { minLength: 8, maxLength: 14 },
)

it('any walk of receipts, settlements, undoings, bounces and voids keeps the books; taking all back brings all back', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (walk) => {
      const company = await createTestCompany()
      const { client } = company
      const customer = await makeCustomer(client, { openingBalance: 7_000, settlement: 'monthly' })
      const product = await makeProduct(client, { stock: 100 })
      const orderIds: string[] = []
      for (const bags of [1, 3]) {
        const order = await submitOrder(client, customer.id, [line(product.id, bags)])
        const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
        await client.shipments.confirm({ id: note!.id, version: note!.version })
        orderIds.push(order.id)
      }
      const entries = async () =>
        (await client.settlement.entries({ customerId: customer.id, openOnly: true })).rows.map((row) => ({
          id: row.id,
          open: row.open,
        }))
      const before = await entries()
      const partyId = customer.id
      const documents: string[] = []
      const pick = <T>(from: readonly T[], at: number): T | undefined => from[at % Math.max(1, from.length)]
      for (const { kind, amount, pick: at } of walk) {
        const open = await entries()
        const charges = open.filter((item) => item.open > 0)
        const credits = open.filter((item) => item.open < 0)
        const charge = pick(charges, at)
        const id = newId()
        const lines = [{ method: kind === 'cheque' ? ('cheque' as const) : ('cash' as const), amount }]
        if (kind === 'receive' || kind === 'cheque' || kind === 'hold') {
          await client.money.record({ id, kind: 'receipt', partyId, lines, rest: kind === 'hold' ? 'hold' : 'oldest' })
          documents.push(id)
        } else if (kind === 'chosen' && charge) {
          const bills = [{ entryId: charge.id, amount: Math.min(charge.open, amount) }]
          await client.money.record({ id, kind: 'receipt', partyId, lines, bills, rest: at % 2 ? 'hold' : 'oldest' })
          documents.push(id)
        } else if (kind === 'refund') {
          const there = credits.reduce((sum, item) => sum - item.open, 0)
          const refund = client.money.record({ id, kind: 'refund', partyId, lines })
          if (amount > there) expect(await codeOf(refund)).toMatchObject({ rule: 'REFUND_MORE_THAN_CREDIT' })
          else documents.push((await refund).id)
        } else if (kind === 'settle' && charge) {
          const there = credits.reduce((sum, item) => sum - item.open, 0)
          const bills = [{ entryId: charge.id, amount: Math.min(charge.open, there, amount) }]
          if (there > 0)
            await client.money.settle({ id, side: 'receivable', partyId, creditIds: credits.map((c) => c.id), bills })
        } else if (kind === 'release') await client.money.release({ side: 'receivable', partyId })
        else if (kind === 'unsettle' || kind === 'void' || kind === 'bounce') {
          const documentId = pick(documents, at)
          if (!documentId) continue
          const view = await client.money.get({ id: documentId })
          if (kind === 'unsettle' && view.settled.length > 0) await client.money.unsettle({ id, documentId })
          const cheque = view.lines[0]!.method === 'cheque' && !view.lines[0]!.bounced && view.status === 'posted'
          if (kind === 'bounce' && cheque) await client.money.bounce({ id, documentId, lineNo: 1, reason: '退票' })
          if (kind === 'void' && view.status === 'posted' && !view.lines[0]!.bounced)
            await client.money.void({ id: documentId, version: view.version, reason: '错' })
        }
      }
      for (const documentId of documents.reverse()) {
        const view = await client.money.get({ id: documentId })
        if (view.status === 'posted' && !view.lines[0]!.bounced)
          await client.money.void({ id: documentId, version: view.version, reason: '收回' })
      }
      expect(await entries()).toEqual(before)
      expect((await client.money.accounts({})).map((account) => account.balance)).toEqual([0, 0, 0, 0, 0])
      for (const id of orderIds) expect(await client.orders.get({ id })).toMatchObject({ paid: 0, payment: 'none' })
      await company.close()
    }),
    { numRuns: 6 },
  )
}, 60_000)
