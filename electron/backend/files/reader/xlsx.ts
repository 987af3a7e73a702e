import { SpreadsheetError } from '../spreadsheet-error.ts'
import { JsonBytes } from './json-bytes.ts'
import { BUILT_IN_DURATION_CODE, builtInKind, numberKind, type NumberKind } from './number-format.ts'
import type { ReadLimits } from './limits.ts'
import { RowWriter, type ChunkSink } from './row-writer.ts'
import { Parts } from './xlsx-parts.ts'
import { XlsxSheetScanner, type SheetContext } from './xlsx-sheet.ts'
import { checkProlog, Unusual } from './xml-cursor.ts'
import { attribute, richText } from './xml-text.ts'
import { unpackPieces, unpackStart, type ZipEntry } from './zip.ts'

/** Bytes of sheet XML worked on at a time: small enough that the first rows come at once. */
const PIECE_BYTES = 256 * 1024
/** Rows of the list that a waiting reader reads to itself. */
const PRACTICE_ROWS = 3_000

/** Packed bytes of a sheet and of the shared strings that are looked at first: some hundred rows of an ordinary list. */
const FIRST_SHEET_BYTES = 16 * 1024
const FIRST_STRINGS_BYTES = 48 * 1024

type SheetPart = { name: string; hidden: boolean; entry: ZipEntry }

/** Who wants the first rows before everything else is read. */
export interface EarlyRows {
  limits: ReadLimits
  /** Told the parts of the sheets, in their order, before any row is read. */
  onSheets(parts: Parts, sheetPaths: readonly string[]): void
  /** Told the first rows of the first visible sheet as a JSON array, if the beginning of the file is enough for them. */
  onFirstRows(sheet: { no: number; name: string; hidden: boolean }, rows: Buffer): void
}

/**
 * Reads an ordinary .xlsx (the transitional workbooks of Excel, WPS, LibreOffice and the usual libraries) about ten times as
 * fast as any library, sheet by sheet, without holding the workbook in memory.
 * @param onShare told the share of all sheets read so far, 0 to 1
 * @throws Unusual when the library must read this file; SpreadsheetError when nobody should
 */
export async function readXlsx(
  file: Buffer,
  entries: ReadonlyMap<string, ZipEntry>,
  rows: RowWriter,
  onShare: (share: number) => void,
  early?: EarlyRows,
): Promise<void> {
  const parts = new Parts(file, entries)
  const workbookPath = parts.related('', 'officeDocument')[0]?.target
  if (workbookPath === undefined) throw new Unusual('no workbook')
  const workbook = parts.xml(workbookPath, 'workbook')
  const related = parts.related(workbookPath)
  const styles = related.find((part) => part.type === 'styles')
  const strings = related.find((part) => part.type === 'sharedStrings')
  const looks: Omit<SheetContext, 'strings'> = {
    uses1904: isTrue(attribute(/<workbookPr\b[^>]*>/.exec(workbook)?.[0] ?? '', 'date1904')),
    ...(await readStyles(styles ? parts.xml(styles.target, 'styleSheet') : '')),
  }
  const sheets: SheetPart[] = []
  for (const tag of workbook.match(/<sheet\s[^>]*>/g) ?? []) {
    const part = related.find((candidate) => candidate.id === attribute(tag, '\\w+:id'))
    const name = attribute(tag, 'name')
    if (!part || name === undefined) throw new Unusual('sheet without a part')
    if (part.type !== 'worksheet') continue
    const state = attribute(tag, 'state')
    sheets.push({ name, hidden: state === 'hidden' || state === 'veryHidden', entry: parts.entry(part.target) })
  }
  if (sheets.length === 0) throw new Unusual('no sheets')
  early?.onSheets(
    parts,
    sheets.map((sheet) => sheet.entry.name),
  )

  const no = sheets.findIndex((sheet) => !sheet.hidden)
  if (early && no >= 0) {
    const found = firstRows(file, sheets[no]!, strings && parts.entry(strings.target), looks, early.limits)
    if (found) early.onFirstRows({ no, name: sheets[no]!.name, hidden: false }, found)
  }

  const context: SheetContext = {
    ...looks,
    strings: strings ? readSharedStrings(parts.bytes(strings.target)) : NO_STRINGS,
  }
  const allBytes = sheets.reduce((sum, sheet) => sum + sheet.entry.unpackedBytes, 0)
  let done = 0
  for (const sheet of sheets) {
    rows.beginSheet(sheet.name, sheet.hidden)
    const scanner = new XlsxSheetScanner(context, rows)
    for await (const piece of unpackPieces(file, sheet.entry, PIECE_BYTES)) {
      scanner.push(piece)
      done += piece.length
      onShare(done / Math.max(1, allBytes))
    }
    scanner.finish()
    rows.endSheet()
  }
}

/**
 * The first rows of a sheet from the beginnings of its part and of the shared strings: programs number strings as they come, so
 * the first rows seldom need more. Null when they do, or when anything is odd: the whole reading decides then.
 */
function firstRows(
  file: Buffer,
  sheet: SheetPart,
  strings: ZipEntry | undefined,
  looks: Omit<SheetContext, 'strings'>,
  limits: ReadLimits,
): Buffer | null {
  let found: Buffer | null = null
  const sink: ChunkSink = {
    beginSheet: () => {},
    chunk: (firstRow, _, rows) => {
      if (firstRow === 1) found = Buffer.from(rows)
    },
    endSheet: () => {},
  }
  try {
    const rows = new RowWriter(sink, limits)
    const known = strings ? unpackStart(file, strings, FIRST_STRINGS_BYTES) : null
    const context: SheetContext = {
      ...looks,
      strings: known ? readSharedStrings(known.subarray(0, known.lastIndexOf('</si>') + 5)) : NO_STRINGS,
    }
    rows.beginSheet(sheet.name, sheet.hidden)
    const xml = unpackStart(file, sheet.entry, FIRST_SHEET_BYTES)
    const scanner = new XlsxSheetScanner(context, rows)
    for (let at = 0; at < xml.length && !found; at += FIRST_SHEET_BYTES) {
      scanner.push(xml.subarray(at, at + FIRST_SHEET_BYTES))
    }
    return found
  } catch (error) {
    if (found || error instanceof Unusual || error instanceof SpreadsheetError) return found
    throw error
  }
}

