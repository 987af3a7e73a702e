import { api } from './api.ts'
import { t, useI18n } from './i18n.ts'
import { openPrint } from './print/print-state.ts'
import { reportPaper } from './report-paper.ts'
import { runExport } from './run-export.ts'
import { useSession } from './session.ts'
import { sheetToWrite, type ReportSheet } from '../../shared/reports/report.ts'
import { formatInstant } from '../components/format.ts'

/**
 * A report as a file or on paper, with the very rows of the screen: `xlsx` is made by the backend, `pdf` opens the print
 * preview, which prints it and saves it as PDF.
 */
export async function exportReport(format: 'xlsx' | 'pdf', sheet: ReportSheet): Promise<void> {
  const { title } = sheet
  const { locale } = useI18n()
  if (format === 'pdf') {
    const company = useSession().session?.company.name ?? ''
    const printedAt = formatInstant(new Date().toISOString(), 'minute')
    const labels = { printedAt: t('reports.printedAt', { time: printedAt }), total: t('common.total') }
    const html = reportPaper(sheet, { company, locale: locale.value, ...labels })
    openPrint({ load: () => Promise.resolve({ html, title }), count: 1, sheet: 'A4' })
    return
  }
  await runExport(title, () => api.reports.file({ sheet: sheetToWrite(sheet, t), locale: locale.value }))
}
