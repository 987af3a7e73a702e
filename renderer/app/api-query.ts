import { keepPreviousData, useQuery, type UseQueryReturnType } from '@tanstack/vue-query'
import { computed, inject, toValue, type MaybeRefOrGetter } from 'vue'
import { PAGE_FRAME } from './page.ts'

/** As much of `orpc.<feature>.<method>` as a query needs. */
interface QueryMethod<Input, Output> {
  call: (input: Input, options: { signal: AbortSignal }) => Promise<Output>
  queryKey: (options: { input: Input }) => readonly unknown[]
  key: (options: { type: 'query' }) => readonly unknown[]
}

export interface ApiQueryOptions {
  /** Goes on showing the last answer while the one to a changed question is under way. */
  keepPrevious?: boolean
  /** Milliseconds after which an answer is asked for again when it is next needed. */
  staleTime?: number
}

/**
 * A query of the contract that follows its input, refetches by live topics and waits while its page is in a background
 * tab: `useApiQuery(orpc.customers.get, () => ({ id: props.id }))`. While the input is null nothing is asked.
 * After a command put its view in with `queryClient.setQueryData(orpc.customers.get.queryKey({ input }), view)`.
 */
export function useApiQuery<Input, Output>(
  method: QueryMethod<Input, Output>,
  input: MaybeRefOrGetter<NoInfer<Input> | null>,
  options: ApiQueryOptions = {},
): UseQueryReturnType<Output, Error> {
  const frame = inject(PAGE_FRAME, null)
  return useQuery<Output>({
    queryKey: computed(() => {
      const question = toValue(input)
      return question === null ? method.key({ type: 'query' }) : method.queryKey({ input: question })
    }),
    queryFn: ({ signal }) => {
      const question = toValue(input)
      if (question === null) throw new Error('A query without a question was asked')
      return method.call(question, { signal })
    },
    enabled: computed(() => toValue(input) !== null && (frame?.active.value ?? true)),
    placeholderData: options.keepPrevious ? keepPreviousData : undefined,
    // an undefined value would hide the default
    ...(options.staleTime === undefined ? {} : { staleTime: options.staleTime }),
  })
}
