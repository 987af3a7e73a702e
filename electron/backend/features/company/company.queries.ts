import type { CompanySettings, CompanyView, WarehouseView } from '../../../../shared/contract/company.ts'
import type { Outputs } from '../../../../shared/contract/index.ts'
import type { QueryContext } from '../../rpc/context.ts'

/** Company data with settings. */
export async function get(ctx: Pick<QueryContext, 'db'>): Promise<CompanyView> {
  const row = await ctx.db.selectFrom('company').selectAll().executeTakeFirstOrThrow()
  return {
    id: row.id,
    name: row.name,
    contact: row.contact,
    email: row.email,
    mobile: row.mobile,
    address: row.address,
    taxId: row.tax_id,
    timeZone: row.time_zone,
    settings: JSON.parse(row.settings) as CompanySettings,
    version: row.version,
  }
}

/** Sites by code, archived ones last. */
export async function sites(ctx: Pick<QueryContext, 'db'>): Promise<Outputs['company']['sites']> {
  const rows = await ctx.db.selectFrom('site').selectAll().orderBy('archived').orderBy('code').execute()
  return rows.map(({ id, code, name, archived, credit_share, version }) => ({
    id,
    code,
    name,
    archived: archived === 1,
    creditShare: credit_share,
    version,
  }))
}

/** Warehouses by code, archived ones last. */
export async function warehouses(ctx: Pick<QueryContext, 'db'>): Promise<WarehouseView[]> {
  const rows = await ctx.db
    .selectFrom('warehouse as w')
    .innerJoin('site as s', 's.id', 'w.site_id')
    .select([
      'w.id',
      'w.site_id',
      's.name as site_name',
      'w.code',
      'w.name',
      'w.archived',
      'w.allow_negative',
      'w.kind',
      'w.version',
    ])
    .orderBy('w.archived')
    .orderBy('w.code')
    .execute()
  return rows.map((r) => ({
    id: r.id,
    siteId: r.site_id,
    siteName: r.site_name,
    code: r.code,
    name: r.name,
    archived: r.archived === 1,
    allowNegative: r.allow_negative === 1,
    purpose: r.kind,
    version: r.version,
  }))
}
