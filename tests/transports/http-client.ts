import { createORPCClient, ORPCError } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { Client } from '../../shared/contract/index.ts'

/** Fetch as a browser page of `origin` does it: keeps its cookies and says where it comes from. */
export function browserFetch(origin: string): typeof fetch {
  const cookies = new Map<string, string>()
  return async (input, init) => {
    const request = new Request(input, init)
    request.headers.set('origin', origin)
    if (cookies.size > 0) request.headers.set('cookie', [...cookies].map(([k, v]) => `${k}=${v}`).join('; '))
    const response = await fetch(request)
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!
      if (value === '') cookies.delete(name!)
      else cookies.set(name!, value!)
    }
    return response
  }
}

/** Our own screens' way: the RPC protocol under `/rpc`. */
export function rpcClient(origin: string, send: typeof fetch = browserFetch(origin)): Client {
  return createORPCClient<Client>(new RPCLink({ url: `${origin}/rpc`, fetch: (request, init) => send(request, init) }))
}

/** A program's way: `POST /api/FEATURE/METHOD`, JSON or a form, written with nothing but what the OpenAPI page says. */
export function apiClient(origin: string, send: typeof fetch = browserFetch(origin)): Client {
  const feature = (featureName: string) =>
    new Proxy(
      {},
      {
        get: (_target, method: string) => (input?: object, options?: { signal?: AbortSignal }) =>
          callApi(send, `${origin}/api/${featureName}/${method}`, input, options?.signal),
      },
    )
  return new Proxy({}, { get: (_target, name: string) => (name === 'then' ? undefined : feature(name)) }) as Client
}

async function callApi(
  send: typeof fetch,
  url: string,
  input: object | undefined,
  signal?: AbortSignal,
): Promise<unknown> {
  const response = await send(url, { method: 'POST', signal, ...bodyOf(input) })
  if (response.status >= 400) {
    const error = (await response.json()) as { code: string; message: string; data: unknown }
    throw new ORPCError(error.code, { status: response.status, message: error.message, data: error.data })
  }
  const disposition = response.headers.get('content-disposition')
  if (disposition !== null) {
    const name = decodeURIComponent(/filename\*=utf-8''([^;]+)/i.exec(disposition)![1]!)
    return new File([await response.arrayBuffer()], name, { type: response.headers.get('content-type')! })
  }
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) return eventsOf(response)
  const text = await response.text()
  return text === '' ? undefined : (JSON.parse(text) as unknown)
}

function bodyOf(input: object | undefined): RequestInit {
  if (input === undefined) return {}
  const entries = Object.entries(input) as [string, unknown][]
  if (!entries.some(([, value]) => value instanceof Blob)) {
    return { body: JSON.stringify(input), headers: { 'content-type': 'application/json' } }
  }
  const form = new FormData()
  for (const [name, value] of entries) form.append(name, value instanceof Blob ? value : String(value))
  return { body: form }
}

async function* eventsOf(response: Response): AsyncGenerator<unknown> {
  let pending = ''
  const decoder = new TextDecoder()
  for await (const chunk of response.body!) {
    pending += decoder.decode(chunk, { stream: true })
    const events = pending.split('\n\n')
    pending = events.pop()!
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1]
      if (/^event: message$/m.test(event) && data !== undefined) yield JSON.parse(data) as unknown
      if (/^event: done$/m.test(event)) return
    }
  }
}
