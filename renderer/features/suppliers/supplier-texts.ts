import type { LeadTimeView } from '../../../shared/contract/suppliers.ts'
import { t } from '../../app/i18n.ts'

const days = (hundredths: number): string => String(Math.round(hundredths / 10) / 10)

/** `7 天`, or as learnt: `4 ± 1.2 天`. */
export function leadTimeText({ mean, deviation, receipts }: LeadTimeView): string {
  return receipts === 0
    ? t('suppliers.days', { days: days(mean) })
    : t('suppliers.daysLearnt', { days: days(mean), deviation: days(deviation) })
}
