import { isDateCell, isErrorCell, type Cell } from '../../../shared/domain/import/cell.ts'
import { serialFromDateCell } from './reader/serial.ts'
import { openStage, type Stage } from './stage.ts'
import { safeSheetName } from './write-spreadsheet.ts'
import type { Look, StyleIds } from './writer/skeleton.ts'
import { columnName, escapeXml, looksLikeFormula } from './writer/values.ts'
import { writeWorkbook, type SheetPlan } from './writer/workbook.ts'

/** One thing that is wrong in a staged file. */
export interface CellProblem {
  /** `StagedSheet.no` */
  readonly sheet: number
  /** Row as the user sees it, from 1. */
  readonly row: number
  /** Column from 0, as the cells of a row count; `null` when the row as a whole is wrong. */
  readonly column: number | null
  /** What is wrong and what to do, in the user's language. */
  readonly text: string
}

export interface MarkOptions {
  readonly locale: 'zh-CN' | 'en'
  /** Header of the added column: 错误原因 in the user's language. */
  readonly reasonHeader: string
  /** Row (from 1) that holds the headers of a sheet; 1 for sheets not named. */
  readonly headerRows?: ReadonlyMap<number, number>
  readonly signal?: AbortSignal
}

const WIDTH_SAMPLE_ROWS = 200
/** General format turns longer integers into powers of ten. */
const LONGEST_GENERAL_INTEGER = 99_999_999_999

/**
 * Writes the user's own sheets again as .xlsx, values exactly as read and in the same rows, with the cells that have problems on
 * red and the reasons in a column added at the right. The file appears only when complete.
 * @throws SpreadsheetError FILE_WRITE_FAILED, FILE_CANCELLED
 */
export async function markProblems(
  stagePath: string,
  outPath: string,
  problems: Iterable<CellProblem>,
  options: MarkOptions,
): Promise<void> {
  const stage = openStage(stagePath)
  try {
    const marks = collect(problems)
    const names = new Set<string>()
    const plans = stage.sheets.map((sheet) => {
      const name = uniqueName(safeSheetName(sheet.name), names)
      const headerRow = options.headerRows?.get(sheet.no) ?? 1
      return planSheet(stage, sheet.no, name, headerRow, marks.get(sheet.no) ?? new Map(), options.reasonHeader)
    })
    await writeWorkbook(outPath, plans, { locale: options.locale, title: options.reasonHeader }, options.signal)
  } finally {
    stage.close()
  }
}

type RowMarks = { columns: Set<number>; texts: string[] }

function collect(problems: Iterable<CellProblem>): Map<number, Map<number, RowMarks>> {
  const sheets = new Map<number, Map<number, RowMarks>>()
  for (const { sheet, row, column, text } of problems) {
    let rows = sheets.get(sheet)
    if (!rows) sheets.set(sheet, (rows = new Map()))
    let marks = rows.get(row)
    if (!marks) rows.set(row, (marks = { columns: new Set(), texts: [] }))
    if (column !== null) marks.columns.add(column)
    if (!marks.texts.includes(text)) marks.texts.push(text)
  }
  return sheets
}

