import type { DraftOrder, OrderView } from '../../../../shared/contract/orders.ts'
import { quantityByProduct } from '../../../../shared/domain/pricing/resolve.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { saveDraft, submit } from '../orders/orders.service.ts'
import { notePlan } from '../orders/plan-link.ts'
import { resolvePricesFor } from '../pricing/pricing.queries.ts'
import type { PlanRecord } from './plan-store.ts'
import { delivery } from './routes.queries.ts'

/**
 * Makes an order from a plan's lines with today's prices for the customer, their first address and the day their route
 * proposes; submitted only when the plan says so and every line has a price.
 */
export async function makeOrder(
  ctx: CommandContext,
  plan: PlanRecord,
  { id, customerId, mode }: { id: string; customerId: string; mode: 'draft' | 'submit' },
): Promise<OrderView> {
  const lines = await ctx.db
    .selectFrom('order_plan_line')
    .selectAll()
    .where('plan_id', '=', plan.id)
    .orderBy('line_no')
    .execute()
  const typed = lines.map((line) => ({
    productId: line.product_id,
    unit: line.unit,
    quantity: line.quantity,
    gift: false,
  }))
  const quantities = quantityByProduct(typed)
  const items = typed.map((line) => ({ ...line, quantity: quantities.get(line.productId) }))
  const prices = await resolvePricesFor(ctx, { customerId, day: ctx.today, items })
  const priceOf = (productId: string, unit: string) => prices.get(`${productId} ${unit}`)?.price ?? null
  const { proposed } = await delivery(ctx, { customerId, day: null })
  const draft: DraftOrder = {
    customerId,
    day: ctx.today,
    warehouseId: plan.warehouse_id,
    salesPersonId: null,
    discount: 0,
    deliveryDay: proposed,
    ...(await deliveryPlace(ctx, customerId)),
    payBy: null,
    remark: plan.remark,
    overrideReason: '',
    lines: lines.map((line) => ({
      productId: line.product_id,
      unit: line.unit,
      quantity: line.quantity,
      price: priceOf(line.product_id, line.unit) ?? 0,
      discount: 10_000,
      gift: false,
      remark: line.remark,
      warehouseId: null,
    })),
  }
  const isPriced = lines.every((line) => priceOf(line.product_id, line.unit) !== null)
  const made =
    mode === 'submit' && isPriced
      ? await submit(ctx, { id, version: 0, draft })
      : await saveDraft(ctx, { id, version: 0, draft, held: false })
  await notePlan(ctx, id, plan.id)
  return made
}

/** Where a customer's goods go and who takes them: the first address, as the order desk fills it in. */
async function deliveryPlace(ctx: CommandContext, customerId: string) {
  const address = await ctx.db
    .selectFrom('customer_address')
    .select(['address', 'contact', 'phone'])
    .where('customer_id', '=', customerId)
    .orderBy('no')
    .executeTakeFirst()
  const contact = await ctx.db
    .selectFrom('customer_contact')
    .select(['name', 'mobile', 'phone'])
    .where('customer_id', '=', customerId)
    .orderBy('no')
    .executeTakeFirst()
  return {
    address: address?.address ?? '',
    contact: address?.contact || contact?.name || '',
    phone: address?.phone || contact?.mobile || contact?.phone || '',
  }
}
