import { dayFromNumber } from '../../../shared/day.ts'
import type { ValueRules } from '../../../shared/domain/analytics/customer-value.ts'
import type { SaleDocument } from '../../support/facts.ts'

/** A customer as somebody with a pencil and the documents would work it out. */
export interface SlowValue {
  customer: number
  orders: number
  firstDay: number
  lastDay: number
  rhythm: number | null
  amount: number
  margin: number
  value: number
  abc: 'A' | 'B' | 'C'
  /** null: no order in the period. */
  scores: { r: number; f: number; m: number } | null
  segment: string
  cell: string
}

const sum = (numbers: number[]): number => numbers.reduce((a, b) => a + b, 0)
const ascending = (a: number, b: number): number => a - b

function median(numbers: number[]): number {
  const sorted = [...numbers].sort(ascending)
  const half = sorted.length / 2
  return sorted.length % 2 === 1 ? sorted[half - 0.5]! : Math.round((sorted[half - 1]! + sorted[half]!) / 2)
}

/** All documents, one customer after the other, without a thought for time. */
export function slowValues(
  documents: readonly SaleDocument[],
  customers: number,
  from: number,
  to: number,
  rules: ValueRules,
): { values: SlowValue[]; measure: 'margin' | 'amount'; mean: { r: number; f: number; m: number } } {
  const within = documents.filter((d) => d.day >= from && d.day <= to && d.kind !== 'order')
  const lines = within.flatMap((d) => d.lines)
  const revenue = sum(lines.map((l) => l.revenue ?? l.amount))
  const costed = sum(lines.filter((l) => typeof l.cost === 'number').map((l) => l.revenue ?? l.amount))
  const measure = rules.measure === 'margin' && revenue > 0 && costed / revenue >= 0.49995 ? 'margin' : 'amount'

  const rows = Array.from({ length: customers }, (_, customer) => {
    const bought = documents
      .filter((d) => d.customer === customer && d.day <= to)
      .filter((d) => d.kind === 'order' || (d.kind === 'history' && sum(d.lines.map((l) => l.amount)) >= 0))
      .map((d) => d.day)
      .sort(ascending)
    const days = [...new Set(bought.slice(-20))]
    const own = within.filter((d) => d.customer === customer).flatMap((d) => d.lines)
    const known = own.filter((l) => typeof l.cost === 'number')
    const amount = sum(own.map((l) => l.amount))
    const margin = sum(known.map((l) => l.revenue ?? l.amount)) - Math.round(sum(known.map((l) => l.cost!)) / 100)
    return {
      customer,
      orders: bought.filter((day) => day >= from).length,
      firstDay: bought[0] ?? NaN,
      lastDay: bought.at(-1) ?? NaN,
      rhythm: days.length < 3 ? null : median(days.slice(1).map((day, i) => day - days[i]!)),
      amount,
      margin,
      value: measure === 'margin' ? margin : amount,
    }
  })

  const total = sum(rows.map((row) => Math.max(0, row.value)))
  const known = rows.flatMap((row) => row.rhythm ?? [])
  const typical = known.length === 0 ? 30 : median(known)
  const taking = rows.filter((row) => row.orders > 0)
  const recency = (row: (typeof rows)[number]): number =>
    rules.recency === 'days'
      ? to - row.lastDay
      : Math.floor(((to - row.lastDay) / (row.rhythm ?? typical)) * 100 + 0.5 + 1e-9)
  const score = (value: number, all: number[], fixed: readonly number[]): number => {
    const sorted = [...all].sort(ascending)
    const bounds =
      all.length < 50
        ? fixed
        : [0.2, 0.4, 0.6, 0.8].map((part) => sorted[Math.ceil((part * 10 * all.length) / 10) - 1]!)
    return 1 + bounds.filter((bound) => bound < value).length
  }
  const r = taking.map(recency)
  const scores = new Map(
    taking.map((row) => [
      row.customer,
      {
        r: 6 - score(recency(row), r, rules.recency === 'days' ? rules.fixed.days : rules.fixed.rhythm),
        f: score(
          row.orders,
          taking.map((x) => x.orders),
          rules.fixed.orders,
        ),
        m: score(
          row.value,
          taking.map((x) => x.value),
          rules.fixed.value,
        ),
      },
    ]),
  )
  const all = [...scores.values()]
  const over = Math.max(1, all.length)
  const mean = {
    r: sum(all.map((s) => s.r)) / over,
    f: sum(all.map((s) => s.f)) / over,
    m: sum(all.map((s) => s.m)) / over,
  }
  const values = rows.map((row) => {
    const larger = sum(rows.filter((other) => other.value > row.value).map((other) => Math.max(0, other.value)))
    const abc =
      row.value <= 0
        ? 'C'
        : larger < (total * rules.abc[0]) / 10_000
          ? 'A'
          : larger < (total * rules.abc[1]) / 10_000
            ? 'B'
            : 'C'
    const s = scores.get(row.customer) ?? null
    const fits = (range: readonly [number, number], n: number): boolean => n >= range[0] && n <= range[1]
    const segment = s && rules.segments.find((rule) => fits(rule.r, s.r) && fits(rule.f, s.f) && fits(rule.m, s.m))
    return {
      ...row,
      abc,
      scores: s,
      segment: s ? (segment?.segment ?? 'other') : '',
      cell: s ? slowCell(s, mean) : '',
    } as const
  })
  return { values, measure, mean }
}

const CELLS: Record<string, string> = {
  HHH: 'important-value',
  HLH: 'important-grow',
  LHH: 'important-keep',
  LLH: 'important-win',
  HHL: 'general-value',
  HLL: 'general-grow',
  LHL: 'general-keep',
  LLL: 'general-win',
}
type Scores = { r: number; f: number; m: number }
const slowCell = (s: Scores, mean: Scores): string =>
  CELLS[(['r', 'f', 'm'] as const).map((key) => (s[key] > mean[key] ? 'H' : 'L')).join('')]!

/** Retention by the text of the month: who ordered in which months. */
export function slowCohorts(documents: readonly SaleDocument[], to: number): Record<string, number[]> {
  const months = new Map<number, Set<string>>()
  for (const d of documents) {
    if (d.day > to || d.kind === 'return' || d.kind === 'shipment') continue
    if (d.kind === 'history' && sum(d.lines.map((l) => l.amount)) < 0) continue
    const month = dayFromNumber(d.day).slice(0, 7)
    months.set(d.customer, (months.get(d.customer) ?? new Set()).add(month))
  }
  const result: Record<string, number[]> = {}
  for (const seen of months.values()) {
    const [first] = [...seen].sort()
    for (let after = 0, month = first!; month <= dayFromNumber(to).slice(0, 7); after++, month = next(month)) {
      const row = (result[first!] ??= [])
      row[after] = (row[after] ?? 0) + (seen.has(month) ? 1 : 0)
    }
  }
  return result
}

function next(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}
