import { computed } from 'vue'
import { orpc } from '../../../app/api.ts'
import { useApiQuery } from '../../../app/api-query.ts'

/** The company's own reasons of decisions, taken by 1–9. */
export function useReasons() {
  const company = useApiQuery(orpc.company.get, {})
  return computed(() => company.data.value?.settings.review.reasons ?? [])
}
