import { onScopeDispose, shallowRef, watch } from 'vue'
import { orpc } from '../../app/api.ts'
import { useApiQuery } from '../../app/api-query.ts'

/**
 * Address of a product's picture for an <img>, null while there is none.
 * @param id the product; null asks nothing
 */
export function useProductImage(id: () => string | null) {
  const src = shallowRef<string | null>(null)
  const query = useApiQuery(
    orpc.products.image,
    () => {
      const product = id()
      return product === null ? null : { id: product }
    },
    { staleTime: 600_000 },
  )
  const forget = (): void => {
    if (src.value !== null) URL.revokeObjectURL(src.value)
    src.value = null
  }
  watch(
    query.data,
    (file) => {
      forget()
      if (file) src.value = URL.createObjectURL(file)
    },
    { immediate: true },
  )
  onScopeDispose(forget)
  return { src, query }
}
