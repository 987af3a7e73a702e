/** From this amount (分) on an order needs the leave of somebody with this role, after all levels below it. */
export interface ApprovalLevel {
  fromAmount: number
  roleId: string
}

/** Somebody whose leave counts. */
export interface Approver {
  id: string
  rights: readonly string[]
  roleIds: readonly string[]
}

export interface ApprovingUser {
  id: string
  ownRights: readonly string[]
  roleIds: readonly string[]
  /** Makers may review their own orders, and one person may give the leave of several levels. */
  reviewOwn: boolean
  levels: readonly ApprovalLevel[]
  /** Whose deputy this user is today. */
  deputyFor: readonly Approver[]
}

/** What of an order decides who may approve it. */
export interface ApprovedOrder {
  createdBy: string
  /** 分. */
  total: number
  /** Leave given since it was submitted, in order: `user` or `user/whose deputy`, separated by spaces. */
  approvals: string
}

/** The levels an order of this amount (分) has to pass, lowest first; none: anybody with the right to review decides. */
export const levelsFor = (total: number, levels: readonly ApprovalLevel[]): ApprovalLevel[] =>
  levels.filter((level) => total >= level.fromAmount).sort((a, b) => a.fromAmount - b.fromAmount)

/** Who has approved so far, one entry a level. */
export const approvalsOf = (approvals: string): { userId: string; forId: string | null }[] =>
  approvals === ''
    ? []
    : approvals.split(' ').map((step) => {
        const [userId = '', forId = null] = step.split('/')
        return { userId, forId }
      })

/** The list of approvals with one more. */
export const withApproval = (approvals: string, userId: string, forId: string | null): string =>
  [...(approvals === '' ? [] : [approvals]), forId === null ? userId : `${userId}/${forId}`].join(' ')

/** In whose place a user approves: `forId` names whose deputy; null: as they are. */
export interface Leave {
  forId: string | null
  /** 1-based level this leave is for, and how many there are; 1 of 1 without levels. */
  level: number
  levels: number
}

/**
 * The leave a user could give for an order now: as themselves where that is enough, otherwise as somebody's deputy. Nobody
 * approves what they made or two levels of one order, in their own name or another's, unless the company allows it.
 * @returns null when this user cannot
 */
export function leaveOf(order: ApprovedOrder, user: ApprovingUser): Leave | null {
  const needed = levelsFor(order.total, user.levels)
  const given = approvalsOf(order.approvals)
  const level = needed[given.length]
  if (!user.reviewOwn) {
    const involved = new Set([order.createdBy, ...given.flatMap((step) => [step.userId, step.forId ?? ''])])
    if (involved.has(user.id)) return null
  }
  const isEnough = ({ rights, roleIds }: Approver) =>
    rights.includes('orders.review') && (level === undefined || roleIds.includes(level.roleId))
  const isInvolved = (id: string) =>
    !user.reviewOwn && (id === order.createdBy || given.some((step) => step.userId === id || step.forId === id))
  const isOwn = isEnough({ ...user, rights: user.ownRights })
  const principal = isOwn ? null : user.deputyFor.find((one) => isEnough(one) && !isInvolved(one.id))
  if (principal === undefined) return null
  const levels = Math.max(needed.length, 1)
  return { forId: principal?.id ?? null, level: Math.min(given.length + 1, levels), levels }
}
