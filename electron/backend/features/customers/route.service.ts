import type { CommandContext } from '../../rpc/context.ts'

/** Sets which customers a route visits, in this order; whoever is not named leaves it. */
export async function putOnRoute(ctx: CommandContext, routeId: string, customerIds: readonly string[]): Promise<void> {
  const before = await ctx.db
    .selectFrom('customer')
    .select(['id', 'route_stop'])
    .where('route_id', '=', routeId)
    .execute()
  const stops = new Map(customerIds.map((id, i) => [id, i + 1]))
  for (const { id } of before) {
    if (stops.has(id)) continue
    await ctx.db.updateTable('customer').set({ route_id: null, route_stop: 0 }).where('id', '=', id).execute()
  }
  const known = new Map(before.map((one) => [one.id, one.route_stop]))
  for (const [id, stop] of stops) {
    if (known.get(id) === stop) continue
    await ctx.db.updateTable('customer').set({ route_id: routeId, route_stop: stop }).where('id', '=', id).execute()
  }
}
