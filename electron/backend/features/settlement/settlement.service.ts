import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { receiveMoney } from './money.ts'
import { receiptView } from './settlement.queries.ts'

/** Books money received and settles the oldest open documents first. The same id again returns what is there. */
export async function receive(
  ctx: CommandContext,
  { amount, method, ...input }: Requests['settlement']['receive'],
): Promise<Outputs['settlement']['receive']> {
  await receiveMoney(ctx, { ...input, lines: [{ method, amount }] })
  return receiptView(ctx, input.id)
}
