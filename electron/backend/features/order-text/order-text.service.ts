import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import { fold } from '../../../../shared/domain/order-text/goods.ts'
import { found } from '../../rpc/claim.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { refuseForeignCustomer } from '../pricing/pricing.queries.ts'

/** `orderText.learn`: what a person chose for words that were not certain is certain the next time. @throws NOT_FOUND */
export async function learn(
  ctx: CommandContext,
  input: Requests['orderText']['learn'],
): Promise<Outputs['orderText']['learn']> {
  const { customerId, productId } = input
  await refuseForeignCustomer(ctx, customerId)
  const product = await ctx.db.selectFrom('product').select('id').where('id', '=', productId).executeTakeFirst()
  found(product, 'product', productId)
  const words = fold(input.words)
  if (words === '') return { ok: true }
  await ctx.db
    .insertInto('customer_alias')
    .values({ customer_id: customerId, words, product_id: productId })
    .onConflict((oc) => oc.columns(['customer_id', 'words']).doUpdateSet({ product_id: productId }))
    .execute()
  return { ok: true }
}
