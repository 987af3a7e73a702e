import { computed } from 'vue'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'

/** What forms and filters of products choose from: types, warehouses, and values already in use. */
export function useProductLists() {
  const choices = useApiQuery(orpc.products.choices, {})
  const tree = useApiQuery(orpc.trees.list, { kind: 'product-type' })
  const stores = useApiQuery(orpc.company.warehouses, {})
  return {
    brands: computed(() => choices.data.value?.brands ?? []),
    uses: computed(() => choices.data.value?.uses ?? []),
    units: computed(() => choices.data.value?.units ?? []),
    types: computed(() => tree.data.value ?? []),
    warehouses: computed(() => (stores.data.value ?? []).filter((warehouse) => !warehouse.archived)),
  }
}
