import { afterEach, beforeEach, expect, it } from 'vitest'
import { dropOldFiles, sendDue } from '../../../electron/backend/features/mail/outbox.ts'
import { sendMail, type NewMail } from '../../../electron/backend/features/mail/send-mail.service.ts'
import { sessionUser } from '../../../electron/backend/features/users/session.queries.ts'
import { startMail } from '../../../electron/backend/jobs/mail.ts'
import { queryContext, runUnit } from '../../../electron/backend/rpc/door.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { headerOf, openMailServer, partsOf, useMailServer, type MailServer } from '../../support/mail-server.ts'
import { makeCustomer } from '../../support/make.ts'

const MINUTE = 60_000

let company: TestCompany
let server: MailServer
beforeEach(async () => {
  company = await createTestCompany()
  server = await openMailServer()
})
afterEach(async () => {
  await server.close()
  await company.close()
})

/** One round of the job, at the time of the test's clock. */
async function round(): Promise<void> {
  const open = await company.application.company(company.companyId)
  await sendDue(open, company.clock.now, () => false)
}

/** What another feature does: puts an e-mail into the outbox in its own unit of work, as the owner. */
async function put(mail: Partial<NewMail> = {}): Promise<string> {
  const open = await company.application.company(company.companyId)
  const user = (await sessionUser(open.reader, { userId: company.ownerId }))!
  const ctx = queryContext(open, user, company.clock.now())
  return runUnit(ctx, 'test.mail', (unit) =>
    sendMail(unit, { kind: 'report', to: ['boss@example.com'], subject: '日报', text: '见附件', ...mail }),
  )
}
const mailOf = (id: string) => company.client.mail.get({ id })

it('sends what lies in the outbox, with files, names and subjects in Chinese, and keeps a log of it', async () => {
  await useMailServer(company.client, server)
  const content = new TextEncoder().encode('一二三'.repeat(1000))
  const id = await put({
    to: ['boss@example.com', 'desk@example.com'],
    subject: '十一月对账单\r\nBcc: thief@example.com',
    text: '您好：\n请核对。',
    attachments: [{ name: '对账单 十一月.xlsx', type: 'application/octet-stream', content }],
  })
  expect(await mailOf(id)).toMatchObject({ state: 'waiting', attempts: 0, files: 1 })
  await round()
  const { raw, from, to } = server.received[0]!
  expect({ from, to }).toEqual({ from: 'office@example.com', to: ['boss@example.com', 'desk@example.com'] })
  expect(headerOf(raw, 'Subject')).toBe('十一月对账单 Bcc: thief@example.com')
  expect(headerOf(raw, 'From')).toContain('测试粮油')
  expect(headerOf(raw, 'Message-ID')).toBe(`<${id.toLowerCase()}@example.com>`)
  const [text, file] = partsOf(raw)
  expect(text!.content.toString('utf8').trim()).toBe('您好：\n请核对。')
  expect(file!.content.equals(Buffer.from(content))).toBe(true)
  const sent = await mailOf(id)
  expect(sent).toMatchObject({ state: 'sent', attempts: 1, problem: '', nextAt: null, createdBy: '王掌柜' })
  expect(await (await company.client.mail.attachment({ id, no: 1 })).text()).toBe('一二三'.repeat(1000))
  // nothing is sent twice, and an e-mail put in again is the same one
  await put({ id })
  await round()
  expect(server.received).toHaveLength(1)

  company.clock.advance(31 * 24 * 60 * MINUTE)
  await dropOldFiles(await company.application.company(company.companyId), company.clock.now())
  expect((await mailOf(id)).attachments).toEqual([
    { no: 1, name: '对账单 十一月.xlsx', size: content.byteLength, kept: false },
  ])
  expect(await codeOf(company.client.mail.attachment({ id, no: 1 }))).toMatchObject({ code: 'NOT_FOUND' })
})

it('what rolls back was never in the outbox, and without settings nothing gets in', async () => {
  await expect(put()).rejects.toMatchObject({ code: 'RULE', data: { rule: 'MAIL_OFF' } })
  await useMailServer(company.client, server)
  const open = await company.application.company(company.companyId)
  const user = (await sessionUser(open.reader, { userId: company.ownerId }))!
  const broken = runUnit(queryContext(open, user, company.clock.now()), 'test.mail', async (unit) => {
    await sendMail(unit, { kind: 'letter', to: ['a@example.com'], subject: 'x', text: 'y' })
    throw new Error('the rest of the command failed')
  })
  await expect(broken).rejects.toThrow('the rest')
  await expect(put({ to: ['not an address'] })).rejects.toMatchObject({ data: { rule: 'MAIL_ADDRESS_INVALID' } })
  const content = new Uint8Array(15_000_001)
  const attachments = [{ name: 'x', type: 'application/zip', content }]
  await expect(put({ attachments })).rejects.toMatchObject({ data: { rule: 'MAIL_TOO_LARGE' } })
  await round()
  expect(server.received).toEqual([])
  expect((await company.client.mail.list({})).rows).toEqual([])
})

