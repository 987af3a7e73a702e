import { randomBytes } from 'node:crypto'
import { createRouterClient } from '@orpc/server'
import type { Client } from '../../../../shared/contract/index.ts'
import { addDays, dayAt } from '../../../../shared/day.ts'
import { newId } from '../../../../shared/ids.ts'
import { createApplication } from '../../application.ts'
import type { JobContext } from '../../db/workers/run-on-worker.ts'
import { quietLogger } from '../../log.ts'
import { createRouter } from '../../rpc/door.ts'
import { foundCompany } from '../founding/found-company.ts'
import { hashPassword } from '../users/passwords.ts'
import { sampleClock } from './clock.ts'
import { leaveCustomersOpen } from './customer-work.ts'
import { leaveWorkOpen } from './last-days.ts'
import { makeMasterData, makeStaff, ZONE, type Staff } from './master-data.ts'
import { seededRandom } from './random.ts'
import { openStock } from './stock-work.ts'
import { makeSuppliers } from './suppliers.ts'
import { walkYear } from './year.ts'

const SEED = 20_261_123
const DAYS = 365

/**
 * Founds the sample company in a home folder of its own and lets its people work through a year, each command through
 * the contract as that person, on a clock that walks up to `now`.
 */
export async function generateSample(
  input: { home: string; now: string },
  job: JobContext,
): Promise<{ companyId: string }> {
  const end = new Date(input.now)
  const lastDay = dayAt(end, ZONE)
  const firstDay = addDays(lastDay, -DAYS)
  const clock = sampleClock(new Date(`${firstDay}T08:00:00+08:00`), end)
  const makeId = () => newId(clock.now().getTime())
  const application = await createApplication({
    home: input.home,
    now: clock.now,
    random: (bytes) => new Uint8Array(randomBytes(bytes)),
    log: quietLogger,
  })
  try {
    const companyId = makeId()
    const ownerId = makeId()
    await foundCompany(application, {
      companyId,
      userId: ownerId,
      companyName: '禾满仓粮油商贸（示例）',
      contact: '何满仓',
      email: 'owner@sample.invalid',
      passwordHash: await hashPassword(randomBytes(24).toString('base64url')),
      sample: true,
    })
    const router = createRouter(application)
    const clientOf = (userId: string) =>
      createRouterClient(router, {
        context: { connection: application.connect({ operator: { companyId, userId } }) },
      }) as unknown as Client
    const owner = clientOf(ownerId)
    const ids = await makeStaff(owner, makeId)
    const of = (role: string, index = 0) => clientOf(ids.get(role)![index]!)
    const staff: Staff = {
      owner,
      desk: of('order-desk'),
      desk2: of('order-desk', 1),
      reviewer: of('reviewer'),
      store: of('warehouse'),
      buyer: of('purchaser'),
      cashier: of('finance'),
    }
    const random = seededRandom(SEED)
    const data = await makeMasterData(owner, ids.get('sales')!, random, makeId)
    const onDay = (share: number) => job.progress(Math.round(share * 100))
    const suppliers = await makeSuppliers(staff.buyer, data.products, makeId, lastDay)
    const supplyRandom = seededRandom(SEED + 1)
    const sellers = ids.get('sales')!.map((id) => ({ id, client: clientOf(id) }))
    const year = {
      ...data,
      staff,
      sellers,
      suppliers,
      dated: [],
      clock,
      random,
      supplyRandom,
      makeId,
      firstDay,
      lastDay,
      onDay,
    }
    await openStock(year)
    await walkYear(year)
    await leaveWorkOpen(year)
    await leaveCustomersOpen(year)
    return { companyId }
  } finally {
    await application.close()
  }
}
