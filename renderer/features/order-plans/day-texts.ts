import type { PlanRow } from '../../../shared/contract/order-plans.ts'
import { t } from '../../app/i18n.ts'

const WEEK = [0, 1, 2, 3, 4, 5, 6] as const

/** The days of the week with their bit and name, Monday first. */
export const weekdays = (): { bit: number; label: string }[] =>
  WEEK.map((day) => ({ bit: 2 ** day, label: t(`orderPlans.weekday.${day}`) }))

/** `一、三、五`. */
export const weekdaysText = (bits: number): string =>
  weekdays()
    .filter(({ bit }) => Math.floor(bits / bit) % 2 === 1)
    .map(({ label }) => label)
    .join(t('common.between'))

/** Days of a month in bits as `1,15,31`, and back. */
export const monthDaysText = (bits: number): string =>
  Array.from({ length: 31 }, (_, i) => i)
    .filter((i) => Math.floor(bits / 2 ** i) % 2 === 1)
    .map((i) => i + 1)
    .join(',')
export const monthDaysOf = (text: string): number =>
  [...new Set(text.match(/\d+/g)?.map(Number) ?? [])]
    .filter((day) => day >= 1 && day <= 31)
    .reduce((bits, day) => bits + 2 ** (day - 1), 0)

/** When a plan falls due: `每周二、五`, `每 3 天`, `每月 1,15 日`; a template never does. */
export function rhythmText({ rhythm }: Pick<PlanRow, 'rhythm'>): string {
  if (!rhythm) return t('orderPlans.plan.rhythm.none')
  switch (rhythm.rhythm) {
    case 'weekdays':
      return t('orderPlans.plan.weekly', { days: weekdaysText(rhythm.weekdays) })
    case 'interval':
      return t('orderPlans.plan.every', { days: rhythm.intervalDays })
    case 'month-days':
      return t('orderPlans.plan.monthly', { days: monthDaysText(rhythm.monthDays) })
  }
}
