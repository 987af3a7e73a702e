import { afterEach, beforeEach, expect, it } from 'vitest'
import { sendDue } from '../../../electron/backend/features/mail/outbox.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { headerOf, openMailServer, partsOf, useMailServer, type MailServer } from '../../support/mail-server.ts'
import { makeCustomer } from '../../support/make.ts'

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

const LETTER = {
  subject: '{客户名称}：{balance}',
  body: '{联系人}您好：\n应收余额 {应收余额}，其中逾期 {逾期金额}，{公司名称} {今天}',
}
const contact = (name: string, email: string) => ({ name, title: '', mobile: '', phone: '', email })

async function round(): Promise<void> {
  const open = await company.application.company(company.companyId)
  await sendDue(open, company.clock.now, () => false)
}
/** Three who read e-mail, one without an address, one who wants no mailings, one put away. */
async function customers(): Promise<string[]> {
  const { client } = company
  const make = async (code: string, more: object) => (await makeCustomer(client, { code, ...more })).id
  const ids = [
    await make('A1', {
      name: '城东面馆',
      contacts: [contact('', 'x'), contact('张老板', 'zhang@example.com')],
      openingBalance: 123_456,
    }),
    await make('A2', { name: '学府路包子铺', contacts: [contact('', 'nobody@example.com')], tags: ['面点'] }),
    await make('A3', {
      name: '阿芳面馆',
      contacts: [contact('阿芳', 'fang@example.com')],
      tags: ['面点'],
      creditDays: 30,
      openingBalance: 500,
    }),
    await make('B1', { name: '无邮箱商店', contacts: [contact('周', '')], tags: ['面点'] }),
    await make('B2', { name: '退订超市', contacts: [contact('吴', 'wu@example.com')], noMailings: true }),
  ]
  const away = await make('C1', { name: '停业小店', contacts: [contact('郑', 'zheng@example.com')] })
  await client.customers.setStatusMany({ ids: [away], status: 'archived' })
  // the opening balance was due on its day
  company.clock.advance(86_400_000)
  return [...ids, away]
}

it('shows each copy as its customer would read it, and who gets none', async () => {
  const ids = await customers()
  const { client } = company
  const preview = (at: number, more: object = {}) =>
    client.mailings.preview({ target: { ids }, ...LETTER, at, ...more })
  const first = await preview(0)
  expect(first).toMatchObject({ recipients: 3, unknown: '' })
  expect(first.left.map(({ customer, reason }) => `${customer} ${reason}`)).toEqual([
    '无邮箱商店 no-address',
    '退订超市 opted-out',
  ])
  expect(first.copy).toMatchObject({ customer: '城东面馆', to: 'zhang@example.com', subject: '城东面馆：¥1,234.56' })
  expect(first.copy!.body).toBe(
    '张老板您好：\n应收余额 ¥1,234.56，其中逾期 ¥1,234.56，测试粮油 2026-11-24\n\n如不想再收到这类群发邮件，请直接回复“退订”。',
  )
  // without a name the customer is greeted; not due yet is not overdue
  expect((await preview(1)).copy!.body).toContain('学府路包子铺您好：\n应收余额 ¥0.00，其中逾期 ¥0.00')
  expect((await preview(9)).copy!.body).toContain('阿芳您好：\n应收余额 ¥5.00，其中逾期 ¥0.00')
  expect((await preview(0, { body: '{折扣}' })).unknown).toBe('{折扣}')
  expect((await preview(0, { target: { ids: [ids[3]!] } })).copy).toBeNull()
  // a segment, by what it finds today
  const segmentId = newId()
  await client.segments.save({ id: segmentId, version: 0, name: '面点', filter: { tags: ['面点'] } })
  expect(await preview(0, { target: { filter: { segmentId } } })).toMatchObject({
    recipients: 2,
    copy: { customer: '学府路包子铺' },
  })
})

