import type { SheetToWrite } from '../../../../shared/contract/reports.ts'
import type { ReportFormat } from '../../../../shared/contract/saved-reports.ts'
import { AppError } from '../../../../shared/errors.ts'
import { serveWorker } from '../../db/workers/serve-worker.ts'
import { SpreadsheetError } from '../../files/spreadsheet-error.ts'
import { writeReport } from '../../files/write-report.ts'
import { writeReportPdf, type PaperWords } from '../../files/write-report-pdf.ts'

const jobs = { write }
export type ReportFileJobs = typeof jobs

/** Writes a report to `to`. @throws FILE_REFUSED */
async function write(input: {
  to: string
  sheet: SheetToWrite
  locale: 'zh-CN' | 'en'
  format: ReportFormat
  paper: PaperWords
}): Promise<void> {
  const { to, sheet, locale, format, paper } = input
  try {
    if (format === 'pdf') await writeReportPdf(to, sheet, paper)
    else await writeReport(to, sheet, locale)
  } catch (error) {
    if (error instanceof SpreadsheetError) throw new AppError('FILE_REFUSED', { reason: error.code })
    throw error
  }
}

serveWorker(jobs)
