import type { Client, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

type Customer = Outputs['customers']['create']
type Note = Outputs['shipments']['get']

/** A product with plenty of stock, 25 kg a bag, and a customer who pays when the goods come. */
export async function makeGoods(client: Client): Promise<{ productId: string }> {
  const product = await makeProduct(client, { stock: 1000, weight: 25_000 })
  return { productId: product.id }
}

/** A confirmed note of `bags` bags at 80 yuan for a customer with these terms. */
export async function makeNote(
  client: Client,
  productId: string,
  bags: number,
  more: {
    customer?: Customer
    settlement?: 'cod' | 'monthly'
    address?: string
    phone?: string
    confirm?: boolean
  } = {},
): Promise<{ note: Note; customer: Customer }> {
  const { settlement = 'cod', address = '中山路 1 号', phone = '13800138000', confirm = true } = more
  const customer = more.customer ?? (await makeCustomer(client, { settlement, creditLimit: 100_000_000 }))
  const order = await submitOrder(client, customer.id, [line(productId, bags)], { address, phone })
  const [draft] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
  const note = confirm ? await client.shipments.confirm({ id: draft!.id, version: draft!.version }) : draft!
  return { note, customer }
}

/** A vehicle that carries two tons and a driver. */
export async function makeFleet(client: Client): Promise<{ vehicleId: string; driverId: string }> {
  const vehicle = await client.delivery.saveVehicle({
    id: newId(),
    version: 0,
    plate: `粤A${newId().slice(-5)}`,
    capacity: 2_000_000,
  })
  const driver = await client.delivery.saveDriver({ id: newId(), version: 0, name: `陈师傅${newId().slice(-4)}` })
  return { vehicleId: vehicle.id, driverId: driver.id }
}

/** A trip under way with these notes. */
export async function startTrip(client: Client, shipmentIds: string[]): Promise<Outputs['trips']['get']> {
  const fleet = await makeFleet(client)
  const trip = await client.trips.save({ id: newId(), version: 0, ...fleet, shipmentIds })
  return client.trips.depart({ id: trip.id, version: trip.version })
}

/** The rule a call breaks, or the code of its refusal. */
export async function refusalOf(call: Promise<unknown>): Promise<unknown> {
  const { code, rule } = await codeOf(call)
  return rule ?? code
}
