import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sendDue } from '../../../electron/backend/features/mail/outbox.ts'
import { makeDueReports } from '../../../electron/backend/jobs/saved-reports.ts'
import type { Inputs } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { createTestCompany, type TestCompany } from '../../support/company.ts'
import { codeOf } from '../../support/errors.ts'
import { openMailServer, partsOf, useMailServer } from '../../support/mail-server.ts'
import { line, makeCustomer, makeProduct } from '../../support/make.ts'
import { ship } from '../returns/returns-world.ts'

let company: TestCompany
beforeEach(async () => void (company = await createTestCompany()))
afterEach(() => company.close())

const report = (more: Partial<Inputs['savedReports']['save']> = {}): Inputs['savedReports']['save'] => ({
  id: newId(),
  version: 0,
  name: '每日销售',
  report: 'sales-report',
  address: { period: 'yesterday', by: 'customer', compare: 'none' },
  ...more,
})

async function makeDue(): Promise<void> {
  await makeDueReports(company.application, await company.application.company(company.companyId))
}
const reportsFolder = async () => join((await company.application.company(company.companyId)).folder, 'reports')

it('is saved, shared, changed by its owner only, and forgotten', async () => {
  const { client } = company
  const other = await company.as('finance')
  const saved = await client.savedReports.save(report())
  expect(saved).toMatchObject({ mine: true, shared: false, nextAt: null, last: null, version: 1 })
  expect(await other.savedReports.list()).toEqual([])
  const shared = await client.savedReports.save({ ...saved, shared: true })
  expect(await other.savedReports.list()).toMatchObject([{ id: saved.id, mine: false, owner: '王掌柜' }])
  expect(await codeOf(other.savedReports.save({ ...shared, name: '我的' }))).toMatchObject({ code: 'FORBIDDEN' })
  expect(await codeOf(client.savedReports.save({ ...saved, name: '旧' }))).toMatchObject({ code: 'CONFLICT' })
  expect(await client.savedReports.remove({ id: saved.id, version: shared.version })).toEqual({ ok: true })
  expect(await client.savedReports.list()).toEqual([])
})

it('is made when it is due, once for all that was missed, filed and mailed with what its owner may see', async () => {
  const { client, clock } = company
  const server = await openMailServer()
  try {
    await useMailServer(client, server)
    const customer = await makeCustomer(client, { name: '老店' })
    const product = await makeProduct(client, { stock: 50, purchasePrice: 500_000 })
    await ship(client, customer.id, [line(product.id, 3)])
    const recipients = ['boss@example.com']
    const saved = await client.savedReports.save(report({ rhythm: 'daily', atTime: '08:00', recipients }))
    expect(saved.nextAt).toBe('2026-11-24 08:00')
    await makeDue()
    expect((await client.savedReports.runs({ id: saved.id })).length).toBe(0)

    // the program was closed for two days: the first of the times missed is made, with the days as seen from there
    clock.set('2026-11-26T02:00:00.000Z')
    await makeDue()
    await makeDue()
    const [run, ...more] = await client.savedReports.runs({ id: saved.id })
    expect(more).toEqual([])
    expect(run).toMatchObject({ dueAt: '2026-11-24 08:00', outcome: 'made', mailed: true, problem: '' })
    expect((await client.savedReports.list())[0]!.nextAt).toBe('2026-11-27 08:00')
    expect(readdirSync(await reportsFolder())).toEqual([run!.file])
    const file = await client.savedReports.file({ id: saved.id, dueAt: run!.dueAt })
    const workbook = new ExcelJS.Workbook()
    await workbook.xlsx.load(await file.arrayBuffer())
    const sheet = workbook.worksheets[0]!
    expect(sheet.getCell('A1').value).toBe('每日销售')
    expect(sheet.getCell('A2').value).toBe('期间：2026-11-23 至 2026-11-23')
    expect(sheet.getCell('A5').value).toBe('老店')
    expect(sheet.getCell('C5').value).toBe(240)
    await sendDue(await company.application.company(company.companyId), clock.now, () => false)
    const [mail] = server.received
    expect(mail!.to).toEqual(recipients)
    expect(partsOf(mail!.raw).length).toBe(2)
  } finally {
    await server.close()
  }
})

it('says what kept it from being made or mailed', async () => {
  const { client, clock } = company
  const role = (await client.users.roles()).find(({ code }) => code === 'finance')!
  const finance = await company.as('finance')
  const saved = await finance.savedReports.save(
    report({ rhythm: 'weekly', onDay: 1, recipients: ['boss@example.com'], shared: true }),
  )
  const now = await finance.savedReports.run({ id: saved.id })
  expect(now).toMatchObject({ outcome: 'made', problem: 'MAIL_OFF', mailed: false })
  expect(existsSync(join(await reportsFolder(), now.file))).toBe(true)
  const { id, version, name } = role
  await client.users.saveRole({ id, version, name, scope: 'all', mask: [], rights: ['reports.view'] })
  clock.set('2026-11-24T02:00:00.000Z')
  await makeDue()
  const [last] = await client.savedReports.runs({ id: saved.id })
  expect(last).toMatchObject({ dueAt: '2026-11-24 08:00', outcome: 'failed', problem: 'FORBIDDEN', file: '' })
  expect(await codeOf(client.savedReports.file({ id: saved.id, dueAt: last!.dueAt }))).toMatchObject({
    code: 'NOT_FOUND',
  })
})
