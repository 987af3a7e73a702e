import { afterEach, beforeEach, expect, it } from 'vitest'
import { createRouterClient } from '@orpc/server'
import { sendDue } from '../../../electron/backend/features/mail/outbox.ts'
import { askUsers, startMail } from '../../../electron/backend/jobs/mail.ts'
import { createRouter } from '../../../electron/backend/rpc/door.ts'
import type { Client } from '../../../shared/contract/index.ts'
import { CONFIRMATION_DAYS, plainCode, shownCode } from '../../../shared/domain/mail/confirmation.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { openMailServer, partsOf, useMailServer, type MailServer } from '../../support/mail-server.ts'

const DAY = 86_400_000

let company: TestCompany
let server: MailServer
/** Somebody with the code in hand who is signed in nowhere. */
let stranger: Client
beforeEach(async () => {
  company = await createTestCompany()
  server = await openMailServer()
  const context = { connection: company.application.connect({ local: false }) }
  stranger = createRouterClient(createRouter(company.application), { context }) as unknown as Client
})
afterEach(async () => {
  await server.close()
  await company.close()
})

/** What the job does in a round; the text of what reached a mailbox last. */
async function round(): Promise<string> {
  const { application, companyId, clock } = company
  const open = await application.company(companyId)
  await askUsers(open, clock.now())
  await sendDue(open, clock.now, () => false)
  return server.received.at(-1)?.raw ?? ''
}
const codeIn = (raw: string) => /([0-9A-Z]{4}-){2}[0-9A-Z]{4}/.exec(partsOf(raw)[0]!.content.toString('utf8'))![0]
const owner = async () => (await company.client.users.list()).find((one) => one.id === company.ownerId)!
const isConfirmed = async () => (await company.client.users.me()).user.emailConfirmed
const confirm = (code: string) => stranger.home.confirmEmail({ code })
async function changeAddress(email: string): Promise<void> {
  const { id, version, name, mobile, roleIds, status } = await owner()
  await company.client.users.save({ id, version, name, mobile, roleIds, status, email })
}

it('nothing is asked or blocked without e-mail; set up, the founder is asked by itself and confirms once', async () => {
  await round()
  expect((await company.client.mail.list({})).rows).toEqual([])
  expect(await codeOf(company.client.users.sendConfirmation())).toMatchObject({ rule: 'MAIL_OFF' })
  expect(await isConfirmed()).toBe(false)
  await useMailServer(company.client, server, { webAddress: 'https://huozhan.example.com/' })
  const raw = await round()
  await round()
  expect(server.received.map(({ to }) => to)).toEqual([['owner@example.com']])
  const code = codeIn(raw)
  const text = partsOf(raw)[0]!.content.toString('utf8')
  expect(text).toContain(`https://huozhan.example.com/#/confirm?company=${company.companyId}&code=${plainCode(code)}`)
  // typed by hand: small letters, no dashes, o for 0
  const typed = plainCode(code).toLowerCase().replaceAll('0', 'o')
  const done = { company: '测试粮油', email: 'owner@example.com' }
  expect(await confirm(typed)).toEqual({ ...done, already: false })
  expect(await isConfirmed()).toBe(true)
  expect(await owner()).toMatchObject({ emailConfirmed: true })
  const at = await confirmedAt()
  company.clock.advance(DAY)
  expect(await stranger.home.confirmEmail({ companyId: company.companyId, code })).toEqual({ ...done, already: true })
  expect(await confirmedAt()).toBe(at)
  // who is confirmed is asked no more
  await company.client.users.sendConfirmation()
  await round()
  expect(server.received).toHaveLength(1)
})

const open = () => company.application.company(company.companyId)
async function confirmedAt(): Promise<string | null> {
  const { reader } = await open()
  const { email_confirmed_at } = await reader
    .selectFrom('user_account')
    .select('email_confirmed_at')
    .where('id', '=', company.ownerId)
    .executeTakeFirstOrThrow()
  return email_confirmed_at
}

