import type { Client, Inputs, Outputs } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'

/** Factories of the buying side, through the contract like those of make.ts. */
let counter = 0

export function makeSupplier(
  client: Client,
  fields: Partial<Inputs['suppliers']['create']> = {},
): Promise<Outputs['suppliers']['create']> {
  return client.suppliers.create({ id: newId(), name: `供应商${++counter}`, ...fields })
}

export type BoughtLine = Inputs['purchasing']['save']['draft']['lines'][number]

/** A line of `bags` base units at the given price in yuan. */
export const bought = (productId: string, bags: number, yuan: number | null = 60): BoughtLine => ({
  productId,
  unit: '袋',
  quantity: Math.round(bags * 1000),
  price: yuan === null ? null : Math.round(yuan * 10_000),
})

/** An approved purchase order. */
export async function approvedOrder(
  client: Client,
  supplierId: string,
  lines: BoughtLine[],
  more: Partial<Inputs['purchasing']['save']['draft']> = {},
): Promise<Outputs['purchasing']['get']> {
  const draft = await client.purchasing.save({ id: newId(), version: 0, draft: { supplierId, lines, ...more } })
  return client.purchasing.approve({ id: draft.id, version: draft.version })
}

/** Receives so many bags of an order's lines, in their order; 0 leaves a line out. */
export function receiveBags(
  client: Client,
  order: Outputs['purchasing']['get'],
  bags: number[],
  more: Partial<Inputs['purchasing']['receive']> = {},
): Promise<Outputs['purchasing']['receive']> {
  return client.purchasing.receive({
    id: newId(),
    orderId: order.id,
    lines: order.lines
      .map((line, i) => ({
        orderLineNo: line.lineNo,
        productId: line.productId,
        unit: line.unit,
        quantity: Math.round((bags[i] ?? 0) * 1000),
      }))
      .filter((line) => line.quantity > 0),
    ...more,
  })
}

/** Settings of the company with other rules for buying. */
export async function setPurchasing(
  client: Client,
  change: Partial<Outputs['company']['get']['settings']['purchasing']>,
): Promise<void> {
  const company = await client.company.get()
  const { id: _id, timeZone: _zone, ...fields } = company
  const purchasing = { ...company.settings.purchasing, ...change }
  await client.company.update({ ...fields, settings: { ...company.settings, purchasing } })
}
