import { mkdtempSync, openAsBlob, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../../shared/ids.ts'
import type { Base } from '../support/base.ts'
import { writeList } from '../support/files.ts'
import { result, timingOf, type Result, type Timing } from '../support/measure.ts'

/** Between two submits: what a busy order desk of several people does at most. */
const PAUSE_MS = 5

/** Submitting while an import is written and while an export runs, beside submitting when nothing else happens. */
export async function meanwhileGoals(base: Base, rows: number, idleSubmits: number): Promise<Result[]> {
  const { imports, exports } = base.client
  let count = 5_000_000
  const submits = async (going: () => boolean): Promise<Timing> => {
    const times: number[] = []
    while (going()) {
      const start = performance.now()
      await base.submit(count++)
      times.push(performance.now() - start)
      await sleep(PAUSE_MS)
    }
    return timingOf(times)
  }
  const during = async (work: Promise<unknown>) => {
    let going = true
    const timing = submits(() => going)
    await work.finally(() => (going = false))
    return timing
  }
  const idle = async () => {
    let left = idleSubmits
    return submits(() => left-- > 0)
  }
  const folder = mkdtempSync(join(tmpdir(), 'huozhan-files-'))
  try {
    const path = join(folder, 'orders.xlsx')
    await writeList(path, 'orders', rows)
    await idle()
    const before = await idle()
    const id = newId()
    const settle = async (...busy: string[]) => {
      for (;;) {
        const view = await imports.get({ id })
        if (view.error) throw new Error(JSON.stringify(view.error))
        if (!busy.includes(view.state)) return
        await sleep(20)
      }
    }
    const reading = await during(
      imports
        .open({ id, kind: 'orders', file: new File([await openAsBlob(path)], 'orders.xlsx') })
        .then(() => settle('reading', 'checking')),
    )
    const writing = await during(imports.commit({ id }).then(() => settle('committing')))
    const exporting = await during(exports.orders({ format: 'xlsx' }))
    const after = await idle()
    const idleP99 = Math.max(before.p99, after.p99)
    return [
      result('3', 'submit p99 while a file is read and checked (of idle)', reading.p99, idleP99, 3),
      result('3', 'submit p99 while an import is written (of idle)', writing.p99, idleP99, 3),
      result('3', 'submit p99 while orders are exported (of idle)', exporting.p99, idleP99, 3),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
