import type { ReviewThresholds } from './rules.ts'

/** Limits for customers of one grade; null: the company's. Units as in `ReviewThresholds`. */
export type GradeThresholds = { grade: string } & {
  [Limit in 'usageLimit' | 'overdueAmount' | 'overdueDays' | 'unusualTimes' | 'marginFloor']: number | null
}

/** The thresholds a customer of this grade is judged by: what is set for the grade takes the place of the company's. */
export function limitsFor<Limits extends ReviewThresholds & { grades: readonly GradeThresholds[] }>(
  limits: Limits,
  grade: string,
): Limits {
  const own = grade === '' ? undefined : limits.grades.find((one) => one.grade === grade)
  if (!own) return limits
  return {
    ...limits,
    usageLimit: own.usageLimit ?? limits.usageLimit,
    overdueAmount: own.overdueAmount ?? limits.overdueAmount,
    overdueDays: own.overdueDays ?? limits.overdueDays,
    unusualTimes: own.unusualTimes ?? limits.unusualTimes,
    marginFloor: own.marginFloor ?? limits.marginFloor,
  }
}
