import fastifyCookie from '@fastify/cookie'
import fastifyRateLimit from '@fastify/rate-limit'
import { OpenAPIHandler } from '@orpc/openapi/fastify'
import { RPCHandler, type FastifyHandler } from '@orpc/server/fastify'
import type { StandardHandlerOptions } from '@orpc/server/standard'
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { AddressInfo } from 'node:net'
import { AppError } from '../../../shared/errors.ts'
import type { Application } from '../application.ts'
import { createRouter, type CallContext } from '../rpc/door.ts'
import { refusal, sendError, sendFault, unreadableBody } from './http-errors.ts'
import { addNotifications, NOTIFY_PREFIX } from './http-notifications.ts'
import { HostNames, isForeignPage, visibleName } from './http-origin.ts'
import { serveRenderer } from './http-renderer.ts'
import { fileTakingMethods, openApiDocument } from './openapi.ts'

export interface HttpHostOptions {
  /** 0: any free port. */
  port: number
  /** Address to listen on; without it this machine only. */
  host?: string
  /** The built screens. Without the folder (not built yet) only calls are answered. */
  rendererFolder: string
  /** Certificate and key as PEM text: answers https instead of http. */
  tls?: { cert: string; key: string }
  /** Calls a minute and address that may try a password or found a company. */
  attemptsPerMinute?: number
}

export interface HttpHost {
  /** Where this machine's browser finds it, without a slash at the end. */
  readonly url: string
  readonly port: number
  /** Ends event streams, lets running calls finish for a second, then closes every connection. */
  close(): Promise<void>
}

/** Name of the session cookie. */
export const SESSION_COOKIE = 'huozhan'
const COOKIE_SECONDS = 30 * 86_400
const MEGABYTE = 1024 * 1024
const BODY_LIMIT = 2 * MEGABYTE
/** For methods that take a file. */
const FILE_BODY_LIMIT = 64 * MEGABYTE
const CLOSE_MS = 1000

/** Methods that check a secret, send one or make a company: the ones worth calling in a loop from outside. */
const LIMITED = new Set([
  'home.login',
  'home.confirmEmail',
  'home.register',
  'home.restore',
  'home.openSample',
  'users.sendConfirmation',
  'users.unlock',
  'users.setPin',
  'users.changePassword',
])

interface RequestContext extends CallContext {
  request: FastifyRequest
  reply: FastifyReply
  /** The input was read and the method was reached. */
  reached: boolean
}

type Prefix = '/rpc' | '/api'

/**
 * The way in for browsers and programs: `/rpc` for our own screens, `/api` for programs (`POST /api/FEATURE/METHOD`,
 * described by `GET /api/openapi.json`), and the built screens. Signed in by the session cookie, or by an API token in
 * `Authorization: Bearer`.
 * @throws the system's EADDRINUSE and EACCES when the port cannot be had
 */
export async function createHttpHost(application: Application, options: HttpHostOptions): Promise<HttpHost> {
  const host = options.host ?? '127.0.0.1'
  const server = Fastify({
    bodyLimit: BODY_LIMIT,
    https: options.tls ?? null,
    routerOptions: { maxParamLength: 200 },
  })
  const closing = new AbortController()
  guard(server, new HostNames(host))
  readBodies(server)
  server.setErrorHandler((error, request, reply) => sendFault(application, request, reply, error))
  server.setNotFoundHandler((request, reply) => {
    sendError(request, reply, refusal(404, new AppError('NOT_FOUND', { entity: 'address', id: request.url })))
  })
  await server.register(fastifyCookie)
  await server.register(fastifyRateLimit, { global: false })
  await addCalls(server, application, closing.signal, options.attemptsPerMinute ?? 30)
  await addNotifications(server, application)
  await serveRenderer(server, options.rendererFolder)
  await server.listen({ port: options.port, host })
  const port = (server.server.address() as AddressInfo).port
  return {
    port,
    url: `${options.tls ? 'https' : 'http'}://${visibleName(host)}:${port}`,
    close: async () => {
      closing.abort()
      // Node closes the connections that are idle now, not those whose last call is just ending
      const idle = setInterval(() => server.server.closeIdleConnections(), 10)
      const late = setTimeout(() => server.server.closeAllConnections(), CLOSE_MS)
      await server.close()
      clearInterval(idle)
      clearTimeout(late)
    },
  }
}

