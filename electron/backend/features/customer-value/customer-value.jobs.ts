import type { Outputs } from '../../../../shared/contract/index.ts'
import type { ValueFilter } from '../../../../shared/contract/customer-value.ts'
import { dayFromNumber } from '../../../../shared/day.ts'
import { gradeClass } from '../../../../shared/domain/analytics/abc.ts'
import { NOBODY, type Facts } from '../../../../shared/domain/analytics/facts.ts'
import { LATE_WITHIN_DAYS, NO_ALARMS, testAlarm, testDays } from '../../../../shared/domain/analytics/late.ts'
import { segmentTable } from '../../../../shared/domain/analytics/rfm.ts'
import { NEVER } from '../../../../shared/domain/analytics/rhythm.ts'
import { cohortGroups, contributionOf, rfmOf } from './value-groups.ts'
import { standingOf, valueRows } from './value-rows.ts'
import { methodOf, tookPart, viewValues, type ValueAsk } from './value-view.ts'

/** The alarm is first tested when there are so many days of orders to tell rhythms from. */
const DAYS_TO_LEARN = 90

/** Reports on the worth of customers (run in `features/analytics/analytics.worker.ts`). */
export const customerValueJobs = {
  valueContribution: (facts: Facts, ask: ValueAsk) => contributionOf(viewValues(facts, ask)),
  valueRfm: (facts: Facts, ask: ValueAsk) => rfmOf(viewValues(facts, ask)),
  valueCohorts: (facts: Facts, ask: ValueAsk) => cohortGroups(viewValues(facts, ask)),
  valueCustomers: (facts: Facts, { filter, limit, ...ask }: ValueAsk & { filter: ValueFilter; limit: number }) =>
    valueRows(viewValues(facts, ask), filter, limit),
  valueLate,
  valueClasses,
}

/** Active customers who are late, and the test of the alarm over the visible ones. @throws CANCELLED */
async function valueLate(
  facts: Facts,
  { limit, ...ask }: ValueAsk & { limit: number },
  job: { breathe(): Promise<void> },
) {
  const view = viewValues(facts, ask)
  const segments = segmentTable(view.rules.segments)
  const known = view.visible.filter(
    (c) =>
      view.rhythm[c]! > 0 &&
      view.walkIn[c] === 0 &&
      view.to - view.lastDay[c]! <= LATE_WITHIN_DAYS &&
      facts.customers[c]!.status !== 'archived',
  )
  const late = known.filter((c) => standingOf(view, c, segments).late)
  const rows = late
    .sort((a, b) => view.value[b]! - view.value[a]! || a - b)
    .slice(0, limit)
    .map((c) => {
      const { id, code, name, grade, person } = facts.customers[c]!
      const { abc, lateness } = standingOf(view, c, segments)
      return {
        id,
        code,
        name,
        grade,
        abc,
        lateness: lateness!,
        salesPerson: person === NOBODY ? '' : facts.people[person]!.name,
        lastDay: dayFromNumber(view.lastDay[c]!),
        rhythm: view.rhythm[c]!,
        dueDay: dayFromNumber(view.lastDay[c]! + view.rhythm[c]!),
        daysSince: view.to - view.lastDay[c]!,
        orders: view.count[c]!,
        value: view.value[c]!,
      }
    })

  const shown = new Uint8Array(facts.customers.length)
  for (const c of view.visible) shown[c] = view.walkIn[c] === 1 ? 0 : 1
  const days = testDays((facts.sales[0]?.day ?? view.to) + DAYS_TO_LEARN, view.to)
  let test = NO_ALARMS
  for (const day of days) {
    test = testAlarm(view.orders, day, view.rules.lateAfter, (c) => shown[c] === 0, test)
    await job.breathe()
  }
  return {
    ...methodOf(view),
    customers: known.length,
    late: late.length,
    value: late.reduce((sum, c) => sum + view.value[c]!, 0),
    test: { days: days.length, ...test },
    rows,
  }
}

/** One customer's standing; null when they never bought. */
function valueClasses(facts: Facts, { id, ...ask }: ValueAsk & { id: string }): Outputs['customerValue']['classes'] {
  const c = facts.customers.findIndex((customer) => customer.id === id)
  if (c < 0) return null
  const view = viewValues(facts, ask)
  if (view.lastDay[c] === NEVER && !tookPart(view, c)) return null
  return {
    measure: view.measure,
    grade: gradeClass(facts.customers[c]!.grade),
    ...standingOf(view, c, segmentTable(view.rules.segments)),
  }
}
