import { translate, type Locale } from '../../../../shared/i18n/index.ts'
import { ACCOUNT_KINDS, type AccountKind } from '../../../../shared/domain/settlement/money.ts'

/** What a company finds already made, in the language of whoever founds it; all of it can be renamed. */
export interface FoundingNames {
  site: string
  warehouse: string
  /** The customer of sales to nobody in particular, and the initials it is found by. */
  walkIn: string
  walkInMnemonic: string
  accounts: Record<AccountKind, string>
}

export function foundingNames(locale: Locale): FoundingNames {
  return {
    site: translate(locale, 'welcome.found.site'),
    warehouse: translate(locale, 'welcome.found.warehouse'),
    walkIn: translate(locale, 'welcome.found.walkIn'),
    walkInMnemonic: translate(locale, 'welcome.found.walkInMnemonic'),
    accounts: Object.fromEntries(
      ACCOUNT_KINDS.map((kind) => [kind, translate(locale, `money.accountKind.${kind}`)]),
    ) as Record<AccountKind, string>,
  }
}
