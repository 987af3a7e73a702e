import { ORPCError } from '@orpc/contract'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { AppError, type ErrorCode } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Application } from '../application.ts'

export type Refusal = ORPCError<ErrorCode, unknown>

/** An error of the closed list with the HTTP status that says the same. */
export function refusal(status: number, error: AppError): Refusal {
  return new ORPCError(error.code, { status, message: error.code, data: error.data })
}

/** The body is not what its content type says, or not of a type that calls have. */
export function unreadableBody(status = 400): Refusal {
  return refusal(status, new AppError('INVALID_INPUT', { issues: [{ path: '', message: 'body' }] }))
}

/** Answers with an error in the form in which the caller's protocol carries errors. */
export function sendError(request: FastifyRequest, reply: FastifyReply, error: Refusal): FastifyReply {
  const body = error.toJSON()
  return reply
    .status(error.status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(request.url.startsWith('/rpc/') ? { json: body, meta: [] } : body))
}

/** Faults before the door: bodies too large or unreadable by name, anything else logged, with a reference. */
export function sendFault(
  application: Application,
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
): FastifyReply {
  if (error instanceof ORPCError) return sendError(request, reply, error as Refusal)
  const { code, statusCode } = error as { code?: string; statusCode?: number }
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    const detail = String(request.routeOptions.bodyLimit)
    return sendError(request, reply, refusal(413, new AppError('FILE_REFUSED', { reason: 'FILE_TOO_LARGE', detail })))
  }
  if (statusCode !== undefined && statusCode < 500) return sendError(request, reply, unreadableBody(statusCode))
  const reference = newId().slice(-8)
  application.log.error('request failed', { reference, url: request.url, error: String(error) })
  return sendError(request, reply, refusal(500, new AppError('INTERNAL', { reference })))
}
