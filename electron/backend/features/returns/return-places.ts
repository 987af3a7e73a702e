import type { WarehousePurpose } from '../../../../shared/contract/company.ts'
import type { Disposition } from '../../../../shared/domain/returns/states.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { saveWarehouse } from '../inventory/warehouses.service.ts'

/** Warehouses made when the first goods of their kind come back: nobody has to set anything up before the first return. */
const OWN_WAREHOUSES: Record<Exclude<WarehousePurpose, 'stock'>, { name: string; letters: string }> = {
  seconds: { name: '残次库', letters: 'CC' },
  supplier: { name: '待退厂库', letters: 'TC' },
}

const KIND_OF: Record<Disposition, WarehousePurpose> = {
  sellable: 'stock',
  seconds: 'seconds',
  supplier: 'supplier',
  // comes in and leaves the books as a loss where it would have gone
  scrap: 'stock',
  none: 'stock',
}

/**
 * Where goods go: sellable ones into the return's warehouse, others into the site's warehouse of their kind, which is made
 * when there is none.
 */
export async function placeFor(
  ctx: CommandContext,
  disposition: Disposition,
  home: { warehouseId: string; siteId: string },
): Promise<string> {
  const kind = KIND_OF[disposition]
  if (kind === 'stock') return home.warehouseId
  const known = await ctx.db
    .selectFrom('warehouse')
    .select('id')
    .where('site_id', '=', home.siteId)
    .where('kind', '=', kind)
    .where('archived', '=', 0)
    .orderBy('code')
    .executeTakeFirst()
  if (known) return known.id
  const { name, letters } = OWN_WAREHOUSES[kind]
  const taken = await ctx.db.selectFrom('warehouse').select('code').where('code', 'like', `${letters}%`).execute()
  const codes = new Set(taken.map((row) => row.code))
  let number = 1
  while (codes.has(letters + number)) number++
  const id = ctx.newId()
  await saveWarehouse(ctx, {
    id,
    version: 0,
    siteId: home.siteId,
    code: letters + number,
    name,
    archived: false,
    purpose: kind,
  })
  return id
}
