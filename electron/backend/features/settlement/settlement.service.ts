import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { receiveMoney } from './money.ts'
import { receiptView } from './settlement.queries.ts'
import { voidDocument } from './void.ts'

/** Books money received and settles the oldest open documents first. The same id again returns what is there. */
export async function receive(
  ctx: CommandContext,
  { amount, method, ...input }: Requests['settlement']['receive'],
): Promise<Outputs['settlement']['receive']> {
  await receiveMoney(ctx, { ...input, lines: [{ method, amount }] })
  return receiptView(ctx, input.id)
}

/** Takes a receipt back by the opposite entries; what it had settled is open again. */
export async function voidReceipt(
  ctx: CommandContext,
  input: Requests['settlement']['voidReceipt'],
): Promise<Outputs['settlement']['voidReceipt']> {
  await voidDocument(ctx, input)
  return receiptView(ctx, input.id)
}
