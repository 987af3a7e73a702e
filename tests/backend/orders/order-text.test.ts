import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Outputs } from '../../../shared/contract/index.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeCustomer, makeProduct, submitOrder } from '../../support/make.ts'

/** A message becomes lines with this customer's prices, and what a clerk chose is known the next time. */
let company: TestCompany
let customer: Outputs['customers']['create']
let flour: Outputs['products']['create']
let dumpling: Outputs['products']['create']

beforeAll(async () => {
  company = await createTestCompany()
  const { client } = company
  flour = await makeProduct(client, { name: '特一粉', stock: 500, salePrice: 800_000 })
  dumpling = await makeProduct(client, { name: '饺子粉', stock: 500, salePrice: 900_000 })
  await makeProduct(client, { name: '饺子醋', baseUnit: '瓶', packs: [] })
  customer = await makeCustomer(client)
  await submitOrder(client, customer.id, [
    { productId: flour.id, unit: '袋', quantity: 20_000, price: 780_000 },
    { productId: dumpling.id, unit: '袋', quantity: 5000, price: 900_000 },
  ])
})
afterAll(() => company.close())

const read = (text: string) => company.client.orderText.read({ customerId: customer.id, text })

describe('reading a message', () => {
  it('finds goods, units and quantities, with the customer’s own prices', async () => {
    const { lines, notes } = await read('特一 30袋，饺子粉一吨，明天送到后门，酱油2箱')
    expect(lines.map((l) => [l.confidence, l.product?.id ?? l.words, l.unit, l.quantity])).toEqual([
      ['sure', flour.id, '袋', 30_000],
      ['sure', dumpling.id, '吨', 40_000],
      ['unknown', '酱油', '箱', null],
    ])
    expect(lines[0]!.product).toMatchObject({ price: 780_000, priceSource: 'last' })
    expect(notes).toEqual(['明天送到后门'])
  })

  it('repeats the last order and applies what is different', async () => {
    const { lines } = await read('同上次，饺子粉改成8袋')
    expect(lines.map((l) => [l.product?.id, l.quantity])).toEqual([
      [flour.id, 20_000],
      [dumpling.id, 8000],
    ])
  })

  it('learns what this customer calls the goods, and nobody else’s words', async () => {
    expect((await read('红袋子10袋')).lines[0]).toMatchObject({ confidence: 'unknown' })
    await company.client.orderText.learn({ customerId: customer.id, words: '红 袋子', productId: flour.id })
    expect((await read('红袋子10袋')).lines[0]).toMatchObject({ confidence: 'sure', product: { id: flour.id } })
    const other = await makeCustomer(company.client)
    const answer = await company.client.orderText.read({ customerId: other.id, text: '红袋子10袋' })
    expect(answer.lines[0]).toMatchObject({ confidence: 'unknown' })
  })

  it('knows goods made since the last message', async () => {
    const fresh = await makeProduct(company.client, { name: '荞麦面粉' })
    expect((await read('荞麦面粉5袋')).lines[0]).toMatchObject({ product: { id: fresh.id }, quantity: 5000 })
  })

  it('is for those who enter orders, and for their customers', async () => {
    const warehouse = await company.as('warehouse')
    await expect(warehouse.orderText.read({ customerId: customer.id, text: '特一1袋' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    const sales = await company.as('sales')
    await expect(sales.orderText.read({ customerId: customer.id, text: '特一1袋' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })
})
