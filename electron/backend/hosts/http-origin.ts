import type { FastifyRequest } from 'fastify'
import { hostname, networkInterfaces } from 'node:os'

const EVERYWHERE = new Set(['0.0.0.0', '::'])

/**
 * The names this host answers to. A page of another site can point its own name at 127.0.0.1 (DNS rebinding) and would
 * then be of our origin in the browser's eyes; its name in `Host` gives it away.
 */
export class HostNames {
  readonly #bound: string
  #names: Set<string>

  /** @param bound the address listened on */
  constructor(bound: string) {
    this.#bound = bound
    this.#names = this.#current()
  }

  /** True for loopback names and the bound address, with any port (a forwarded port has another number). */
  allow(host: string | undefined): boolean {
    const match = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::\d{1,5})?$/i.exec(host ?? '')
    const name = (match?.[1] ?? match?.[2])?.toLowerCase()
    if (name === undefined) return false
    if (!this.#names.has(name) && EVERYWHERE.has(this.#bound)) this.#names = this.#current()
    return this.#names.has(name)
  }

  /** Addresses come and go with the network; bound to all of them, each is ours. */
  #current(): Set<string> {
    const names = new Set(['localhost', '127.0.0.1', '::1'])
    if (!EVERYWHERE.has(this.#bound)) return names.add(this.#bound.toLowerCase())
    const own = hostname().toLowerCase()
    names.add(own).add(`${own}.local`)
    for (const address of Object.values(networkInterfaces()).flat()) if (address) names.add(address.address)
    return names
  }
}

/**
 * True when a page that is not ours sent the request: browsers name it in `Origin` (every POST has one) or, in some
 * navigations, only in `Sec-Fetch-Site`. Programs send neither.
 */
export function isForeignPage(request: FastifyRequest): boolean {
  const { origin, host } = request.headers
  if (origin !== undefined) return origin.toLowerCase() !== `${request.protocol}://${host?.toLowerCase()}`
  const site = request.headers['sec-fetch-site']
  return site !== undefined && site !== 'same-origin' && site !== 'none'
}

/** The host part of the address to show for an address listened on. */
export function visibleName(bound: string): string {
  if (EVERYWHERE.has(bound)) return '127.0.0.1'
  return bound.includes(':') ? `[${bound}]` : bound
}
