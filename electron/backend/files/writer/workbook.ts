import { renameSync, rmSync } from 'node:fs'
import { SpreadsheetError } from '../spreadsheet-error.ts'
import { makeSkeleton, type SkeletonSheet, type StyleIds } from './skeleton.ts'
import { escapeXml } from './values.ts'
import { memoryTarget, pack, ZipWriter } from './zip-writer.ts'

/** Most rows a sheet of any spreadsheet program holds. */
export const LAST_ROW = 1_048_576

/** One sheet to be written. */
export interface SheetPlan extends SkeletonSheet {
  /** Rows that stay in sight while the others scroll. */
  readonly frozenRows: number
  /** The `<row>` elements, in pieces of any size. */
  rows(styles: StyleIds): Iterable<string> | AsyncIterable<string>
  /** Elements that follow the rows in the order of the schema; asked for after the last row. */
  after(): {
    autoFilter?: string
    merged?: string | readonly string[]
    /** Cells that take one of a few texts, with those texts. */
    choices?: { cells: string; texts: readonly string[] }
    textColumns?: string
  }
  /** Printed upright; otherwise across. */
  readonly portrait?: boolean
}

/**
 * Writes a workbook: the empty, styled one of the skeleton with our rows streamed into it, frozen header, filter, and pages set
 * up to print (A4 landscape, all columns on one page, header rows repeated, page numbers). The file appears only when complete.
 * @throws SpreadsheetError FILE_WRITE_FAILED, FILE_CANCELLED
 */
export async function writeWorkbook(
  path: string,
  sheets: readonly SheetPlan[],
  look: { locale: 'zh-CN' | 'en'; title: string },
  signal: AbortSignal | undefined,
): Promise<void> {
  const skeleton = await makeSkeleton(sheets, look.locale, look.title)
  await replaceFile(path, signal, async (partialPath) => {
    const zip = new ZipWriter(partialPath)
    try {
      for (const [name, content] of skeleton.parts) zip.add(name, content)
      for (const [index, sheet] of sheets.entries()) {
        const { path: part, columns } = skeleton.sheets[index]!
        await zip.addText(part, sheetXml(sheet, columns, skeleton.styles, signal))
      }
      zip.end()
    } catch (error) {
      zip.close()
      throw error
    }
  })
}

/** A workbook of one sheet among many in a zip file. */
export interface WorkbookFile {
  readonly fileName: string
  readonly layout: SkeletonSheet
  readonly sheet: Omit<SheetPlan, keyof SkeletonSheet>
}

/**
 * Writes a zip file of workbooks with one sheet each. What workbooks of the same layout have in common is made and compressed
 * once, and one workbook after the other is in memory.
 * @throws SpreadsheetError FILE_WRITE_FAILED, FILE_CANCELLED, FILE_TOO_LARGE
 */
export async function writeWorkbooks(
  path: string,
  look: { locale: 'zh-CN' | 'en'; title: string },
  files: AsyncIterable<WorkbookFile>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const frames = new Map<string, ReturnType<typeof makeFrame>>()
  const frameFor = (layout: SkeletonSheet) => {
    const key = JSON.stringify(layout)
    const frame = frames.get(key) ?? makeFrame(layout, look)
    frames.set(key, frame)
    return frame
  }
  await replaceFile(path, signal, async (partialPath) => {
    const zip = new ZipWriter(partialPath)
    try {
      for await (const { fileName, layout, sheet } of files) {
        const { common, part, columns, styles } = await frameFor(layout)
        const target = memoryTarget()
        const workbook = new ZipWriter(target)
        for (const { name, packed } of common) workbook.addPacked(name, packed)
        let xml = ''
        for await (const piece of sheetXml({ ...layout, ...sheet }, columns, styles, signal)) xml += piece
        workbook.add(part, Buffer.from(xml))
        workbook.end()
        zip.addStored(fileName, target.bytes())
      }
      zip.end()
    } catch (error) {
      zip.close()
      throw error
    }
  })
}

async function makeFrame(layout: SkeletonSheet, look: { locale: 'zh-CN' | 'en'; title: string }) {
  const { parts, sheets, styles } = await makeSkeleton([layout], look.locale, look.title)
  const { path: part, columns } = sheets[0]!
  return { common: [...parts].map(([name, content]) => ({ name, packed: pack(content) })), part, columns, styles }
}

/**
 * Runs `write` on a file beside `path` and puts it in place when it is complete; nothing is left behind otherwise.
 * @throws SpreadsheetError FILE_WRITE_FAILED for what the disk refuses, FILE_CANCELLED
 */
export async function replaceFile(
  path: string,
  signal: AbortSignal | undefined,
  write: (partialPath: string) => Promise<void>,
): Promise<void> {
  const partialPath = `${path}.${process.pid}.part`
  try {
    signal?.throwIfAborted()
    await write(partialPath)
    signal?.throwIfAborted()
    renameSync(partialPath, path)
  } catch (error) {
    rmSync(partialPath, { force: true })
    if (signal?.aborted) throw new SpreadsheetError('FILE_CANCELLED')
    if (error instanceof Error && 'syscall' in error && 'code' in error) {
      throw new SpreadsheetError('FILE_WRITE_FAILED', { reason: String(error.code) })
    }
    throw error
  }
}

async function* sheetXml(
  sheet: SheetPlan,
  columns: string,
  styles: StyleIds,
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  yield `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">${frozenPane(sheet.frozenRows)}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>${columns}<sheetData>`
  for await (const piece of sheet.rows(styles)) {
    signal?.throwIfAborted()
    yield piece
  }
  const { autoFilter, merged = [], choices, textColumns } = sheet.after()
  const ranges = typeof merged === 'string' ? [merged] : merged
  yield '</sheetData>'
  if (autoFilter) yield `<autoFilter ref="${autoFilter}"/>`
  if (ranges.length > 0) {
    yield `<mergeCells count="${ranges.length}">${ranges.map((range) => `<mergeCell ref="${range}"/>`).join('')}</mergeCells>`
  }
  if (choices) {
    const list = escapeXml(`"${choices.texts.join(',')}"`)
    yield `<dataValidations count="1"><dataValidation type="list" allowBlank="1" sqref="${choices.cells}"><formula1>${list}</formula1></dataValidation></dataValidations>`
  }
  yield (
    '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/>' +
    `<pageSetup paperSize="9" orientation="${sheet.portrait ? 'portrait' : 'landscape'}" fitToWidth="1" fitToHeight="0"/>` +
    '<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>'
  )
  if (textColumns) yield `<ignoredErrors><ignoredError sqref="${textColumns}" numberStoredAsText="1"/></ignoredErrors>`
  yield '</worksheet>'
}

function frozenPane(rows: number): string {
  if (rows === 0) return ''
  return `<pane ySplit="${rows}" topLeftCell="A${rows + 1}" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A${rows + 1}" sqref="A${rows + 1}"/>`
}
