import { createORPCClient } from '@orpc/client'
import type { ClientContext, ClientLink } from '@orpc/client'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { QueryClient } from '@tanstack/vue-query'
// Types only: the schemas (and zod with them) stay in the backend, which checks every call.
import type { Client } from '../../shared/contract/index.ts'
import { failureOf } from './error-text.ts'
import { createLink } from './transport.ts'

const link = createLink()
let signedOut: () => void = () => undefined

/** Sets what happens when the backend says that nobody is signed in any more. */
export function whenSignedOut(listener: () => void): void {
  signedOut = listener
}

const watchedLink: ClientLink<ClientContext> = {
  call: async (path, input, options) => {
    try {
      return await link.call(path, input, options)
    } catch (error) {
      if (failureOf(error).code === 'SIGNED_OUT') signedOut()
      throw error
    }
  },
}

/** Every method of the contract: `await api.orders.submit({ id, version })`. Errors: see `failureOf`. */
export const api = createORPCClient<Client>(watchedLink)

/** Options for vue-query: `useQuery(orpc.customers.get.queryOptions({ input: { id } }))`. */
export const orpc = createTanstackQueryUtils(api)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // live topics say what changed; a minute covers what happens while the connection is down
      staleTime: 60_000,
      refetchOnWindowFocus: false,
      networkMode: 'always',
      retry: (count, error) => failureOf(error).code === 'OFFLINE' && count < 2,
      retryDelay: (count) => 500 * 2 ** count,
    },
    mutations: { networkMode: 'always' },
  },
})
