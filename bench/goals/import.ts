import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { companyHome } from '../support/base.ts'
import type { Imported, Read } from '../support/child.ts'
import { writeList } from '../support/files.ts'
import { result, type Result } from '../support/measure.ts'
import { inProcess } from '../support/process.ts'

const ONLINE_RETAIL = resolve(import.meta.dirname, '../../../shared/data/online-retail/online-retail.xlsx')

/**
 * Goals 11 and 12: a spreadsheet to its checked preview and into the books, beside the two best libraries that only read
 * it, and beside a bulk insert of the same rows that checks nothing. Every run has a process and a new company of its own.
 */
export async function importGoals(rows: number, whole: boolean): Promise<Result[]> {
  const folder = mkdtempSync(join(tmpdir(), 'huozhan-files-'))
  try {
    const results: Result[] = []
    for (const kind of ['customers', 'orders'] as const) {
      const path = join(folder, `${kind}.xlsx`)
      await writeList(path, kind, rows)
      const name12 = `${rows.toLocaleString('en')} × 12 ${kind}`
      const { imported, compared, raw } = await readGoals(path, kind, name12, true)
      if (kind === 'customers') results.push(...compared)
      if (imported.created !== rows) throw new Error(`${imported.created} of ${rows} ${kind} were imported`)
      const name = `import ${rows.toLocaleString('en')} ${kind === 'customers' ? kind : 'order rows'}`
      results.push(
        result('12', `${name} (of a raw bulk insert of the same rows)`, imported.commitMs, raw!.value.ms, 4),
        result('12', `${name}: CPU, all threads (of the raw insert)`, imported.commitCpuMs, raw!.value.cpuMs, 5),
        // Tryton's server batch: 243 rows a second at best (performance.md)
        result('12', `${name} (of a 50th of Tryton's time)`, imported.commitMs, (rows / 243 / 50) * 1000, 1),
        result('12', `${name}: event-loop delay p99 (of 50 ms)`, imported.commitDelayMs, 50, 1),
      )
    }
    if (whole && existsSync(ONLINE_RETAIL)) {
      results.push(...(await readGoals(ONLINE_RETAIL, 'orders', 'Online Retail 541,909 × 8', false)).compared)
    }
    return results
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function readGoals(path: string, kind: 'customers' | 'orders', name: string, write: boolean) {
  const home = await companyHome({ orders: 0, customers: 10, products: 10 })
  try {
    const before = join(home.home, 'before.sqlite')
    copyFileSync(home.file, before)
    const ours = await inProcess<Imported>('importFile', { home, path, kind, write })
    const raw = write ? await inProcess<Read>('insertRaw', { before, after: home.file }) : null
    const e965 = await inProcess<Read>('readWithE965', { path })
    const streaming = await inProcess<Read>('readWithExceljs', { path })
    const { previewMs, firstRowsMs, previewDelayMs } = ours.value
    const compared = [
      result('11', `${name} to checked preview (of @e965/xlsx reading)`, previewMs, e965.value.ms, 0.4),
      result('11', `${name} to checked preview (of exceljs streaming)`, previewMs, streaming.value.ms, 0.4),
      result('11', `${name}: memory (of @e965/xlsx)`, ours.markedMegabytes, e965.megabytes, 0.7, 'MB'),
      result('11', `${name}: first 100 rows (of the whole)`, firstRowsMs, previewMs, 0.1),
      result('11', `${name}: event-loop delay p99 (of 50 ms)`, previewDelayMs, 50, 1),
    ]
    return { imported: ours.value, compared, raw }
  } finally {
    rmSync(home.home, { recursive: true, force: true })
  }
}
