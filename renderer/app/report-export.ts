import { api } from './api.ts'
import { t, useI18n } from './i18n.ts'
import { openPrint } from './print/print-state.ts'
import { reportPaper } from './report-paper.ts'
import { runExport } from './run-export.ts'
import { useSession } from './session.ts'
import type { ReportSheet } from '../components/report/report-types.ts'
import { formatInstant } from '../components/format.ts'

/**
 * A report as a file or on paper, with the very rows of the screen: `xlsx` is made by the backend, `pdf` opens the print
 * preview, which prints it and saves it as PDF.
 */
export async function exportReport(format: 'xlsx' | 'pdf', sheet: ReportSheet): Promise<void> {
  const { title, question, columns, rows, totals, note } = sheet
  const { locale } = useI18n()
  if (format === 'pdf') {
    const company = useSession().session?.company.name ?? ''
    const printedAt = formatInstant(new Date().toISOString(), 'minute')
    const labels = { printedAt: t('reports.printedAt', { time: printedAt }), total: t('common.total') }
    const html = reportPaper(sheet, { company, locale: locale.value, ...labels })
    openPrint({ load: () => Promise.resolve({ html, title }), count: 1, sheet: 'A4' })
    return
  }
  const values = (row: ReportSheet['rows'][number]) => columns.map(({ key }) => row[key] ?? null)
  const total = totals ? values(totals) : undefined
  if (total) total[0] ??= t('common.total')
  await runExport(title, () =>
    api.reports.file({
      sheet: {
        title,
        question: [...question],
        columns: columns.map(({ key, label, kind }) => ({ key, label, kind })),
        rows: rows.map(values),
        ...(total ? { totals: total } : {}),
        note,
      },
      locale: locale.value,
    }),
  )
}
