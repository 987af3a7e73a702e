import { zhCN } from '../../../../shared/i18n/zh-CN.ts'
import { t, tAny, type MessageKey } from '../../../app/i18n.ts'

/** What a check of the self-check compares, in plain words; a check of a newer backend shows its own name. */
export function checkName(name: string): string {
  const known = Object.hasOwn(zhCN.settings, `check.${name}`)
  return known ? tAny(`settings.check.${name}` as MessageKey) : t('settings.check.other', { name })
}
