import { openReader } from '../../../electron/backend/db/open.ts'
import type { TestCompany } from '../../support/company.ts'

/** Sums over all warehouses of one product, thousandths of the base unit, and its value (1/10000 yuan). */
export function balanceOf(
  company: TestCompany,
  productId: string,
): { onHand: number; reserved: number; onOrder: number; value: number } {
  const reader = openReader(company.application.folder.companyFile(company.companyId))
  try {
    const row = reader
      .prepare<[string], { onHand: number | null; reserved: number | null; onOrder: number | null }>(
        `select sum(on_hand) as onHand, sum(reserved) as reserved, sum(on_order) as onOrder from stock_balance
         where product_id = ?`,
      )
      .get(productId)
    const value = reader
      .prepare<[string], number | null>('select sum(value) from stock_value where product_id = ?')
      .pluck()
      .get(productId)
    return {
      onHand: row?.onHand ?? 0,
      reserved: row?.reserved ?? 0,
      onOrder: row?.onOrder ?? 0,
      value: value ?? 0,
    }
  } finally {
    reader.close()
  }
}
