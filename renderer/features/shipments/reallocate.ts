import { formatInPacks, type Pack } from '../../../shared/quantity.ts'
import { api } from '../../app/api.ts'
import { errorText } from '../../app/error-text.ts'
import { t } from '../../app/i18n.ts'
import { showToast } from '../../components/feedback/toasts.ts'

/**
 * Keeps other lots for an order where those kept may not go out any more, and says what came of it. Screens follow by
 * themselves. @param counted in which units what is missing is told
 */
export async function reallocate(
  orderId: string,
  version: number,
  counted: { baseUnit: string; packs: readonly Pack[] } | null,
): Promise<boolean> {
  try {
    const { dropped, missing } = await api.shipments.reallocate({ orderId, version })
    const short = missing > 0 && counted
    showToast(
      short
        ? t('lots.reallocatedShort', { dropped, missing: formatInPacks(missing, counted.baseUnit, counted.packs) })
        : t('lots.reallocated', { dropped }),
      short ? 'danger' : 'good',
    )
    return true
  } catch (thrown) {
    showToast(errorText(thrown), 'danger')
    return false
  }
}