it('tries again later and later what the server cannot take now, and gives up after three days', async () => {
  await useMailServer(company.client, server)
  server.behave = 'busy'
  const id = await put()
  await round()
  expect(await mailOf(id)).toMatchObject({ state: 'waiting', attempts: 1, problem: 'busy' })
  await round()
  expect((await mailOf(id)).attempts).toBe(1)
  for (const [minutes, attempts] of [
    [1, 2],
    [5, 3],
    [15, 4],
  ] as const) {
    company.clock.advance(minutes * MINUTE)
    await round()
    expect((await mailOf(id)).attempts).toBe(attempts)
  }
  company.clock.advance(73 * 60 * MINUTE)
  await round()
  expect(await mailOf(id)).toMatchObject({ state: 'failed', problem: 'expired', nextAt: null })
  // a person wants it out after all
  server.behave = 'none'
  expect(await company.client.mail.retry({ ids: [id] })).toEqual({ changed: 1 })
  await round()
  expect(await mailOf(id)).toMatchObject({ state: 'sent', problem: '' })
})

it('a wrong password is tried once for all, and what waits goes out when it is mended', async () => {
  const settings = await useMailServer(company.client, server, { password: 'wrong' })
  const ids = [await put(), await put(), await put()]
  await round()
  await round()
  expect(server.logins).toBe(1)
  const late = await put()
  await round()
  expect(server.logins).toBe(1)
  expect(await mailOf(late)).toMatchObject({ state: 'waiting', problem: 'login' })
  expect(await mailOf(ids[0]!)).toMatchObject({ problem: 'login', attempts: 1 })
  const { hasPassword: _has, ready: _ready, ...fields } = settings
  await company.client.mail.saveSettings({ ...fields, password: 'secret' })
  await round()
  expect(server.received).toHaveLength(4)
})

it('says what is wrong with one e-mail and goes on with the others', async () => {
  await useMailServer(company.client, server)
  const lost = await put({ to: ['nobody@example.com'] })
  const half = await put({ to: ['nobody@example.com', 'boss@example.com'] })
  const good = await put()
  await round()
  expect(await mailOf(lost)).toMatchObject({ state: 'failed', problem: 'recipient' })
  expect((await mailOf(lost)).detail).toContain('no such mailbox')
  expect(await mailOf(half)).toMatchObject({
    state: 'sent',
    problem: 'some-recipients',
    detail: 'nobody@example.com',
  })
  expect((await mailOf(good)).state).toBe('sent')
  await company.client.mail.retry({ ids: [lost], to: ['boss@example.com'] })
  await round()
  expect(await mailOf(lost)).toMatchObject({ state: 'sent', recipients: ['boss@example.com'] })

  server.behave = 'refuse-content'
  const bad = await put()
  await round()
  expect(await mailOf(bad)).toMatchObject({ state: 'failed', problem: 'content' })
  server.behave = 'refuse-sender'
  const later = await put()
  await round()
  expect(await mailOf(later)).toMatchObject({ state: 'waiting', problem: 'sender' })
  expect(await company.client.mail.cancel({ ids: [later, bad, good] })).toEqual({ changed: 2 })
  expect(await company.client.mail.counts()).toEqual({ waiting: 0, sent: 3, failed: 0, cancelled: 2 })
})

it('a line that breaks loses nothing; an answer that got lost sends the same e-mail again under the same name', async () => {
  await useMailServer(company.client, server)
  server.behave = 'cut'
  const id = await put()
  await round()
  expect(await mailOf(id)).toMatchObject({ state: 'waiting', problem: 'server' })
  server.behave = 'cut-after'
  company.clock.advance(MINUTE)
  await round()
  expect((await mailOf(id)).state).toBe('waiting')
  server.behave = 'none'
  company.clock.advance(5 * MINUTE)
  await round()
  expect((await mailOf(id)).state).toBe('sent')
  const names = server.received.map(({ raw }) => headerOf(raw, 'Message-ID'))
  expect(names.length).toBeGreaterThan(1)
  expect(new Set(names).size).toBe(1)
})

