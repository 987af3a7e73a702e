import { useInfiniteQuery } from '@tanstack/vue-query'
import { computed, inject, toValue, type MaybeRefOrGetter } from 'vue'
import type { TableStatus } from '../components/table/table-types.ts'
import { PAGE_FRAME } from './page.ts'

/** Few rows first, so that they show at once; then many, because a refetch asks for every page again. */
const FIRST_PAGE = 100
const NEXT_PAGE = 500

/** A page of a list as the contract answers it. */
export interface Page<Row> {
  rows: Row[]
  next: string | null
}

/** As much of `orpc.<feature>.list` as a list needs. */
interface ListMethod<Question, Row> {
  call: (input: Question & { limit: number; cursor?: string }, options: { signal: AbortSignal }) => Promise<Page<Row>>
  key: (options: { type: 'infinite' }) => readonly unknown[]
}

/**
 * A list read page by page as it is scrolled, for DataTable: `v-bind="list.table.value" @load-more="list.loadMore"
 * @retry="list.retry"`. The rows shown stay until those of a changed filter are there. Waits while its page is in a
 * background tab.
 * @param method `orpc.customers.list`
 * @param input filter and order, without `cursor` and `limit`; reactive
 */
export function usePagedList<Question extends object, Row extends object>(
  method: ListMethod<Question, Row>,
  input: MaybeRefOrGetter<Question>,
) {
  const frame = inject(PAGE_FRAME, null)
  const query = useInfiniteQuery({
    queryKey: computed(() => [...method.key({ type: 'infinite' }), toValue(input)]),
    queryFn: ({ pageParam, signal }) =>
      method.call(
        pageParam === null
          ? { ...toValue(input), limit: FIRST_PAGE }
          : { ...toValue(input), limit: NEXT_PAGE, cursor: pageParam },
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last: Page<Row>) => last.next,
    placeholderData: (previous) => previous,
    enabled: computed(() => frame?.active.value ?? true),
  })

  const rows = computed<Row[]>(() => query.data.value?.pages.flatMap((page) => page.rows) ?? [])
  const status = computed<TableStatus>(() =>
    query.isError.value ? 'error' : query.isPending.value || query.isPlaceholderData.value ? 'loading' : 'ready',
  )
  /** Bind these to a DataTable. */
  const table = computed(() => ({
    rows: rows.value,
    status: status.value,
    error: query.error.value,
    hasMore: query.hasNextPage.value,
    loadingMore: query.isFetchingNextPage.value,
  }))

  const loadMore = (): void => void query.fetchNextPage({ cancelRefetch: false })
  const retry = (): void => void query.refetch()

  return { rows, status, table, loadMore, retry }
}
