import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { companyHome } from '../support/base.ts'
import type { Exported } from '../support/child.ts'
import { result, type Result } from '../support/measure.ts'
import { inProcess, type Measured } from '../support/process.ts'

/** Goal 13: the order list as .xlsx, styled, beside exceljs's streaming writer with the rows from hand-written SQL. */
export async function exportGoals(orders: number, rounds: number): Promise<Result[]> {
  const home = await companyHome({ orders, customers: 5_000, products: 2_000 })
  const runs = { ours: [] as Measured<Exported>[], exceljs: [] as Measured<Exported>[] }
  try {
    for (let round = 0; round < rounds; round++) {
      const to = join(home.home, 'orders.xlsx')
      runs.ours.push(await inProcess<Exported>('exportOrders', { home, to }))
      runs.exceljs.push(await inProcess<Exported>('exportWithExceljs', { home, to }))
    }
    const median = (list: Measured<Exported>[], of: (m: Measured<Exported>) => number) =>
      list.map(of).sort((a, b) => a - b)[Math.floor(list.length / 2)]!
    const pair = (of: (m: Measured<Exported>) => number) => [median(runs.ours, of), median(runs.exceljs, of)] as const
    const name = `export ${orders.toLocaleString('en')} orders`
    return [
      result('13', `${name} (of exceljs streaming)`, ...pair((m) => m.value.ms), 0.5),
      result('13', `${name}: CPU, all threads (of exceljs streaming)`, ...pair((m) => m.value.cpuMs), 0.6),
      result('13', `${name}: memory (of exceljs streaming)`, ...pair((m) => m.megabytes), 1, 'MB'),
      result('13', `${name}: size (of exceljs streaming)`, ...pair((m) => m.value.bytes / 1e6), 1.25, 'MB'),
      result(
        '13',
        `${name}: event-loop delay p99 (of 50 ms)`,
        median(runs.ours, (m) => m.value.delayMs),
        50,
        1,
      ),
    ]
  } finally {
    rmSync(home.home, { recursive: true, force: true })
  }
}