it('a code is kept as a hash, leaves the outbox with its e-mail, and nobody else reads or redirects it', async () => {
  await useMailServer(company.client, server)
  server.behave = 'busy'
  await round()
  const [waiting] = (await company.client.mail.list({})).rows
  expect(waiting).toMatchObject({ kind: 'confirmation', state: 'waiting', recipients: ['owner@example.com'] })
  const mailId = waiting!.id
  expect((await company.client.mail.get({ id: mailId })).body).toBe('')
  expect(await company.client.mail.retry({ ids: [mailId], to: ['thief@example.com'] })).toEqual({ changed: 0 })
  server.behave = 'none'
  await company.client.mail.retry({ ids: [mailId] })
  const code = codeIn(await round())
  const { reader } = await open()
  const kept = [
    ...(await reader.selectFrom('email_confirmation').selectAll().execute()),
    ...(await reader.selectFrom('mail_message').selectAll().execute()),
    ...(await reader.selectFrom('change_log').selectAll().execute()).map((row) => Buffer.from(row.payload).toString()),
  ]
  expect(JSON.stringify(kept)).not.toMatch(new RegExp(`${code}|${plainCode(code)}`))
  expect((await confirm(code)).already).toBe(false)
})

it('forged, outdated and expired codes confirm nothing', async () => {
  await useMailServer(company.client, server)
  const first = codeIn(await round())
  const forged = shownCode(plainCode(first).replace(/.$/, (sign) => (sign === 'A' ? 'B' : 'A')))
  for (const wrong of [forged, 'x', "' or 1=1 --", plainCode(first).slice(1)])
    expect(await codeOf(confirm(wrong))).toMatchObject({ rule: 'CONFIRMATION_INVALID', field: 'code' })
  // pressed again at once it is the same; later there is another, and the first holds no longer
  await company.client.users.sendConfirmation()
  await round()
  expect(server.received).toHaveLength(1)
  company.clock.advance(2 * 60_000)
  await company.client.users.sendConfirmation()
  const second = codeIn(await round())
  expect(await codeOf(confirm(first))).toMatchObject({ rule: 'CONFIRMATION_INVALID' })
  company.clock.advance(CONFIRMATION_DAYS * DAY)
  expect(await codeOf(confirm(second))).toMatchObject({ rule: 'CONFIRMATION_EXPIRED' })
  // nobody is pestered: it takes a press to be asked again
  await round()
  expect(server.received).toHaveLength(2)
  await company.client.users.sendConfirmation()
  expect((await confirm(codeIn(await round()))).already).toBe(false)
})

it('another address is asked for anew, and codes of the former do not confirm it, not even when it comes back', async () => {
  await useMailServer(company.client, server)
  const old = codeIn(await round())
  await confirm(old)
  await changeAddress('other@example.com')
  expect(await isConfirmed()).toBe(false)
  expect(await codeOf(confirm(old))).toMatchObject({ rule: 'CONFIRMATION_INVALID' })
  const other = codeIn(await round())
  expect(server.received.at(-1)!.to).toEqual(['other@example.com'])
  await changeAddress('owner@example.com')
  expect(await codeOf(confirm(old))).toMatchObject({ rule: 'CONFIRMATION_INVALID' })
  expect(await codeOf(confirm(other))).toMatchObject({ rule: 'CONFIRMATION_INVALID' })
  const again = codeIn(await round())
  expect(server.received.at(-1)!.to).toEqual(['owner@example.com'])
  expect((await confirm(again)).already).toBe(false)
  // saved with the same address it stays confirmed
  await changeAddress('owner@example.com')
  expect(await isConfirmed()).toBe(true)
})

it('of two who take a code at once one confirms and the other hears that it is done', async () => {
  await useMailServer(company.client, server)
  const code = codeIn(await round())
  const answers = await Promise.all([confirm(code), confirm(code), stranger.home.confirmEmail({ code })])
  expect(answers.map(({ already }) => already).sort()).toEqual([false, true, true])
})

it('the job asks invited users by itself; who left takes no code', async () => {
  await useMailServer(company.client, server)
  const job = startMail(company.application)
  try {
    const clerk = await company.as('sales')
    await expect.poll(() => server.received.length).toBe(2)
    const { to, raw } = server.received.find((one) => !one.to.includes('owner@example.com'))!
    const user = (await company.client.users.list()).find((one) => one.id === clerk.userId)!
    expect(to).toEqual([user.email])
    const { id, version, name, email, mobile, roleIds } = user
    await company.client.users.save({ id, version, name, email, mobile, roleIds, status: 'disabled' })
    expect(await codeOf(confirm(codeIn(raw)))).toMatchObject({ rule: 'CONFIRMATION_INVALID' })
  } finally {
    await job.stop()
  }
})
