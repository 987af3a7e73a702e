import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { approvalsOf, leaveOf, levelsFor, withApproval } from '../../../shared/domain/review/approval.ts'

const LEVELS = [
  { fromAmount: 1_000_000, roleId: 'boss' },
  { fromAmount: 0, roleId: 'chief' },
]
const person = (id: string, ...roleIds: string[]) => ({ id, rights: ['orders.review'], roleIds })
const user = (id: string, roleIds: string[] = [], more: Partial<Parameters<typeof leaveOf>[1]> = {}) => ({
  id,
  ownRights: ['orders.review'],
  roleIds,
  reviewOwn: false,
  levels: LEVELS,
  deputyFor: [],
  ...more,
})
const order = (total: number, approvals = '') => ({ createdBy: 'maker', total, approvals })

describe('leave level by level', () => {
  it('asks the levels an amount reaches, lowest first', () => {
    expect(levelsFor(999_999, LEVELS).map((l) => l.roleId)).toEqual(['chief'])
    expect(levelsFor(1_000_000, LEVELS).map((l) => l.roleId)).toEqual(['chief', 'boss'])
    expect(leaveOf(order(1_000_000), user('c', ['chief']))).toEqual({ forId: null, level: 1, levels: 2 })
    expect(leaveOf(order(1_000_000), user('b', ['boss']))).toBeNull()
    expect(leaveOf(order(1_000_000, 'c'), user('b', ['boss']))).toEqual({ forId: null, level: 2, levels: 2 })
  })

  it('lets anybody with the right decide where no level is reached', () => {
    const above = [{ fromAmount: 1, roleId: 'boss' }]
    expect(leaveOf(order(0), user('x', [], { levels: above }))).toEqual({ forId: null, level: 1, levels: 1 })
    expect(leaveOf(order(0), user('x', [], { levels: above, ownRights: [] }))).toBeNull()
  })

  it('never takes two levels from one person, nor leave from the maker, unless the company allows it', () => {
    const both = user('x', ['chief', 'boss'])
    expect(leaveOf(order(1_000_000, 'x'), both)).toBeNull()
    expect(leaveOf({ ...order(5), createdBy: 'x' }, both)).toBeNull()
    expect(leaveOf(order(1_000_000, 'x'), { ...both, reviewOwn: true })).toMatchObject({ level: 2 })
    // nor under another's name: they acted for the chief, now they are themselves
    expect(leaveOf(order(1_000_000, 'x/chief-1'), both)).toBeNull()
    // nor somebody else for the one who approved already
    const deputy = user('y', [], { ownRights: [], deputyFor: [person('x', 'chief', 'boss')] })
    expect(leaveOf(order(1_000_000, 'x'), deputy)).toBeNull()
  })

  it('is given as a deputy only where the own rights are not enough', () => {
    const deputy = user('y', ['chief'], { deputyFor: [person('b1', 'boss')] })
    expect(leaveOf(order(5), deputy)).toEqual({ forId: null, level: 1, levels: 1 })
    expect(leaveOf(order(1_000_000, 'c'), deputy)).toEqual({ forId: 'b1', level: 2, levels: 2 })
    expect(leaveOf({ ...order(1_000_000, 'c'), createdBy: 'b1' }, deputy)).toBeNull()
  })

  it('reads back whom it wrote', () => {
    const step = fc.record({ userId: fc.constantFrom('a', 'b'), forId: fc.constantFrom('c', null) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 5 }), (steps) => {
        const text = steps.reduce((all, { userId, forId }) => withApproval(all, userId, forId), '')
        expect(approvalsOf(text)).toEqual(steps)
      }),
      { numRuns: 50 },
    )
  })
})
