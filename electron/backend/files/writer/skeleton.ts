import { unzipSync } from 'fflate'
import type XlsxStyle from 'sheetjs-style'

/** The looks a cell can have. */
export const LOOKS = [
  'title',
  'header',
  'text',
  'code',
  'money',
  'price',
  'quantity',
  'wholeQuantity',
  'integer',
  'day',
  'instant',
  'time',
  'percent',
  'general',
  'longNumber',
] as const
export type Look = (typeof LOOKS)[number]

/** Number of the cell style for each look. */
export interface StyleIds {
  readonly plain: Readonly<Record<Look, number>>
  /** The same on red, for cells with a problem. */
  readonly problem: Readonly<Record<Look, number>>
  /** Text that looks like a formula, with the mark that keeps it text when somebody edits the cell. */
  readonly guarded: { readonly text: number; readonly code: number; readonly problem: number }
  /** The column that says what is wrong. */
  readonly reason: number
  /** The same as `plain` in the last line of a table. */
  readonly total: Readonly<Record<Look, number>>
}

export interface SkeletonSheet {
  readonly name: string
  /** Column widths in characters. */
  readonly widths: readonly number[]
  /** Columns that are there but not shown, counted from 0. */
  readonly hidden?: readonly number[]
  /** First and last row repeated on every printed page, from 1. */
  readonly repeatedRows?: readonly [number, number]
}

/** The parts of an empty but styled workbook. */
export interface Skeleton {
  /** All parts but the sheets, ready to be written. */
  readonly parts: ReadonlyMap<string, Buffer>
  /** For each sheet its path and its `<cols>` element. */
  readonly sheets: readonly { readonly path: string; readonly columns: string }[]
  readonly styles: StyleIds
}

type CellStyle = Record<string, unknown>
type StyledCell = { t: 'n'; v: number; s: CellStyle }

/**
 * Makes the workbook around the rows: styles, column widths, sheet names, print titles. One sample cell for each look is laid
 * down, and the numbers that the library gave their styles are read from what it wrote.
 * @param locale the font follows it
 */
export async function makeSkeleton(
  sheets: readonly SkeletonSheet[],
  locale: 'zh-CN' | 'en',
  title: string,
): Promise<Skeleton> {
  const xlsxStyle = await loadLibrary()
  const samples = cellStyles(locale === 'zh-CN' ? 'Microsoft YaHei' : 'Calibri')
  const names: Record<string, unknown>[] = []
  const workbook = {
    SheetNames: sheets.map((sheet) => sheet.name),
    Sheets: {} as Record<string, Record<string, unknown>>,
    Props: { Title: title },
    Workbook: { Names: names },
  }
  sheets.forEach((sheet, index) => {
    const cells = index === 0 ? samples.map((style): StyledCell => ({ t: 'n', v: 1, s: style })) : []
    workbook.Sheets[sheet.name] = {
      ...Object.fromEntries(cells.map((cell, row) => [`A${row + 1}`, cell])),
      '!ref': `A1:A${Math.max(1, cells.length)}`,
      '!cols': sheet.widths.map((width, column) => ({ wch: width, hidden: sheet.hidden?.includes(column) })),
    }
    if (sheet.repeatedRows) {
      const [first, last] = sheet.repeatedRows
      const quoted = `'${sheet.name.replaceAll("'", "''")}'`
      names.push({ Name: '_xlnm.Print_Titles', Sheet: index, Ref: `${quoted}!$${first}:$${last}` })
    }
  })
  const written = xlsxStyle.write(workbook as never, { type: 'buffer', bookType: 'xlsx' }) as Buffer
  const parts = new Map<string, Buffer>()
  for (const [name, content] of Object.entries(unzipSync(written))) parts.set(name, Buffer.from(content))

  const found = sheets.map((_, index) => {
    const path = `xl/worksheets/sheet${index + 1}.xml`
    const xml = parts.get(path)!.toString('utf8')
    parts.delete(path)
    return { path, columns: /<cols>.*?<\/cols>/s.exec(xml)?.[0] ?? '', xml }
  })
  const ids = [...found[0]!.xml.matchAll(/<c r="A\d+" s="(\d+)"/g)].map((match) => Number(match[1]))
  const guard = addGuardedStyles(parts, [
    ids[LOOKS.indexOf('text')]!,
    ids[LOOKS.indexOf('code')]!,
    ids[LOOKS.length + 2]!,
  ])
  const byLook = (offset: number) =>
    Object.fromEntries(LOOKS.map((look, index) => [look, ids[offset + index]!])) as Record<Look, number>
  return {
    parts,
    sheets: found.map(({ path, columns }) => ({ path, columns })),
    styles: {
      plain: byLook(0),
      problem: byLook(LOOKS.length),
      guarded: { text: guard[0]!, code: guard[1]!, problem: guard[2]! },
      reason: ids[LOOKS.length * 2]!,
      total: byLook(LOOKS.length * 2 + 1),
    },
  }
}

