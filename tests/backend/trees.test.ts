import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pathToNode } from '../../electron/backend/features/trees/branch.ts'
import type { Client } from '../../shared/contract/index.ts'
import { newId } from '../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../support/company.ts'
import { makeCustomer } from '../support/make.ts'

let company: TestCompany
let client: Client

beforeEach(async () => {
  company = await createTestCompany()
  client = company.client
})

afterEach(() => company.close())

const make = (name: string, parentId: string | null = null, kind: 'region' | 'product-type' = 'region') =>
  client.trees.save({ id: newId(), version: 0, kind, parentId, name })

const paths = async (kind: 'region' | 'product-type' = 'region') =>
  (await client.trees.list({ kind })).map((n) => n.path).sort()

describe('a tree', () => {
  it('knows the path of every node and keeps the two kinds apart', async () => {
    const east = await make('华东')
    const shanghai = await make('上海', east.id)
    expect(shanghai).toMatchObject({ path: '华东/上海', parentId: east.id, sort: 0, version: 1 })
    await make('华东', null, 'product-type')
    expect(await paths()).toEqual(['华东', '华东/上海'])
    expect(await paths('product-type')).toEqual(['华东'])
    await expect(make('上海', east.id)).rejects.toMatchObject({
      code: 'DUPLICATE',
      data: { entity: 'tree', field: 'name', value: '上海', id: shanghai.id },
    })
    await expect(make('面粉', east.id, 'product-type')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await make('直营/加盟')).path).toBe('直营／加盟')
  })

  it('does nothing the second time', async () => {
    const input = { id: newId(), version: 0, kind: 'region' as const, parentId: null, name: '华东' }
    const first = await client.trees.save(input)
    expect(await client.trees.save(input)).toEqual(first)
    expect(await paths()).toEqual(['华东'])
  })

  it('moves and renames a branch with all below it, and only that', async () => {
    const east = await make('华东')
    const shanghai = await make('上海', east.id)
    await make('浦东', shanghai.id)
    await make('华东_2')
    await make('上海')
    const north = await make('华北')
    const renamed = await client.trees.save({ ...east, name: '东区%' })
    expect(renamed).toMatchObject({ path: '东区%', version: 2 })
    expect(await paths()).toEqual(['上海', '东区%', '东区%/上海', '东区%/上海/浦东', '华东_2', '华北'].sort())
    await client.trees.save({ ...shanghai, parentId: north.id })
    expect(await paths()).toEqual(['上海', '东区%', '华东_2', '华北', '华北/上海', '华北/上海/浦东'].sort())
  })

  it('refuses loops, old versions and taken names', async () => {
    const east = await make('华东')
    const shanghai = await make('上海', east.id)
    const pudong = await make('浦东', shanghai.id)
    for (const parentId of [east.id, shanghai.id, pudong.id]) {
      await expect(client.trees.save({ ...east, parentId })).rejects.toMatchObject({ data: { rule: 'TREE_LOOP' } })
    }
    await client.trees.save({ ...pudong, sort: 5 })
    await expect(client.trees.save({ ...pudong, name: '徐汇' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(client.trees.save({ ...shanghai, parentId: null, name: '华东' })).rejects.toMatchObject({
      code: 'DUPLICATE',
      data: { id: east.id },
    })
    expect(await paths()).toEqual(['华东', '华东/上海', '华东/上海/浦东'])
  })

  it('lets those who keep customers change regions, and those who keep products change types', async () => {
    const seller = await company.as('sales')
    const storeman = await company.as('warehouse')
    const node = (kind: 'region' | 'product-type') => ({ id: newId(), version: 0, kind, parentId: null, name: '新' })
    const region = await seller.trees.save(node('region'))
    const type = await client.trees.save(node('product-type'))
    const forbidden = { code: 'FORBIDDEN' }
    await expect(seller.trees.save(node('product-type'))).rejects.toMatchObject(forbidden)
    await expect(seller.trees.save({ ...type, kind: 'region', name: '别的' })).rejects.toMatchObject(forbidden)
    await expect(seller.trees.remove({ id: type.id, version: 1 })).rejects.toMatchObject(forbidden)
    await expect(storeman.trees.remove({ id: region.id, version: 1 })).rejects.toMatchObject(forbidden)
    expect(await seller.trees.remove({ id: region.id, version: 1 })).toEqual({ ok: true })
  })

  it('removes a node only when nothing uses it', async () => {
    const east = await make('华东')
    const shanghai = await make('上海', east.id)
    const type = await make('面粉', null, 'product-type')
    const customer = await makeCustomer(client, { name: '老王面馆', regionId: shanghai.id })
    await client.products.create({ id: newId(), name: '雪花粉', baseUnit: '袋', typeId: type.id })
    const refused = (value: string) => ({ code: 'RULE', data: { rule: 'IN_USE', value } })
    await expect(client.trees.remove({ id: east.id, version: 1 })).rejects.toMatchObject(refused('上海'))
    await expect(client.trees.remove({ id: shanghai.id, version: 1 })).rejects.toMatchObject(refused('老王面馆'))
    await expect(client.trees.remove({ id: type.id, version: 1 })).rejects.toMatchObject(refused('雪花粉'))
    await client.customers.update({ ...customer, regionId: null })
    await expect(client.trees.remove({ id: shanghai.id, version: 2 })).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await client.trees.remove({ id: shanghai.id, version: 1 })).toEqual({ ok: true })
    await expect(client.trees.remove({ id: shanghai.id, version: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await paths()).toEqual(['华东'])
  })
})

describe('pathToNode', () => {
  it('finds what is there and makes what is missing', async () => {
    const east = await make('华东')
    const { units } = await company.application.company(company.companyId)
    const { result } = await units.run(
      { command: 'imports.commit', userId: company.ownerId, at: company.clock.now().toISOString() },
      async (db) => {
        const find = (path: string) => pathToNode({ db, newId: () => newId() }, 'region', path)
        return [await find(' 华东 '), await find('华东/上海／浦东'), await find('/华东//上海/浦东/'), await find(' / ')]
      },
    )
    expect(result[0]).toBe(east.id)
    expect(result[1]).toBe(result[2])
    expect(result[3]).toBeNull()
    expect(await paths()).toEqual(['华东', '华东/上海', '华东/上海/浦东'])
    expect((await client.trees.list({ kind: 'region' })).find((n) => n.id === result[1])!.path).toBe('华东/上海/浦东')
  })
})
