import { describe, expect, it } from 'vitest'
import { limitsFor } from '../../../shared/domain/review/limits.ts'
import {
  REVIEW_RULES,
  RULE_MODES,
  reviewOrder,
  verdictOf,
  type ReviewFacts,
  type ReviewRule,
  type ReviewThresholds,
} from '../../../shared/domain/review/rules.ts'

const LIMITS: ReviewThresholds = {
  creditLimit: 'hold',
  creditUsage: 'warn',
  usageLimit: 8000,
  prepaidSkips: true,
  laterPayment: 'hold',
  overdue: 'hold',
  overdueAmount: 10_000,
  overdueDays: 30,
  firstOrder: 'hold',
  newAddress: 'hold',
  floorPrice: 'hold',
  handPrice: 'warn',
  stockShort: 'warn',
  unusualQuantity: 'warn',
  unusualTimes: 3,
  duplicate: 'warn',
  duplicateMinutes: 10,
  margin: 'hold',
  marginFloor: 500,
  discount: 'hold',
  discountLimit: 2000,
  giftBudget: 'hold',
  lotLife: 'hold',
  saleQuantity: 'hold',
  cutOff: 'hold',
  orderAmount: 'hold',
  amountLimit: 5_000_000,
}
const LINE: ReviewFacts['lines'][number] = {
  lineNo: 1,
  productId: 'flour',
  quantity: 10_000,
  factor: 1000,
  price: 800_000,
  discount: 10_000,
  gift: false,
  floorPrice: 700_000,
  contractPrice: null,
  rulePrice: null,
  revenue: 80_000,
  cost: 60_000,
  meanQuantity: 10_000,
  saleMinimum: null,
  saleMultiple: null,
}
const CLEAN: ReviewFacts = {
  customer: { status: 'active', creditLimit: 1_000_000, creditSite: '', prepaid: false, floorMargin: null },
  balance: 100_000,
  openOrders: 200_000,
  orderTotal: 80_000,
  overdueAmount: 0,
  overdueDays: 0,
  laterPayment: null,
  firstOrder: false,
  newAddress: null,
  lines: [LINE],
  shortages: [],
  tooOld: [],
  duplicate: null,
  cutOff: { until: '2026-11-22 16:00', minutes: -30 },
  orderDiscount: 0,
  discountedAmount: 80_000,
  giftBudgets: [{ promotion: '买十赠一', spent: 50_000, budget: 100_000 }],
  overrideReason: '',
}

const resultsOf = (facts: Partial<ReviewFacts>, limits: Partial<ReviewThresholds> = {}) =>
  reviewOrder({ ...CLEAN, ...facts }, { ...LIMITS, ...limits })
const broken = (facts: Partial<ReviewFacts>, limits: Partial<ReviewThresholds> = {}) =>
  resultsOf(facts, limits)
    .filter((r) => r.outcome !== 'pass')
    .map((r) => [r.rule, r.outcome, r.lineNo, r.measured, r.threshold])

describe('a clean order', () => {
  it('passes every rule, each with a result that says what was measured', () => {
    const results = resultsOf({})
    expect(results.map((r) => r.rule).toSorted()).toEqual(REVIEW_RULES.filter((r) => r !== 'prepaid').toSorted())
    expect(results.every((r) => r.outcome === 'pass')).toBe(true)
    expect(results.find((r) => r.rule === 'credit-limit')).toMatchObject({ measured: 380_000, threshold: 1_000_000 })
    expect(verdictOf(results)).toBe('pass')
  })
})

