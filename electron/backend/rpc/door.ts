import { ORPCError } from '@orpc/contract'
import { implement, type AnyRouter } from '@orpc/server'
import * as z from 'zod'
import { mayCall } from '../../../shared/access.ts'
import { contract } from '../../../shared/contract/index.ts'
import type { MethodMeta } from '../../../shared/contract/method.ts'
import { dayAt } from '../../../shared/day.ts'
import { AppError, type ErrorCode, type ErrorData } from '../../../shared/errors.ts'
import { newId } from '../../../shared/ids.ts'
import type { Application } from '../application.ts'
import type { Company } from '../backend.ts'
import { userOn } from '../features/users/session.queries.ts'
import { beginDay } from '../jobs/day-begin.ts'
import { services } from '../services.ts'
import type { CommandContext, QueryContext, SessionUser, TaskContext } from './context.ts'
import type { Connection } from './session.ts'

export interface CallContext {
  connection: Connection
}

type Service = (ctx: unknown, input: unknown) => unknown

/**
 * The one door. Every call from every transport comes through here: check input, find the user, check access, open one
 * unit of work (command) or the read-only handle (query), run one service function, check the output before the commit,
 * name the error. oRPC's own validation is switched off so that each schema runs once and in this order.
 */
export function createRouter(application: Application): AnyRouter {
  const implementer = implement(contract, {
    initialInputValidationIndex: Number.NaN,
    initialOutputValidationIndex: Number.NaN,
  })
  const router: Record<string, Record<string, unknown>> = {}
  for (const [feature, methods] of Object.entries(contract)) {
    const group: Record<string, unknown> = (router[feature] = {})
    for (const [method, procedure] of Object.entries(methods)) {
      const { meta, inputSchema, outputSchema } = procedure['~orpc'] as {
        meta: MethodMeta
        inputSchema?: z.ZodType
        outputSchema?: z.ZodType
      }
      const service = (services as unknown as Record<string, Record<string, Service>>)[feature]?.[method] as Service
      const call = doorFor({ path: `${feature}.${method}`, meta, inputSchema, outputSchema, service, application })
      const node = (implementer as unknown as Record<string, Record<string, { handler(h: unknown): unknown }>>)[
        feature
      ]![method]!
      group[method] = node.handler((options: { context: CallContext; input: unknown; signal?: AbortSignal }) =>
        call(options.context.connection, options.input, options.signal),
      )
    }
  }
  return router as unknown as AnyRouter
}

interface Door {
  path: string
  meta: MethodMeta
  inputSchema: z.ZodType | undefined
  outputSchema: z.ZodType | undefined
  service: Service
  application: Application
}

function doorFor(door: Door) {
  const { path, meta, application } = door
  return async (connection: Connection, rawInput: unknown, signal?: AbortSignal): Promise<unknown> => {
    try {
      const input = checkInput(door.inputSchema, rawInput)
      const now = application.now()
      if (path.startsWith('home.'))
        return checkOutput(door, await door.service({ application, connection, now }, input))
      const { company, user } = await signedIn(application, connection)
      const query = queryContext(company, user, now, signal)
      if (!mayCall(meta.access, query.user.rights)) throw new AppError('FORBIDDEN', { right: meta.access })
      await beginDay(query, (command, work) => runUnit(query, command, work))
      if (meta.kind === 'query') return checkOutput(door, await door.service(query, input))
      if (meta.kind === 'command') {
        return await runUnit(query, path, (ctx) =>
          Promise.resolve(door.service(ctx, input)).then((o) => checkOutput(door, o)),
        )
      }
      const task: TaskContext = {
        ...query,
        unit: (work, options) => runUnit(query, options?.command ?? path, work, options),
      }
      return checkOutput(door, await door.service(task, input))
    } catch (error) {
      throw toReply(error, path, application)
    }
  }
}

/** The context of a read by this user; also used by tests and the command line. */
export function queryContext(company: Company, user: SessionUser, now: Date, signal?: AbortSignal): QueryContext {
  const info = company.info()
  const today = dayAt(now, info.timeZone)
  const { viaApi } = user
  return { db: company.reader, user: userOn(user, today), info, company, now, today, viaApi, signal }
}

/** One unit of work in a user's name; also used by jobs. */
export async function runUnit<T>(
  query: QueryContext,
  command: string,
  work: (ctx: CommandContext) => Promise<T>,
  options: { importId?: string; relaxed?: boolean } = {},
): Promise<T> {
  const after: (() => void)[] = []
  const at = query.now.toISOString()
  const { importId, relaxed } = options
  const { result } = await query.company.units.run({ command, userId: query.user.id, at, importId, relaxed }, (db) =>
    work({ ...query, db, at, newId: () => newId(query.now.getTime()), afterCommit: (f) => after.push(f) }),
  )
  for (const f of after) f()
  return result
}

async function signedIn(
  application: Application,
  connection: Connection,
): Promise<{ company: Company; user: SessionUser }> {
  const found = await application.userOf(connection)
  if (!found) throw new AppError('SIGNED_OUT', {})
  return found
}

function checkInput(schema: z.ZodType | undefined, raw: unknown): unknown {
  if (!schema) return raw
  const parsed = schema.safeParse(raw)
  if (parsed.success) return parsed.data
  throw new AppError('INVALID_INPUT', {
    issues: parsed.error.issues.slice(0, 50).map((i) => ({ path: i.path.join('.'), message: i.message })),
  })
}

function checkOutput(door: Door, output: unknown): unknown {
  if (!door.outputSchema) return output
  // event iterators are checked item by item by their own schema
  if (output !== null && typeof output === 'object' && Symbol.asyncIterator in output) return output
  const parsed = door.outputSchema.safeParse(output)
  if (parsed.success) return parsed.data
  throw new Error(`${door.path} returned what its contract does not allow: ${z.prettifyError(parsed.error)}`)
}

const STATUS: Record<ErrorCode, number> = {
  INVALID_INPUT: 400,
  SIGNED_OUT: 401,
  LOGIN_FAILED: 401,
  LOGIN_LOCKED: 429,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  DUPLICATE: 409,
  WRONG_STATE: 409,
  RULE: 422,
  SHORTAGE: 409,
  FILE_REFUSED: 422,
  FILE_TOO_NEW: 409,
  LOCKED_ELSEWHERE: 409,
  CANCELLED: 499,
  INTERNAL: 500,
}

/** Named errors keep code and data; anything else is logged and comes out as INTERNAL with a reference, never a stack. */
function toReply(error: unknown, path: string, application: Application): ORPCError<ErrorCode, unknown> {
  const named: AppError =
    error instanceof AppError ? error : (uniqueViolation(error) ?? internal(error, path, application))
  return new ORPCError(named.code, { status: STATUS[named.code], message: named.code, data: named.data, cause: error })
}

/** The last resort when two clerks use the same code at once: the database's own unique index speaks. */
function uniqueViolation(error: unknown): AppError<'DUPLICATE'> | null {
  if (!(error instanceof Error) || (error as { code?: string }).code !== 'SQLITE_CONSTRAINT_UNIQUE') return null
  const match = /failed: (\w+)\.(\w+)/.exec(error.message)
  return match ? new AppError('DUPLICATE', { entity: match[1]!, field: match[2]!, value: '' }) : null
}

function internal(error: unknown, path: string, application: Application): AppError<'INTERNAL'> {
  const reference = newId().slice(-8)
  application.log.error('call failed', {
    reference,
    path,
    error: error instanceof Error ? (error.stack ?? error.message) : String(error),
  })
  const data: ErrorData['INTERNAL'] = { reference }
  return new AppError('INTERNAL', data)
}
