import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bookMovement, type Pool } from '../../../shared/domain/inventory/cost.ts'
import { replay, type CostedMovement } from '../../../shared/domain/inventory/recost.ts'

const PRICE = 50_000
let counter = 0

/** A movement of the one product in bags and yuan, as the ledger would have booked it. */
function moved(fields: Partial<CostedMovement> & { bags?: number; yuan?: number }): CostedMovement {
  const { bags = 0, yuan, ...rest } = fields
  const id = `m${String(++counter).padStart(6, '0')}`
  return {
    id,
    productId: 'p',
    siteId: 's1',
    warehouseId: 'w1',
    quantity: Math.round(bags * 1000),
    value: Math.round((yuan ?? 0) * 10_000),
    day: '2026-11-20',
    type: bags < 0 ? 'shipment' : 'purchase-receipt',
    documentId: `d${counter}`,
    lineNo: 1,
    known: bags > 0,
    corrects: null,
    ...rest,
  }
}

const found = (movements: CostedMovement[], documents?: Map<string, CostedMovement[]>) =>
  replay(movements, PRICE, documents).differences.map((d) => [d.movementId, d.before / 10_000, d.after / 10_000])

describe('working costs out again', () => {
  it('finds nothing where everything was booked in order', () => {
    expect(found([moved({ bags: 10, yuan: 1000 }), moved({ bags: -4, yuan: -400 })])).toEqual([])
  })

  it('lets goods that came in earlier change what left later', () => {
    const sold = moved({ bags: -5, yuan: -500, day: '2026-11-21' })
    const rows = [moved({ bags: 10, yuan: 1000 }), sold, moved({ bags: 10, yuan: 2000, day: '2026-11-20' })]
    expect(found(rows)).toEqual([[sold.id, -500, -750]])
  })

  it('counts what was corrected before, and corrects no more', () => {
    const sold = moved({ bags: -5, yuan: -500, day: '2026-11-21' })
    const late = moved({ bags: 10, yuan: 2000 })
    const first = moved({ bags: 10, yuan: 1000, day: '2026-11-19' })
    const correction = moved({ ...sold, id: 'zz', quantity: 0, value: -2_500_000, known: true, corrects: sold.id })
    expect(found([first, sold, late])).toEqual([[sold.id, -500, -750]])
    expect(found([first, sold, late, correction])).toEqual([])
  })

  it('carries value with goods from site to site, piece by piece as they arrive', () => {
    const transfer = { type: 'transfer', documentId: 'move', known: true } as const
    const away = { siteId: 's2', warehouseId: 'w2' }
    const sent = moved({ bags: -6, yuan: -600, day: '2026-11-21', ...transfer, known: false })
    const one = moved({ bags: 2, yuan: 200, day: '2026-11-22', ...transfer, ...away })
    const two = moved({ bags: 4, yuan: 400, day: '2026-11-23', ...transfer, ...away })
    const sold = moved({ bags: -3, yuan: -300, day: '2026-11-24', ...away })
    const rows = [moved({ bags: 10, yuan: 1000 }), sent, one, two, sold]
    expect(found(rows)).toEqual([])
    expect(found([...rows, moved({ bags: 10, yuan: 2000 })])).toEqual([
      [sent.id, -600, -900],
      [one.id, 200, 300],
      [two.id, 400, 600],
      [sold.id, -300, -450],
    ])
  })

  it('gives what was put together what went into it by now', () => {
    const whole = moved({ bags: 2, yuan: 100, type: 'assembly', documentId: 'kit', lineNo: 1, known: true })
    const sold = moved({ bags: -1, yuan: -50, day: '2026-11-21' })
    const parts = [
      moved({ productId: 'a', bags: -4, yuan: -60, type: 'assembly', documentId: 'kit', lineNo: 2, known: false }),
      moved({ productId: 'b', bags: -1, yuan: -40, type: 'assembly', documentId: 'kit', lineNo: 3, known: false }),
    ]
    const correction = moved({ ...parts[0], id: 'later', quantity: 0, value: -200_000, known: true })
    correction.corrects = parts[0]!.id
    expect(found([whole, sold], new Map([['kit', [whole, ...parts]]]))).toEqual([])
    expect(found([whole, sold], new Map([['kit', [whole, ...parts, correction]]]))).toEqual([
      [whole.id, 100, 120],
      [sold.id, -50, -60],
    ])
  })

  it('passes documents by that were taken back, and clears what they left', () => {
    const kept = moved({ bags: 10, yuan: 1000, day: '2026-11-19' })
    const wrong = moved({ bags: 10, yuan: 3000, documentId: 'wrong' })
    const sold = moved({ bags: -10, yuan: -2000, day: '2026-11-21' })
    const back = moved({
      bags: -10,
      yuan: -3000,
      documentId: 'wrong',
      type: 'purchase-receipt-void',
      day: '2026-11-22',
    })
    const residue = moved({ ...back, id: 'rest', quantity: 0, value: 10_000_000, known: false, corrects: back.id })
    expect(found([kept, wrong, sold, back, residue])).toEqual([
      [sold.id, -2000, -1000],
      [back.id, -2000, -3000],
    ])
  })

  it('keeps what was booked before anything was known of the cost', () => {
    const first = moved({ bags: 3, yuan: 21, type: 'surplus', known: false })
    expect(found([first])).toEqual([])
    const taken = moved({ bags: -3, yuan: -21, type: 'loss' })
    const more = moved({ bags: -1, yuan: -7, type: 'loss' })
    expect(found([taken, more])).toEqual([])
  })
})