/** Facts at the threshold, which still pass, and one step past it. */
const EDGES: [ReviewRule, Partial<ReviewFacts>, Partial<ReviewFacts>, (string | number | null)[]][] = [
  ['customer-status', {}, { customer: { ...CLEAN.customer, status: 'frozen' } }, ['reject', null, 1, 0]],
  ['customer-status', {}, { customer: { ...CLEAN.customer, status: 'archived' } }, ['reject', null, 1, 0]],
  ['credit-limit', { balance: 720_000 }, { balance: 720_001 }, ['hold', null, 1_000_001, 1_000_000]],
  ['credit-usage', { balance: 519_999 }, { balance: 520_000 }, ['warn', null, 8000, 8000]],
  ['later-payment', {}, { laterPayment: { payBy: 'account', usual: 'cash' } }, ['hold', null, 1, 0]],
  ['first-order', {}, { firstOrder: true }, ['hold', null, 0, 1]],
  ['first-order', {}, { firstOrder: true, newAddress: '东门市场 3 号' }, ['hold', null, 0, 1]],
  [
    'sale-quantity',
    { lines: [{ ...LINE, saleMinimum: 10_000 }] },
    { lines: [{ ...LINE, saleMinimum: 10_001 }] },
    ['hold', 1, 10_000, 10_001],
  ],
  [
    'sale-quantity',
    // cartons are full when all lines of the product are counted together
    { lines: [LINE, { ...LINE, lineNo: 2, quantity: 2000 }].map((line) => ({ ...line, saleMultiple: 6000 })) },
    { lines: [{ ...LINE, saleMultiple: 6000 }] },
    ['hold', 1, 10_000, 6000],
  ],
  [
    'cut-off',
    { cutOff: { until: '2026-11-22 16:00', minutes: 0 } },
    { cutOff: { until: '2026-11-22 16:00', minutes: 1 } },
    ['hold', null, 1, 0],
  ],
  [
    'order-amount',
    { orderTotal: 5_000_000, customer: { ...CLEAN.customer, creditLimit: null } },
    { orderTotal: 5_000_001, customer: { ...CLEAN.customer, creditLimit: null } },
    ['hold', null, 5_000_001, 5_000_000],
  ],
  ['new-address', {}, { newAddress: '东门市场 3 号' }, ['hold', null, 1, 0]],
  [
    'hand-price',
    { lines: [{ ...LINE, price: 790_000, rulePrice: 790_000 }] },
    { lines: [{ ...LINE, price: 790_000, rulePrice: 800_000 }] },
    ['warn', 1, 790_000, 800_000],
  ],
  [
    'overdue',
    { overdueAmount: 10_000, overdueDays: 400 },
    { overdueAmount: 10_001, overdueDays: 31 },
    ['hold', null, 10_001, 10_000],
  ],
  [
    'overdue',
    { overdueAmount: 999_999, overdueDays: 30 },
    { overdueAmount: 999_999, overdueDays: 31 },
    ['hold', null, 999_999, 10_000],
  ],
  [
    'floor-price',
    { lines: [{ ...LINE, price: 700_000 }] },
    { lines: [{ ...LINE, price: 699_999 }] },
    ['hold', 1, 699_999, 700_000],
  ],
  [
    'floor-price',
    { lines: [{ ...LINE, discount: 8_750 }] },
    { lines: [{ ...LINE, discount: 8_749 }] },
    ['hold', 1, 699_920, 700_000],
  ],
  [
    'floor-price',
    { lines: [{ ...LINE, factor: 40_000, price: 28_000_000 }] },
    { lines: [{ ...LINE, factor: 40_000, price: 27_999_999 }] },
    ['hold', 1, 27_999_999, 28_000_000],
  ],
  ['lot-life', {}, { tooOld: [{ lineNo: 1, needed: 10_000, acceptable: 4_000 }] }, ['hold', 1, 4_000, 10_000]],
  ['stock-short', {}, { shortages: [{ lineNo: 1, needed: 10_000, available: 4_000 }] }, ['warn', 1, 4_000, 10_000]],
  [
    'unusual-quantity',
    { lines: [{ ...LINE, quantity: 30_000 }] },
    { lines: [{ ...LINE, quantity: 30_001 }] },
    ['warn', 1, 30_001, 30_000],
  ],
  ['duplicate', {}, { duplicate: { number: 'XSDD-ZB-261123-0001', minutes: 3 } }, ['warn', null, 3, 10]],
]

