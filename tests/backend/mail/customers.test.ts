import exceljs from 'exceljs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sendDue } from '../../../electron/backend/features/mail/outbox.ts'
import { codeOf } from '../../support/errors.ts'
import { headerOf, openMailServer, partsOf, useMailServer, type MailServer } from '../../support/mail-server.ts'
import { ORDER_MAILS } from '../../../shared/domain/mail/outbox.ts'
import { line, makeCustomer, submitOrder } from '../../support/make.ts'
import { statementWorld, type StatementWorld } from '../reconciliation/statement-world.ts'

let world: StatementWorld
let server: MailServer
beforeEach(async () => {
  world = await statementWorld()
  server = await openMailServer()
})
afterEach(async () => {
  await server.close()
  await world.company.close()
})

async function round(): Promise<void> {
  const { application, companyId, clock } = world.company
  await sendDue(await application.company(companyId), clock.now, () => false)
}
async function giveAddress(): Promise<void> {
  const { client, customer } = world
  const contacts = [
    { name: '张老板', title: '', mobile: '', phone: '', email: '' },
    { name: '小李', title: '会计', mobile: '', phone: '', email: 'li@example.com' },
  ]
  const now = await client.customers.get({ id: customer.id })
  await client.customers.update({ ...now, contacts })
}

it('statements go to their customers with the file, drafts are sent by it, a second run leaves them alone', async () => {
  const { client, customer } = world
  const draft = await world.october()
  const ids = [draft.id]
  expect(await codeOf(client.reconciliation.mail({ ids }))).toMatchObject({ rule: 'MAIL_OFF' })
  await useMailServer(client, server)
  const without = [{ id: draft.id, number: draft.number, customer: customer.name }]
  expect(await client.reconciliation.mail({ ids })).toEqual({ queued: 0, without })
  expect((await client.reconciliation.get({ id: draft.id })).status).toBe('draft')
  await giveAddress()
  const days = { from: '2026-10-01', to: '2026-10-31' }
  expect(await client.reconciliation.mail(days)).toEqual({ queued: 1, without: [] })
  const sent = await client.reconciliation.get({ id: draft.id })
  expect(sent.status).toBe('sent')
  expect(sent.events.filter(({ kind }) => kind === 'sent').map(({ note }) => note)).toEqual(['email li@example.com'])
  await round()
  const { raw, to } = server.received[0]!
  expect(to).toEqual(['li@example.com'])
  expect(headerOf(raw, 'Subject')).toBe('对账单 2026-10-01 至 2026-10-31 测试粮油')
  const [text, file] = partsOf(raw)
  expect(text!.content.toString('utf8')).toContain('期末应收 ¥1,000.00')
  const book = new exceljs.Workbook()
  await book.xlsx.load(file!.content as never)
  const cells: string[] = []
  book.worksheets[0]!.eachRow((row) => row.eachCell((cell) => void cells.push(cell.text)))
  expect(cells.join('\n')).toContain(draft.number)
  expect(cells.join('\n')).toContain('壹仟元整')
  // of some days: only what was never mailed; by name: again
  expect(await codeOf(client.reconciliation.mail(days))).toMatchObject({ rule: 'DOCUMENT_EMPTY' })
  expect(await client.reconciliation.mail({ ids })).toEqual({ queued: 1, without: [] })
  const [last] = (await client.mail.list({ aboutId: draft.id })).rows
  expect(last).toMatchObject({ kind: 'statement', customer: customer.name, files: 1, state: 'waiting' })
})

