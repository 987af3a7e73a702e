import type { SheetToWrite } from '../../../../shared/contract/reports.ts'
import { AppError } from '../../../../shared/errors.ts'
import { serveWorker } from '../../db/workers/serve-worker.ts'
import { SpreadsheetError } from '../../files/spreadsheet-error.ts'
import { writeReport } from '../../files/write-report.ts'

const jobs = { write }
export type ReportFileJobs = typeof jobs

/** Writes a report to `to`. @throws FILE_REFUSED */
async function write(input: { to: string; sheet: SheetToWrite; locale: 'zh-CN' | 'en' }): Promise<void> {
  try {
    await writeReport(input.to, input.sheet, input.locale)
  } catch (error) {
    if (error instanceof SpreadsheetError) throw new AppError('FILE_REFUSED', { reason: error.code })
    throw error
  }
}

serveWorker(jobs)
