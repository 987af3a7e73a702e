import { computed } from 'vue'
import { askedScope, scopeWords } from '../../../shared/reports/stock-scope.ts'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'
import { useI18n } from '../../app/i18n.ts'
import { treePath } from '../../components/inputs/tree.ts'

/** Which goods and places a report looks at, as its address keeps them. */
export interface ScopeValues {
  warehouse: string | null
  site: string | null
  type: string | null
  brand: string | null
  search: string
}

/** The conditions of stock reports: what can be chosen, what is asked of the backend, and in words. */
export function useStockScope(values: ScopeValues) {
  const { t } = useI18n()
  const stores = useApiQuery(orpc.company.warehouses, {})
  const places = useApiQuery(orpc.company.sites, {})
  const tree = useApiQuery(orpc.trees.list, { kind: 'product-type' })
  const choices = useApiQuery(orpc.products.choices, {})
  const named = (list: readonly { id: string; name: string }[] | undefined) =>
    (list ?? []).map(({ id, name }) => ({ value: id, label: name }))
  const warehouses = computed(() => named(stores.data.value))
  const sites = computed(() => named(places.data.value))
  const types = computed(() => tree.data.value ?? [])
  const brands = computed(() => (choices.data.value?.brands ?? []).map((value) => ({ value, label: value })))
  const labelIn = (options: readonly { value: string; label: string }[], value: string | null) =>
    options.find((one) => one.value === value)?.label ?? ''

  const scope = computed(() => askedScope({ ...values }))
  const words = computed(() =>
    scopeWords(
      { ...values },
      {
        warehouse: labelIn(warehouses.value, values.warehouse),
        site: labelIn(sites.value, values.site),
        type: values.type ? treePath(types.value, values.type) : '',
      },
      t,
    ),
  )
  return { warehouses, sites, types, brands, scope, words }
}
