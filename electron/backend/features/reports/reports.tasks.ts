import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { SheetToWrite } from '../../../../shared/contract/reports.ts'
import type { Requests } from '../../../../shared/contract/index.ts'
import type { ReportFormat } from '../../../../shared/contract/saved-reports.ts'
import { dayAt, timeAt } from '../../../../shared/day.ts'
import { translate, type Locale } from '../../../../shared/i18n/index.ts'
import { workerOf } from '../../db/workers/run-on-worker.ts'
import { safeSheetName } from '../../files/write-spreadsheet.ts'
import { FILE_TYPES, inFolder } from '../../files/task-files.ts'
import type { QueryContext, TaskContext } from '../../rpc/context.ts'
import type { ReportFileJobs } from './report-file.worker.ts'

const worker = workerOf<ReportFileJobs>(new URL('./report-file.worker.ts', import.meta.url))

/** `reports.file`: a report as an .xlsx file. @throws CANCELLED, FILE_REFUSED */
export const file = (ctx: TaskContext, { sheet, locale }: Requests['reports']['file']): Promise<File> =>
  reportFile(ctx, sheet, locale)

/** A report as an .xlsx file named by its title and the day. @throws CANCELLED, FILE_REFUSED */
export const reportFile = async (ctx: TaskContext, sheet: SheetToWrite, locale: Locale): Promise<File> =>
  new File([await reportBytes(ctx, sheet, locale, 'xlsx')], reportFileName(sheet.title, ctx.today, 'xlsx'), {
    type: FILE_TYPES.xlsx,
  })

/** The bytes of a report's file, made on a thread of its own. @throws CANCELLED, FILE_REFUSED */
export async function reportBytes(
  { company, info, now, signal }: QueryContext,
  sheet: SheetToWrite,
  locale: Locale,
  format: ReportFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  return inFolder(async (folder) => {
    const to = join(folder, `report.${format}`)
    const time = `${dayAt(now, info.timeZone)} ${timeAt(now, info.timeZone)}`
    const paper = { company: company.info().name, printedAt: translate(locale, 'reports.printedAt', { time }) }
    await worker('write', { to, sheet, locale, format, paper }, signal ? { signal } : {})
    return readFile(to)
  })
}

/** `销售分析-20261123.xlsx`, without characters that file systems refuse. */
export const reportFileName = (title: string, day: string, format: ReportFormat): string =>
  `${safeSheetName(title.replace(/["<>|]/g, ' '), 80)}-${day.replaceAll('-', '')}.${format}`
