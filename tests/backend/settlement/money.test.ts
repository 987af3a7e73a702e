import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Inputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { line, makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'
import { makeSupplier } from '../../support/purchase.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

/** A shipped order of so many bags at 80.00, owed by the customer. */
async function bill(customerId: string, productId: string, bags: number) {
  const { client } = company
  const order = await submitOrder(client, customerId, [line(productId, bags)])
  const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
  await client.shipments.confirm({ id: note!.id, version: note!.version })
  const { rows } = await client.settlement.entries({ customerId, openOnly: true })
  const entry = rows.find((row) => row.documentId === note!.id)
  return { orderId: order.id, entryId: entry?.id ?? '', number: note!.number }
}

const record = (input: Omit<Inputs['money']['record'], 'id' | 'kind'> & { kind?: Inputs['money']['record']['kind'] }) =>
  company.client.money.record({ id: newId(), kind: 'receipt', ...input })
const cash = (amount: number) => ({ method: 'cash' as const, amount })
const openOf = async (customerId: string) =>
  (await company.client.settlement.entries({ customerId, openOnly: true })).rows.map((row) => row.open).reverse()
const balances = async () =>
  Object.fromEntries((await company.client.money.accounts({})).map((account) => [account.kind, account.balance]))

describe('receipts', () => {
  it('come over several accounts, with a discount and rounding, for chosen bills first and the oldest with the rest', async () => {
    const { client } = company
    const customer = await makeCustomer(client, { settlement: 'monthly', openingBalance: 5_000 })
    const product = await makeProduct(client, { stock: 100 })
    const first = await bill(customer.id, product.id, 1)
    const second = await bill(customer.id, product.id, 2)
    const lines = [cash(10_000), { method: 'wechat' as const, amount: 8_900, reference: 'WX1' }]
    const input = { partyId: customer.id, lines, discount: 90, rounding: 10 }
    const receipt = await record({ ...input, bills: [{ entryId: second.entryId, amount: 16_000 }] })
    expect(receipt).toMatchObject({ number: 'SK-ZB-261123-0001', amount: 19_000, money: 18_900, left: 0, held: false })
    expect(receipt.settled.reduce((sum, match) => sum + match.amount, 0)).toBe(19_000)
    expect(receipt.settled.filter((match) => match.chargeNumber === second.number)[0]!.amount).toBe(16_000)
    expect(await openOf(customer.id)).toEqual([5_000 - 3_000, 8_000])
    expect((await client.orders.get({ id: second.orderId })).payment).toBe('paid')
    expect((await client.orders.get({ id: first.orderId })).payment).toBe('none')
    expect(await balances()).toEqual({ cash: 10_000, bank: 0, wechat: 8_900, alipay: 0, other: 0 })
    expect((await client.money.list({ search: 'WX1' })).rows.map((row) => row.id)).toEqual([receipt.id])
    expect(await client.money.get({ id: receipt.id })).toEqual(receipt)
  })

  it('let off more than the limit only by somebody with the right, who says why', async () => {
    const { client, as } = company
    const customer = await makeCustomer(client, { openingBalance: 100_000 })
    const cashier = await as('finance')
    const over = {
      id: newId(),
      kind: 'receipt' as const,
      partyId: customer.id,
      lines: [cash(90_000)],
      discount: 10_000,
    }
    expect(await codeOf(cashier.money.record(over))).toMatchObject({ rule: 'LET_OFF_TOO_MUCH' })
    expect(await codeOf(client.money.record(over))).toMatchObject({ rule: 'REASON_REQUIRED' })
    expect(await client.money.record({ ...over, reason: '老客户年终让利' })).toMatchObject({ amount: 100_000 })
    const rounding = { ...over, id: newId(), discount: 0, rounding: 1_001 }
    expect(await codeOf(cashier.money.record(rounding))).toMatchObject({ field: 'rounding' })
    // nothing is open any more
    expect(await codeOf(cashier.money.record({ ...rounding, rounding: 1 }))).toMatchObject({
      rule: 'LET_OFF_MORE_THAN_OPEN',
    })
  })

  it('settle no more than is open or there, and nobody else’s bills', async () => {
    const { client } = company
    const customer = await makeCustomer(client, { openingBalance: 5_000 })
    const other = await makeCustomer(client, { name: '别家', openingBalance: 5_000 })
    const entryOf = async (id: string) => (await client.settlement.entries({ customerId: id })).rows[0]!.id
    const [own, foreign] = [await entryOf(customer.id), await entryOf(other.id)]
    for (const [entryId, amount] of [
      [own, 5_001],
      [own, 4_001],
      [foreign, 100],
    ] as const) {
      const wrong = record({ partyId: customer.id, lines: [cash(4_000)], bills: [{ entryId, amount }] })
      expect(await codeOf(wrong)).toMatchObject({ rule: 'SETTLE_MORE_THAN_OPEN' })
    }
    expect(await openOf(customer.id)).toEqual([5_000])
  })
})

describe('deposits', () => {
  it('wait while they are held, are used for chosen bills, and the rest by itself once released', async () => {
    const { client } = company
    const customer = await makeCustomer(client)
    const product = await makeProduct(client, { stock: 100 })
    const deposit = await record({ partyId: customer.id, lines: [cash(50_000)], rest: 'hold' })
    expect(deposit).toMatchObject({ held: true, left: 50_000, balance: -50_000 })
    const first = await bill(customer.id, product.id, 1)
    const second = await bill(customer.id, product.id, 2)
    expect(await openOf(customer.id)).toEqual([-50_000, 8_000, 16_000])
    const credit = (await client.settlement.entries({ customerId: customer.id })).rows.at(-1)!
    expect(credit).toMatchObject({ kind: 'receipt', held: true })
    const match = await client.money.settle({
      id: newId(),
      side: 'receivable',
      partyId: customer.id,
      creditIds: [credit.id],
      bills: [{ entryId: second.entryId, amount: 16_000 }],
    })
    expect(match).toMatchObject({ number: 'HX-ZB-261123-0001', amount: 16_000, settled: [{ amount: 16_000 }] })
    expect((await client.orders.get({ id: second.orderId })).payment).toBe('paid')
    expect(await client.money.list({ only: 'held' })).toMatchObject({ rows: [{ id: deposit.id }] })
    expect(await client.money.release({ side: 'receivable', partyId: customer.id })).toEqual({ settled: 8_000 })
    expect((await client.orders.get({ id: first.orderId })).payment).toBe('paid')
    expect(await openOf(customer.id)).toEqual([-26_000])
  })

  it('for an order wait for that order', async () => {
    const { client } = company
    const customer = await makeCustomer(client, { openingBalance: 90_000 })
    const product = await makeProduct(client, { stock: 100 })
    const order = await submitOrder(client, customer.id, [line(product.id, 2)])
    await record({ partyId: customer.id, lines: [cash(10_000)], orderId: order.id })
    expect(await openOf(customer.id)).toEqual([90_000, -10_000])
    const [note] = await client.shipments.createForOrder({ orderId: order.id, version: order.version })
    await client.shipments.confirm({ id: note!.id, version: note!.version })
    expect(await client.orders.get({ id: order.id })).toMatchObject({ paid: 10_000, payment: 'part' })
    expect(await openOf(customer.id)).toEqual([90_000, 6_000])
  })

  it('are given back by a refund, which cannot be more', async () => {
    const { client } = company
    const customer = await makeCustomer(client)
    await record({ partyId: customer.id, lines: [cash(30_000)], rest: 'hold' })
    const tooMuch = record({ kind: 'refund', partyId: customer.id, lines: [cash(30_001)] })
    expect(await codeOf(tooMuch)).toMatchObject({ rule: 'REFUND_MORE_THAN_CREDIT' })
    const refund = await record({ kind: 'refund', partyId: customer.id, lines: [cash(20_000)] })
    expect(refund).toMatchObject({ number: 'TK-ZB-261123-0001', left: 0, balance: -10_000 })
    expect(await balances()).toMatchObject({ cash: 10_000 })
  })
})

describe('what was settled', () => {
  it('is undone by a document of its own, and its money waits', async () => {
    const { client } = company
    const customer = await makeCustomer(client)
    const product = await makeProduct(client, { stock: 100 })
    const first = await bill(customer.id, product.id, 1)
    const receipt = await record({ partyId: customer.id, lines: [cash(8_000)] })
    const undone = await client.money.unsettle({ id: newId(), documentId: receipt.id, note: '应付第二单' })
    expect(undone).toMatchObject({ number: 'FHX-ZB-261123-0001', amount: 8_000, source: { number: receipt.number } })
    expect(await client.money.get({ id: receipt.id })).toMatchObject({ settled: [], held: true, left: 8_000 })
    expect(await client.orders.get({ id: first.orderId })).toMatchObject({ paid: 0, payment: 'none' })
    await bill(customer.id, product.id, 2)
    expect(await openOf(customer.id)).toEqual([8_000, -8_000, 16_000])
    const again = client.money.unsettle({ id: newId(), documentId: receipt.id })
    expect(await codeOf(again)).toMatchObject({ code: 'WRONG_STATE' })
    const voided = await client.money.void({ id: receipt.id, version: receipt.version, reason: '记错' })
    expect(voided).toMatchObject({ status: 'void', held: false, left: 0 })
    expect(await openOf(customer.id)).toEqual([8_000, 16_000])
  })

  it('is open again when a cheque bounces; the fee may be the customer’s', async () => {
    const { client } = company
    const customer = await makeCustomer(client)
    const product = await makeProduct(client, { stock: 100 })
    const first = await bill(customer.id, product.id, 1)
    const cheque = { method: 'cheque' as const, amount: 7_000, reference: '00123456', dueDay: '2026-12-01' }
    const receipt = await record({ partyId: customer.id, lines: [cash(3_000), cheque] })
    expect((await client.money.list({ only: 'cheque' })).rows[0]).toMatchObject({ chequeDay: '2026-12-01' })
    expect(await openOf(customer.id)).toEqual([-2_000])
    const bounce = { documentId: receipt.id, lineNo: 2, fee: 50, chargeFee: true, reason: '存款不足' }
    const document = await client.money.bounce({ id: newId(), ...bounce })
    expect(document).toMatchObject({ number: 'TP-ZB-261123-0001', amount: 7_050, money: 7_050, left: 50 })
    expect(await openOf(customer.id)).toEqual([5_000, 50])
    expect(await client.orders.get({ id: first.orderId })).toMatchObject({ paid: 3_000 })
    expect(await balances()).toMatchObject({ cash: 3_000, bank: -50 })
    expect(await codeOf(client.money.bounce({ id: newId(), ...bounce }))).toMatchObject({ code: 'WRONG_STATE' })
    const wrong = client.money.bounce({ id: newId(), ...bounce, lineNo: 1 })
    expect(await codeOf(wrong)).toMatchObject({ rule: 'NOT_A_CHEQUE' })
    const gone = client.money.void({ id: receipt.id, version: 1, reason: 'x' })
    expect(await codeOf(gone)).toMatchObject({ rule: 'FOLLOWED_BY' })
  })
})

describe('the other side', () => {
  it('pays a supplier over two accounts with what it lets off, and gets money back', async () => {
    const { client } = company
    const supplier = await makeSupplier(client, { openingBalance: 20_000 })
    const lines = [cash(9_000), { method: 'transfer' as const, amount: 10_900 }]
    const payment = await record({ kind: 'payment', partyId: supplier.id, lines, discount: 100 })
    expect(payment).toMatchObject({ side: 'payable', number: 'FK-ZB-261123-0001', left: 0, balance: 0 })
    const prepaid = await record({ kind: 'payment', partyId: supplier.id, lines: [cash(500)], rest: 'hold' })
    const back = await record({ kind: 'supplier-refund', partyId: supplier.id, lines: [cash(500)] })
    expect(back).toMatchObject({
      number: 'GTK-ZB-261123-0001',
      balance: 0,
      settled: [{ creditNumber: prepaid.number }],
    })
    expect(await balances()).toMatchObject({ cash: -9_000, bank: -10_900 })
    await client.money.void({ id: back.id, version: 1, reason: '没收到' })
    expect(await client.money.get({ id: prepaid.id })).toMatchObject({ left: 500 })
  })

  it('is nobody’s business who may not see purchase prices, nor other sales persons’ customers', async () => {
    const { client, as } = company
    const supplier = await makeSupplier(client, { openingBalance: 20_000 })
    const payment = await record({ kind: 'payment', partyId: supplier.id, lines: [cash(9_000)] })
    const customer = await makeCustomer(client)
    const receipt = await record({ partyId: customer.id, lines: [cash(9_000)] })
    const desk = await as('order-desk')
    expect((await desk.money.list({})).rows.map((row) => row.id)).toEqual([receipt.id])
    expect(await codeOf(desk.money.get({ id: payment.id }))).toMatchObject({ code: 'NOT_FOUND' })
    const seller = await as('sales')
    expect((await seller.money.list({})).rows).toEqual([])
    expect(await codeOf(seller.money.accounts({}))).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('accounts', () => {
  it('keep a cash book with the balance after each line, over its pages', async () => {
    const { client } = company
    const [site] = await client.company.sites()
    const kind = 'bank' as const
    const bank = await client.money.saveAccount({
      id: newId(),
      version: 0,
      siteId: site!.id,
      kind,
      name: '农行',
      opening: 1_000,
    })
    expect(bank).toMatchObject({ balance: 1_000, version: 1 })
    const money = await client.money.accounts({})
    const till = money.find((account) => account.kind === 'cash')!
    const wages = {
      id: newId(),
      kind: 'expense' as const,
      category: '工资',
      lines: [{ ...cash(300), accountId: bank.id }],
    }
    const paid = await client.money.other(wages)
    expect(paid).toMatchObject({ number: 'ZC-ZB-261123-0001', side: null, category: '工资' })
    await client.money.other({ ...wages, id: newId(), kind: 'income', category: '利息' })
    const move = { fromAccountId: bank.id, toAccountId: till.id, amount: 400 }
    const transfer = await client.money.transfer({ id: newId(), ...move })
    const first = await client.money.ledger({ accountId: bank.id, limit: 3 })
    expect(first).toMatchObject({ opening: 0, in: 1_300, out: 700, closing: 600 })
    expect(first.rows.map((row) => [row.amount, row.balance])).toEqual([
      [-400, 600],
      [300, 1_000],
      [-300, 700],
    ])
    const rest = await client.money.ledger({ accountId: bank.id, limit: 3, cursor: first.next! })
    expect(rest.rows.map((row) => [row.kind, row.amount, row.balance])).toEqual([['opening', 1_000, 1_000]])
    await client.money.void({ id: transfer.id, version: 1, reason: '转错' })
    const after = await client.money.ledger({ accountId: till.id })
    expect(after.rows.map((row) => [row.kind, row.balance])).toEqual([
      ['void', 0],
      ['transfer', 400],
    ])
    const close = { ...bank, archived: true, siteId: site!.id }
    expect(await codeOf(client.money.saveAccount(close))).toMatchObject({ rule: 'ACCOUNT_NOT_EMPTY' })
    expect(await codeOf(client.money.transfer({ id: newId(), ...move, toAccountId: bank.id }))).toMatchObject({
      rule: 'SAME_ACCOUNT',
    })
    const twice = client.money.saveAccount({ id: newId(), version: 0, siteId: site!.id, kind, name: '农行' })
    expect(await codeOf(twice)).toMatchObject({ code: 'DUPLICATE' })
  })

  it('are printed with amounts in capitals, counted as reprints', async () => {
    const { client } = company
    const customer = await makeCustomer(client, { openingBalance: 5_000 })
    const receipt = await record({ partyId: customer.id, lines: [cash(12_340)], note: '<b>' })
    const { html, title } = await client.money.print({ ids: [receipt.id] })
    expect(title).toBe(`收款单 ${receipt.number}`)
    expect(html).toContain('壹佰贰拾叁元肆角整')
    expect(html).toContain('核销 期初')
    expect(html).toContain('&#60;b&#62;')
    const english = await client.money.print({ ids: [receipt.id], locale: 'en', sheet: 'a4' })
    expect(english.html).toContain('Reprint no. 2')
  })
})
