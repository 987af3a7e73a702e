import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { segmentMembers } from '../../../electron/backend/features/customers/segments.ts'
import { queryContext } from '../../../electron/backend/rpc/door.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { makeCustomer } from '../../support/make.ts'

let company: TestCompany
beforeEach(async () => void (company = await createTestCompany()))
afterEach(() => company.close())

/** 面积 (number), 合同到期 (date), 店型 (choice), 老板爱好 (text). */
async function makeFields() {
  const [area, contract, shop, hobby] = [newId(), newId(), newId(), newId()]
  await company.client.customerFields.save({
    fields: [
      { id: area, name: '面积', kind: 'number', choices: [], active: true },
      { id: contract, name: '合同到期', kind: 'date', choices: [], active: true },
      { id: shop, name: '店型', kind: 'choice', choices: ['社区店', '商超'], active: true },
      { id: hobby, name: '老板爱好', kind: 'text', choices: [], active: true },
    ],
  })
  return { area, contract, shop, hobby }
}

const names = async (filter: NonNullable<Parameters<typeof company.client.customers.list>[0]>['filter']) =>
  (await company.client.customers.list({ filter })).rows.map((row) => row.name).sort()

describe('tags and own fields', () => {
  it('are kept, shown in the list, and found by their conditions', async () => {
    const { area, contract, shop, hobby } = await makeFields()
    await makeCustomer(company.client, { name: '甲', tags: ['重点', '年节大户', '重点'], source: '展会' })
    const own = { [area]: 120_500, [contract]: '2026-12-31', [shop]: '商超', [hobby]: '钓鱼' }
    const made = await makeCustomer(company.client, { name: '乙', tags: ['重点'], own })
    expect(made.own).toEqual(own)
    expect(await names({ tags: ['重点'] })).toEqual(['乙', '甲'].sort())
    expect(await names({ tags: ['重点', '年节大户'] })).toEqual(['甲'])
    expect(await names({ tags: ['年节'] })).toEqual([])
    expect(await names({ source: '展会' })).toEqual(['甲'])
    expect(await names({ own: [{ fieldId: area, from: 120_500 }] })).toEqual(['乙'])
    expect(await names({ own: [{ fieldId: area, to: 120_499 }] })).toEqual([])
    expect(await names({ own: [{ fieldId: contract, from: '2026-12-01', to: '2026-12-31' }] })).toEqual(['乙'])
    expect(await names({ own: [{ fieldId: hobby, text: '钓' }] })).toEqual(['乙'])
    expect(await names({ own: [{ fieldId: shop, text: '商' }] })).toEqual([])
    const [row] = (await company.client.customers.list({ filter: { source: '展会' } })).rows
    expect(row!.tags).toEqual(['年节大户', '重点'].sort())
    const choices = await company.client.customers.choices()
    expect(choices.tags).toEqual(['年节大户', '重点'].sort())
    expect(choices.sources).toEqual(['展会'])
  })

  it('refuse what does not fit, by the field’s name', async () => {
    const { area, contract, shop } = await makeFields()
    for (const own of [{ [area]: '很大' }, { [contract]: '2026-02-30' }, { [shop]: '夜店' }])
      expect(await codeOf(makeCustomer(company.client, { own }))).toMatchObject({
        code: 'RULE',
        rule: 'OWN_VALUE_INVALID',
      })
    const unknown = makeCustomer(company.client, { own: { [newId()]: 'x' } })
    expect(await codeOf(unknown)).toMatchObject({ rule: 'OWN_FIELD_UNKNOWN' })
    const sales = await company.as('sales')
    expect(await codeOf(sales.customerFields.save({ fields: [] }))).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('a field in use is put away with its values, one nobody uses goes, names may change places', async () => {
    const { area, contract, shop, hobby } = await makeFields()
    const made = await makeCustomer(company.client, { own: { [area]: 5_000 } })
    const swapped = await company.client.customerFields.save({
      fields: [
        { id: hobby, name: '合同到期', kind: 'text', choices: [], active: true },
        { id: contract, name: '老板爱好', kind: 'date', choices: [], active: true },
      ],
    })
    expect(swapped.map((field) => [field.name, field.active])).toEqual([
      ['合同到期', true],
      ['老板爱好', true],
      ['面积', false],
    ])
    expect(swapped.some((field) => field.id === shop)).toBe(false)
    expect((await company.client.customers.get({ id: made.id })).own).toEqual({ [area]: 5_000 })
  })
})

describe('attachments', () => {
  const add = (customerId: string, bytes: Uint8Array<ArrayBuffer> | string, name: string, id = newId()) =>
    company.client.customerFiles.add({ id, customerId, file: new File([bytes], name) })

  it('are kept in the company as what their first bytes say, once', async () => {
    const { id } = await makeCustomer(company.client)
    const fileId = newId()
    await add(id, '%PDF-1.7 合同', '../合同.pdf', fileId)
    const here = await add(id, '%PDF-1.7 合同', '../合同.pdf', fileId)
    expect(here).toMatchObject([{ name: '.._合同.pdf', mime: 'application/pdf', size: 15 }])
    const file = await company.client.customerFiles.get({ id: fileId })
    expect(await file.text()).toBe('%PDF-1.7 合同')
    await company.client.customerFiles.remove({ id: fileId })
    expect(await company.client.customerFiles.list({ customerId: id })).toEqual([])
  })

  it('are refused when they are programs or pages, whatever they are called, and by others’ customers', async () => {
    const { id } = await makeCustomer(company.client)
    for (const bytes of [
      '<html><script>',
      '#!/bin/sh',
      new Uint8Array([0x4d, 0x5a, 0, 0]),
      'PK\u0003\u0004vbaProject.bin',
    ])
      expect(await codeOf(add(id, bytes, '照片.png'))).toMatchObject({ rule: 'FILE_TYPE_REFUSED' })
    await add(id, '备注', '备注.txt')
    const sales = await company.as('sales')
    expect(await codeOf(sales.customerFiles.list({ customerId: id }))).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('segments', () => {
  it('are saved filters: whoever fits is in, as this user sees it', async () => {
    const sales = await company.as('sales')
    const id = newId()
    await company.client.segments.save({
      id,
      version: 0,
      name: '重点餐饮',
      filter: { channel: '餐饮', tags: ['重点'] },
    })
    await makeCustomer(company.client, { channel: '餐饮', tags: ['重点'] })
    const mine = await makeCustomer(company.client, { channel: '餐饮', tags: ['重点'], salesPersonId: sales.userId })
    await makeCustomer(company.client, { channel: '商超', tags: ['重点'] })
    expect(await company.client.segments.list()).toMatchObject([{ name: '重点餐饮', count: 2, version: 1 }])
    expect(await sales.segments.list()).toMatchObject([{ count: 1 }])
    expect((await sales.customers.list({ filter: { segmentId: id } })).rows.map((row) => row.id)).toEqual([mine.id])
    const { company: open, user } = (await company.application.userOf(
      company.application.connect({ operator: { companyId: company.companyId, userId: company.ownerId } }),
    ))!
    expect(await segmentMembers(queryContext(open, user, company.clock.now()), id)).toHaveLength(2)
    const again = { id: newId(), version: 0, name: '重点餐饮', filter: {} }
    expect(await codeOf(company.client.segments.save(again))).toMatchObject({ code: 'DUPLICATE' })
    await company.client.segments.save({ id, version: 1, name: '商超', filter: { channel: '商超' } })
    expect(await codeOf(company.client.segments.remove({ id, version: 1 }))).toMatchObject({ code: 'CONFLICT' })
    await company.client.segments.remove({ id, version: 2 })
    expect(await company.client.segments.list()).toEqual([])
  })
})

describe('many customers changed together', () => {
  it('says how many change, changes those, and gives back what was not changed since', async () => {
    const { area } = await makeFields()
    const ids: string[] = []
    for (let i = 0; i < 230; i++)
      ids.push(
        (await makeCustomer(company.client, { channel: i < 210 ? '批发' : '餐饮', grade: i < 10 ? 'A' : 'C' })).id,
      )
    const target = { filter: { channel: '批发' } }
    const change = { grade: 'A', addTags: ['集体'], own: { [area]: 7_000 } }
    expect(await company.client.customerBulk.preview({ target, change: { grade: 'A' } })).toEqual({
      total: 210,
      changing: 200,
    })
    const run = { id: newId(), target, change }
    expect(await company.client.customerBulk.run(run)).toMatchObject({
      total: 210,
      done: 210,
      changed: 210,
      state: 'done',
    })
    expect(await company.client.customerBulk.run(run)).toMatchObject({ changed: 210 })
    const one = await company.client.customers.get({ id: ids[15]! })
    expect(one).toMatchObject({ grade: 'A', tags: ['集体'], own: { [area]: 7_000 } })
    await company.client.customers.update({ ...one, grade: 'B' })
    expect(await company.client.customerBulk.undo({ id: run.id })).toMatchObject({ state: 'undone', kept: 1 })
    expect(await company.client.customers.get({ id: ids[15]! })).toMatchObject({ grade: 'B', tags: [], own: {} })
    expect(await company.client.customers.get({ id: ids[16]! })).toMatchObject({ grade: 'C', tags: [], own: {} })
    expect(await company.client.customers.get({ id: ids[229]! })).toMatchObject({ grade: 'C', tags: [] })
  })

  it('touches only customers of the user, and nothing when what it points at is not there', async () => {
    const sales = await company.as('sales')
    const theirs = await makeCustomer(company.client)
    const mine = await makeCustomer(company.client, { salesPersonId: sales.userId })
    const target = { ids: [theirs.id, mine.id] }
    expect(await sales.customerBulk.preview({ target, change: { industry: '餐饮' } })).toEqual({
      total: 1,
      changing: 1,
    })
    await sales.customerBulk.run({ id: newId(), target, change: { industry: '餐饮' } })
    expect((await company.client.customers.get({ id: theirs.id })).industry).toBe('')
    const lost = company.client.customerBulk.run({ id: newId(), target, change: { regionId: newId() } })
    expect(await codeOf(lost)).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('files', () => {
  it('go out with own columns and come in again, and a mailing list has nobody’s money', async () => {
    const { area, shop } = await makeFields()
    await makeCustomer(company.client, {
      name: '丰源',
      tags: ['重点'],
      source: '展会',
      own: { [area]: 88_000, [shop]: '商超' },
      contacts: [{ name: '王', mobile: '13800138000', email: 'w@example.com' }],
      addresses: [{ address: '人民路 1 号' }],
    })
    const csv = await (await company.client.exports.customers({ format: 'csv' })).text()
    const [head, , row] = csv.replace('\uFEFF', '').split(/\r?\n/)
    expect(head).toContain('客户来源,标签')
    expect(head).toContain('面积,合同到期,店型,老板爱好')
    expect(`${csv}`).toContain('重点')
    expect(row ?? csv).toBeTruthy()
    const mailing = await (await company.client.exports.mailing({ format: 'csv', filter: { tags: ['重点'] } })).text()
    expect(mailing.replace('\uFEFF', '').trim().split(/\r?\n/)).toEqual([
      '客户名称,联系人,手机号码,电子邮箱,地址',
      '丰源,王,13800138000,w@example.com,人民路 1 号',
    ])
  })
})
