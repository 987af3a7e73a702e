import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openReader } from '../../../electron/backend/db/open.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, postStock } from '../../support/make.ts'
import { back, giveBack, ship, type Note, type Return, type WantedLine } from './returns-world.ts'

/** What returns change, as the books show it: stock and value by place, debts, bills, sales of the days. */
function books(company: TestCompany): unknown {
  const reader = openReader(company.application.folder.companyFile(company.companyId))
  try {
    const rows = (sql: string) => reader.prepare(sql).all()
    return [
      rows(`select product_id, warehouse_id, on_hand, reserved from stock_balance where on_hand <> 0 order by 1, 2`),
      rows('select product_id, site_id, quantity, value from stock_value order by 1, 2'),
      rows(
        'select product_id, warehouse_id, lot_id, on_hand from stock_lot_balance where on_hand <> 0 order by 1, 2, 3',
      ),
      rows('select customer_id, balance from receivable_balance order by 1'),
      rows('select entry_id, open from receivable_open order by 1'),
      rows('select id, paid, payment from sales_order order by 1'),
      rows('select shipment_id, line_no, returned from shipment_line order by 1, 2'),
      rows('select * from sales_product_day order by 1, 2, 3'),
      rows('select * from sales_customer_day order by 1, 2'),
    ]
  } finally {
    reader.close()
  }
}

const DISPOSITIONS = ['sellable', 'seconds', 'scrap', 'supplier', 'none'] as const

/** Lines of a random return: parts of what the notes can still give back, some at a price of their own. */
async function randomLines(client: Client, notes: readonly Note[], pick: (n: number) => number): Promise<WantedLine[]> {
  const lines: WantedLine[] = []
  for (const note of notes.filter(() => pick(3) === 0)) {
    for (const bill of await client.returns.returnable({ shipmentId: note.id })) {
      if (pick(2) === 0) continue
      const lot = bill.lots[pick(bill.lots.length || 1)]
      const most = Math.floor((lot ? lot.left : bill.left) / 1000)
      if (most === 0) continue
      const price = bill.price! > 0 && pick(4) === 0 ? Math.floor(bill.price! / 2) : null
      const disposition = DISPOSITIONS[pick(DISPOSITIONS.length)]!
      lines.push(back(note, bill.lineNo, 1 + pick(most), { price, disposition, lotId: lot?.lotId ?? null }))
    }
  }
  return lines
}

it('random returns keep the books true, and taking them back in reverse leaves exactly what was there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat(1_000_000)), async (stream) => {
      const pick = (n: number) => (stream.next().value as number) % n
      const company = await createTestCompany()
      try {
        const { client } = company
        const customers = [await makeCustomer(client), await makeCustomer(client, { openingBalance: 5000 })]
        const goods = [
          await makeProduct(client, { stock: 200, purchasePrice: 123_457 }),
          await makeProduct(client, { stock: 200, purchasePrice: 77_777 }),
          await makeProduct(client, { lotTracked: true, shelfLifeDays: 365 }),
        ]
        for (const [lotNumber, productionDay] of [
          ['A', '2026-09-01'],
          ['B', '2026-10-01'],
        ] as const) {
          const lots = { productId: goods[2]!.id, unit: '袋', quantity: 30_000, cost: 99_999, lotNumber, productionDay }
          await postStock(client, 'other-in', [], { lines: [lots] })
        }
        const notes: Note[] = []
        for (let i = 0; i < 4; i++) {
          const lines = goods.map((one) => line(one.id, 1 + pick(9), 30 + pick(7000) / 100))
          notes.push(await ship(client, customers[pick(2)]!.id, lines))
        }
        const before = books(company)
        const posted: Return[] = []
        for (let i = 0; i < 8; i++) {
          const customer = customers[pick(2)]!
          const own = notes.filter((note) => note.customerId === customer.id)
          if (pick(5) === 0 && own.length > 0) {
            const note = own[pick(own.length)]!
            const left = (await client.returns.returnable({ shipmentId: note.id }))[0]?.leftAmount ?? 0
            const wanted = back(note, 1, 1, { reason: 'price', amount: pick(2) === 0 ? Math.floor(left / 3) : -100 })
            if (wanted.amount !== 0) posted.push(await giveBack(client, customer.id, [wanted], { kind: 'allowance' }))
            continue
          }
          const lines = await randomLines(client, own, pick)
          if (lines.length > 0) posted.push(await giveBack(client, customer.id, lines))
          company.clock.advance(pick(3) * 3_600_000)
        }
        company.verify()
        expect(posted.every((one) => one.status === 'posted')).toBe(true)
        for (const { id, version } of posted.reverse()) await client.returns.void({ id, version, reason: '撤回' })
        expect(books(company)).toEqual(before)
      } finally {
        await company.close()
      }
    }),
    { numRuns: 4, seed: 7 },
  )
}, 60_000)
