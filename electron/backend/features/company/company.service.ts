import { isDeepStrictEqual } from 'node:util'
import type {
  CompanySettings,
  CompanyView,
  ReviewSettings,
  WarehouseView,
} from '../../../../shared/contract/company.ts'
import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { VALUE_RULES } from '../../../../shared/domain/analytics/customer-value.ts'
import { DEFAULT_NOTE_TEMPLATE } from '../../../../shared/domain/printing/note-template.ts'
import { AppError, ruleError } from '../../../../shared/errors.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { claim } from '../../rpc/claim.ts'
import * as queries from './company.queries.ts'

/** Thresholds a new company starts with (domain.md 7). */
export const DEFAULT_SETTINGS: Omit<CompanySettings, 'defaultWarehouseId'> = {
  review: {
    creditLimit: 'hold',
    creditUsage: 'warn',
    usageLimit: 8000,
    prepaidSkips: true,
    laterPayment: 'hold',
    overdue: 'hold',
    overdueAmount: 100_000,
    overdueDays: 7,
    // a company that starts has no customer with an order yet: holding them all would stop its first weeks
    firstOrder: 'warn',
    newAddress: 'warn',
    floorPrice: 'hold',
    handPrice: 'warn',
    stockShort: 'hold',
    unusualQuantity: 'warn',
    unusualTimes: 5,
    duplicate: 'warn',
    duplicateMinutes: 120,
    margin: 'hold',
    marginFloor: 0,
    discount: 'hold',
    discountLimit: 2000,
    giftBudget: 'hold',
    lotLife: 'hold',
    grades: [],
    saleQuantity: 'hold',
    cutOff: 'hold',
    cutOffTime: '',
    orderAmount: 'off',
    amountLimit: 10_000_000,
    atShipment: true,
    levels: [],
    reasons: [
      '与客户确认过',
      '客户答应近日付款',
      '老板同意',
      '价格不对',
      '数量不对',
      '超出额度',
      '货不够，改日再下',
      '重复下单',
      '资料不全',
    ],
    version: 1,
    reviewOwn: false,
  },
  printRows: 8,
  printFooter: '',
  deliveryNote: DEFAULT_NOTE_TEMPLATE,
  idleLockMinutes: 15,
  countReviewOwn: false,
  taxRate: 0,
  taxIncluded: true,
  purchasing: { taxIncluded: true, deductTax: true, overReceipt: 0, reviewOwn: true },
  statements: { buckets: [30, 60, 90, 180, 365], bankAccount: '', replyDays: 7 },
  returns: { reviewAmount: 500_000, reviewDays: 90, reviewWithoutBill: true, capShare: 10_000 },
  settlement: { roundingLimit: 1000, discountLimit: 200 },
  customerValue: VALUE_RULES,
}

/** Changes company data and settings. @throws CONFLICT */
export async function update(ctx: CommandContext, input: Requests['company']['update']): Promise<CompanyView> {
  const settings = { ...input.settings, review: counted(input.settings.review, ctx.info.settings.review) }
  await claim(
    ctx.db
      .updateTable('company')
      .set({
        name: input.name,
        contact: input.contact,
        email: input.email,
        mobile: input.mobile,
        address: input.address,
        tax_id: input.taxId,
        settings: JSON.stringify(settings),
        version: input.version + 1,
      })
      .where('id', '=', ctx.info.id)
      .where('version', '=', input.version),
    'company',
    ctx.info.id,
  )
  return queries.get(ctx)
}

/** The rules with their version: one more when anything in them changed. */
function counted(next: ReviewSettings, now: ReviewSettings): ReviewSettings {
  const same = isDeepStrictEqual({ ...next, version: now.version }, now)
  return { ...next, version: same ? now.version : now.version + 1 }
}

