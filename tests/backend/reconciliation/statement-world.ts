import type { Client, Inputs, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

/** A company on 2026-11-23 with a customer who bought and paid in October and November. */
export interface StatementWorld {
  company: TestCompany
  client: Client
  customer: Outputs['customers']['create']
  productId: string
  /** Ships `bags` at 80 yuan on the clock's day. */
  ship(bags: number, customerId?: string): Promise<Outputs['shipments']['confirm']>
  receive(amount: number, day: string): Promise<Outputs['settlement']['receive']>
  /** A statement of October, in the state it has after the calls named. */
  october(fields?: Partial<Inputs['reconciliation']['create']>): Promise<Outputs['reconciliation']['create']>
}

/** Owed 100.00 before October; 10-05 10 bags (800.00, 30 days), 10-12 paid 300.00, 10-20 5 bags (400.00); 11-03 paid 500.00. */
export async function statementWorld(): Promise<StatementWorld> {
  const company = await createTestCompany()
  const { client, clock } = company
  clock.set('2026-09-15T01:00:00.000Z')
  const customer = await makeCustomer(client, { name: '城东面馆', creditDays: 30, openingBalance: 10_000 })
  const { id: productId } = await makeProduct(client, { name: '特一粉', stock: 500 })
  const ship: StatementWorld['ship'] = async (bags, customerId = customer.id) => {
    const order = await submitOrder(client, customerId, [line(productId, bags)])
    const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
    return client.shipments.confirm({ id: note!.id, version: note!.version })
  }
  const receive: StatementWorld['receive'] = (amount, day) =>
    client.settlement.receive({ id: newId(), customerId: customer.id, amount, method: 'transfer', day })
  clock.set('2026-10-05T01:00:00.000Z')
  await ship(10)
  clock.set('2026-10-12T01:00:00.000Z')
  await receive(30_000, '2026-10-12')
  clock.set('2026-10-20T01:00:00.000Z')
  await ship(5)
  clock.set('2026-11-03T01:00:00.000Z')
  await receive(50_000, '2026-11-03')
  clock.set('2026-11-23T01:00:00.000Z')
  return {
    company,
    client,
    customer,
    productId,
    ship,
    receive,
    october: (fields = {}) =>
      client.reconciliation.create({
        id: newId(),
        customerId: customer.id,
        from: '2026-10-01',
        to: '2026-10-31',
        ...fields,
      }),
  }
}
