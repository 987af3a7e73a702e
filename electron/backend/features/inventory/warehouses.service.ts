import type { WarehouseView } from '../../../../shared/contract/company.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { warehouses } from '../company/company.queries.ts'
import * as company from '../company/company.service.ts'
import { letLack } from './balances.ts'

/**
 * Makes or changes a warehouse, and what its stock may do. @throws what company.saveWarehouse throws, RULE STOCK_NEGATIVE
 * when it may no longer lack what it lacks
 */
export async function saveWarehouse(
  ctx: CommandContext,
  input: Requests['company']['saveWarehouse'],
): Promise<WarehouseView> {
  const before = (await warehouses(ctx)).find((one) => one.id === input.id)
  const saved = await company.saveWarehouse(ctx, input)
  if (before && before.allowNegative !== saved.allowNegative) await letLack(ctx, saved.id, saved.allowNegative)
  return saved
}
