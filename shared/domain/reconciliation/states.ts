/** States of a statement of account: 草稿 已发送 客户已确认 有差异 已处理 已锁定 已作废. */
export const STATEMENT_STATES = ['draft', 'sent', 'confirmed', 'disputed', 'resolved', 'locked', 'void'] as const
export type StatementState = (typeof STATEMENT_STATES)[number]

export const STATEMENT_ACTIONS = ['send', 'answer', 'lock', 'unlock', 'void'] as const
export type StatementAction = (typeof STATEMENT_ACTIONS)[number]

/** From which states an action may be taken and the right it needs. A locked statement has one way out: unlock. */
const TABLE: Record<StatementAction, { from: readonly StatementState[]; right: string }> = {
  // sent again: nobody has answered yet, so the figures may be renewed
  send: { from: ['draft', 'sent'], right: 'settlement.edit' },
  answer: { from: ['sent', 'confirmed', 'disputed', 'resolved'], right: 'settlement.edit' },
  lock: { from: ['confirmed', 'resolved'], right: 'settlement.edit' },
  unlock: { from: ['locked'], right: 'settlement.lock' },
  void: { from: ['draft', 'sent', 'confirmed', 'disputed', 'resolved'], right: 'settlement.edit' },
}

/** What a user with these rights may do with a statement in this state: buttons and backend ask the same table. */
export function statementActions(state: StatementState, rights: readonly string[]): StatementAction[] {
  return STATEMENT_ACTIONS.filter(
    (action) => TABLE[action].from.includes(state) && rights.includes(TABLE[action].right),
  )
}

/** True while the customer's words to the statement are awaited or under work. */
export const isOpenStatement = (state: StatementState): boolean => TABLE.answer.from.includes(state)

/**
 * The state that follows from what the customer said: differences that wait make it disputed, settled ones resolved, and
 * without any it is confirmed once every line is agreed.
 * @param answers one for each bill of the statement
 */
export function stateAfterAnswers(
  answers: readonly ('none' | 'agreed' | 'disputed')[],
  differences: readonly { status: DifferenceState }[],
): 'sent' | 'confirmed' | 'disputed' | 'resolved' {
  if (differences.some((one) => one.status === 'open')) return 'disputed'
  if (differences.some((one) => one.status === 'corrected' || one.status === 'explained')) return 'resolved'
  return answers.every((answer) => answer === 'agreed') ? 'confirmed' : 'sent'
}

/** 对账差异: open, corrected by an adjustment, explained to the customer, or taken back by the customer. */
export const DIFFERENCE_STATES = ['open', 'corrected', 'explained', 'withdrawn'] as const
export type DifferenceState = (typeof DIFFERENCE_STATES)[number]
