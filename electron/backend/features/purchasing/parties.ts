import { AppError, ruleError } from '../../../../shared/errors.ts'
import { BASE_FACTOR } from '../../../../shared/quantity.ts'
import { prepared } from '../../db/prepared.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext, QueryContext } from '../../rpc/context.ts'
import { packsOf } from '../inventory/packs.ts'
import { inJsonIds } from '../search/find.ts'

/** Whom and what a purchase document names, checked once for all of them. */

/** A supplier goods may be ordered from. @throws NOT_FOUND, RULE SUPPLIER_REQUIRED, SUPPLIER_ARCHIVED (or frozen) */
export async function activeSupplier(ctx: Pick<QueryContext, 'db'>, id: string | null) {
  const supplier = await supplierOf(ctx, id)
  if (supplier.status !== 'active') throw ruleError('SUPPLIER_ARCHIVED', { field: 'supplierId', value: supplier.name })
  return supplier
}

/** Any supplier: goods go back and money is owed to those put away, too. @throws NOT_FOUND, RULE SUPPLIER_REQUIRED */
export async function supplierOf(ctx: Pick<QueryContext, 'db'>, id: string | null) {
  if (id === null) throw ruleError('SUPPLIER_REQUIRED', { field: 'supplierId' })
  return found(await supplierById.first(ctx.db, { id }), 'supplier', id)
}

/** What purchase documents have to know of a supplier. */
export interface BoughtFrom {
  id: string
  name: string
  status: 'active' | 'frozen' | 'archived'
  tax_rate: number | null
  credit_days: number
}
const supplierById = prepared<{ id: string }, BoughtFrom>((db, value) =>
  db.selectFrom('supplier').select(['id', 'name', 'status', 'tax_rate', 'credit_days']).where('id', '=', value('id')),
)

/** The warehouse named, else the company's usual one. @throws NOT_FOUND */
export async function warehouseOf(ctx: Pick<QueryContext, 'db' | 'info'>, id: string | null) {
  const wanted = id ?? ctx.info.settings.defaultWarehouseId
  const warehouse =
    wanted === null ? await firstWarehouse.first(ctx.db, {}) : await openById.first(ctx.db, { id: wanted })
  return found(warehouse, 'warehouse', wanted ?? '')
}
const firstWarehouse = prepared<object, { id: string; site_id: string }>((db) =>
  db.selectFrom('warehouse').select(['id', 'site_id']).where('archived', '=', 0).orderBy('id').limit(1),
)
const openById = prepared<{ id: string }, { id: string; site_id: string }>((db, value) =>
  db.selectFrom('warehouse').select(['id', 'site_id']).where('archived', '=', 0).where('id', '=', value('id')),
)

/** A number names its site: a document that has one cannot move to another. @throws RULE OTHER_SITE */
export function refuseOtherSite(existing: { site_id: string } | undefined, warehouse: { site_id: string }): void {
  if (existing && existing.site_id !== warehouse.site_id) throw ruleError('OTHER_SITE', { field: 'warehouseId' })
}

export interface BoughtProduct {
  id: string
  name: string
  status: 'active' | 'archived'
  tax_rate: number | null
  lot_tracked: number
  weight: number | null
  /** Thousandths of the base unit by unit. */
  factors: Map<string, number>
}

/** Products with the factors of their units. @throws NOT_FOUND */
export async function boughtProducts(
  ctx: Pick<QueryContext, 'db'>,
  ids: readonly string[],
): Promise<Map<string, BoughtProduct>> {
  const unique = [...new Set(ids)]
  const rows = await productsById.all(ctx.db, { ids: JSON.stringify(unique) })
  const packs = await packsOf(ctx, unique)
  const products = new Map(
    rows.map(({ base_unit, ...row }) => {
      const units = [{ unit: base_unit, factor: BASE_FACTOR }, ...(packs.get(row.id) ?? [])]
      return [row.id, { ...row, factors: new Map(units.map(({ unit, factor }) => [unit, factor])) }]
    }),
  )
  for (const id of unique) found(products.get(id), 'product', id)
  return products
}

const productsById = prepared<{ ids: string }, Omit<BoughtProduct, 'factors'> & { base_unit: string }>((db, value) =>
  db
    .selectFrom('product')
    .select(['id', 'name', 'status', 'tax_rate', 'lot_tracked', 'weight', 'base_unit'])
    .where(inJsonIds('id', value('ids'))),
)

/** Factor of a typed unit. @throws RULE UNIT_UNKNOWN with the line */
export function factorIn(product: BoughtProduct, unit: string, line: number): number {
  const factor = product.factors.get(unit)
  if (factor === undefined) throw ruleError('UNIT_UNKNOWN', { line, value: unit })
  return factor
}

/** Purchase prices and costs are hidden from this user (domain.md 1: everywhere, not only on screens). */
export const hidesPurchase = (ctx: Pick<QueryContext, 'user'>): boolean => ctx.user.mask.includes('purchase')

/** Refuses an action the table of actions does not list, and old versions. @throws CONFLICT, WRONG_STATE */
export function requireAction<Action extends string>(
  entity: string,
  record: { id: string; version: number; status: string },
  actions: readonly Action[],
  action: Action,
  version: number,
): void {
  if (record.version !== version) throw new AppError('CONFLICT', { entity, id: record.id })
  if (!actions.includes(action))
    throw new AppError('WRONG_STATE', { entity, id: record.id, action, state: record.status })
}

/** The user as the tables of actions want to know it. */
export const purchaseUser = (ctx: Pick<CommandContext, 'user' | 'info'>) => ({
  id: ctx.user.id,
  rights: ctx.user.rights,
  reviewOwn: ctx.info.settings.purchasing.reviewOwn,
})
