import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import type { Outputs } from '../../../shared/contract/index.ts'
import { api, orpc } from '../../app/api.ts'

export type ImportedRow = Outputs['imports']['rows']['rows'][number]

const AT_ONCE = 200

/** Rows of a checked sheet, all or those with problems (of one code), from row `first` on, read on as they are scrolled to. */
export function useImportRows(
  question: MaybeRefOrGetter<{
    id: string
    sheet: number
    only: 'all' | 'problems'
    code: string | null
    first: number
  }>,
  ready: MaybeRefOrGetter<boolean>,
) {
  const query = useInfiniteQuery({
    queryKey: computed(() => [...orpc.imports.rows.key({ type: 'infinite' }), toValue(question)]),
    queryFn: ({ pageParam, signal }) => {
      const { code, first: _, ...rest } = toValue(question)
      return api.imports.rows(
        { ...rest, from: Math.max(pageParam, toValue(question).first), count: AT_ONCE, ...(code ? { code } : {}) },
        { signal },
      )
    },
    initialPageParam: 0,
    getNextPageParam: (last) => last.nextRow,
    placeholderData: (previous) => previous,
    enabled: computed(() => toValue(ready)),
  })
  const rows = computed<ImportedRow[]>(() => query.data.value?.pages.flatMap((page) => page.rows) ?? [])
  const loadMore = (): void => void (query.hasNextPage.value && query.fetchNextPage({ cancelRefetch: false }))
  return { query, rows, loadMore }
}
