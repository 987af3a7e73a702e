import type { FastifyInstance } from 'fastify'
import type { Application } from '../application.ts'
import { hearNotification } from '../features/online-payment/notifications.ts'

/** Where payment services report: `POST /notify/COMPANY/GATEWAY`. */
export const NOTIFY_PREFIX = '/notify/'
const BODY_LIMIT = 64 * 1024

/**
 * Takes reports of payment services for hosts they can reach. They come under whatever name the way in from outside has,
 * with no session: their signature is all that counts, and it is over the body as it came. A report that cannot be acted
 * on now is refused, so that the service sends it again.
 */
export async function addNotifications(server: FastifyInstance, application: Application): Promise<void> {
  await server.register((inner, _options, done) => {
    inner.removeAllContentTypeParsers()
    inner.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, parsed) =>
      parsed(null, body),
    )
    inner.post<{ Params: { companyId: string; gateway: string } }>(
      `${NOTIFY_PREFIX}:companyId/:gateway`,
      async (request, reply) => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
        )
        const body = typeof request.body === 'string' ? request.body : ''
        const heard = await hearNotification(application, request.params, { headers, body })
        const status = heard === 'done' ? 200 : heard === 'again' ? 503 : 401
        // Alipay reads the word, WeChat Pay and Stripe the status
        return reply
          .code(status)
          .type('text/plain')
          .send(heard === 'done' ? 'success' : 'fail')
      },
    )
    done()
  })
}
