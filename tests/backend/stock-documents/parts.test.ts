import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Client, Inputs, Outputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { makeProduct, postStock } from '../../support/make.ts'

type Lines = Inputs['stockDocuments']['save']['draft']['lines']
type Product = Outputs['products']['create']

let company: TestCompany
let client: Client
let main: string
let gift: Product
let flour: Product
let oil: Product

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
  main = (await client.company.warehouses())[0]!.id
  gift = await makeProduct(client, { name: '礼包' })
  flour = await makeProduct(client, { name: '面粉', stock: 30, purchasePrice: 333_333 })
  oil = await makeProduct(client, { name: '油', stock: 10, purchasePrice: 1_000_000 })
})
afterEach(() => company.close())

const held = async (product: Product) => {
  const [facts] = await client.stockDocuments.lineFacts({ warehouseId: main, productIds: [product.id] })
  return [facts!.siteQuantity / 1000, facts!.siteValue!]
}
const bags = (role: 'whole' | 'part', product: Product, count: number, cost: number | null = null): Lines[number] => ({
  role,
  productId: product.id,
  unit: '袋',
  quantity: count * 1000,
  cost,
})

describe('assembly', () => {
  it('makes the cost of the parts the cost of the whole, to the last 1/10000 yuan, and back', async () => {
    const before = [await held(flour), await held(oil)]
    const lines = [bags('whole', gift, 3), bags('part', flour, 7), bags('part', oil, 3)]
    const made = await postStock(client, 'assembly', [], { lines, reason: '' })
    const cost = 7 * 333_333 + 3 * 1_000_000
    expect(made).toMatchObject({ number: 'ZZD-ZB-261123-0001', status: 'posted', value: cost })
    expect(await held(gift)).toEqual([3, cost])
    expect(await held(flour)).toEqual([23, 23 * 333_333])
    await client.stockDocuments.void({ id: made.id, version: 1, reason: '错' })
    expect([await held(flour), await held(oil), await held(gift)]).toEqual([...before, [0, 0]])
  })

  it('is refused when a part is missing, and cannot be taken back when the whole has left', async () => {
    const lines = [bags('whole', gift, 1), bags('part', oil, 11)]
    await expect(postStock(client, 'assembly', [], { lines })).rejects.toMatchObject({ code: 'SHORTAGE' })
    const made = await postStock(client, 'assembly', [], { lines: [bags('whole', gift, 1), bags('part', oil, 1)] })
    await postStock(client, 'other-out', [[gift.id, 1]])
    await expect(client.stockDocuments.void({ id: made.id, version: 1, reason: '错' })).rejects.toMatchObject({
      code: 'SHORTAGE',
      data: { items: [{ name: '礼包' }] },
    })
  })
})

describe('disassembly', () => {
  it('spreads the cost of the whole over the parts by typed costs, with nothing lost', async () => {
    await postStock(client, 'other-in', [], { lines: [{ ...bags('whole', gift, 1, 1_000_001), role: 'item' }] })
    const lines = [bags('whole', gift, 1), bags('part', flour, 2, 1), bags('part', oil, 1, 1)]
    const apart = await postStock(client, 'disassembly', [], { lines })
    const values = apart.lines.map((l) => l.value)
    expect(values).toEqual([1_000_001, 666_667, 333_334])
    expect(apart.value).toBe(1_000_001)
    expect(await held(gift)).toEqual([0, 0])
    expect(await held(flour)).toEqual([32, 30 * 333_333 + 666_667])
  })

  it('by what the parts usually cost when nothing is typed', async () => {
    await postStock(client, 'other-in', [], { lines: [{ ...bags('whole', gift, 1, 4_000_000), role: 'item' }] })
    const apart = await postStock(client, 'disassembly', [], {
      lines: [bags('whole', gift, 1), bags('part', flour, 3), bags('part', oil, 1)],
    })
    expect(apart.lines[1]!.value! + apart.lines[2]!.value!).toBe(4_000_000)
    expect(Math.abs(apart.lines[1]!.value! - 2_000_000)).toBeLessThan(10)
  })
})

describe('the recipe', () => {
  it('is remembered from the last document of the whole, for one of it', async () => {
    expect(await client.stockDocuments.recipe({ kind: 'assembly', productId: gift.id })).toEqual([])
    await postStock(client, 'assembly', [], { lines: [bags('whole', gift, 1), bags('part', oil, 1)] })
    company.clock.advance(60_000)
    await postStock(client, 'assembly', [], {
      lines: [bags('whole', gift, 2), bags('part', flour, 5), bags('part', oil, 2)],
    })
    const recipe = await client.stockDocuments.recipe({ kind: 'assembly', productId: gift.id })
    expect(recipe.map((part) => [part.name, part.quantity])).toEqual([
      ['面粉', 2500],
      ['油', 1000],
    ])
    expect(await client.stockDocuments.recipe({ kind: 'disassembly', productId: gift.id })).toHaveLength(2)
  })
})

describe('a draft', () => {
  it('may have parts without a whole; posting it may not', async () => {
    const id = newId()
    const draft = { kind: 'assembly', warehouseId: main, lines: [bags('part', oil, 1)] } as const
    await client.stockDocuments.save({ id, version: 0, draft: { ...draft, lines: [...draft.lines] } })
    await expect(client.stockDocuments.post({ id, version: 1 })).rejects.toMatchObject({
      data: { rule: 'WHOLE_REQUIRED' },
    })
  })
})
