import { computed } from 'vue'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'

/** What the heads of purchase documents choose from: open warehouses, the usual one, how the company buys. */
export function useHeadLists() {
  const company = useApiQuery(orpc.company.get, undefined)
  const warehouses = useApiQuery(orpc.company.warehouses, undefined)
  const open = computed(() => (warehouses.data.value ?? []).filter((one) => !one.archived))
  return {
    warehouses: computed(() => open.value.map((one) => ({ value: one.id, label: one.name }))),
    defaultWarehouseId: computed(() => company.data.value?.settings.defaultWarehouseId ?? open.value[0]?.id ?? null),
    buying: computed(() => company.data.value?.settings.purchasing),
  }
}
