import { watch } from 'vue'
import { useRouter } from 'vue-router'
import { newId } from '../../../../shared/ids.ts'
import { api } from '../../../app/api.ts'
import type { PageFrame } from '../../../app/page.ts'
import { EDIT_ROUTE } from './desk-routes.ts'

/** Goods another page wants on the order: code, and thousandths of the base unit. */
export type WantedGoods = readonly [code: string, quantity: number]

/**
 * Starts an order for the customer another page names (`?customer=id`), with goods where it names them
 * (`&goods=[["code", thousandths of the base unit], …]`), once, so that coming back to the tab does not do it again. A desk on which something is being typed is left alone: the order begins in a tab of its own.
 */
export function usePresetCustomer({
  page,
  isReady,
  isFree,
  choose,
}: {
  page: PageFrame
  /** What was left here has been restored. */
  isReady: () => boolean
  isFree: () => boolean
  choose: (customer: { id: string; name: string }, goods: readonly WantedGoods[]) => void
}): void {
  const router = useRouter()
  watch(
    () => [page.active.value && isReady(), page.route.value.query['customer']] as const,
    async ([mayStart, id]) => {
      if (!mayStart || typeof id !== 'string') return
      const { name, params, query } = page.route.value
      const { customer: _, goods, ...others } = query
      await router.replace({ name: name!, params, query: others })
      if (!isFree()) {
        await router.push({
          name: EDIT_ROUTE,
          params: { id: newId() },
          query: { new: '', customer: id, ...(goods ? { goods } : {}) },
        })
        return
      }
      const known = await api.customers.get({ id }).catch(() => null) // not there any more: the desk waits for a choice
      if (known) choose({ id, name: known.name }, goodsIn(goods))
    },
    { immediate: true },
  )
}

/** What stands in the address; nothing of it when it is not understood. */
function goodsIn(text: unknown): WantedGoods[] {
  if (typeof text !== 'string') return []
  try {
    const read: unknown = JSON.parse(text)
    return Array.isArray(read) ? read.filter(isWanted) : []
  } catch {
    return []
  }
}

const isWanted = (one: unknown): one is WantedGoods =>
  Array.isArray(one) && typeof one[0] === 'string' && Number.isInteger(one[1]) && Number(one[1]) > 0
