import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  arrivingValue,
  changeToCost,
  directionOf,
  hasParts,
  problemsOf,
  rightFor,
  splitValue,
  STOCK_DOCUMENT_KINDS,
  STOCK_DOCUMENT_STATES,
  stockActionsFor,
  takesCost,
  type TypedDocument,
  type TypedLine,
} from '../../../shared/domain/inventory/documents.ts'

const TODAY = '2026-11-23'
const line = (fields: Partial<TypedLine> = {}): TypedLine => ({
  role: 'item',
  productId: 'a',
  quantity: 1000,
  lotTracked: false,
  lotId: null,
  lotNumber: '',
  productionDay: null,
  expiryDay: null,
  cost: null,
  value: 0,
  ...fields,
})
const typed = (fields: Partial<TypedDocument> = {}): TypedDocument => ({
  kind: 'other-in',
  day: TODAY,
  warehouseId: 'w',
  toWarehouseId: null,
  reason: '盘点',
  lines: [line()],
  ...fields,
})
const rules = (fields: Partial<TypedDocument>) => problemsOf(typed(fields), TODAY).map((p) => [p.rule, p.line])

describe('what keeps a document from being posted', () => {
  it('is nothing for a complete one of every kind', () => {
    const parts = [line({ role: 'whole' }), line({ role: 'part', productId: 'b' })]
    for (const kind of STOCK_DOCUMENT_KINDS) {
      const lines = hasParts(kind) ? parts : [line({ value: 1 })]
      expect(problemsOf(typed({ kind, lines, toWarehouseId: 'x' }), TODAY), kind).toEqual([])
    }
  })

  it('names the head fields and lines at fault', () => {
    expect(rules({ day: '2026-11-24', reason: ' ', lines: [] })).toEqual([
      ['DAY_IN_FUTURE', undefined],
      ['REASON_REQUIRED', undefined],
      ['DOCUMENT_EMPTY', undefined],
    ])
    expect(rules({ kind: 'transfer', reason: '' })).toEqual([['TARGET_REQUIRED', undefined]])
    expect(rules({ kind: 'transfer', toWarehouseId: 'w' })).toEqual([['SAME_WAREHOUSE', undefined]])
    expect(rules({ lines: [line(), line({ quantity: 0 })] })).toEqual([['QUANTITY_NOT_POSITIVE', 2]])
    expect(rules({ kind: 'cost', lines: [line({ quantity: 0 })] })).toEqual([['COST_REQUIRED', 1]])
    expect(rules({ kind: 'cost', lines: [line({ quantity: 0, cost: 0 })] })).toEqual([])
  })

  it('knows one whole and its parts', () => {
    const whole = line({ role: 'whole' })
    const part = line({ role: 'part', productId: 'b' })
    expect(rules({ kind: 'assembly', lines: [part] })).toEqual([['WHOLE_REQUIRED', undefined]])
    expect(rules({ kind: 'assembly', lines: [whole, line({ role: 'whole', productId: 'c' }), part] })).toEqual([
      ['WHOLE_REQUIRED', undefined],
    ])
    expect(rules({ kind: 'disassembly', lines: [whole] })).toEqual([['PARTS_REQUIRED', undefined]])
    expect(rules({ kind: 'assembly', lines: [whole, part, line({ role: 'part' })] })).toEqual([['PART_IS_WHOLE', 3]])
  })

  it('asks for the lot of goods coming in, not of goods going out', () => {
    const tracked = line({ lotTracked: true })
    expect(rules({ lines: [tracked] })).toEqual([['LOT_REQUIRED', 1]])
    expect(rules({ lines: [line({ lotTracked: true, productionDay: TODAY })] })).toEqual([])
    expect(rules({ kind: 'loss', lines: [tracked] })).toEqual([])
    expect(rules({ lines: [line({ lotNumber: 'A' })] })).toEqual([['LOT_NOT_KEPT', 1]])
  })
})

describe('actions', () => {
  it('need the right and the state', () => {
    const all = ['stock.edit', 'stock.void', 'prices.edit']
    const table = STOCK_DOCUMENT_STATES.map((status) => stockActionsFor({ kind: 'transfer', status }, all))
    expect(table).toEqual([['edit', 'post', 'void'], ['receive', 'void'], ['void'], []])
    expect(stockActionsFor({ kind: 'loss', status: 'posted' }, ['stock.edit'])).toEqual([])
    expect(stockActionsFor({ kind: 'cost', status: 'draft' }, ['stock.edit'])).toEqual(['void'])
    expect(rightFor('post', { kind: 'cost', status: 'draft' })).toBe('prices.edit')
  })
  it('know which lines may carry a cost', () => {
    expect(takesCost('other-in', 'item')).toBe(true)
    expect(takesCost('other-out', 'item')).toBe(false)
    expect(takesCost('assembly', 'whole')).toBe(false)
    expect(takesCost('disassembly', 'part')).toBe(true)
    expect(directionOf('transfer', 'item')).toBe('out')
  })
})

describe('values', () => {
  it('of a transfer arrive in shares that add up, whatever the pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 0, max: 1e12 }),
        (pieces, value) => {
          const quantity = pieces.reduce((a, b) => a + b)
          let before = 0
          let sum = 0
          for (const piece of pieces) {
            const share = arrivingValue({ quantity, value }, before, before + piece)
            expect(share).toBeGreaterThanOrEqual(0)
            sum += share
            before += piece
          }
          expect(sum).toBe(value)
        },
      ),
    )
  })

  it('of what was taken apart follow typed costs, else usual costs, else quantities, and add up', () => {
    const part = (cost: number | null, usualCost: number, quantity = 1000) => ({
      quantity,
      factor: 1000,
      cost,
      usualCost,
    })
    expect(splitValue(100, [part(1, 0), part(3, 0)])).toEqual([25, 75])
    expect(splitValue(100, [part(null, 1), part(null, 4)])).toEqual([20, 80])
    expect(splitValue(100, [part(null, 1), part(null, 0, 3000)])).toEqual([25, 75])
    expect(splitValue(100, [part(1, 0), part(1, 0), part(1, 0)])).toEqual([34, 33, 33])
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.option(fc.nat(1e7)), fc.nat(1e7), fc.integer({ min: 1, max: 1e6 })), { minLength: 1 }),
        fc.nat(1e12),
        (parts, value) => {
          const values = splitValue(
            value,
            parts.map(([cost, usual, quantity]) => part(cost, usual, quantity)),
          )
          expect(values.reduce((a, b) => a + b, 0)).toBe(value)
        },
      ),
    )
  })

  it('change so that the stock costs what was typed', () => {
    // 10 bags worth 800 yuan, to cost 75 each; 2 packs of 40 bags worth 100, to cost 3,000 a pack
    expect(changeToCost({ quantity: 10_000, value: 8_000_000 }, 750_000, 1000)).toBe(-500_000)
    expect(changeToCost({ quantity: 80_000, value: 1_000_000 }, 30_000_000, 40_000)).toBe(59_000_000)
  })
})
