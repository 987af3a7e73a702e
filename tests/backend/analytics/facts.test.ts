import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ChangeNotes } from '../../../electron/backend/features/analytics/change-notes.ts'
import { FactStore } from '../../../electron/backend/features/analytics/fact-store.ts'
import { dayNumber } from '../../../shared/day.ts'
import { SALE_KINDS, type Facts } from '../../../shared/domain/analytics/facts.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, postStock, submitOrder } from '../../support/make.ts'
import { back, giveBack, type Note, type Return } from '../returns/returns-world.ts'

/** Every line of the facts as text, in an order of its own. */
function linesOf(facts: Facts): string[] {
  const lines: string[] = []
  for (const day of facts.sales)
    for (let document = 0; document < day.documents; document++)
      for (let at = day.first[document]!; at < day.first[document + 1]!; at++)
        lines.push(
          [
            day.day,
            SALE_KINDS[day.kind[document]!],
            facts.customers[day.customer[document]!]!.id,
            facts.sites[day.site[document]!]!.id,
            facts.products[day.product[at]!]!.id,
            facts.warehouses[day.warehouse[at]!]!.id,
            day.quantity[at],
            day.amount[at],
            day.cost[at],
          ].join(' '),
        )
  return lines.sort()
}

function stockOf(facts: Facts): string[] {
  return facts.stock
    .flatMap((day) =>
      Array.from({ length: day.count }, (_, at) =>
        [
          day.day,
          facts.products[day.product[at]!]!.id,
          facts.warehouses[day.warehouse[at]!]!.id,
          facts.movementTypes[day.type[at]!],
          day.quantity[at],
          day.value[at],
        ].join(' '),
      ),
    )
    .sort()
}

/** The same lines from the documents, one question a line: slow and plain. */
function slowly(company: TestCompany): { sales: string[]; stock: string[] } {
  const database = new Database(company.application.folder.companyFile(company.companyId), { readonly: true })
  const rows = (sql: string, ...values: unknown[]) =>
    database.prepare<unknown[], Record<string, string & number>>(sql).all(...values)
  const sales: string[] = []
  const valueOf = (documentId: string, lineNo: number, type: string) =>
    rows('select * from stock_movement where document_id = ?', documentId)
      .filter((m) => m['line_no'] === lineNo && m['document_type'] === type)
      .reduce((sum, m) => sum + m['value']!, 0)
  for (const o of rows(`select * from sales_order`)) {
    if (o['closed'] === 'void' || !['auto', 'approved'].includes(o['review']!)) continue
    for (const l of rows('select * from sales_order_line where order_id = ?', o['id'])) {
      const isShort = o['closed'] === 'short'
      const amount = isShort ? Math.round((l['net']! * l['shipped']!) / l['quantity']!) : l['net']!
      const quantity = isShort ? l['shipped'] : l['quantity']
      const { customer_id, site_id } = o
      sales.push(
        [
          dayNumber(o['day']!),
          'order',
          customer_id,
          site_id,
          l['product_id'],
          l['warehouse_id'],
          quantity,
          amount,
          NaN,
        ].join(' '),
      )
    }
  }
  for (const s of rows(`select * from shipment where status = 'posted'`)) {
    for (const n of rows('select * from shipment_line where shipment_id = ?', s['id'])) {
      const [l] = rows(
        'select * from sales_order_line where order_id = ? and line_no = ?',
        s['order_id'],
        n['order_line_no'],
      )
      const cost = -valueOf(s['id']!, n['line_no']!, 'shipment')
      sales.push(
        [
          dayNumber(s['day']!),
          'shipment',
          s['customer_id'],
          s['site_id'],
          l!['product_id'],
          s['warehouse_id'],
          n['quantity'],
          n['amount'],
          cost,
        ].join(' '),
      )
    }
  }
  for (const r of rows(`select * from sales_return where status = 'posted'`)) {
    for (const l of rows('select * from sales_return_line where return_id = ?', r['id'])) {
      const [s] = rows('select warehouse_id from shipment where id = ?', l['shipment_id'])
      const place = s?.['warehouse_id'] ?? r['warehouse_id']
      const cost = -valueOf(r['id']!, l['line_no']!, 'sales-return')
      sales.push(
        [
          dayNumber(r['day']!),
          'return',
          r['customer_id'],
          r['site_id'],
          l['product_id'],
          place,
          -l['quantity']!,
          -l['amount']!,
          cost,
        ].join(' '),
      )
    }
  }
  const stock = rows('select * from stock_movement').map((m) =>
    [dayNumber(m['day']!), m['product_id'], m['warehouse_id'], m['document_type'], m['quantity'], m['value']].join(' '),
  )
  database.close()
  return { sales: sales.sort(), stock: stock.sort() }
}

async function loaded(file: string, company: TestCompany, read: () => void = () => {}): Promise<FactStore> {
  const store = new FactStore(file, join(company.home, 'facts.cache'))
  await store.load(async () => read())
  return store
}

