import type { Right } from '../../access.ts'

/** Sales returns (退货单), price differences without goods (折让单), and what was missing or damaged on delivery (签收差异). */
export const RETURN_KINDS = ['return', 'shortage', 'allowance'] as const
export type ReturnKind = (typeof RETURN_KINDS)[number]

/** 草稿, 待审, 已记账, 已作废. */
export const RETURN_STATUSES = ['draft', 'pending', 'posted', 'void'] as const
export type ReturnStatus = (typeof RETURN_STATUSES)[number]

/** Why goods come back (domain.md 8); `short`: never arrived, `price`: a price difference. */
export const RETURN_REASONS = [
  'quality',
  'near-expiry',
  'damaged',
  'wrong-goods',
  'slow-moving',
  'refused',
  'short',
  'price',
  'other',
] as const
export type ReturnReason = (typeof RETURN_REASONS)[number]

/**
 * What becomes of the goods: 可售回库, 残次库, 报废, 退厂; `none`: they never came back. Scrap and `none` leave the books as a
 * loss at once.
 */
export const DISPOSITIONS = ['sellable', 'seconds', 'scrap', 'supplier', 'none'] as const
export type Disposition = (typeof DISPOSITIONS)[number]

/** What can be done with a return: one table for the buttons and for the backend. */
export const RETURN_ACTIONS = ['edit', 'submit', 'approve', 'reject', 'exchange', 'void'] as const
export type ReturnAction = (typeof RETURN_ACTIONS)[number]

interface ReturnState {
  kind: ReturnKind
  status: ReturnStatus
  exchangeOrderId: string | null
  /** Who submitted it: nobody approves a return of their own, unless the company allows it. */
  submittedBy: string | null
}

interface Rule {
  right: Right
  when(state: ReturnState): boolean
  notOwn?: boolean
}

const isDraft = (state: ReturnState) => state.status === 'draft'
const isPending = (state: ReturnState) => state.status === 'pending'

const RULES: Record<ReturnAction, Rule> = {
  edit: { right: 'returns.edit', when: isDraft },
  submit: { right: 'returns.edit', when: isDraft },
  approve: { right: 'returns.approve', when: isPending, notOwn: true },
  // whoever submitted it may take it back to a draft too
  reject: { right: 'returns.edit', when: isPending },
  exchange: {
    right: 'returns.edit',
    when: (state) => state.kind !== 'allowance' && state.status !== 'void' && state.exchangeOrderId === null,
  },
  void: { right: 'returns.approve', when: (state) => state.status !== 'void' },
}

/** The actions this user may take on this return now. */
export function returnActions(
  state: ReturnState,
  user: { id: string; rights: readonly string[]; reviewOwn: boolean },
): ReturnAction[] {
  return RETURN_ACTIONS.filter((action) => {
    const rule = RULES[action]
    if (!user.rights.includes(rule.right)) return false
    if (rule.notOwn && !user.reviewOwn && state.submittedBy === user.id) return false
    return rule.when(state)
  })
}
