import type { DriverView, VehicleView } from '../../../../shared/contract/delivery.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import { AppError } from '../../../../shared/errors.ts'
import { claim, found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { firstSite } from '../settlement/money-store.ts'
import { bookDifference } from './driver-ledger.ts'
import { drivers, vehicles } from './fleet.queries.ts'

/** Makes (version 0) or changes a vehicle. Made twice it is the same. @throws DUPLICATE, CONFLICT */
export async function saveVehicle(
  ctx: CommandContext,
  input: Requests['delivery']['saveVehicle'],
): Promise<VehicleView> {
  const { id, version, plate, name, capacity } = input
  const other = await ctx.db
    .selectFrom('vehicle')
    .select('id')
    .where('plate', '=', plate)
    .where('id', '<>', id)
    .executeTakeFirst()
  if (other) throw new AppError('DUPLICATE', { entity: 'vehicle', field: 'plate', value: plate, id: other.id })
  const values = { plate, name, capacity, archived: input.archived ? 1 : 0 } as const
  if (version === 0)
    await ctx.db
      .insertInto('vehicle')
      .values({ id, ...values })
      .onConflict((oc) => oc.doNothing())
      .execute()
  else
    await claim(
      ctx.db
        .updateTable('vehicle')
        .set({ ...values, version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version),
      'vehicle',
      id,
    )
  return (await vehicles(ctx)).find((one) => one.id === id)!
}

/** Makes (version 0) or changes a driver. Made twice it is the same. @throws DUPLICATE, CONFLICT */
export async function saveDriver(ctx: CommandContext, input: Requests['delivery']['saveDriver']): Promise<DriverView> {
  const { id, version, name, phone } = input
  const other = await ctx.db
    .selectFrom('driver')
    .select('id')
    .where('name', '=', name)
    .where('id', '<>', id)
    .executeTakeFirst()
  if (other) throw new AppError('DUPLICATE', { entity: 'driver', field: 'name', value: name, id: other.id })
  const values = { name, phone, archived: input.archived ? 1 : 0 } as const
  if (version === 0)
    await ctx.db
      .insertInto('driver')
      .values({ id, ...values })
      .onConflict((oc) => oc.doNothing())
      .execute()
  else
    await claim(
      ctx.db
        .updateTable('driver')
        .set({ ...values, version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version),
      'driver',
      id,
    )
  return (await drivers(ctx)).find((one) => one.id === id)!
}

/** Money a driver brings later for what was missing, or gets back. The same id again changes nothing. @throws NOT_FOUND */
export async function settleDriver(
  ctx: CommandContext,
  input: Requests['delivery']['settleDriver'],
): Promise<DriverView> {
  const driver = async () => (await drivers(ctx)).find((one) => one.id === input.driverId)
  const { name } = found(await driver(), 'driver', input.driverId)
  await bookDifference(ctx, {
    id: input.id,
    driverId: input.driverId,
    tripId: null,
    amount: -input.amount,
    siteId: await firstSite(ctx),
    remark: [name, input.remark].filter(Boolean).join(' '),
  })
  return (await driver())!
}