it('facts of another history or a cut-off file are not used', async () => {
  const company = await createTestCompany()
  const file = company.application.folder.companyFile(company.companyId)
  await makeProduct(company.client, { stock: 3 })
  await loaded(file, company).then((store) => store.close())
  const path = join(company.home, 'facts.cache')
  const whole = readFileSync(path)
  for (const bytes of [whole.subarray(0, whole.length - 20), Buffer.alloc(0), Buffer.from('not facts')]) {
    writeFileSync(path, bytes)
    let read = 0
    const store = await loaded(file, company, () => read++)
    expect(read).toBeGreaterThan(0)
    expect(store.current('2026-11-23').stock[0]!.count).toBe(1)
    store.close()
  }
  await company.close()
})

it('facts kept current by commits are the facts read anew, and those are the documents', async () => {
  await fc.assert(
    fc.asyncProperty(fc.infiniteStream(fc.nat(1_000_000)), async (stream) => {
      const pick = (n: number) => (stream.next().value as number) % n
      const company = await createTestCompany()
      const file = company.application.folder.companyFile(company.companyId)
      const kept = new FactStore(file)
      const notes = new ChangeNotes()
      const opened = await company.application.company(company.companyId)
      try {
        const { client } = company
        const customers = [await makeCustomer(client), await makeCustomer(client)]
        const goods = [
          await makeProduct(client, { stock: 500, purchasePrice: 612_345 }),
          await makeProduct(client, { stock: 500, purchasePrice: 77_777 }),
        ]
        await kept.load(async () => {})
        await loaded(file, company).then((store) => store.close())
        opened.onCommit((committed) => notes.add(committed))
        const shipped: (Note & { customerId: string })[] = []
        const returned: Return[] = []
        for (let step = 0; step < 14; step++) {
          const product = goods[pick(goods.length)]!
          const kind = pick(8)
          if (kind <= 2) {
            const lines = [line(product.id, 1 + pick(9), 70 + pick(30)), line(goods[0]!.id, 1 + pick(5))]
            const customerId = customers[pick(customers.length)]!.id
            const order = await submitOrder(client, customerId, lines)
            const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
            shipped.push({ ...(await client.shipments.confirm({ id: note!.id, version: note!.version })), customerId })
          } else if (kind === 3) await submitOrder(client, customers[pick(customers.length)]!.id, [line(product.id, 2)])
          else if (kind === 4) {
            const note = shipped[pick(shipped.length || 1)]
            const bill = note && (await client.returns.returnable({ shipmentId: note.id })).find((b) => b.left >= 1000)
            const disposition = pick(2) === 0 ? ('sellable' as const) : ('scrap' as const)
            if (bill)
              returned.push(await giveBack(client, note.customerId, [back(note, bill.lineNo, 1, { disposition })]))
          } else if (kind === 5) {
            const gone = returned.pop()
            if (gone) {
              const { id, version } = await client.returns.get({ id: gone.id })
              await client.returns.void({ id, version, reason: '录错' })
            }
          } else if (kind === 6) {
            const note = shipped.find(
              (one) => !returned.some((r) => r.lines.some((l) => l.bill?.shipmentId === one.id)),
            )
            if (note) {
              shipped.splice(shipped.indexOf(note), 1)
              const { id, version } = await client.shipments.get({ id: note.id })
              await client.shipments.void({ id, version, reason: '录错' })
            }
          } else await postStock(client, 'other-in', [[product.id, 3]], { day: `2026-11-${10 + pick(10)}` })
          if (pick(3) === 0) company.clock.advance(86_400_000)
          if (pick(4) === 0) await client.costs.recompute({ productId: product.id })
          if (pick(3) === 0) kept.update(notes.take())
        }
        goods.push(await makeProduct(client, { stock: 5 }))
        kept.update(notes.take())

        // what was kept before all this, brought up to date from the change log alone
        let read = 0
        const again = await loaded(file, company, () => read++)
        expect(read).toBe(0)
        const fresh = new FactStore(file)
        await fresh.load(async () => {})
        const slow = slowly(company)
        const today = '2026-11-30'
        expect(linesOf(kept.current(today))).toEqual(linesOf(fresh.current(today)))
        expect(stockOf(kept.current(today))).toEqual(stockOf(fresh.current(today)))
        expect(linesOf(again.current(today))).toEqual(slow.sales)
        expect(stockOf(again.current(today))).toEqual(slow.stock)
        again.close()
        expect(linesOf(fresh.current(today))).toEqual(slow.sales)
        expect(stockOf(fresh.current(today))).toEqual(slow.stock)
        expect(slow.sales.length).toBeGreaterThan(0)
        fresh.close()
      } finally {
        kept.close()
        await company.close()
      }
    }),
    { numRuns: 4 },
  )
})

it('answers from its thread follow commits, say how far they are, and a closed company ends them', async () => {
  const company = await createTestCompany()
  const { client } = company
  expect(await client.analytics.state()).toEqual({ loaded: null })
  await client.analytics.prepare()
  expect(await client.analytics.state()).toEqual({ loaded: 100 })
  const cancelled = new AbortController()
  cancelled.abort()
  const opened = await company.application.company(company.companyId)
  const asked = opened.analytics.ask('prepare', { today: '2026-11-23' }, { signal: cancelled.signal })
  await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' })
  await company.close()
})
