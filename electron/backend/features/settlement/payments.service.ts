import type { Outputs, Requests } from '../../../../shared/contract/index.ts'
import type { CommandContext } from '../../rpc/context.ts'
import { bookPartyMoney } from './money.ts'
import { paymentView } from './payables.queries.ts'
import { releaseDeposits } from './settling.service.ts'

/** Books money paid to a supplier: oldest due bills first, or kept as a prepayment. The same id again returns what is there. */
export async function pay(
  ctx: CommandContext,
  { supplierId, amount, method, hold, ...input }: Requests['payables']['pay'],
): Promise<Outputs['payables']['pay']> {
  await bookPartyMoney(ctx, {
    ...input,
    kind: 'payment',
    partyId: supplierId,
    lines: [{ method, amount }],
    rest: hold ? 'hold' : 'oldest',
  })
  return paymentView(ctx, input.id)
}

/** Lets kept prepayments of a supplier settle its open bills; what is left settles the next bill by itself. */
export async function usePrepayments(
  ctx: CommandContext,
  { supplierId }: Requests['payables']['usePrepayments'],
): Promise<Outputs['payables']['usePrepayments']> {
  return { settled: await releaseDeposits(ctx, 'payable', supplierId) }
}
