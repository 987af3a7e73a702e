import { revertChange, type Reverted } from '../../db/revert-change.ts'
import type { Change } from '../../db/unit-of-work.ts'
import type { CommandContext } from '../../rpc/context.ts'

/** Takes back a tree node that an import made. */
export function revertNode(ctx: CommandContext, change: Change): Promise<Reverted> {
  return revertChange(ctx, change)
}