/**
 * The library, when a workbook is written: it is large. Unless it finds `cptable` it also loads half a megabyte of code pages, which
 * it needs for reading old files; we never let it read.
 */
async function loadLibrary(): Promise<typeof XlsxStyle> {
  const holder = globalThis as { cptable?: unknown }
  const isOurs = holder.cptable === undefined
  if (isOurs) holder.cptable = {}
  try {
    return (await import('sheetjs-style')).default
  } finally {
    if (isOurs) delete holder.cptable
  }
}

/** The style of each look, the same again for cells with a problem, the style of the reasons, and each look for totals. */
function cellStyles(fontName: string): CellStyle[] {
  const font = { name: fontName, sz: 10 }
  const line = { style: 'thin', color: { rgb: 'FFD9DEE5' } }
  const border = { top: line, bottom: line, left: line, right: line }
  const red = { patternType: 'solid', fgColor: { rgb: 'FFFFC7CE' } }
  const right = { horizontal: 'right', vertical: 'center' }
  const centre = { horizontal: 'center', vertical: 'center' }
  const left = { horizontal: 'left', vertical: 'center' }
  const looks: Record<Look, CellStyle> = {
    title: { font: { name: fontName, sz: 14, bold: true }, alignment: centre },
    header: {
      font: { ...font, bold: true },
      fill: { patternType: 'solid', fgColor: { rgb: 'FFE8EDF4' } },
      border,
      alignment: { ...centre, wrapText: true },
    },
    text: { font, border, alignment: left },
    code: { font, border, alignment: left, numFmt: '@' },
    money: { font, border, alignment: right, numFmt: '#,##0.00' },
    price: { font, border, alignment: right, numFmt: '#,##0.00##' },
    quantity: { font, border, alignment: right, numFmt: '#,##0.###' },
    // A format with optional decimals leaves a lone point behind whole numbers.
    wholeQuantity: { font, border, alignment: right, numFmt: '#,##0' },
    integer: { font, border, alignment: right, numFmt: '#,##0' },
    day: { font, border, alignment: centre, numFmt: 'yyyy-mm-dd' },
    instant: { font, border, alignment: centre, numFmt: 'yyyy-mm-dd hh:mm:ss' },
    time: { font, border, alignment: centre, numFmt: 'hh:mm:ss' },
    percent: { font, border, alignment: right, numFmt: '0.00%' },
    general: { font, border, alignment: { vertical: 'center' } },
    longNumber: { font, border, alignment: { vertical: 'center' }, numFmt: '0' },
  }
  const plain = LOOKS.map((look) => looks[look])
  const problem = plain.map((style) => ({ ...style, fill: red }))
  const reason = { font: { ...font, color: { rgb: 'FF9C0006' } }, border, alignment: { ...left, wrapText: true } }
  const strong = { ...border, top: { style: 'medium', color: { rgb: 'FF7F8A99' } } }
  const total = plain.map((style) => ({ ...style, font: { ...font, bold: true }, border: strong }))
  return [...plain, ...problem, reason, ...total]
}

/** Adds to the style sheet a copy of each given style with the mark "keep as text"; the library cannot write it. */
function addGuardedStyles(parts: Map<string, Buffer>, ids: readonly number[]): number[] {
  const path = 'xl/styles.xml'
  const xml = parts.get(path)!.toString('utf8')
  const list = /<cellXfs count="(\d+)">(.*?)<\/cellXfs>/s.exec(xml)!
  const formats = list[2]!.match(/<xf\b[^>]*?(?:\/>|>.*?<\/xf>)/gs)!
  const copies = ids.map((id) => formats[id]!.replace('<xf ', '<xf quotePrefix="1" '))
  const all = `<cellXfs count="${formats.length + copies.length}">${formats.join('')}${copies.join('')}</cellXfs>`
  parts.set(path, Buffer.from(xml.replace(list[0], () => all)))
  return copies.map((_, index) => formats.length + index)
}
