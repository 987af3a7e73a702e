import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createApplication, type Application } from '../../../electron/backend/application.ts'
import { foundCompany } from '../../../electron/backend/features/founding/found-company.ts'
import { startMail } from '../../../electron/backend/jobs/mail.ts'
import { startPool } from '../../../electron/backend/jobs/pool.ts'
import { startRecosting } from '../../../electron/backend/jobs/recost.ts'
import { startSavedReports } from '../../../electron/backend/jobs/saved-reports.ts'
import { startStandingOrders } from '../../../electron/backend/jobs/standing-orders.ts'
import { newId } from '../../../shared/ids.ts'

it('jobs begin with a company once it is founded, and never find it empty', async () => {
  const home = mkdtempSync(join(tmpdir(), 'huozhan-founding-'))
  const faults: unknown[] = []
  const note = (event: string, data?: object) => void faults.push([event, data])
  const open = (): Promise<Application> =>
    createApplication({
      home,
      now: () => new Date('2026-11-23T01:00:00.000Z'),
      random: (n) => crypto.getRandomValues(new Uint8Array(n)),
      log: { info: () => {}, warn: note, error: note },
    })
  const companyId = newId()
  const founding = {
    companyId,
    userId: newId(),
    companyName: '新公司',
    contact: '王掌柜',
    email: 'owner@example.com',
    passwordHash: 'not a hash: nobody signs in with it',
    sample: false,
  }
  const begin = (application: Application) =>
    [startMail, startPool, startSavedReports, startStandingOrders, startRecosting].map((start) => start(application))

  const first = await open()
  const early = begin(first)
  const begun: string[] = []
  first.whenOpen((company) => void begun.push(company.info().name))
  await foundCompany(first, founding)
  for (const job of early) await job.stop()
  expect({ begun, faults }).toEqual({ begun: ['新公司'], faults: [] })
  await first.close()

  // founded before: at once
  const second = await open()
  second.whenOpen((company) => void begun.push(company.info().name))
  await second.company(companyId)
  expect(begun).toEqual(['新公司', '新公司'])
  await second.close()
  rmSync(home, { recursive: true, force: true })
})
