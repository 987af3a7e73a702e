import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { Client } from '../../shared/contract/index.ts'
import { BENCH_PASSWORD } from './stock-base.ts'

/** The owner of a base, signed in over HTTP. */
export async function signedIn(url: string, companyId: string): Promise<Client> {
  let cookie = ''
  const send: typeof fetch = async (input, init) => {
    const request = new Request(input, init)
    request.headers.set('origin', url)
    if (cookie !== '') request.headers.set('cookie', cookie)
    const response = await fetch(request)
    for (const line of response.headers.getSetCookie()) cookie = line.split(';')[0]!
    return response
  }
  const client = createORPCClient<Client>(new RPCLink({ url: `${url}/rpc`, fetch: (r, init) => send(r, init) }))
  await client.home.login({ companyId, email: 'owner@example.com', password: BENCH_PASSWORD })
  return client
}
