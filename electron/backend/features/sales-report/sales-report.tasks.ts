import type { Requests } from '../../../../shared/contract/index.ts'
import type { SheetToWrite } from '../../../../shared/contract/reports.ts'
import { askedSales } from '../../../../shared/domain/analytics/sales-question.ts'
import { salesSheet } from '../../../../shared/domain/analytics/sales-sheet.ts'
import { translateAny, type Locale } from '../../../../shared/i18n/index.ts'
import type { QueryContext, TaskContext } from '../../rpc/context.ts'
import { reportFile } from '../reports/reports.tasks.ts'
import { answerFor } from './sales-report.queries.ts'

/** A file holds every group; a sheet has room for so many. */
const ALL_GROUPS = 100_000

/** The question of an address with all its groups as an .xlsx file. @throws CANCELLED, FILE_REFUSED, INVALID_INPUT */
export const file = async (ctx: TaskContext, input: Requests['salesReport']['file']): Promise<File> =>
  reportFile(ctx, await sheetFor(ctx, input.address, input.locale), input.locale)

/** The sheet of an address's question with all groups, as this user may see it. @throws CANCELLED, INVALID_INPUT */
export async function sheetFor(
  ctx: QueryContext,
  address: Readonly<Record<string, string>>,
  locale: Locale,
): Promise<SheetToWrite> {
  const asked = { ...askedSales(address, ctx.today), top: ALL_GROUPS }
  const answer = await answerFor(ctx, asked)
  const sheet = salesSheet(asked, answer, (key, params) => translateAny(locale, `salesReport.${key}`, params))
  return {
    title: sheet.title,
    question: sheet.question,
    columns: sheet.columns.map(({ key, label, kind }) => ({ key, label, kind })),
    rows: sheet.rows.map((row) => sheet.columns.map(({ key }) => row[key] ?? null)),
    totals: sheet.columns.map(({ key }) => sheet.totals[key] ?? null),
    note: sheet.note,
  }
}
