import { watch } from 'vue'
import { useRouter } from 'vue-router'
import { newId } from '../../../../shared/ids.ts'
import { api } from '../../../app/api.ts'
import type { PageFrame } from '../../../app/page.ts'
import { EDIT_ROUTE } from './desk-routes.ts'

/**
 * Starts an order for the customer another page names (`?customer=id`), once, so that coming back to the tab does not
 * do it again. A desk on which something is being typed is left alone: the order begins in a tab of its own.
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
  choose: (customer: { id: string; name: string }) => void
}): void {
  const router = useRouter()
  watch(
    () => [page.active.value && isReady(), page.route.value.query['customer']] as const,
    async ([mayStart, id]) => {
      if (!mayStart || typeof id !== 'string') return
      const { name, params, query } = page.route.value
      const { customer: _, ...others } = query
      await router.replace({ name: name!, params, query: others })
      if (!isFree()) {
        await router.push({ name: EDIT_ROUTE, params: { id: newId() }, query: { new: '', customer: id } })
        return
      }
      const known = await api.customers.get({ id }).catch(() => null) // not there any more: the desk waits for a choice
      if (known) choose({ id, name: known.name })
    },
    { immediate: true },
  )
}
