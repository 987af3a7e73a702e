import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { TaskContext } from '../../rpc/context.ts'
import { recost } from './recost.ts'

/** Works costs out again now: of one product, of all, or of those that wait. @throws CANCELLED */
export async function recompute(
  ctx: TaskContext,
  { productId, all }: Requests['costs']['recompute'],
): Promise<Outputs['costs']['recompute']> {
  const { file, reader } = ctx.company
  const host = { file, reader, userId: ctx.user.id, unit: ctx.unit, signal: ctx.signal }
  const found = await recost(host, productId ? [productId] : all ? 'all' : 'pending')
  return { ...found, difference: ctx.user.mask.includes('purchase') ? null : found.difference }
}
