import { computed } from 'vue'
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
  const labelIn = (options: readonly { value: string; label: string }[], value: string) =>
    options.find((one) => one.value === value)?.label ?? ''

  const scope = computed(() => ({
    ...(values.warehouse ? { warehouseId: values.warehouse } : {}),
    ...(values.site ? { siteId: values.site } : {}),
    ...(values.type ? { typeId: values.type } : {}),
    ...(values.brand ? { brand: values.brand } : {}),
    ...(values.search.trim() === '' ? {} : { search: values.search.trim() }),
  }))
  const words = computed(() => [
    ...(values.warehouse ? [`${t('stockAnalysis.warehouse')}: ${labelIn(warehouses.value, values.warehouse)}`] : []),
    ...(values.site ? [`${t('stockAnalysis.site')}: ${labelIn(sites.value, values.site)}`] : []),
    ...(values.type ? [`${t('stockAnalysis.type')}: ${treePath(types.value, values.type)}`] : []),
    ...(values.brand ? [`${t('stockAnalysis.brand')}: ${values.brand}`] : []),
    ...(values.search.trim() === '' ? [] : [`${t('stockAnalysis.product')}: ${values.search.trim()}`]),
  ])
  return { warehouses, sites, types, brands, scope, words }
}