interface Step {
  quantity: number
  price: number
  known: boolean
  day: number
}
const step: fc.Arbitrary<Step> = fc.record({
  quantity: fc.integer({ min: -20_000, max: 20_000 }).filter((q) => q !== 0),
  price: fc.integer({ min: 1, max: 900_000 }),
  known: fc.boolean(),
  day: fc.integer({ min: 1, max: 9 }),
})

/** Books in the order given, at known values or at the average, as the ledger does. */
function bookAll(steps: readonly (Step & { id: string })[]): { rows: CostedMovement[]; value: Map<string, number> } {
  let pool: Pool = { quantity: 0, value: 0, lastCost: PRICE }
  const rows: CostedMovement[] = []
  const value = new Map<string, number>()
  for (const { id, quantity, price, known, day } of steps) {
    const given = known && quantity > 0
    const booked = bookMovement(pool, quantity, given ? Math.round((quantity * price) / 1000) : undefined)
    pool = booked.pool
    value.set(id, booked.value + booked.residue)
    const row = moved({ quantity, value: booked.value, day: `2026-11-0${day}`, known: given })
    rows.push({ ...row, id, documentId: `doc ${id}` })
    if (booked.residue !== 0)
      rows.push({
        ...row,
        id: `${id}r`,
        quantity: 0,
        value: booked.residue,
        known: false,
        corrects: id,
        documentId: `doc ${id}`,
      })
  }
  return { rows, value }
}

const numbered = (steps: readonly Step[]) => steps.map((s, i) => ({ ...s, id: String(i).padStart(4, '0') }))
const byDay = <T extends Step & { id: string }>(steps: readonly T[]) =>
  [...steps].sort((a, b) => a.day - b.day || (a.id < b.id ? -1 : 1))

describe('any movements in any order', () => {
  it('cost in the end what they would have cost had they been booked by day', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        const all = numbered(steps)
        // the first of all is known, so that both orders begin with the same cost
        const opening = { id: '', quantity: 5000, price: 100_000, known: true, day: 0 }
        const booked = bookAll([opening, ...all])
        const inOrder = bookAll([opening, ...byDay(all)])
        const { differences, pools } = replay(booked.rows, PRICE)
        for (const d of differences)
          booked.value.set(d.movementId, booked.value.get(d.movementId)! + d.after - d.before)
        expect(booked.value).toEqual(new Map([...booked.value].map(([id]) => [id, inOrder.value.get(id)])))
        const sum = [...booked.value.values()].reduce((a, b) => a + b, 0)
        expect(pools.get('s1')!.value).toBe(sum)
      }),
    )
  })

  it('need nothing when they were booked by day', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 40 }), (steps) => {
        expect(replay(bookAll(byDay(numbered(steps))).rows, PRICE).differences).toEqual([])
      }),
    )
  })
})
