import { ORPCError } from '@orpc/client'
import { customerFields } from '../../shared/contract/customers.ts'
import type { Client } from '../../shared/contract/index.ts'
import { productFields } from '../../shared/contract/products.ts'
import { newId } from '../../shared/ids.ts'

/** Who calls: the owner, a warehouse clerk with few rights, and somebody who never signed in. */
export interface Callers {
  owner: Client
  clerk: Client
  stranger: Client
}

const companyId = newId()
const customerId = newId()
const productId = newId()
const password = 'correct horse battery'
const customer = { ...customerFields.parse({ name: '城东粮油店', code: 'C001' }), id: customerId }
const product = { ...productFields.parse({ name: '高筋面粉', code: 'P001', baseUnit: '袋' }), id: productId }

/** The smallest PNG: one transparent dot. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** One table of calls, run in this order over every way in. Each answer, and each refusal, must be the same. */
export const CALLS: Record<string, (callers: Callers) => Promise<unknown>> = {
  'public query without input': ({ stranger }) => stranger.home.status(),
  'public task that signs in': ({ owner }) =>
    owner.home.register({
      id: companyId,
      companyName: '测试粮油',
      contact: '王掌柜',
      email: 'o@example.com',
      password,
    }),
  'the session is kept': ({ owner }) => owner.users.me(),
  SIGNED_OUT: ({ stranger }) => stranger.users.me(),
  'query with a list': async ({ owner }) => (await owner.users.roles()).map((r) => r.code).sort(),
  'task that writes': async ({ owner }) => {
    const role = (await owner.users.roles()).find((r) => r.code === 'warehouse')!
    const clerk = { id: newId(), version: 0, name: '小李', email: 'clerk@example.com', roleIds: [role.id] }
    return owner.users.save({ ...clerk, status: 'active', password })
  },
  LOGIN_FAILED: ({ clerk }) => clerk.home.login({ email: 'clerk@example.com', password: 'wrong' }),
  'login without the company': ({ clerk }) => clerk.home.login({ email: 'clerk@example.com', password }),
  command: ({ owner }) => owner.customers.create({ ...customer, openingBalance: 12_345 }),
  'query with input': ({ clerk }) => clerk.customers.get({ id: customerId }),
  'defaults are filled in': ({ owner }) => owner.customers.list({}),
  'Chinese input': ({ owner }) => owner.customers.suggest({ text: '城东' }),
  FORBIDDEN: ({ clerk }) => clerk.customers.create({ ...customer, id: newId(), code: 'C002' }),
  NOT_FOUND: ({ owner }) => owner.customers.get({ id: '01JDANDANDANDANDANDANDANDA' }),
  DUPLICATE: ({ owner }) => owner.customers.create({ ...customer, id: newId() }),
  CONFLICT: ({ owner }) => owner.customers.update({ ...customer, version: 99 }),
  'INVALID_INPUT: values': ({ owner }) => owner.customers.create({ ...customer, name: '', creditDays: 1.5 }),
  'INVALID_INPUT: nothing where something is needed': ({ owner }) =>
    (owner.customers.get as (input?: object) => Promise<unknown>)(),
  'INVALID_INPUT: wrong kind of value': ({ owner }) =>
    (owner.customers.get as (input: object) => Promise<unknown>)({ id: 7 }),
  'nothing was changed by refused commands': ({ owner }) => owner.customers.counts({}),
  'command with nested values': ({ owner }) =>
    owner.products.create({
      ...product,
      packs: [{ unit: '吨', factor: 40_000, barcode: '6900000000017', price: null }],
    }),
  'file in': ({ owner }) =>
    owner.products.setImage({ id: productId, image: new File([PNG], '面粉.png', { type: 'image/png' }) }),
  'file out': ({ owner }) => owner.products.image({ id: productId }),
  'file refused': ({ owner }) =>
    owner.products.setImage({ id: productId, image: new File(['no picture'], 'a.png', { type: 'image/png' }) }),
  'file expected, text sent': ({ owner }) =>
    (owner.products.setImage as (input: object) => Promise<unknown>)({ id: productId, image: 'text' }),
  'no file where none is allowed': ({ owner }) => owner.products.setImage({ id: productId, image: null }),
  'null out': ({ owner }) => owner.products.image({ id: productId }),
  'backup that is none': ({ stranger }) => stranger.home.restore({ file: new File(['not a database'], 'a.backup') }),
  'task on a worker': async ({ owner }) => {
    const { ok, checks } = await owner.system.verify()
    return { ok, checks: checks.map(({ name, count, faults }) => ({ name, count, faults })) }
  },
  'task that makes a file': async ({ owner }) => {
    const file = await owner.system.backup()
    return { name: file.name, type: file.type, opens: (await file.slice(0, 15).text()) === 'SQLite format 3' }
  },
  'event iterator': firstEvent,
  'event iterator for nobody': async ({ stranger }) => {
    for await (const event of await stranger.live.topics()) return event
  },
  'sign out': ({ clerk }) => clerk.home.logout(),
  'signed out': ({ clerk }) => clerk.users.me(),
}

/** Listens, changes something, and gives what was announced. */
async function firstEvent({ owner }: Callers): Promise<unknown> {
  const stop = new AbortController()
  const events = (await owner.live.topics(undefined, { signal: stop.signal }))[Symbol.asyncIterator]()
  const first = events.next()
  let heard = false
  void first.then(() => (heard = true))
  // nobody hears what happens before the first pull has reached the backend
  for (let version = 1; !heard; version++) {
    await owner.customers.setStatus({ id: customerId, version, status: version % 2 ? 'frozen' : 'active' })
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const { value } = (await first) as { value: { topics: string[] } }
  stop.abort()
  await events.return?.().catch(() => undefined)
  return value.topics.toSorted()
}

/** The outcome of every call: its answer, or its error as a client sees it. Ids differ from run to run and are masked. */
export async function outcomes(connect: () => Client): Promise<Record<string, unknown>> {
  const callers: Callers = { owner: connect(), clerk: connect(), stranger: connect() }
  const results: Record<string, unknown> = {}
  for (const [name, call] of Object.entries(CALLS)) {
    try {
      results[name] = await comparable(await call(callers))
    } catch (error) {
      if (!(error instanceof ORPCError)) throw new Error(`${name} failed`, { cause: error })
      const { code, status, message, data } = error as ORPCError<string, unknown>
      results[name] = await comparable({ code, status, message, data })
    }
  }
  return results
}

async function comparable(value: unknown): Promise<unknown> {
  if (value instanceof Blob) {
    const { type, size } = value
    const bytes = Buffer.from(await value.arrayBuffer()).toString('base64')
    return { file: value instanceof File ? maskIds(value.name) : null, type, size, bytes }
  }
  return value === undefined ? undefined : (JSON.parse(maskIds(JSON.stringify(value))) as unknown)
}

const maskIds = (text: string) => text.replace(/[0-7][0-9A-HJKMNP-TV-Z]{25}/g, 'ID')
