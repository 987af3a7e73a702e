import type { DriverView, VehicleView } from '../../../../shared/contract/delivery.ts'
import type { QueryContext } from '../../rpc/context.ts'

/** Vehicles by plate, those out of use last. */
export async function vehicles(ctx: Pick<QueryContext, 'db'>): Promise<VehicleView[]> {
  const rows = await ctx.db.selectFrom('vehicle').selectAll().orderBy('archived').orderBy('plate').execute()
  return rows.map((row) => ({ ...row, archived: row.archived === 1 }))
}

/** Drivers by name, those who left last, with what each owes of the money taken. */
export async function drivers(ctx: Pick<QueryContext, 'db'>): Promise<DriverView[]> {
  const rows = await ctx.db
    .selectFrom('driver as d')
    .selectAll('d')
    .select((eb) =>
      eb.fn
        .coalesce(
          eb
            .selectFrom('driver_entry as e')
            .select((e) => e.fn.sum<number>('e.amount').as('sum'))
            .whereRef('e.driver_id', '=', 'd.id'),
          eb.lit(0),
        )
        .as('open'),
    )
    .orderBy('archived')
    .orderBy('name')
    .execute()
  return rows.map((row) => ({ ...row, archived: row.archived === 1 }))
}