/** Makes (version 0) or changes a site. @throws DUPLICATE, CONFLICT, RULE IN_USE */
export async function saveSite(
  ctx: CommandContext,
  input: Requests['company']['saveSite'],
): Promise<Outputs['company']['saveSite']> {
  const archived = input.archived ? 1 : 0
  await refuseTakenCode(ctx, 'site', input.id, input.code)
  if (input.version === 0) {
    await ctx.db
      .insertInto('site')
      .values({ id: input.id, code: input.code, name: input.name, archived, credit_share: input.creditShare ?? null })
      .execute()
  } else {
    if (archived) await refuseOpenWarehouses(ctx, input.id)
    const share = input.creditShare === undefined ? {} : { credit_share: input.creditShare }
    await claim(
      ctx.db
        .updateTable('site')
        .set({ code: input.code, name: input.name, archived, ...share, version: input.version + 1 })
        .where('id', '=', input.id)
        .where('version', '=', input.version),
      'site',
      input.id,
    )
  }
  return (await queries.sites(ctx)).find((s) => s.id === input.id)!
}

/**
 * Makes (version 0) or changes a warehouse; inventory/warehouses.service.ts does so with what its stock may do.
 * @throws DUPLICATE, CONFLICT, RULE IN_USE when archived with stock in it or moved to another site after goods moved there
 */
export async function saveWarehouse(
  ctx: CommandContext,
  input: Requests['company']['saveWarehouse'],
): Promise<WarehouseView> {
  const { id, siteId, code, name, version } = input
  const archived = input.archived ? 1 : 0
  await refuseTakenCode(ctx, 'warehouse', id, code)
  const known = (await queries.warehouses(ctx)).find((one) => one.id === id)
  const allowNegative = input.allowNegative ?? known?.allowNegative ?? false
  const kind = input.purpose ?? known?.purpose ?? 'stock'
  const values = { site_id: siteId, code, name, archived, allow_negative: allowNegative ? 1 : 0, kind }
  if (version === 0) {
    await ctx.db
      .insertInto('warehouse')
      .values({ id, ...values })
      .execute()
  } else {
    if (archived) await refuseStock(ctx, id)
    if (known && known.siteId !== siteId) await refuseMoved(ctx, id)
    await claim(
      ctx.db
        .updateTable('warehouse')
        .set({ ...values, version: version + 1 })
        .where('id', '=', id)
        .where('version', '=', version),
      'warehouse',
      id,
    )
  }
  return (await queries.warehouses(ctx)).find((w) => w.id === id)!
}

async function refuseTakenCode(
  ctx: CommandContext,
  table: 'site' | 'warehouse',
  id: string,
  code: string,
): Promise<void> {
  const other = await ctx.db
    .selectFrom(table)
    .select('id')
    .where('code', '=', code)
    .where('id', '<>', id)
    .executeTakeFirst()
  if (other) throw new AppError('DUPLICATE', { entity: table, field: 'code', value: code, id: other.id })
}

async function refuseOpenWarehouses(ctx: CommandContext, siteId: string): Promise<void> {
  const open = await ctx.db
    .selectFrom('warehouse')
    .select('name')
    .where('site_id', '=', siteId)
    .where('archived', '=', 0)
    .executeTakeFirst()
  if (open) throw ruleError('IN_USE', { field: 'archived', value: open.name })
}

async function refuseStock(ctx: CommandContext, warehouseId: string): Promise<void> {
  const stocked = await ctx.db
    .selectFrom('stock_balance')
    .innerJoin('product', 'product.id', 'stock_balance.product_id')
    .select('product.name')
    .where('warehouse_id', '=', warehouseId)
    .where('on_hand', '<>', 0)
    .executeTakeFirst()
  if (stocked) throw ruleError('IN_USE', { field: 'archived', value: stocked.name })
}

/** What stock is worth belongs to its site: a warehouse whose goods have moved stays where it is. */
async function refuseMoved(ctx: CommandContext, warehouseId: string): Promise<void> {
  const moved = await ctx.db
    .selectFrom('stock_movement as m')
    .innerJoin('product as p', 'p.id', 'm.product_id')
    .select('p.name')
    .where('m.warehouse_id', '=', warehouseId)
    .limit(1)
    .executeTakeFirst()
  if (moved) throw ruleError('IN_USE', { field: 'siteId', value: moved.name })
}
