import type { ValueFilter, ValueRow } from '../../../../shared/contract/customer-value.ts'
import { dayFromNumber, dayNumber } from '../../../../shared/day.ts'
import { abcOf, gradeClass } from '../../../../shared/domain/analytics/abc.ts'
import { inCohort, monthOf } from '../../../../shared/domain/analytics/cohorts.ts'
import { customerMoney, marginOf } from '../../../../shared/domain/analytics/customer-money.ts'
import { percentOf } from '../../../../shared/domain/analytics/customer-value.ts'
import { NOBODY } from '../../../../shared/domain/analytics/facts.ts'
import { isLate } from '../../../../shared/domain/analytics/late.ts'
import { cellOf, segmentPlace, segmentTable, type RfmSegment } from '../../../../shared/domain/analytics/rfm.ts'
import { NEVER } from '../../../../shared/domain/analytics/rhythm.ts'
import { partOf } from './value-groups.ts'
import { tookPart, type ValueView } from './value-view.ts'

/** A row without what the facts do not hold. */
export type FactRow = Omit<ValueRow, 'overdue' | 'overdueDays'>

/** Classes, scores and rhythm of one customer. */
export function standingOf(view: ValueView, c: number, segments: readonly RfmSegment[]) {
  const { rfm, rhythm, lastDay, to } = view
  const [r, f, m] = [rfm.r[c]!, rfm.f[c]!, rfm.m[c]!]
  const ordered = lastDay[c] !== NEVER
  const since = to - lastDay[c]!
  const hasRhythm = ordered && rhythm[c]! > 0 && view.walkIn[c] === 0
  return {
    abc: abcOf(view.value[c]!, view.abc),
    scores: r === 0 ? null : { r, f, m },
    segment: r === 0 ? null : segments[segmentPlace(r, f, m)]!,
    cell: r === 0 ? null : cellOf(r, f, m, rfm.mean),
    rhythm: hasRhythm ? rhythm[c]! : null,
    lastDay: ordered ? dayFromNumber(lastDay[c]!) : null,
    lateness: hasRhythm ? percentOf(since, rhythm[c]!) : null,
    late: hasRhythm && isLate(since, rhythm[c]!, view.rules.lateAfter),
  }
}

/** Customers that fit, the most valuable first, with sums over all of them. @param limit rows given */
export function valueRows(view: ValueView, filter: ValueFilter, limit: number) {
  const { facts, value } = view
  const segments = segmentTable(view.rules.segments)
  const byValue = (a: number, b: number): number => value[b]! - value[a]! || a - b
  const taking = view.visible.filter((c) => tookPart(view, c)).sort(byValue)
  const positive = taking.reduce((sum, c) => sum + Math.max(0, value[c]!), 0)
  const cumulative = new Map<number, number | null>()
  let sum = 0
  for (const c of taking) cumulative.set(c, partOf((sum += Math.max(0, value[c]!)), positive))

  const fits = chosenBy(view, filter, segments)
  // a cohort's customers are listed whether they bought in the period or not
  const listed = filter.cohort === undefined ? taking.filter(fits) : view.visible.filter(fits).sort(byValue)
  const lifetime = customerMoney(facts, 0, view.to)
  const totals = { orders: 0, value: 0, amount: 0, margin: 0, lifetimeAmount: 0, lifetimeMargin: 0 }
  for (const c of listed) {
    totals.orders += view.count[c]!
    totals.value += value[c]!
    totals.amount += view.money.amount[c]!
    totals.margin += marginOf(view.money, c)
    totals.lifetimeAmount += lifetime.amount[c]!
    totals.lifetimeMargin += marginOf(lifetime, c)
  }
  const rows = listed.slice(0, limit).map((c): FactRow => {
    const { id, code, name, grade, person } = facts.customers[c]!
    const standing = standingOf(view, c, segments)
    const hand = gradeClass(grade)
    return {
      id,
      code,
      name,
      grade,
      ...standing,
      salesPerson: person === NOBODY ? '' : facts.people[person]!.name,
      value: value[c]!,
      share: partOf(value[c]!, positive),
      cumulative: cumulative.get(c) ?? null,
      differs: hand !== null && hand !== standing.abc,
      orders: view.count[c]!,
      amount: view.money.amount[c]!,
      margin: marginOf(view.money, c),
      firstDay: view.firstDay[c] === NEVER ? null : dayFromNumber(view.firstDay[c]!),
      lifetimeAmount: lifetime.amount[c]!,
      lifetimeMargin: marginOf(lifetime, c),
    }
  })
  return { customers: listed.length, totals, rows }
}

function chosenBy(view: ValueView, filter: ValueFilter, segments: readonly RfmSegment[]): (c: number) => boolean {
  const { rfm, facts } = view
  const { abc, grade, differs, segment, cell, r, f, cohort, after } = filter
  const month = cohort === undefined ? null : monthOf(dayNumber(`${cohort}-01`))
  return (c) => {
    const computed = abcOf(view.value[c]!, view.abc)
    const hand = gradeClass(facts.customers[c]!.grade)
    const scored = rfm.r[c]! > 0
    return (
      (abc === undefined || abc === computed) &&
      (grade === undefined || grade === hand) &&
      (differs === undefined || differs === (hand !== null && hand !== computed)) &&
      (segment === undefined || (scored && segments[segmentPlace(rfm.r[c]!, rfm.f[c]!, rfm.m[c]!)] === segment)) &&
      (cell === undefined || (scored && cellOf(rfm.r[c]!, rfm.f[c]!, rfm.m[c]!, rfm.mean) === cell)) &&
      (r === undefined || rfm.r[c] === r) &&
      (f === undefined || rfm.f[c] === f) &&
      (month === null || (view.walkIn[c] === 0 && inCohort(view.orders, c, month, after ?? null)))
    )
  }
}
