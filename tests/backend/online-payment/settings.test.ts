import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createHttpHost, type HttpHost } from '../../../electron/backend/hosts/http.ts'
import { SecretStore } from '../../../electron/backend/secret-store.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { strangerKeys } from '../../support/gateways/book.ts'
import { openTill, SETUPS, type Till } from '../../support/gateways/till.ts'
import { makeCustomer } from '../../support/make.ts'

let company: TestCompany
let till: Till
let host: HttpHost
beforeAll(async () => {
  company = await createTestCompany()
  till = await openTill(company)
  host = await createHttpHost(company.application, { port: 0, rendererFolder: join(company.home, 'none') })
})
afterAll(async () => {
  await host.close()
  await till.close()
  await company.close()
})

const start = async (gateway: 'wechat' | 'alipay' | 'stripe' = 'wechat') => {
  const { id: customerId } = await makeCustomer(company.client)
  const input = { id: newId(), customerId, gateway, way: 'qr' as const, amount: 12_345 }
  await company.client.onlinePayments.start(input)
  return input
}

it('keeps secrets out of everything that leaves, and asks for them again on another machine', async () => {
  const { onlinePayments } = company.client
  const told = JSON.stringify(await onlinePayments.gateways())
  const secrets = Object.values(SETUPS).flatMap(({ secrets }) => Object.values(secrets) as string[])
  // a line from the middle of a key is as telling as the whole
  const marks = secrets.map((secret) => secret.split('\n').at(secret.includes('\n') ? 3 : 0)!)
  const hasMark = (text: string) => marks.some((mark) => text.includes(mark))
  expect(hasMark(told)).toBe(false)
  const folder = company.application.folder.companyFolder(company.companyId)
  const files = readdirSync(folder).filter((name) => statSync(join(folder, name)).isFile())
  expect(files).toContain('secrets.json')
  for (const name of files) expect(hasMark(readFileSync(join(folder, name), 'latin1')), name).toBe(false)
  const modes = [join(folder, 'secrets.json'), company.application.folder.keyFile].map((path) => statSync(path).mode)
  expect(modes.map((mode) => mode & 0o777)).toEqual([0o600, 0o600])

  const backup = Buffer.from(await (await company.client.system.backup()).arrayBuffer())
  expect(backup.includes('payment_gateway')).toBe(true)
  expect(backup.includes(JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'))['gateway.wechat'])).toBe(false)
  // the sealed file with another key is as good as none
  const other = new SecretStore(join(folder, 'secrets.json'), join(company.home, 'other.key'))
  expect(other.read('gateway.wechat')).toBeNull()
  other.write('something', { a: 'b' })
  expect(other.read('something')).toEqual({ a: 'b' })
  expect(other.read('gateway.wechat')).toBeNull()
})

it('switches a service on only when everything is there and can be read', async () => {
  const { onlinePayments } = company.client
  const alipay = (await onlinePayments.gateways()).find(({ gateway }) => gateway === 'alipay')!
  const save = (values: object) => onlinePayments.saveGateway({ ...alipay, secrets: {}, ...values })
  const settings = alipay.settings
  expect(await codeOf(save({ baseUrl: 'http://openapi.alipay.com/gateway.do' }))).toMatchObject({
    rule: 'ADDRESS_NOT_SECURE',
    field: 'baseUrl',
  })
  expect(await codeOf(save({ settings: { ...settings, notifyUrl: 'http://example.com' } }))).toMatchObject({
    field: 'notifyUrl',
  })
  expect(await codeOf(save({ settings: { ...settings, appId: '' } }))).toMatchObject({
    rule: 'GATEWAY_INCOMPLETE',
    field: 'appId',
  })
  expect(await codeOf(save({ secrets: { privateKey: 'MIIEv' } }))).toMatchObject({
    rule: 'KEY_INVALID',
    field: 'privateKey',
  })
  expect(await codeOf(save({ version: alipay.version - 1 }))).toMatchObject({ code: 'CONFLICT' })
  // Alipay's own tool gives the key without its frame
  const bare = SETUPS.alipay.secrets.privateKey.replace(/-----[^-]+-----|\s/g, '')
  const saved = await save({ secrets: { privateKey: bare, unknown: 'x' } })
  expect(saved).toMatchObject({ ready: true, enabled: true, secrets: ['privateKey'], version: alipay.version + 1 })
  expect(await onlinePayments.testGateway({ gateway: 'alipay' })).toEqual({ ok: true, reason: '' })
  expect(await onlinePayments.testGateway({ gateway: 'wechat' })).toEqual({ ok: true, reason: '' })
  expect(await onlinePayments.testGateway({ gateway: 'stripe' })).toEqual({ ok: true, reason: '' })

  const off = await onlinePayments.saveGateway({ ...saved, enabled: false, secrets: {} })
  expect(await onlinePayments.choices()).toEqual(['wechat', 'stripe'])
  const { id: customerId } = await makeCustomer(company.client)
  const refused = onlinePayments.start({ id: newId(), customerId, gateway: 'alipay', way: 'qr', amount: 1 })
  expect(await codeOf(refused)).toMatchObject({ rule: 'GATEWAY_OFF' })
  const unknownWay = onlinePayments.start({ id: newId(), customerId, gateway: 'stripe', way: 'code', amount: 1 })
  expect(await codeOf(unknownWay)).toMatchObject({ rule: 'WAY_UNKNOWN' })
  await onlinePayments.saveGateway({ ...off, enabled: true, secrets: {} })
  const clerk = await company.as('order-desk')
  expect(await codeOf(clerk.onlinePayments.gateways())).toMatchObject({ code: 'FORBIDDEN' })
  expect(await clerk.onlinePayments.choices()).toContain('alipay')
})

it('says what a wrong key leads to', async () => {
  const { onlinePayments } = company.client
  const wechat = (await onlinePayments.gateways())[0]!
  const { privateKey } = SETUPS.wechat.secrets
  const wrong = strangerKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
  const saved = await onlinePayments.saveGateway({ ...wechat, secrets: { privateKey: wrong } })
  expect(await onlinePayments.testGateway({ gateway: 'wechat' })).toEqual({ ok: false, reason: '签名错误' })
  await onlinePayments.saveGateway({ ...saved, secrets: { privateKey } })
})

const report = (
  gateway: string,
  told: { headers: Record<string, string>; body: string },
  companyId = company.companyId,
) => fetch(`${host.url}/notify/${companyId}/${gateway}`, { method: 'POST', headers: told.headers, body: told.body })

it.each(['wechat', 'alipay', 'stripe'] as const)('a report of %s makes us ask, and only that', async (gateway) => {
  const server = till.servers[gateway]
  const { id, customerId } = await start(gateway)
  // true in form, but nobody has paid
  const early = server.report(id)
  expect((await report(gateway, early)).status).toBe(200)
  expect((await company.client.onlinePayments.get({ id })).state).toBe('pending')

  server.pay(id)
  const told = server.report(id)
  const forged = { ...told, body: told.body.replace(/[0-9]{4}/, '9999') }
  expect((await report(gateway, forged)).status).toBe(401)
  server.fault = () => 'error-before'
  expect((await report(gateway, told)).status).toBe(503)
  server.fault = () => 'none'
  expect(await till.booked(customerId)).toBe(0)
  const answers = await Promise.all([report(gateway, told), report(gateway, told), report(gateway, told)])
  expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(['success', 'success', 'success'])
  expect(await company.client.onlinePayments.get({ id })).toMatchObject({ state: 'paid', flag: null })
  expect(await till.booked(customerId)).toBe(12_345)
})

it('reports about strangers lead nowhere', async () => {
  const { id } = await start()
  till.servers.wechat.pay(id)
  const told = till.servers.wechat.report(id)
  expect((await report('wechat', told, newId())).status).toBe(401)
  expect((await report('unionpay', told)).status).toBe(401)
  expect((await report('stripe', told)).status).toBe(401)
  expect((await report('wechat', { ...told, body: 'x'.repeat(70_000) })).status).toBe(413)
  // the same merchant's payment made by another program
  till.servers.wechat.trades.set('OTHER-1', { ...till.servers.wechat.trades.get(id)!, outTradeNo: 'OTHER-1' })
  expect((await report('wechat', till.servers.wechat.report('OTHER-1'))).status).toBe(200)
  expect((await company.client.onlinePayments.get({ id })).state).toBe('pending')
  await company.client.onlinePayments.ask({ id })
})
