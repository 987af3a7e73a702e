import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRouterClient } from '@orpc/server'
import { createApplication } from '../../../electron/backend/application.ts'
import { quietLogger } from '../../../electron/backend/log.ts'
import { createRouter } from '../../../electron/backend/rpc/door.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { makeCustomer } from '../../support/make.ts'

let company: TestCompany
let stranger: Client
beforeEach(async () => {
  company = await createTestCompany()
  const context = { connection: company.application.connect() }
  stranger = createRouterClient(createRouter(company.application), { context }) as unknown as Client
})
afterEach(() => company.close())

const registration = () => ({
  id: newId(),
  companyName: '新公司',
  contact: '李老板',
  email: 'li@example.com',
  mobile: '13000000000',
  password: 'correct horse',
})

it('registers a company that can be used at once, once however often it is sent', async () => {
  const input = registration()
  const session = await stranger.home.register(input)
  expect(session).toMatchObject({
    company: { id: input.id, name: '新公司' },
    user: { name: '李老板', roles: ['老板/管理员'] },
  })
  await stranger.home.register(input)
  expect((await stranger.home.status()).companies).toHaveLength(2)
  expect((await stranger.company.warehouses()).map((w) => w.name)).toEqual(['主仓'])
  expect((await stranger.customers.list({})).rows.map((c) => c.name)).toEqual(['散客'])
})

it('names what a company finds already made in the language of its founder', async () => {
  await stranger.home.register({ ...registration(), locale: 'en' })
  expect((await stranger.company.warehouses()).map((w) => w.name)).toEqual(['Main warehouse'])
  expect((await stranger.company.sites()).map((s) => s.name)).toEqual(['Head office'])
  expect((await stranger.customers.list({})).rows.map((c) => c.name)).toEqual(['Walk-in customer'])
  expect((await stranger.money.accounts({})).map((a) => a.name)).toContain('Cash')
})

it('refuses a time zone that does not exist before anything is made', async () => {
  const odd = { ...registration(), timeZone: 'Nowhere/Land' }
  expect(await codeOf(stranger.home.register(odd))).toMatchObject({
    code: 'INVALID_INPUT',
    issues: [{ path: 'timeZone' }],
  })
  expect((await stranger.home.status()).companies).toHaveLength(1)
})

it('founds and restores companies at this machine only', async () => {
  const context = { connection: company.application.connect({ local: false }) }
  const tablet = createRouterClient(createRouter(company.application), { context }) as unknown as Client
  const refused = { code: 'RULE', rule: 'ONLY_AT_HOST' }
  expect(await codeOf(tablet.home.register(registration()))).toEqual(refused)
  expect(await codeOf(tablet.home.openSample())).toEqual(refused)
  expect(await codeOf(tablet.home.restore({ file: new File(['x'], 'x') }))).toEqual(refused)
  expect((await stranger.home.status()).companies).toHaveLength(1)
})

it('restores a backup under its own id, or under a new one when the company is still here', async () => {
  await makeCustomer(company.client, { name: '留在备份里' })
  const opened = await company.application.company(company.companyId)
  const copy = `${opened.folder}/copy.sqlite`
  await opened.backup(copy)
  const file = new File([new Uint8Array(readFileSync(copy))], 'backup.sqlite')
  const card = await stranger.home.restore({ file })
  expect(card).toMatchObject({ name: '测试粮油' })
  expect(card.id).not.toBe(company.companyId)
  const restored = await company.application.company(card.id)
  expect(await restored.reader.selectFrom('customer').select('name').where('walk_in', '=', 0).execute()).toEqual([
    { name: '留在备份里' },
  ])
})

it('refuses what is no backup and changes nothing', async () => {
  const file = new File(['not a database'], 'backup.sqlite')
  expect(await codeOf(stranger.home.restore({ file }))).toEqual({ code: 'RULE', rule: 'BACKUP_INVALID' })
  expect((await stranger.home.status()).companies).toHaveLength(1)
})

it('lets one program hold a home folder', async () => {
  const options = { home: company.home, now: () => new Date(), random: () => new Uint8Array(32), log: quietLogger }
  const second = await createApplication(options).catch((error: unknown) => error)
  expect(second).toMatchObject({ code: 'LOCKED_ELSEWHERE' })
})
