import { onScopeDispose, shallowRef, watch } from 'vue'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'

/** Asked this long after the last key. */
const PAUSE_MS = 250

/** Other customers with the same name, mobile or tax number as the one being typed, kept up to date. */
export function useCustomerDuplicates(id: string, typed: () => { name: string; mobile: string; taxId: string }) {
  const question = shallowRef<{ id: string; name: string; mobile: string; taxId: string } | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    typed,
    (now) => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        const name = now.name.trim()
        const [mobile, taxId] = [now.mobile.trim(), now.taxId.trim()]
        question.value = name === '' && mobile === '' && taxId === '' ? null : { id, name, mobile, taxId }
      }, PAUSE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return useApiQuery(orpc.customers.duplicates, question, { keepPrevious: true })
}
