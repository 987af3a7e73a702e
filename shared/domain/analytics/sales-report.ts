import { mulDiv } from '../../money.ts'
import {
  AMOUNT,
  COST,
  COSTED,
  COUNTS,
  CUSTOMERS,
  DOCUMENTS,
  LINES,
  QUANTITY,
  RETURNED,
  REVENUE,
  SUMS,
  sums,
  UNIT,
  unitsOf,
  type Cells,
  type SalesFilter,
  type Slice,
} from './cube.ts'
import { CALENDAR_DIMENSIONS, grouping, namer, type Dimension, type Grouping } from './dimensions.ts'
import type { Facts, SalesBasis } from './facts.ts'

/** What sales are measured in; how each is counted stands at `SalesValues`. */
export const SALES_MEASURES = [
  'amount',
  'revenue',
  'quantity',
  'cost',
  'margin',
  'marginRate',
  'documents',
  'customers',
  'average',
  'returned',
  'returnRate',
] as const
export type SalesMeasure = (typeof SALES_MEASURES)[number]

/** A question about sales. Days since 1970-01-01, both ends included. */
export interface SalesQuestion {
  from: number
  to: number
  /** Days to compare with. */
  compare: { from: number; to: number } | null
  basis: SalesBasis
  by: Dimension
  /** Level of the tree where `by` is one: 1 the top; 0 the node itself. */
  level: number
  /** The second dimension of a pivot, whose groups stand side by side. */
  across: Dimension | null
  acrossLevel: number
  /** What groups are ranked by and what stands in the cells of a pivot. */
  measure: SalesMeasure
  /** So many groups are shown, the rest in one; calendar dimensions show all. */
  top: number
  /** So many groups side by side. */
  topAcross: number
  filter: SalesFilter
  customerIds?: readonly string[] | undefined
  personId?: string | undefined
}

/**
 * Figures of a group, null where there is none. `amount` 分 as billed, less returns; `revenue` 分 without tax; `quantity`
 * thousandths, only where all goods have one base unit (`unit`); `cost` 分 and `margin` = revenue − cost of the lines whose cost
 * is known; `marginRate` basis points of their revenue; `documents` that sold something; `customers` of them, each once;
 * `average` 分 sold a document, before returns; `returned` 分 that came back; `returnRate` basis points of what was sold.
 */
export type SalesValues = Record<SalesMeasure, number | null> & { unit: string }

export interface SalesRow {
  key: string
  label: string
  code: string
  values: SalesValues
  before: SalesValues | null
  /** By group of `across`, in the order of `columns`. */
  cells: (number | null)[]
}

export interface SalesAnswer {
  rows: SalesRow[]
  /** All groups that are not shown; null when all are. */
  rest: (Omit<SalesRow, 'key' | 'label' | 'code'> & { groups: number }) | null
  total: { values: SalesValues; before: SalesValues | null; cells: (number | null)[] }
  /** Groups of `across`; the last may be the rest, with a null key. */
  columns: { key: string | null; label: string; groups: number }[]
  /** 分 of revenue whose cost is not known. */
  uncosted: number
}

/** One figure of a group. */
export function measured({ sums: sum, counts }: Cells, group: number, measure: SalesMeasure): number | null {
  const count = (which: number) => counts[group * COUNTS + which]!
  const of = (which: number) => sum[group * SUMS + which]!
  const margin = () => of(COSTED) * 100 - of(COST)
  const sold = () => of(AMOUNT) + of(RETURNED)
  switch (measure) {
    case 'amount':
      return of(AMOUNT)
    case 'revenue':
      return of(REVENUE)
    case 'quantity':
      return count(LINES) === 0 ? 0 : count(UNIT) > 0 ? of(QUANTITY) : null
    case 'cost':
      return mulDiv(of(COST), 1, 100)
    case 'margin':
      return mulDiv(margin(), 1, 100)
    case 'marginRate':
      return rate(margin(), of(COSTED) * 100)
    case 'documents':
      return count(DOCUMENTS)
    case 'customers':
      return count(CUSTOMERS)
    case 'average':
      return count(DOCUMENTS) === 0 ? null : mulDiv(sold(), 1, count(DOCUMENTS))
    case 'returned':
      return of(RETURNED)
    case 'returnRate':
      return rate(of(RETURNED), sold())
  }
}