it('goes through the outbox once, behind everything else, with failures told and retried', async () => {
  const ids = await customers()
  const { client } = company
  const id = newId()
  expect(await codeOf(client.mailings.send({ id, target: { ids }, ...LETTER }))).toMatchObject({ rule: 'MAIL_OFF' })
  expect((await client.mailings.list({})).rows).toEqual([])
  await useMailServer(client, server, { replyTo: 'desk@example.com' })
  const sent = await client.mailings.send({ id, target: { ids }, ...LETTER })
  expect(sent).toMatchObject({ subject: LETTER.subject, skipped: 2, counts: { waiting: 3, sent: 0, failed: 0 } })
  // pressed twice it is the same one
  expect(await client.mailings.send({ id, target: { ids }, ...LETTER })).toEqual(sent)
  await client.mail.write({ id: newId(), customerId: ids[2]!, to: ['fang@example.com'], subject: '急', body: '先发' })
  await round()
  expect(server.received.map(({ raw }) => headerOf(raw, 'Subject'))).toEqual([
    '急',
    '城东面馆：¥1,234.56',
    '阿芳面馆：¥5.00',
  ])
  const [urgent, copy] = server.received
  expect(headerOf(copy!.raw, 'List-Unsubscribe')).toContain('mailto:desk@example.com?subject=')
  expect(headerOf(urgent!.raw, 'List-Unsubscribe')).toBe('')
  expect(partsOf(copy!.raw)[0]!.content.toString('utf8')).toContain('请直接回复“退订”')
  expect((await client.mailings.get({ id })).counts).toEqual({ waiting: 0, sent: 2, failed: 1, cancelled: 0 })
  const mails = (await client.mail.list({ mailingId: id, state: 'failed' })).rows
  expect(mails).toMatchObject([{ customer: '学府路包子铺', problem: 'recipient', kind: 'mailing' }])
  await client.mail.retry({ ids: [mails[0]!.id], to: ['bao@example.com'] })
  await round()
  expect((await client.mailings.list({})).rows).toMatchObject([{ id, counts: { sent: 3, failed: 0 }, skipped: 2 }])
})

it('is taken back as far as it was not sent; what cannot be meant is refused', async () => {
  const ids = await customers()
  const { client } = company
  await useMailServer(client, server)
  const id = newId()
  await client.mailings.send({ id, target: { ids }, ...LETTER })
  expect((await client.mailings.cancel({ id })).counts).toEqual({ waiting: 0, sent: 0, failed: 0, cancelled: 3 })
  await round()
  expect(server.received).toEqual([])
  const refused = (more: object) => codeOf(client.mailings.send({ id: newId(), target: { ids }, ...LETTER, ...more }))
  expect(await refused({ body: '{生日}快乐' })).toMatchObject({
    rule: 'MAILING_PLACEHOLDER',
    field: 'body',
    value: '{生日}',
  })
  expect(await refused({ target: { ids: ids.slice(3) } })).toMatchObject({ rule: 'MAILING_EMPTY' })
  expect(await refused({ subject: '' })).toMatchObject({ code: 'INVALID_INPUT' })
})

it('a test goes to oneself alone; everybody sees their own mailings and writes to their own customers', async () => {
  const ids = await customers()
  const { client } = company
  await useMailServer(client, server)
  const test = { id: newId(), target: { ids }, ...LETTER, at: 2 }
  expect(await client.mailings.test(test)).toEqual({ to: 'owner@example.com' })
  await client.mailings.test(test)
  await round()
  expect(server.received.map(({ to, raw }) => [to[0], headerOf(raw, 'Subject')])).toEqual([
    ['owner@example.com', '阿芳面馆：¥5.00'],
  ])
  const sales = await company.as('sales')
  const mine = await makeCustomer(client, { salesPersonId: sales.userId, contacts: [contact('', 'mine@example.com')] })
  const target = { ids: [...ids, mine.id] }
  expect((await sales.mailings.preview({ target, ...LETTER })).recipients).toBe(1)
  const id = newId()
  await client.mailings.send({ id, target: { ids }, ...LETTER })
  await sales.mailings.send({ id: newId(), target, ...LETTER })
  expect((await sales.mailings.list({})).rows).toMatchObject([{ createdBy: 'sales', counts: { waiting: 1 } }])
  expect(await codeOf(sales.mailings.cancel({ id }))).toMatchObject({ code: 'NOT_FOUND' })
  expect((await client.mailings.list({ limit: 1 })).next).not.toBeNull()
  expect(await codeOf((await company.as('warehouse')).mailings.list({}))).toMatchObject({ code: 'FORBIDDEN' })
})

it('a customer who is merged into another brings the wish for no mailings along', async () => {
  const ids = await customers()
  const { client } = company
  const [winner, loser] = await Promise.all([ids[0]!, ids[4]!].map((id) => client.customers.get({ id })))
  await client.customerMerge.merge({
    id: newId(),
    winnerId: winner!.id,
    loserId: loser!.id,
    winnerVersion: winner!.version,
    loserVersion: loser!.version,
  })
  expect((await client.customers.get({ id: winner!.id })).noMailings).toBe(true)
  const target = { ids: [winner!.id] }
  await client.customerBulk.run({ id: newId(), target, change: { noMailings: false, orderMail: 'both' } })
  expect(await client.customers.get({ id: winner!.id })).toMatchObject({ noMailings: false, orderMail: 'both' })
})
