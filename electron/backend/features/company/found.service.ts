import type { CompanySettings } from '../../../../shared/contract/company.ts'
import type { Db } from '../../db/dialect.ts'
import { DEFAULT_SETTINGS } from './company.service.ts'

/** Writes the company itself with its first site (ZB) and warehouse (ZC). */
export async function insertCompany(
  db: Db,
  founding: {
    companyId: string
    companyName: string
    contact: string
    email: string
    mobile?: string
    timeZone?: string
    sample: boolean
    names: { site: string; warehouse: string }
  },
  at: string,
  makeId: () => string,
): Promise<void> {
  const siteId = makeId()
  const warehouseId = makeId()
  const settings: CompanySettings = { ...DEFAULT_SETTINGS, defaultWarehouseId: warehouseId }
  await db
    .insertInto('company')
    .values({
      id: founding.companyId,
      name: founding.companyName,
      contact: founding.contact,
      email: founding.email,
      mobile: founding.mobile ?? '',
      time_zone: founding.timeZone ?? 'Asia/Shanghai',
      sample: founding.sample ? 1 : 0,
      settings: JSON.stringify(settings),
      created_at: at,
    })
    .execute()
  await db.insertInto('site').values({ id: siteId, code: 'ZB', name: founding.names.site }).execute()
  await db
    .insertInto('warehouse')
    .values({ id: warehouseId, site_id: siteId, code: 'ZC', name: founding.names.warehouse })
    .execute()
}