/** Growth in basis points of what it was; null when it was nothing. */
export const growth = (now: number | null, before: number | null): number | null =>
  now === null || before === null || before === 0 ? null : rate(now - before, Math.abs(before))

/**
 * Answers a question about sales. Groups are ranked by the measure (calendar dimensions stay in order); what is not among the
 * first is one group, the rest, counted anew so that its documents and customers are exact. Groups compared are the same
 * groups, calendar ones by their place in the period. Totals are counted by themselves, not added up.
 * @param breathe lets others in between two passes; may throw
 */
export async function salesReport(
  facts: Facts,
  question: SalesQuestion,
  breathe: () => Promise<void> = () => Promise.resolve(),
): Promise<SalesAnswer> {
  const { by, level, across, compare, measure } = question
  const units = unitsOf(facts)
  const count = async (period: 'now' | 'before', groupings: readonly Grouping[], withCustomers = true) => {
    await breathe()
    return sums(facts, sliceOf(question, period), groupings, units.places, withCustomers)
  }
  const values = (cells: Cells, group: number): SalesValues => valuesOf(cells, group, units.names)
  const chosen = async (dimension: Dimension, atLevel: number, most: number) => {
    const whole = grouping(facts, dimension, { from: question.from, to: question.to, level: atLevel })
    const isOfDays = whole.column === 'day'
    const past = compare && (isOfDays ? grouping(facts, dimension, { ...compare, level: atLevel }) : whole)
    // customers take as long again: they wait until it is known which groups are shown, where they do not decide it
    const withCustomers = measure === 'customers' || whole.keys.length <= most
    const { cells: full, total } = await count('now', [whole], withCustomers)
    const counted = past && (await count('before', [past], withCustomers))
    const groups = choose(dimension, { whole, past, full, old: counted && counted.cells, measure, most })
    return { ...groups, withCustomers, total, totalBefore: counted && counted.total }
  }

  const rows = await chosen(by, level, question.top)
  const columns = across ? await chosen(across, question.acrossLevel, question.topAcross) : null
  // without a rest the groups are as they were counted
  const isCounted = rows.rest === 0 && rows.withCustomers
  const now = isCounted ? rows.full : (await count('now', [rows.now])).cells
  const before = rows.before && (isCounted ? rows.old : (await count('before', [rows.before])).cells)
  const { total, totalBefore } = rows
  const pivot = columns && (await count('now', [rows.now, columns.now], measure === 'customers')).cells
  const below = columns && (await count('now', [columns.now], measure === 'customers')).cells
  const wide = columns ? columns.now.keys.length : 0
  const places = columns ? columns.places : []
  const cellsOf = (group: number) => places.map((column) => measured(pivot!, group * wide + column, measure))

  const name = namer(facts, by, rows.now.keys)
  const nameAcross = across ? namer(facts, across, columns!.now.keys) : null
  const row = (group: number) => ({
    values: values(now, group),
    before: before ? values(before, group) : null,
    cells: cellsOf(group),
  })
  const keyAt = (group: number) => rows.now.keys[group]!
  return {
    rows: rows.places
      .filter((group) => group !== rows.restAt)
      .map((group) => ({ key: keyAt(group), ...name(keyAt(group)), ...row(group) })),
    rest: rows.rest === 0 ? null : { groups: rows.rest, ...row(rows.restAt) },
    total: {
      values: values(total, 0),
      before: totalBefore ? values(totalBefore, 0) : null,
      cells: places.map((column) => measured(below!, column, measure)),
    },
    columns: columns
      ? columns.places.map((group) => {
          const isRest = columns.rest > 0 && group === columns.restAt
          const key = columns.now.keys[group]!
          return isRest
            ? { key: null, label: '', groups: columns.rest }
            : { key, label: nameAcross!(key).label, groups: 1 }
        })
      : [],
    uncosted: total.sums[REVENUE]! - total.sums[COSTED]!,
  }
}

