import { afterEach, beforeEach, expect, it } from 'vitest'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { csvFile, runImport, undoImport } from './support.ts'

let company: TestCompany
beforeEach(async () => {
  company = await createTestCompany()
})
afterEach(() => company.close())

const HEADER = ['名称*', '联系人', '手机号码', '期初应付', '纳税人识别号', '税率(%)', '地址', '结算方式', '状态*']

it('suppliers come from a file, change by a second one, and go again with what they were owed', async () => {
  const { client } = company
  const first = await runImport(
    client,
    'suppliers',
    csvFile([
      HEADER,
      ['五得利面粉', '张经理', '13800001111', '1200.50', '9137', '13', '邯郸', '账期30天', '1'],
      ['老李粮油', '', '', '', '', '', '', '现结', '启用'],
    ]),
  )
  expect(first).toMatchObject({ state: 'done', counts: { created: 2, rejected: 0 } })
  const { rows } = await client.suppliers.list({})
  expect(rows).toMatchObject([
    { code: 'S00001', name: '五得利面粉', contact: '张经理', balance: 120_050, settlement: 'credit', creditDays: 30 },
    { code: 'S00002', name: '老李粮油', settlement: 'cash', balance: 0 },
  ])
  expect((await client.suppliers.suggest({ text: 'wdl' })).map((s) => s.name)).toEqual(['五得利面粉'])

  const second = await runImport(
    client,
    'suppliers',
    csvFile([
      HEADER,
      ['五得利面粉', '王经理', '', '99', '', '', '', '', ''],
      ['老李粮油', '', '', '', '', '', '', '', ''],
    ]),
  )
  expect(second.counts).toMatchObject({ created: 0, updated: 1, skipped: 1 })
  const changed = await client.suppliers.get({ id: rows[0]!.id })
  // an opening balance is for new suppliers only
  expect(changed).toMatchObject({ contacts: [{ name: '王经理', mobile: '13800001111' }], balance: 120_050 })

  await undoImport(client, second.id)
  expect((await client.suppliers.get({ id: rows[0]!.id })).contacts[0]!.name).toBe('张经理')
  const undone = await undoImport(client, first.id)
  expect(undone.state).toBe('undone')
  // touched since it was made: it stays, owed nothing
  const left = (await client.suppliers.list({})).rows
  expect(left.map((row) => [row.name, row.status, row.balance])).toEqual([['五得利面粉', 'active', 0]])
})

it('an exported list of suppliers imports again without a change', async () => {
  const { client } = company
  await client.suppliers.create({
    id: newId(),
    name: '顺达物流',
    category: '运输',
    leadDays: 3,
    settlement: 'monthly',
    contacts: [{ name: '赵六', mobile: '13900002222' }],
  })
  const file = await client.exports.suppliers({ format: 'xlsx' })
  const again = await runImport(client, 'suppliers', file)
  expect(again.counts).toMatchObject({ created: 0, updated: 0, skipped: 1, rejected: 0 })
  const masked = await company.as('warehouse')
  const text = await (await masked.exports.suppliers({ format: 'csv' })).text()
  expect(text).toContain('顺达物流')
  expect(text).not.toContain('应付余额')
})
