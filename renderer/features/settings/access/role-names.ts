import { ROLE_PRESETS } from '../../../../shared/access.ts'
import { useI18n } from '../../../app/i18n.ts'

/** A preset role that nobody renamed is shown in the language of the screen; any other as it is called. */
export function roleName(role: { code: string; name: string }): string {
  const { locale } = useI18n()
  const preset = ROLE_PRESETS.find((one) => one.code === role.code)
  return preset && preset.zh === role.name && locale.value === 'en' ? preset.en : role.name
}
