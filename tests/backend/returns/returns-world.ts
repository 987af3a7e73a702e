import type { Client, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { submitOrder } from '../../support/make.ts'

export type Note = Outputs['shipments']['get']
export type Return = Outputs['returns']['get']
type Lines = Parameters<typeof submitOrder>[2]

/** An order of these lines, all of it shipped by one note. */
export async function ship(client: Client, customerId: string, lines: Lines): Promise<Note> {
  const order = await submitOrder(client, customerId, lines)
  const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
  return client.shipments.confirm({ id: note!.id, version: note!.version })
}

type Wanted = Parameters<Client['returns']['save']>[0]['wanted']
export type WantedLine = Wanted['lines'][number]

/** A line of a return that takes `bags` back of a note's line. */
export function back(note: Note, lineNo: number, bags: number, more: Partial<WantedLine> = {}): WantedLine {
  const line = note.lines.find((one) => one.lineNo === lineNo)!
  return {
    bill: { shipmentId: note.id, lineNo },
    productId: line.productId,
    unit: line.baseUnit,
    quantity: Math.round(bags * 1000),
    reason: 'quality',
    ...more,
  }
}

/** A draft return. */
export const draftReturn = (
  client: Client,
  customerId: string,
  lines: WantedLine[],
  more: Partial<Wanted> = {},
): Promise<Return> => client.returns.save({ id: newId(), version: 0, wanted: { customerId, lines, ...more } })

/** A return that is submitted at once. */
export async function giveBack(
  client: Client,
  customerId: string,
  lines: WantedLine[],
  more: Partial<Wanted> = {},
): Promise<Return> {
  const draft = await draftReturn(client, customerId, lines, more)
  return client.returns.submit({ id: draft.id, version: draft.version })
}

/** Stock of a product by warehouse kind, thousandths. */
export async function stockByKind(client: Client, productId: string): Promise<Record<string, number>> {
  const warehouses = await client.company.warehouses()
  const kinds = new Map(warehouses.map((one) => [one.id, one.purpose]))
  const rows = (await client.inventory.list({ nonZero: true })).rows.filter((row) => row.productId === productId)
  const found: Record<string, number> = {}
  for (const row of rows) {
    const kind = kinds.get(row.warehouseId!)!
    found[kind] = (found[kind] ?? 0) + row.onHand
  }
  return found
}
