import type { CallRow, LotCustomerRow } from '../../../shared/contract/demand.ts'
import { formatQuantity } from '../../../shared/quantity.ts'
import { t } from '../../app/i18n.ts'

/** `面粉 3袋、大米 1袋 等 5 种`. */
export function goodsText({ goods, goodsCount }: Pick<CallRow, 'goods' | 'goodsCount'>): string {
  const shown = goods.map(({ name, quantity, baseUnit }) => `${name} ${formatQuantity(quantity)}${baseUnit}`).join('、')
  return goodsCount > goods.length ? t('demand.goodsMore', { goods: shown, count: goodsCount }) : shown
}

/** When somebody last spoke to the customer, and how. */
export const contactText = (contact: LotCustomerRow['lastContact']): string =>
  contact === null ? '' : t('demand.lastContactBy', { day: contact.day.slice(5), kind: t(`crm.kind.${contact.kind}`) })