/** The days and conditions of a question. */
export function sliceOf(question: SalesQuestion, period: 'now' | 'before'): Slice {
  const { basis, filter, customerIds, personId } = question
  const { from, to } = period === 'now' ? question : question.compare!
  return { from, to, basis, filter, customerIds, personId }
}

/** All figures of a group. @param units names of the base units */
export function valuesOf(cells: Cells, group: number, units: readonly string[]): SalesValues {
  const unit = cells.counts[group * COUNTS + UNIT]!
  return {
    ...(Object.fromEntries(SALES_MEASURES.map((measure) => [measure, measured(cells, group, measure)])) as Record<
      SalesMeasure,
      number | null
    >),
    unit: unit > 0 ? units[unit - 1]! : '',
  }
}

interface Chosen {
  /** Each shown group under a number of its own, the rest under the last. */
  now: Grouping
  before: Grouping | null
  /** Groups in the order they are shown; the rest last. */
  places: number[]
  restAt: number
  /** How many groups are in the rest. */
  rest: number
  full: Cells
  old: Cells | null
}

interface Candidates {
  whole: Grouping
  past: Grouping | null
  full: Cells
  old: Cells | null
  measure: SalesMeasure
  most: number
}

/** Which groups are shown, in their order, and the groupings that put all others into one. */
function choose(dimension: Dimension, { whole, past, full, old, measure, most }: Candidates): Chosen {
  const isCalendar = CALENDAR_DIMENSIONS.includes(dimension)
  // another period has the same groups; of the calendar those at the same place, and it may have more of them
  const more = Math.max(0, (past?.keys.length ?? 0) - whole.keys.length)
  const keys = [...whole.keys, ...Array.from({ length: more }, () => '')]
  const lines = (cells: Cells | null, group: number) => cells?.counts[group * COUNTS + LINES] ?? 0
  const has = (group: number) => lines(full, group) > 0 || lines(old, group) > 0
  const inOrder = isCalendar || dimension === 'hour' || dimension === 'weekday'
  const found = keys.map((_, group) => group).filter((group) => inOrder || has(group))
  if (!inOrder) {
    const figures = Float64Array.from(keys, (_, group) =>
      group < full.size ? (measured(full, group, measure) ?? -Infinity) : 0,
    )
    found.sort((a, b) => figures[b]! - figures[a]! || (keys[a]! < keys[b]! ? -1 : 1))
  }
  const shown = inOrder ? found.filter((group) => isCalendar || keys[group] !== '' || has(group)) : found.slice(0, most)
  const rest = inOrder ? 0 : found.length - shown.length
  // numbers anew: shown groups in their order, everything else behind them
  const restAt = shown.length
  const place = new Map(shown.map((group, index) => [group, index]))
  const mapped = ({ column, map }: Grouping): Grouping => ({
    column,
    map: map.map((group) => place.get(group) ?? restAt),
    keys: [...shown.map((group) => keys[group]!), ''],
  })
  return {
    now: mapped(whole),
    before: past && mapped(past),
    places: rest > 0 ? [...shown.keys(), restAt] : [...shown.keys()],
    restAt,
    rest,
    full: pickCells(full, shown),
    old: old && pickCells(old, shown),
  }
}

/** The cells of the shown groups under their new numbers. */
function pickCells(cells: Cells, shown: readonly number[]): Cells {
  const size = shown.length + 1
  const picked: Cells = { size, sums: new Float64Array(size * SUMS), counts: new Int32Array(size * COUNTS) }
  shown.forEach((group, index) => {
    picked.sums.set(cells.sums.subarray(group * SUMS, (group + 1) * SUMS), index * SUMS)
    picked.counts.set(cells.counts.subarray(group * COUNTS, (group + 1) * COUNTS), index * COUNTS)
  })
  return picked
}

const rate = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((part / whole) * 10_000) + 0