/** Foreign host names and foreign pages get nothing; everything else gets the headers that keep a page to itself. */
function guard(server: FastifyInstance, names: HostNames): void {
  server.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    if (request.url.startsWith(NOTIFY_PREFIX)) return
    if (!names.allow(request.headers.host)) {
      return sendError(request, reply, refusal(403, new AppError('FORBIDDEN', { right: 'host' })))
    }
    const changes = request.method !== 'GET' && request.method !== 'HEAD'
    if (changes && isForeignPage(request)) {
      return sendError(request, reply, refusal(403, new AppError('FORBIDDEN', { right: 'origin' })))
    }
  })
}

/** JSON and forms with files, read within the route's limit. Other types, which a foreign page could send unasked, are refused. */
function readBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers()
  const parseJson = server.getDefaultJsonParser('error', 'error')
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body: string, done) => {
    if (body === '') done(null, undefined)
    else void parseJson(request, body, done)
  })
  server.addContentTypeParser(
    'multipart/form-data',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      const headers = { 'content-type': request.headers['content-type']! }
      try {
        return await new Response(new Uint8Array(body), { headers }).formData()
      } catch {
        throw unreadableBody()
      }
    },
  )
}

async function addCalls(
  server: FastifyInstance,
  application: Application,
  closing: AbortSignal,
  attemptsPerMinute: number,
): Promise<void> {
  const router = createRouter(application)
  const countAttempt = server.createRateLimit({ max: attemptsPerMinute, timeWindow: '1 minute' })

  /** Lists of its own for each handler, because it adds to them. */
  const options = (): StandardHandlerOptions<RequestContext> => ({
    // event streams end when the host closes, not only when their reader goes
    rootInterceptors: [
      ({ next, ...call }) => {
        const signal = AbortSignal.any([closing, ...(call.request.signal ? [call.request.signal] : [])])
        return next({ ...call, request: { ...call.request, signal } })
      },
    ],
    // nothing but our own codes leaves: an input that cannot be read is INVALID_INPUT
    interceptors: [
      async ({ next, context }) => {
        try {
          return await next()
        } catch (error) {
          throw context.reached ? error : unreadableBody()
        } finally {
          if (context.connection.tokenChanged) writeCookie(context)
        }
      },
    ],
    clientInterceptors: [
      async ({ next, context, path }) => {
        context.reached = true
        if (LIMITED.has(path.join('.'))) {
          const count = await countAttempt(context.request)
          if (!count.isAllowed && count.isExceeded) {
            const until = new Date(application.now().getTime() + count.ttl).toISOString()
            throw refusal(429, new AppError('LOGIN_LOCKED', { until }))
          }
        }
        return next()
      },
    ],
  })

  const handlers = {
    '/rpc': new RPCHandler<RequestContext>(router, options()),
    '/api': new OpenAPIHandler<RequestContext>(router, options()),
  }
  for (const [prefix, handler] of Object.entries(handlers) as [Prefix, FastifyHandler<RequestContext>][]) {
    const answer = async (request: FastifyRequest, reply: FastifyReply) => {
      reply.header('cache-control', 'no-store')
      const local = isLoopback(request.socket.remoteAddress ?? '')
      const connection = application.connect({ token: tokenOf(request), local })
      const context = { connection, request, reply, reached: false }
      const { matched } = await handler.handle(request, reply, { prefix, context })
      if (!matched) reply.callNotFound()
      return reply
    }
    server.post(`${prefix}/*`, answer)
    for (const path of fileTakingMethods()) {
      server.post(`${prefix}/${path.replace('.', '/')}`, { bodyLimit: FILE_BODY_LIMIT }, answer)
    }
  }
  server.get('/api/openapi.json', () => openApiDocument())
}

/** An API token goes before the cookie: a program that sends one means it. */
function tokenOf(request: FastifyRequest): string | null {
  const bearer = /^Bearer ([^ ]+)$/i.exec(request.headers.authorization ?? '')
  return bearer?.[1] ?? request.cookies[SESSION_COOKIE] ?? null
}

function writeCookie({ connection, request, reply }: RequestContext): void {
  const options = { path: '/', httpOnly: true, sameSite: 'strict', secure: request.protocol === 'https' } as const
  if (connection.token === null) reply.clearCookie(SESSION_COOKIE, options)
  else reply.setCookie(SESSION_COOKIE, connection.token, { ...options, maxAge: COOKIE_SECONDS })
}

/** True for an address of this very machine. */
function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address)
}
