import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RIGHTS } from '../../../shared/access.ts'
import { actionsFor, ORDER_ACTIONS, type OrderAction } from '../../../shared/domain/order/actions.ts'
import {
  CLOSE_STATES,
  isEffective,
  ORDER_STATUSES,
  OUTBOUND_STATES,
  outboundOf,
  PAYMENT_STATES,
  paymentOf,
  REVIEW_STATES,
  statusOf,
  type OrderDimensions,
} from '../../../shared/domain/order/states.ts'
import { states as english } from '../../../shared/i18n/en/states.ts'
import { states as chinese } from '../../../shared/i18n/zh-CN/states.ts'

const OTHER = {
  id: 'other',
  rights: RIGHTS,
  ownRights: RIGHTS,
  roleIds: [],
  deputyFor: [],
  levels: [],
  reviewOwn: false,
}
const MADE = { history: false, createdBy: 'maker', total: 100_000, approvals: '' }
const MAKER = { ...OTHER, id: 'maker' }

/** What one step may turn an order into; a `ship` sends part or all, and money may come in at any time. */
function next(order: OrderDimensions): OrderDimensions[] {
  const all = { ...order, ...MADE }
  const actions = new Set([...actionsFor(all, OTHER), ...actionsFor(all, MAKER)])
  const after: Partial<Record<OrderAction, Partial<OrderDimensions>[]>> = {
    submit: [{ review: 'auto' }, { review: 'pending' }],
    approve: [{ review: 'approved' }],
    reject: [{ review: 'rejected' }],
    sendBack: [{ review: 'draft' }],
    withdraw: [{ review: 'draft' }],
    ship: [{ outbound: 'part' }, { outbound: 'all' }],
    close: [{ closed: 'short' }],
    void: [{ closed: 'void' }],
  }
  const stepped = [...actions].flatMap((a) => after[a] ?? []).map((change) => ({ ...order, ...change }))
  const paid = order.outbound === 'none' ? [] : PAYMENT_STATES.map((payment) => ({ ...order, payment }))
  return [...stepped, ...paid]
}

function reachable(): OrderDimensions[] {
  const seen = new Map<string, OrderDimensions>()
  const queue: OrderDimensions[] = [{ review: 'draft', outbound: 'none', payment: 'none', closed: 'open' }]
  for (let order = queue.pop(); order; order = queue.pop()) {
    const key = JSON.stringify(order)
    if (seen.has(key)) continue
    seen.set(key, order)
    queue.push(...next(order))
  }
  return [...seen.values()]
}

const anyOrder = fc.record({
  review: fc.constantFrom(...REVIEW_STATES),
  outbound: fc.constantFrom(...OUTBOUND_STATES),
  payment: fc.constantFrom(...PAYMENT_STATES),
  closed: fc.constantFrom(...CLOSE_STATES),
})

describe('the word for an order', () => {
  it('is reachable by allowed actions, every one of them', () => {
    expect(new Set(reachable().map(statusOf))).toEqual(new Set(ORDER_STATUSES))
  })

  it.each(ORDER_STATUSES)('%s has a text in both languages', (status) => {
    expect(chinese[`order.${status}`]).toMatch(/\p{Script=Han}/u)
    expect(english[`order.${status}`]).toMatch(/[A-Za-z]/)
  })

  it.each([
    ['draft', {}],
    ['pending', { review: 'pending' }],
    ['to-ship', { review: 'auto' }],
    ['part-shipped', { review: 'approved', outbound: 'part' }],
    ['shipped', { review: 'approved', outbound: 'all', payment: 'part' }],
    ['shipped', { review: 'auto', outbound: 'part', closed: 'short' }],
    ['completed', { review: 'auto', outbound: 'all', payment: 'paid' }],
    ['completed', { review: 'auto', outbound: 'part', closed: 'short', payment: 'paid' }],
    ['rejected', { review: 'rejected' }],
    ['void', { review: 'auto', closed: 'void' }],
  ] as const)('is %s for %j', (status, dimensions) => {
    expect(statusOf({ review: 'draft', outbound: 'none', payment: 'none', closed: 'open', ...dimensions })).toBe(status)
  })

  it('counts as a sale from approval until it is cancelled', () => {
    for (const order of reachable()) {
      const sold = ['to-ship', 'part-shipped', 'shipped', 'completed'].includes(statusOf(order))
      expect(isEffective(order)).toBe(sold)
    }
  })
})

describe('actions', () => {
  it('nothing shipped is ever cancelled, nothing unapproved shipped', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        const actions = actionsFor({ ...order, ...MADE }, OTHER)
        if (order.outbound !== 'none') expect(actions).not.toContain('void')
        if (!isEffective(order)) expect(actions).not.toContain('ship')
        if (order.closed !== 'open') expect(actions).toEqual(['copy'])
      }),
    )
  })

  it('nobody reviews an order of their own unless the company allows it', () => {
    const order = { review: 'pending', outbound: 'none', payment: 'none', closed: 'open' } as const
    const own = { ...order, ...MADE }
    expect(actionsFor(own, MAKER)).not.toContain('approve')
    expect(actionsFor(own, MAKER)).not.toContain('reject')
    expect(actionsFor(own, { ...MAKER, reviewOwn: true })).toEqual(expect.arrayContaining(['approve', 'reject']))
  })

  it('an imported past order can only be copied', () => {
    fc.assert(
      fc.property(anyOrder, (order) => {
        expect(actionsFor({ ...order, ...MADE, history: true }, OTHER)).toEqual(['copy'])
      }),
    )
  })

  it('without rights there are none', () => {
    fc.assert(
      fc.property(anyOrder, fc.boolean(), (order, history) => {
        expect(
          actionsFor({ ...order, ...MADE, history }, { ...MAKER, rights: [], ownRights: [], reviewOwn: true }),
        ).toEqual([])
      }),
    )
  })

  it('every action is possible somewhere', () => {
    const possible = reachable().flatMap((o) => actionsFor({ ...o, ...MADE }, OTHER))
    expect(new Set(possible)).toEqual(new Set(ORDER_ACTIONS))
  })
})

describe('derived dimensions', () => {
  it('shipped and paid are all, part or none', () => {
    expect([outboundOf(10, 0), outboundOf(10, 1), outboundOf(10, 10), outboundOf(10, 11)]).toEqual([
      'none',
      'part',
      'all',
      'all',
    ])
    expect([paymentOf(10, 0), paymentOf(10, 9), paymentOf(10, 10)]).toEqual(['none', 'part', 'paid'])
    expect(paymentOf(0, 0)).toBe('paid')
  })
})
