import { ABC_CLASSES, abcOf, gradeClass } from '../../../../shared/domain/analytics/abc.ts'
import { cohortsOf, monthName, monthOf } from '../../../../shared/domain/analytics/cohorts.ts'
import { customerMoney, marginOf } from '../../../../shared/domain/analytics/customer-money.ts'
import { cellOf, RFM_CELLS, RFM_SEGMENTS, segmentPlace, segmentTable } from '../../../../shared/domain/analytics/rfm.ts'
import { methodOf, tookPart, type ValueView } from './value-view.ts'

/** Customers drawn one by one in the picture of contribution. */
const LARGEST = 30

/** Contribution of the visible customers: classes, the largest with the share of all up to them, hand-set against computed. */
export function contributionOf(view: ValueView) {
  const { facts, value, abc } = view
  const taking = view.visible.filter((c) => tookPart(view, c))
  const positive = taking.reduce((sum, c) => sum + Math.max(0, value[c]!), 0)
  const classes = ABC_CLASSES.map((one) => ({ abc: one, customers: 0, value: 0 }))
  const grades = ABC_CLASSES.flatMap((grade) => ABC_CLASSES.map((one) => ({ grade, abc: one, customers: 0 })))
  for (const c of taking) {
    const at = ABC_CLASSES.indexOf(abcOf(value[c]!, abc))
    classes[at]!.customers += 1
    classes[at]!.value += value[c]!
    const grade = gradeClass(facts.customers[c]!.grade)
    if (grade !== null) grades[ABC_CLASSES.indexOf(grade) * ABC_CLASSES.length + at]!.customers += 1
  }
  let sum = 0
  const largest = [...taking]
    .sort((a, b) => value[b]! - value[a]! || a - b)
    .slice(0, LARGEST)
    .map((c) => {
      sum += Math.max(0, value[c]!)
      const { id, name } = facts.customers[c]!
      return { id, name, abc: abcOf(value[c]!, abc), value: value[c]!, cumulative: partOf(sum, positive) }
    })
  return {
    ...methodOf(view),
    customers: taking.length,
    total: taking.reduce((all, c) => all + value[c]!, 0),
    classes: classes.map((one) => ({ ...one, share: partOf(one.value, positive) })),
    largest,
    grades,
  }
}

/** Segments, the Chinese eight and the field of R and F, with their customers and worth. */
export function rfmOf(view: ValueView) {
  const { rfm, value } = view
  const table = segmentTable(view.rules.segments)
  const segments = RFM_SEGMENTS.map((segment) => ({ segment, customers: 0, value: 0 }))
  const cells = RFM_CELLS.map((cell) => ({ cell, customers: 0, value: 0 }))
  const matrix = Array.from({ length: 25 }, (_, i) => ({
    r: Math.floor(i / 5) + 1,
    f: (i % 5) + 1,
    customers: 0,
    value: 0,
  }))
  let customers = 0
  for (const c of view.visible) {
    const [r, f, m] = [rfm.r[c]!, rfm.f[c]!, rfm.m[c]!]
    if (r === 0) continue
    customers += 1
    for (const group of [
      segments[RFM_SEGMENTS.indexOf(table[segmentPlace(r, f, m)]!)]!,
      cells[RFM_CELLS.indexOf(cellOf(r, f, m, rfm.mean))]!,
      matrix[(r - 1) * 5 + f - 1]!,
    ]) {
      group.customers += 1
      group.value += value[c]!
    }
  }
  const { r, f, m } = rfm.bounds
  return {
    ...methodOf(view),
    customers,
    quintiles: rfm.quintiles,
    bounds: { r: [...r], f: [...f], m: [...m] },
    mean: rfm.mean,
    typicalRhythm: view.typicalRhythm,
    segments,
    cells,
    matrix,
  }
}

/** Cohorts whose first month lies in the period, with what their customers have been worth from the first order to its end. */
export function cohortGroups(view: ValueView) {
  const shown = new Uint8Array(view.facts.customers.length)
  for (const c of view.visible) shown[c] = view.walkIn[c] === 1 ? 0 : 1
  const lifetime = customerMoney(view.facts, 0, view.to)
  const worth = new Map<number, { lifetimeAmount: number; lifetimeMargin: number }>()
  const monthAt = new Map<number, number>()
  for (const c of view.visible) {
    const first = view.firstDay[c]!
    if (shown[c] === 0 || view.orders.first[c] === view.orders.first[c + 1]) continue
    let month = monthAt.get(first)
    if (month === undefined) monthAt.set(first, (month = monthOf(first)))
    const sum = worth.get(month) ?? { lifetimeAmount: 0, lifetimeMargin: 0 }
    sum.lifetimeAmount += lifetime.amount[c]!
    sum.lifetimeMargin += marginOf(lifetime, c)
    worth.set(month, sum)
  }
  const since = monthOf(view.from)
  return {
    ...methodOf(view),
    cohorts: cohortsOf(view.orders, view.to, (c) => shown[c] === 0)
      .filter(({ month }) => month >= since)
      .map(({ month, customers, active }) => ({ month: monthName(month), customers, active, ...worth.get(month)! })),
  }
}

/** Part of a whole in basis points; null of nothing. */
export const partOf = (part: number, whole: number): number | null =>
  whole > 0 ? Math.round((part / whole) * 10_000) : null
