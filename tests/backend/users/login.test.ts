import { createRouterClient } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../../../electron/backend/rpc/session.ts'
import { createRouter } from '../../../electron/backend/rpc/door.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'

let company: TestCompany
let connection: Connection
let stranger: Client
beforeEach(async () => {
  company = await createTestCompany()
  connection = company.application.connect()
  stranger = clientOn(connection)
})
afterEach(() => company.close())

const clientOn = (on: Connection) =>
  createRouterClient(createRouter(company.application), { context: { connection: on } }) as unknown as Client

async function makeUser(password = 'correct horse', role = 'order-desk') {
  const roles = await company.client.users.roles()
  const id = newId()
  await company.client.users.save({
    id,
    version: 0,
    name: '小李',
    email: 'li@example.com',
    roleIds: [roles.find((r) => r.code === role)!.id],
    status: 'active',
    password,
  })
  return id
}

describe('signing in', () => {
  it('opens a session with the rights of the roles, and logout ends it', async () => {
    await makeUser()
    expect(await codeOf(stranger.orders.list({}))).toMatchObject({ code: 'SIGNED_OUT' })
    const session = await stranger.home.login({ email: ' LI@example.com ', password: 'correct horse' })
    expect(session).toMatchObject({ user: { name: '小李', roles: ['订单员'] }, scope: 'all', mask: ['purchase'] })
    expect((await stranger.orders.list({})).rows).toEqual([])
    expect(await codeOf(stranger.users.tokens())).toEqual({ code: 'FORBIDDEN', right: 'users.manage' })
    const token = connection.token
    await stranger.home.logout()
    const thief = clientOn(company.application.connect({ token }))
    expect(await codeOf(thief.orders.list({}))).toMatchObject({ code: 'SIGNED_OUT' })
  })

  it('locks after five wrong tries, opens again with time, and an unknown e-mail looks the same', async () => {
    await makeUser()
    const wrong = () => codeOf(stranger.home.login({ email: 'li@example.com', password: 'wrong' }))
    for (const left of [4, 3, 2, 1]) expect(await wrong()).toEqual({ code: 'LOGIN_FAILED', left })
    expect(await wrong()).toMatchObject({ code: 'LOGIN_LOCKED' })
    const right = { email: 'li@example.com', password: 'correct horse' }
    expect(await codeOf(stranger.home.login(right))).toMatchObject({ code: 'LOGIN_LOCKED' })
    company.clock.advance(6 * 60_000)
    expect((await stranger.home.login(right)).user.name).toBe('小李')
    expect(await codeOf(stranger.home.login({ email: 'nobody@example.com', password: 'x' }))).toMatchObject({
      code: 'LOGIN_FAILED',
    })
  })

  it('ends the sessions of a disabled user at once', async () => {
    const id = await makeUser()
    await stranger.home.login({ email: 'li@example.com', password: 'correct horse' })
    const user = (await company.client.users.list()).find((u) => u.id === id)!
    await company.client.users.save({ ...user, status: 'disabled' })
    expect(await codeOf(stranger.orders.list({}))).toMatchObject({ code: 'SIGNED_OUT' })
    expect(await codeOf(stranger.home.login({ email: 'li@example.com', password: 'correct horse' }))).toMatchObject({
      code: 'LOGIN_FAILED',
    })
  })

  it('unlocks an idle screen by PIN or password', async () => {
    await makeUser()
    await stranger.home.login({ email: 'li@example.com', password: 'correct horse' })
    expect((await stranger.users.setPin({ password: 'correct horse', pin: '4711' })).hasPin).toBe(true)
    expect(await stranger.users.unlock({ secret: '4711' })).toEqual({ ok: true })
    expect(await stranger.users.unlock({ secret: 'correct horse' })).toEqual({ ok: true })
    expect(await codeOf(stranger.users.unlock({ secret: '0000' }))).toMatchObject({ code: 'LOGIN_FAILED' })
    // a PIN opens a locked screen, never a session
    expect(await codeOf(stranger.home.login({ email: 'li@example.com', password: '4711' }))).toMatchObject({
      code: 'LOGIN_FAILED',
    })
  })
})

describe('users and roles', () => {
  it('never leave the company without an administrator', async () => {
    const roles = await company.client.users.roles()
    const owner = (await company.client.users.list()).find((u) => u.id === company.ownerId)!
    const demoted = { ...owner, roleIds: [roles.find((r) => r.code === 'finance')!.id] }
    expect(await codeOf(company.client.users.save(demoted))).toMatchObject({ rule: 'LAST_ADMINISTRATOR' })
    const role = roles.find((r) => r.code === 'owner')!
    const weakened = { ...role, rights: ['orders.view' as const], mask: [] }
    expect(await codeOf(company.client.users.saveRole(weakened))).toMatchObject({ rule: 'LAST_ADMINISTRATOR' })
    expect((await company.client.users.roles()).find((r) => r.code === 'owner')!.rights).toContain('users.manage')
  })

  it('refuse an e-mail twice', async () => {
    await makeUser()
    const again = {
      id: newId(),
      version: 0,
      name: '别人',
      email: 'li@example.com',
      roleIds: [],
      status: 'active' as const,
    }
    expect(await codeOf(company.client.users.save(again))).toMatchObject({ code: 'DUPLICATE', field: 'email' })
  })

  it('give programs a token that can be revoked; only its hash is kept', async () => {
    const { token, secret } = await company.client.users.createToken({ id: newId(), name: '夜间导出' })
    const program = clientOn(company.application.connect({ token: secret }))
    expect((await program.users.me()).user.id).toBe(company.ownerId)
    await company.client.users.revokeToken({ id: token.id })
    expect(await codeOf(program.users.me())).toMatchObject({ code: 'SIGNED_OUT' })
    const opened = await company.application.company(company.companyId)
    const rows = await opened.reader.selectFrom('api_token').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(secret.split('.')[1])
  })
})
