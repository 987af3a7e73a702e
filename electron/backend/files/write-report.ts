import type { ReportKind, ReportValue, SheetToWrite } from '../../../shared/contract/reports.ts'
import { safeSheetName } from './write-spreadsheet.ts'
import type { Look, StyleIds } from './writer/skeleton.ts'
import { columnName, daySerial, escapeXml, looksLikeFormula, scaledText } from './writer/values.ts'
import { writeWorkbook } from './writer/workbook.ts'

/** How each kind of column looks and how many decimals its whole numbers have. */
const KINDS: Record<ReportKind, { look: Look; decimals: number; width: number }> = {
  text: { look: 'text', decimals: 0, width: 24 },
  money: { look: 'money', decimals: 2, width: 15 },
  price: { look: 'price', decimals: 4, width: 12 },
  quantity: { look: 'quantity', decimals: 3, width: 13 },
  count: { look: 'integer', decimals: 0, width: 10 },
  percent: { look: 'percent', decimals: 4, width: 10 },
  ratio: { look: 'money', decimals: 2, width: 10 },
  day: { look: 'day', decimals: 0, width: 12 },
}
const BATCH_CHARACTERS = 8_192

/**
 * Writes a report as `.xlsx`: title and question on top, the header frozen and repeated on every printed page, each column in
 * its number format, the totals in bold, below them how it was computed. The file appears only when complete.
 * @throws SpreadsheetError FILE_WRITE_FAILED, FILE_CANCELLED
 */
export async function writeReport(
  path: string,
  sheet: SheetToWrite,
  locale: 'zh-CN' | 'en',
  signal?: AbortSignal,
): Promise<void> {
  const { title, question, columns, rows, totals, note } = sheet
  const headerRow = question.length + 2
  const last = columnName(columns.length - 1)
  const names = columns.map((_, column) => columnName(column))
  const lines = [title, ...question]
  const noteRow = headerRow + rows.length + (totals ? 1 : 0) + 2
  const wide = (number: number, style: string, content: string, height?: number) =>
    `<row r="${number}"${height ? ` ht="${height}" customHeight="1"` : ''}><c r="A${number}"${style} t="inlineStr"><is><t xml:space="preserve">${escapeXml(content)}</t></is></c></row>`
  const merged = columns.length > 1 ? [...lines.map((_, i) => i + 1), noteRow].map((n) => `A${n}:${last}${n}`) : []
  await writeWorkbook(
    path,
    [
      {
        name: safeSheetName(title),
        widths: columns.map(({ kind, label, width }) => width ?? Math.max(KINDS[kind].width, widthOf(label))),
        frozenRows: headerRow,
        repeatedRows: [headerRow, headerRow],
        portrait: columns.length <= 6,
        *rows(styles) {
          yield lines
            .map((line, i) => wide(i + 1, i === 0 ? ` s="${styles.plain.title}"` : '', line, i === 0 ? 26 : undefined))
            .join('')
          const header = columns.map(({ label }, i) => textCell(`${names[i]!}${headerRow}`, styles.plain.header, label))
          yield `<row r="${headerRow}" ht="20" customHeight="1">${header.join('')}</row>`
          const write = (row: readonly ReportValue[], number: number, isTotal: boolean) => {
            const cells = columns.map(({ kind }, i) =>
              cellXml(styles, `${names[i]!}${number}`, kind, row[i] ?? null, isTotal),
            )
            return `<row r="${number}">${cells.join('')}</row>`
          }
          let batch = ''
          for (const [index, row] of rows.entries()) {
            batch += write(row, headerRow + index + 1, false)
            if (batch.length < BATCH_CHARACTERS) continue
            yield batch
            batch = ''
          }
          if (totals) batch += write(totals, headerRow + rows.length + 1, true)
          yield batch + wide(noteRow, '', note)
        },
        after: () => ({
          autoFilter: `A${headerRow}:${last}${headerRow + Math.max(1, rows.length)}`,
          merged,
        }),
      },
    ],
    { locale, title },
    signal,
  )
}

function cellXml(styles: StyleIds, at: string, kind: ReportKind, value: ReportValue, isTotal: boolean): string {
  const { look, decimals } = KINDS[kind]
  const set = isTotal ? styles.total : styles.plain
  if (value === null || value === '') return `<c r="${at}" s="${set[look]}"/>`
  if (typeof value === 'number') {
    const style = look === 'quantity' && value % 1000 === 0 ? set.wholeQuantity : set[look]
    // a column of texts may hold a number, as a year does
    return `<c r="${at}" s="${style}"><v>${scaledText(value, decimals, 0)}</v></c>`
  }
  const serial = kind === 'day' ? daySerial(value) : null
  if (serial !== null) return `<c r="${at}" s="${set.day}"><v>${serial}</v></c>`
  return textCell(at, !isTotal && looksLikeFormula(value) ? styles.guarded.text : set.text, value)
}

const textCell = (at: string, style: number, content: string): string =>
  `<c r="${at}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(content)}</t></is></c>`

/** Characters a label takes; Chinese ones are twice as wide. */
const widthOf = (label: string): number => [...label].reduce((sum, c) => sum + (c > '\u2e7f' ? 2 : 1), 4)
