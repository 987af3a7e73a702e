import { computed, watch, type WritableComputedRef } from 'vue'
import { askedPeriod, type Comparison, type Period, type PeriodPreset } from '../../shared/domain/analytics/period.ts'
import { useAddress } from './address.ts'
import { usePage } from './page.ts'
import { readJson } from './remembered.ts'
import { useSession } from './session.ts'

type Default = string | boolean | null

/** The days a report begins with, besides its own conditions. */
export interface PeriodDefaults {
  preset: Exclude<PeriodPreset, 'custom'>
  compare?: Comparison
}

/**
 * The question of a report: its period and its own conditions, kept in the address (reload, back, a copied address) and on
 * this machine: a report opened without a question asks the last one again. A preset moves on with the calendar.
 * @param id name under which the last question is kept
 * @param own the report's conditions and their defaults, as for `useAddress`
 * @returns `values` (the conditions), `period` (model of PeriodPicker), `today` (the company's day)
 */
export function useReportQuestion<const Own extends Record<string, Default>>(
  id: string,
  { preset, compare = 'none' }: PeriodDefaults,
  own: Own,
) {
  const session = useSession()
  const { route } = usePage()
  const today = computed(() => session.session?.company.today ?? '')
  const key = `huozhan.report.${id}`
  const asked = Object.keys(route.value.query).length > 0
  const last = asked ? undefined : readJson(localStorage, key)
  const defaults = { ...own, period: preset as string, from: '', to: '', compare: compare as string }
  const values = useAddress<Own & Record<'period' | 'from' | 'to' | 'compare', string>>(defaults)
  const plain = values as Record<string, Default>
  if (typeof last === 'object' && last !== null) {
    for (const [name, value] of Object.entries(last)) {
      const fallback = (defaults as Record<string, Default>)[name]
      // what an older program kept may not fit any more
      if (fallback !== undefined && (typeof value === typeof fallback || fallback === null))
        plain[name] = value as Default
    }
  }
  watch(
    () => ({ ...plain }),
    (now) => localStorage.setItem(key, JSON.stringify(now)),
  )

  const period: WritableComputedRef<Period> = computed({
    get: () => askedPeriod(plain, today.value, { preset, compare }),
    set: (next) => {
      const days = next.preset === 'custom' ? { from: next.from, to: next.to } : { from: '', to: '' }
      Object.assign(plain, { period: next.preset, compare: next.compare, ...days })
    },
  })
  return { values, period, today }
}
