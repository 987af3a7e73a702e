import type { Client, Inputs, Outputs } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'

/** Factories that go through the contract, so that no fixture is a state the product cannot reach. */
let counter = 0

export function makeCustomer(
  client: Client,
  fields: Partial<Inputs['customers']['create']> = {},
): Promise<Outputs['customers']['create']> {
  return client.customers.create({ id: newId(), name: `客户${++counter}`, ...fields })
}

/** A flour in bags of 25 kg with a 吨 of 40 bags at 80 yuan a bag, and `stock` bags in the default warehouse. */
export async function makeProduct(
  client: Client,
  fields: Partial<Inputs['products']['create']> & { stock?: number } = {},
): Promise<Outputs['products']['create']> {
  const { stock = 0, ...rest } = fields
  const [warehouse] = await client.company.warehouses()
  return client.products.create({
    id: newId(),
    name: `面粉${++counter}`,
    spec: '25kg',
    baseUnit: '袋',
    packs: [{ unit: '吨', factor: 40_000 }],
    salePrice: 800_000,
    openingStock: stock > 0 ? [{ warehouseId: warehouse!.id, quantity: stock * 1000 }] : [],
    ...rest,
  })
}

/** A line of `bags` base units at the given price in yuan. */
export function line(
  productId: string,
  bags: number,
  yuan = 80,
): Inputs['orders']['saveDraft']['draft']['lines'][number] {
  return { productId, unit: '袋', quantity: Math.round(bags * 1000), price: Math.round(yuan * 10_000) }
}

/** Submits an order in one call. */
export function submitOrder(
  client: Client,
  customerId: string,
  lines: Inputs['orders']['saveDraft']['draft']['lines'],
  more: Partial<Inputs['orders']['saveDraft']['draft']> = {},
): Promise<Outputs['orders']['submit']> {
  return client.orders.submit({ id: newId(), version: 0, draft: { customerId, lines, ...more } })
}

/** Books a stock document in one call: `bags` base units of each product, in the default warehouse unless told otherwise. */
export async function postStock(
  client: Client,
  kind: Inputs['stockDocuments']['save']['draft']['kind'],
  lines: readonly [productId: string, bags: number][],
  fields: Partial<Inputs['stockDocuments']['save']['draft']> & { id?: string } = {},
): Promise<Outputs['stockDocuments']['post']> {
  const [warehouse] = await client.company.warehouses()
  const { id = newId(), ...draft } = fields
  return client.stockDocuments.post({
    id,
    version: 0,
    draft: {
      kind,
      warehouseId: warehouse!.id,
      reason: '盘点',
      lines: lines.map(([productId, bags]) => ({ productId, unit: '袋', quantity: Math.round(bags * 1000) })),
      ...draft,
    },
  })
}