it('an approved order is confirmed by e-mail when that is switched on and the customer has an address', async () => {
  const { client, customer, productId, company } = world
  const settings = await useMailServer(client, server)
  await giveAddress()
  await submitOrder(client, customer.id, [line(productId, 1)])
  const { hasPassword: _has, ready: _ready, ...fields } = settings
  await client.mail.saveSettings({ ...fields, confirmOrders: true, password: '' })
  const other = await makeCustomer(client)
  await submitOrder(client, other.id, [line(productId, 2)])
  expect((await client.mail.list({})).rows).toEqual([])

  const order = await submitOrder(client, customer.id, [line(productId, 3)], { discount: 1_000 })
  expect(order.review).toBe('auto')
  const [confirmation] = (await client.mail.list({ aboutId: order.id })).rows
  const { body } = await client.mail.get({ id: confirmation!.id })
  expect(confirmation!.subject).toBe(`订单确认 ${order.number} 测试粮油`)
  for (const part of [
    '城东面馆：',
    order.number!,
    '1. 特一粉 25kg  3 袋  × 80.00 = 240.00',
    '优惠：10.00',
    '合计：¥230.00',
  ])
    expect(body).toContain(part)
  await round()
  expect(server.received).toHaveLength(1)
  // repeated, it is not sent again; held for review, it is sent when a person approves it
  const known = await client.customers.get({ id: customer.id })
  await client.customers.update({ ...known, creditLimit: 1 })
  const held = await submitOrder(client, customer.id, [line(productId, 1)])
  expect(held.review).toBe('pending')
  expect((await client.mail.list({})).rows).toHaveLength(1)
  const chief = await company.as('reviewer')
  await chief.orders.approve({ id: held.id, version: held.version })
  expect((await client.mail.list({ aboutId: held.id })).rows).toHaveLength(1)
  // who may not see sale prices does not read them here
  const clerk = await company.as('purchaser')
  expect((await clerk.mail.list({})).rows).toEqual([])
})

it('a customer is told of orders and of what left as it was chosen with them, and finds it on the timeline', async () => {
  const { client, customer, company } = world
  const settings = await useMailServer(client, server, { confirmOrders: true })
  await giveAddress()
  const choose = async (orderMail: (typeof ORDER_MAILS)[number]) => {
    const now = await client.customers.get({ id: customer.id })
    await client.customers.update({ ...now, orderMail })
  }
  /** Kinds of the e-mails about an order that was approved and shipped at once. */
  const toldOf = async (orderMail: (typeof ORDER_MAILS)[number]) => {
    await choose(orderMail)
    const note = await world.ship(2)
    const about = [note.orderId, note.id]
    const mails = (await client.mail.list({ customerId: customer.id })).rows.filter((row) =>
      about.includes(row.aboutId!),
    )
    return { note, mails: mails.reverse() }
  }
  const kinds: Record<string, string> = {}
  for (const choice of ORDER_MAILS) {
    const { mails } = await toldOf(choice)
    kinds[choice] = mails.map(({ kind }) => kind).join(' ')
  }
  expect(kinds).toEqual({ company: 'order', none: '', approval: 'order', shipment: 'shipment', both: 'order shipment' })

  const { note, mails } = await toldOf('shipment')
  expect(mails[0]!.subject).toBe(`发货通知 ${note.number} 测试粮油`)
  const { body } = await client.mail.get({ id: mails[0]!.id })
  for (const part of ['城东面馆：', `已于 ${note.day} 发货`, '1. 特一粉 25kg  2 袋', '本次合计：¥160.00'])
    expect(body).toContain(part)

  const { hasPassword: _has, ready: _ready, ...fields } = settings
  await client.mail.saveSettings({ ...fields, confirmOrders: false, password: '' })
  expect((await toldOf('company')).mails).toEqual([])

  const shown = async () => (await client.crm.timeline({ customerId: customer.id, kinds: ['mail'] })).rows
  expect((await shown())[0]).toMatchObject({
    kind: 'mail',
    day: note.day,
    text: mails[0]!.subject,
    contact: 'li@example.com',
    state: 'waiting',
    who: '王掌柜',
    amount: null,
  })
  const before = (await shown()).length
  await client.mail.cancel({ ids: [mails[0]!.id] })
  await round()
  expect((await shown()).map(({ state }) => state)).toEqual(Array.from({ length: before - 1 }, () => 'sent'))
  const page = await client.crm.timeline({ customerId: customer.id, kinds: ['mail'], limit: 2 })
  const rest = await client.crm.timeline({ customerId: customer.id, kinds: ['mail'], cursor: page.next! })
  expect([...page.rows, ...rest.rows]).toEqual(await shown())
  expect(
    (await (await company.as('warehouse')).crm.timeline({ customerId: customer.id })).rows.some(
      (r) => r.kind === 'mail',
    ),
  ).toBe(true)
})