describe('each rule', () => {
  it.each(EDGES)('%s: passes at its threshold, breaks past it (%#)', (rule, at, past, expected) => {
    expect(broken(at).filter(([r]) => r === rule)).toEqual([])
    expect(broken(past)).toEqual([[rule, ...expected]])
  })

  it('answers as the company set it, or not at all', () => {
    const past: Partial<ReviewFacts> = {
      balance: 9_000_000,
      overdueAmount: 999_999,
      overdueDays: 99,
      laterPayment: { payBy: 'account', usual: 'deposit' },
      newAddress: '东门市场 3 号',
      lines: [{ ...LINE, price: 1, rulePrice: 2, discount: 5000, quantity: 999_000, revenue: 1, saleMultiple: 2000 }],
      shortages: [{ lineNo: 1, needed: 2, available: 1 }],
      tooOld: [{ lineNo: 1, needed: 2, acceptable: 1 }],
      duplicate: { number: 'X', minutes: 1 },
      giftBudgets: [{ promotion: '买十赠一', spent: 2, budget: 1 }],
      cutOff: { until: '2026-11-22 16:00', minutes: 1 },
      orderTotal: 5_000_001,
    }
    for (const mode of RULE_MODES) {
      const all = {
        creditLimit: mode,
        creditUsage: mode,
        laterPayment: mode,
        overdue: mode,
        firstOrder: mode,
        newAddress: mode,
        floorPrice: mode,
        handPrice: mode,
        stockShort: mode,
        unusualQuantity: mode,
        duplicate: mode,
        margin: mode,
        discount: mode,
        giftBudget: mode,
        lotLife: mode,
        saleQuantity: mode,
        cutOff: mode,
        orderAmount: mode,
      }
      const outcomes = resultsOf(past, all).filter((r) => r.rule !== 'customer-status')
      const broken = outcomes.filter((r) => r.rule !== 'first-order')
      expect(broken.map((r) => r.outcome)).toEqual(mode === 'off' ? [] : Array.from({ length: 17 }, () => mode))
    }
  })

  it('names every line that breaks it', () => {
    const lines = [1, 2, 3].map((lineNo) => ({ ...LINE, lineNo, price: lineNo === 2 ? 800_000 : 600_000 }))
    expect(broken({ lines }).map(([rule, , lineNo]) => [rule, lineNo])).toEqual([
      ['floor-price', 1],
      ['floor-price', 3],
    ])
  })

  it('lets gifts, goods without a floor and goods never bought pass', () => {
    expect(broken({ lines: [{ ...LINE, price: 0, gift: true }] })).toEqual([])
    expect(broken({ lines: [{ ...LINE, price: 1, floorPrice: null }] })).toEqual([])
    expect(broken({ lines: [{ ...LINE, quantity: 9_000_000, meanQuantity: null }] })).toEqual([])
  })

  it('asks no credit of a cash customer who has paid in advance, nor of one without a limit', () => {
    const owing = { balance: 9_000_000, overdueAmount: 999_999, overdueDays: 99 }
    expect(broken({ ...owing, customer: { ...CLEAN.customer, prepaid: true } })).toEqual([])
    const prepaid = { balance: -500_000, openOrders: 100_000, customer: { ...CLEAN.customer, prepaid: true } }
    const skipped = resultsOf({ ...owing, ...prepaid })
    expect(skipped.find((r) => r.rule === 'prepaid')).toMatchObject({ measured: 400_000, threshold: 80_000 })
    expect(skipped.filter((r) => ['credit-limit', 'credit-usage', 'overdue'].includes(r.rule))).toEqual([])
    expect(broken({ ...owing, ...prepaid }, { prepaidSkips: false }).map(([rule]) => rule)).toEqual(['overdue'])
    const noLimit = { ...CLEAN.customer, creditLimit: null }
    expect(broken({ balance: 9_000_000, customer: noLimit })).toEqual([])
  })
})

it('speaks of the part of a limit that is used also past it, where nobody asks about the limit itself', () => {
  expect(broken({ balance: 920_000 }, { creditLimit: 'off' })).toEqual([['credit-usage', 'warn', null, 12_000, 8000]])
})

it('keeps the quantity nearest to unusual even when none is', () => {
  const lines = [5_000, 20_000, 9_000].map((quantity, i) => ({ ...LINE, lineNo: i + 1, quantity }))
  const kept = resultsOf({ lines }).find((r) => r.rule === 'unusual-quantity')
  expect(kept).toMatchObject({ outcome: 'pass', lineNo: 2, measured: 20_000, threshold: 30_000, detail: '3' })
})

describe('limits of a grade', () => {
  const own = {
    grade: 'A',
    usageLimit: 9000,
    overdueAmount: null,
    overdueDays: 60,
    unusualTimes: 10,
    marginFloor: -100,
  }
  const limits = { ...LIMITS, grades: [own] }

  it('take the place of the company’s where they are set', () => {
    expect(limitsFor(limits, 'A')).toMatchObject({
      usageLimit: 9000,
      overdueAmount: 10_000,
      overdueDays: 60,
      unusualTimes: 10,
      marginFloor: -100,
    })
  })
  it('concern nobody else', () => {
    expect(limitsFor(limits, 'B')).toBe(limits)
    expect(limitsFor(limits, '')).toBe(limits)
  })
})

it('the worst outcome decides', () => {
  const verdict = (...outcomes: ('pass' | 'warn' | 'hold' | 'reject')[]) =>
    verdictOf(outcomes.map((outcome) => ({ outcome })))
  expect(verdict()).toBe('pass')
  expect(verdict('pass', 'warn')).toBe('warn')
  expect(verdict('hold', 'warn', 'pass')).toBe('hold')
  expect(verdict('hold', 'reject', 'warn')).toBe('reject')
})