it('the job sends by itself, and after a start what was left', async () => {
  await useMailServer(company.client, server)
  let job = startMail(company.application)
  await put()
  // and what asks the founder for their address
  await expect.poll(async () => (await company.client.mail.counts()).sent).toBe(2)
  await job.stop()
  await put()
  expect((await company.client.mail.counts()).waiting).toBe(1)
  job = startMail(company.application)
  await expect.poll(async () => (await company.client.mail.counts()).sent).toBe(3)
  await job.stop()
})

it('the test button really sends, and says why it cannot', async () => {
  await useMailServer(company.client, server)
  expect(await company.client.mail.test({ to: 'boss@example.com' })).toEqual({ ok: true, problem: '', detail: '' })
  expect(server.received[0]!.to).toEqual(['boss@example.com'])
  server.password = 'changed'
  expect(await company.client.mail.test({ to: 'boss@example.com' })).toMatchObject({ ok: false, problem: 'login' })
  const gone = await openMailServer()
  await gone.close()
  await useMailServer(company.client, gone, { version: 1 })
  expect(await company.client.mail.test({ to: 'boss@example.com' })).toMatchObject({ ok: false, problem: 'server' })
})

it('a certificate nobody vouches for is not trusted with the password', async () => {
  const secure = await openMailServer({ secure: true })
  await useMailServer(company.client, secure, { security: 'tls' })
  const answer = await company.client.mail.test({ to: 'boss@example.com' })
  expect(answer).toMatchObject({ ok: false, problem: 'certificate' })
  expect(secure.logins).toBe(0)
  // nor is a server that cannot encrypt where it was asked to
  await useMailServer(company.client, server, { security: 'starttls', version: 1 })
  expect(await company.client.mail.test({ to: 'boss@example.com' })).toMatchObject({
    ok: false,
    problem: 'certificate',
  })
  expect(server.logins).toBe(0)
  await secure.close()
})

it('settings: incomplete or open ones are refused, the password is kept outside the company file', async () => {
  const refused = (more: object) => codeOf(useMailServer(company.client, server, more))
  expect(await refused({ host: '' })).toMatchObject({ rule: 'MAIL_INCOMPLETE', field: 'host' })
  expect(await refused({ fromAddress: '' })).toMatchObject({ field: 'fromAddress' })
  expect(await refused({ password: '' })).toMatchObject({ field: 'password' })
  expect(await refused({ host: 'smtp.example.com' })).toMatchObject({ rule: 'MAIL_NOT_SECURE' })
  expect(await refused({ fromAddress: 'office' })).toMatchObject({ code: 'INVALID_INPUT' })
  expect(await company.client.mail.ready()).toEqual({ ready: false })
  await useMailServer(company.client, server)
  expect(await refused({ version: 0 })).toMatchObject({ code: 'CONFLICT' })
  expect(await company.client.mail.ready()).toEqual({ ready: true })
  const open = await company.application.company(company.companyId)
  const kept = await open.reader.selectFrom('mail_setting').selectAll().execute()
  expect(JSON.stringify(kept)).not.toContain('secret')
})

it('everybody sees their own e-mails, who keeps the company all; letters only to own customers', async () => {
  await useMailServer(company.client, server)
  const sales = await company.as('sales')
  const { id: mine } = await makeCustomer(company.client, { salesPersonId: sales.userId })
  const { id: other } = await makeCustomer(company.client)
  const letter = (customerId: string) => ({ customerId, to: ['k@example.com'], subject: '价格调整', body: '您好' })
  const id = newId()
  await sales.mail.write({ id, ...letter(mine) })
  await sales.mail.write({ id, ...letter(mine) })
  expect(await codeOf(sales.mail.write({ id: newId(), ...letter(other) }))).toMatchObject({ code: 'NOT_FOUND' })
  await put()
  expect((await sales.mail.list({})).rows.map((row) => row.id)).toEqual([id])
  expect((await company.client.mail.list({})).rows).toHaveLength(2)
  expect((await company.client.mail.list({ customerId: mine })).rows).toHaveLength(1)
  expect((await company.client.mail.list({ search: '价格' })).rows).toHaveLength(1)
  const clerk = await company.as('warehouse')
  expect(await codeOf(clerk.mail.get({ id }))).toMatchObject({ code: 'NOT_FOUND' })
  expect(await clerk.mail.cancel({ ids: [id] })).toEqual({ changed: 0 })
  expect(await codeOf(clerk.mail.settings())).toMatchObject({ code: 'FORBIDDEN' })
})