function planSheet(
  stage: Stage,
  no: number,
  name: string,
  headerRow: number,
  marks: ReadonlyMap<number, RowMarks>,
  reasonHeader: string,
): SheetPlan {
  const sheet = stage.sheets.find((candidate) => candidate.no === no)!
  const reasonColumn = sheet.columns
  const hasRows = sheet.rows > 0
  return {
    name,
    widths: [...widths(stage, no, sheet.columns), 48],
    frozenRows: hasRows && headerRow <= 20 ? headerRow : 0,
    repeatedRows: hasRows ? [headerRow, headerRow] : undefined,
    *rows(styles) {
      for (const { firstRow, rows } of stage.eachChunk(no)) {
        let xml = ''
        rows.forEach((cells, index) => {
          const row = firstRow + index
          xml += rowXml(row, cells, marks.get(row), row === headerRow ? reasonHeader : undefined)
        })
        yield xml

        function rowXml(row: number, cells: Cell[], problem: RowMarks | undefined, header: string | undefined): string {
          let content = ''
          for (let column = 0; column < reasonColumn; column++) {
            const isMarked = problem?.columns.has(column) ?? false
            const cell = cells[column] ?? null
            if (cell === null && !isMarked) continue
            content += cellXml(`${columnName(column)}${row}`, cell, styles, isMarked, header !== undefined)
          }
          const reason = header ?? problem?.texts.join('\n')
          if (reason !== undefined) {
            const style = header === undefined ? styles.reason : styles.plain.header
            content += textXml(`${columnName(reasonColumn)}${row}`, style, reason)
          }
          return content === '' ? '' : `<row r="${row}">${content}</row>`
        }
      }
    },
    after: () => ({
      autoFilter: hasRows
        ? `A${headerRow}:${columnName(reasonColumn)}${Math.max(headerRow + 1, sheet.rows)}`
        : undefined,
      textColumns: hasRows ? `A1:${columnName(reasonColumn)}${sheet.rows}` : undefined,
    }),
  }
}

/** Other formats allow names that differ only in case or beyond the length .xlsx allows. */
function uniqueName(name: string, taken: Set<string>): string {
  let unique = name
  for (let number = 2; taken.has(unique.toLowerCase()); number++) unique = `${name.slice(0, 27)} ${number}`
  taken.add(unique.toLowerCase())
  return unique
}

function cellXml(reference: string, cell: Cell, styles: StyleIds, isMarked: boolean, isHeader: boolean): string {
  const look = isHeader && typeof cell === 'string' ? 'header' : lookOf(cell)
  const style = (isMarked ? styles.problem : styles.plain)[look]
  if (cell === null) return `<c r="${reference}" s="${style}"/>`
  if (typeof cell === 'string') {
    const guard = isMarked ? styles.guarded.problem : styles.guarded.text
    return textXml(reference, looksLikeFormula(cell) ? guard : style, cell)
  }
  if (typeof cell === 'number') return `<c r="${reference}" s="${style}"><v>${cell}</v></c>`
  if (typeof cell === 'boolean') return `<c r="${reference}" s="${style}" t="b"><v>${cell ? 1 : 0}</v></c>`
  if (isErrorCell(cell)) return `<c r="${reference}" s="${style}" t="e"><v>${escapeXml(cell.e)}</v></c>`
  return `<c r="${reference}" s="${style}"><v>${serialFromDateCell(cell)}</v></c>`
}

function textXml(reference: string, style: number, text: string): string {
  return `<c r="${reference}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`
}

function lookOf(cell: Cell): Look {
  if (typeof cell === 'string') return 'text'
  if (typeof cell === 'number') {
    return Number.isInteger(cell) && Math.abs(cell) > LONGEST_GENERAL_INTEGER ? 'longNumber' : 'general'
  }
  if (cell !== null && isDateCell(cell)) {
    if (cell.d < '1900-01-01') return 'time'
    return cell.t === '00:00:00' ? 'day' : 'instant'
  }
  return 'general'
}

/** Widths that fit the first rows; a Chinese character takes two places. */
function widths(stage: Stage, no: number, columns: number): number[] {
  const found = Array.from({ length: columns }, () => 8)
  for (const row of stage.rows(no, 1, WIDTH_SAMPLE_ROWS)) {
    row.forEach((cell, column) => {
      if (cell === null) return
      const text = typeof cell === 'object' ? (isDateCell(cell) ? `${cell.d} ${cell.t}` : cell.e) : String(cell)
      const width = [...text.split('\n', 1)[0]!].reduce((sum, character) => sum + (character > '\u2e80' ? 2 : 1), 2)
      found[column] = Math.max(found[column] ?? 8, Math.min(40, width))
    })
  }
  return found
}
