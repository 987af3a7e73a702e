import { file } from '../reports/reports.tasks.ts'
import * as salesQueries from '../sales-report/sales-report.queries.ts'
import { file as salesFile } from '../sales-report/sales-report.tasks.ts'
import { file as madeFile, run } from './make-report.ts'
import { list, runs } from './saved-reports.queries.ts'
import { remove, save } from './saved-reports.service.ts'

/** Methods of what reports have in common, of the sales report, and of saved ones. */
export const reports = { file }
export const salesReport = {
  ask: salesQueries.ask,
  documents: salesQueries.documents,
  choices: salesQueries.choices,
  file: salesFile,
}
export const savedReports = { list, runs, save, remove, run, file: madeFile }
