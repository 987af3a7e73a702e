import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client } from '../../../shared/contract/index.ts'
import { newId } from '../../../shared/ids.ts'
import { OWNER_EMAIL, startSite, type Site } from '../welcome/site.ts'
import { scanAndMeasure, stockBins } from './scanner.ts'

/** performance.md and the issue: a scan is answered within a tenth of a second. */
const FEEDBACK_MS = 100

let site: Site
let owner: Client
beforeAll(async () => {
  site = await startSite()
  owner = await site.found()
}, 180_000)
afterAll(() => site.close())

it('a scan is answered on the screen at once', async () => {
  const { warehouseId, goods } = await stockBins(owner, ['海天生抽', '恒顺香醋'])
  const count = await owner.counts.start({ id: newId(), warehouseId, scope: { kind: 'warehouse' } })
  const { page, context } = await site.signIn(OWNER_EMAIL, `/scan/count/${count.id}`)
  await page.waitForSelector('.list button')
  const times: number[] = []
  for (let i = 0; i < 20; i++) times.push(await scanAndMeasure(page, goods[i % 2]!.piece))
  times.sort((a, b) => a - b)
  console.info(`scan to painted answer: median ${times[10]!.toFixed(1)} ms, slowest ${times[19]!.toFixed(1)} ms`)
  // one of the twenty may have met what else the machine does
  expect(times[18]).toBeLessThan(FEEDBACK_MS)
  await context.close()
})