const NO_STRINGS = { json: Buffer.alloc(0), starts: new Uint32Array(1), count: 0 }

/**
 * Reads a made-up list and forgets it: the code is compiled by then when the real file comes, which saves a third of the time
 * for one of 50,000 rows. For a reader that waits anyway.
 */
export function practise(limits: ReadLimits): void {
  const row = (n: number) =>
    `<row r="${n}"><c r="A${n}" s="1" t="s"><v>${n - 1}</v></c><c r="B${n}"><v>${n / 4}</v></c><c r="C${n}" t="s"><v>0</v></c><c r="D${n}" t="inlineStr"><is><t>客户${n}</t></is></c></row>`
  const numbers = Array.from({ length: PRACTICE_ROWS }, (_, i) => i + 1)
  const strings = `<?xml version="1.0"?><sst>${numbers.map((n) => `<si><t>城南粮油店${n}</t></si>`).join('')}</sst>`
  const rows = new RowWriter({ beginSheet: () => {}, chunk: () => {}, endSheet: () => {} }, limits)
  const context: SheetContext = {
    uses1904: false,
    kinds: ['number', 'number'],
    durationText: String,
    strings: readSharedStrings(Buffer.from(strings)),
  }
  rows.beginSheet('1', false)
  const scanner = new XlsxSheetScanner(context, rows)
  scanner.push(
    Buffer.from(`<?xml version="1.0"?><worksheet><sheetData>${numbers.map(row).join('')}</sheetData></worksheet>`),
  )
  scanner.finish()
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on'
}

/** How each cell style shows numbers, from `cellXfs` and `numFmts` of the style sheet. */
async function readStyles(xml: string): Promise<Pick<SheetContext, 'kinds' | 'durationText'>> {
  const codes = new Map<number, string>()
  for (const tag of xml.match(/<numFmt\s[^>]*>/g) ?? []) {
    codes.set(Number(attribute(tag, 'numFmtId')), attribute(tag, 'formatCode') ?? '')
  }
  const cellFormats = /<cellXfs[\s>]([\s\S]*?)<\/cellXfs>/.exec(xml)?.[1] ?? ''
  const formatIds = (cellFormats.match(/<xf[\s/>][^>]*>?/g) ?? []).map((tag) => Number(attribute(tag, 'numFmtId') ?? 0))
  const kinds = formatIds.map((id): NumberKind => {
    const code = codes.get(id)
    return code === undefined ? builtInKind(id) : numberKind(code)
  })
  if (!kinds.includes('duration')) return { kinds, durationText: (value) => String(value) }
  // Spans of time are rare; the library that knows how to show them takes a while to load.
  const library = await import('@e965/xlsx')
  const format = (value: number, style: number) =>
    String(library.SSF.format(codes.get(formatIds[style]!) ?? BUILT_IN_DURATION_CODE, value))
  return { kinds, durationText: format }
}

/** The shared strings as JSON, ready to be copied into rows. */
function readSharedStrings(xml: Buffer): SheetContext['strings'] {
  const root = xml.indexOf('<sst')
  if (root < 0) throw new Unusual('root element')
  checkProlog(xml.toString('latin1', 0, root + 5), 'sst')
  const json = new JsonBytes(Math.max(1024, xml.length >> 1))
  let starts = new Uint32Array(1024)
  let count = 0
  let at = xml.indexOf('>', root) + 1
  for (;;) {
    const open = xml.indexOf('<si', at)
    if (open < 0) break
    if (xml[open + 3] === SLASH) {
      json.ascii('""')
      at = open + 5
    } else {
      if (xml[open + 3] !== GREATER) throw new Unusual('shared string')
      at = readSharedString(xml, open + 4, json)
    }
    count++
    if (count === starts.length) {
      const larger = new Uint32Array(starts.length * 2)
      larger.set(starts)
      starts = larger
    }
    starts[count] = json.length
  }
  return { json: json.bytes, starts, count }
}

const SLASH = 0x2f
const LESS = 0x3c
const GREATER = 0x3e

/** Appends one string; position after `</si>`. */
function readSharedString(xml: Buffer, start: number, json: JsonBytes): number {
  let at = start
  while (xml[at]! <= 0x20) at++
  if (xml[at] === LESS && xml[at + 1] === 0x74 && (xml[at + 2] === GREATER || xml[at + 2] === 0x20)) {
    const from = xml.indexOf(GREATER, at) + 1
    const to = xml.indexOf(LESS, from)
    const isEmpty = xml[from - 2] === SLASH
    if (!isEmpty && to > 0 && xml[to + 1] === SLASH && xml[to + 2] === 0x74 && xml[to + 3] === GREATER) {
      let next = to + 4
      while (xml[next]! <= 0x20) next++
      if (xml.toString('latin1', next, next + 5) === '</si>') {
        json.xmlText(xml, from, to)
        return next + 5
      }
    }
  }
  const end = xml.indexOf('</si>', at)
  if (end < 0) throw new Unusual('shared string not closed')
  const inside = xml.toString('utf8', at, end)
  if (inside.includes('<!')) throw new Unusual('character data section')
  json.string(richText(inside))
  return end + 5
}
