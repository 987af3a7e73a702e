import { computed } from 'vue'
import type { AccountKind, PayMethod } from '../../../shared/domain/settlement/money.ts'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { useSession } from '../../app/session.ts'

/** How money in an account of a kind came or goes; the first is the usual way. */
const METHODS: Record<AccountKind, readonly PayMethod[]> = {
  cash: ['cash'],
  bank: ['transfer', 'cheque'],
  wechat: ['wechat'],
  alipay: ['alipay'],
  other: ['other', 'stripe'],
}

/** The money accounts to choose from, with the site's name where there are several. */
export function useAccounts() {
  const session = useSession()
  const query = useApiQuery(orpc.money.accounts, () => (session.may('settlement.edit') ? {} : null))
  const accounts = computed(() => query.data.value ?? [])
  const sites = computed(() => new Set(accounts.value.map((account) => account.siteId)).size)
  const options = computed(() =>
    accounts.value.map((account) => ({
      value: account.id,
      label: sites.value > 1 ? `${account.name}（${account.site}）` : account.name,
    })),
  )
  const methodsOf = (accountId: string | null): readonly PayMethod[] => {
    const account = accounts.value.find((one) => one.id === accountId)
    return account ? METHODS[account.kind] : []
  }
  /** The account a way of paying goes to. */
  const accountFor = (method: PayMethod): string | null =>
    accounts.value.find((account) => METHODS[account.kind].includes(method))?.id ?? accounts.value[0]?.id ?? null
  return { query, accounts, options, methodsOf, accountFor }
}
