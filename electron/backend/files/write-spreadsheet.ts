import { closeSync, openSync, writeSync } from 'node:fs'
import { extname } from 'node:path'
import { SpreadsheetError } from './spreadsheet-error.ts'
import type { StyleIds } from './writer/skeleton.ts'
import {
  columnName,
  daySerial,
  escapeXml,
  isPlain,
  looksLikeFormula,
  protectText,
  scaledText,
  wallClock,
  wallClockSerial,
} from './writer/values.ts'
import { LAST_ROW, replaceFile, writeWorkbook, type SheetPlan } from './writer/workbook.ts'

/**
 * What a column holds: `text`; `code` text that must never become a number; `money` integer 分; `price` integer 1/10000 yuan;
 * `quantity` integer thousandths; `integer`; `day` `YYYY-MM-DD`; `instant` UTC ISO text; `percent` integer basis points.
 */
export type ColumnKind = 'text' | 'code' | 'money' | 'price' | 'quantity' | 'integer' | 'day' | 'instant' | 'percent'

export interface SheetColumn {
  readonly key: string
  readonly header: string
  /** In characters. */
  readonly width: number
  readonly kind: ColumnKind
}

export interface SheetSpec {
  readonly sheetName: string
  /** Stands above the header in .xlsx; CSV has none. */
  readonly title?: string
  readonly columns: readonly SheetColumn[]
  readonly locale: 'zh-CN' | 'en'
  /** IANA zone in which instants are written; the computer's own unless given. */
  readonly zone?: string
}

export type SheetValue = string | number | null | undefined
/** One row: a value for each column, in their order. */
export type SheetRow = readonly SheetValue[]

/** Where rows come from; in pages where they are read that way, because a promise a row costs more than the row. */
export type SheetRows =
  Iterable<SheetRow> | AsyncIterable<SheetRow> | { readonly pages: AsyncIterable<readonly SheetRow[]> }

export interface WriteOptions {
  signal?: AbortSignal
  /** A second sheet of the same workbook; CSV has one. */
  second?: { readonly spec: SheetSpec; readonly rows: SheetRows }
  /** Told the number of rows written, every few thousand and at the end. */
  onProgress?: (rows: number) => void
}

const PROGRESS_ROWS = 5_000
/** Small, so that what a piece is made of is gone before anybody has to carry it on. */
const BATCH_CHARACTERS = 8_192
/** Texts kept per column as they were written: lists repeat names, units and states. A column that never repeats keeps none. */
const TEXTS_KEPT = 5_000
const NUMBER_SCALE = { money: [2, 2], price: [4, 2], quantity: [3, 0], integer: [0, 0] } as const

/**
 * Writes a list to `.xlsx` (styled, frozen bold header, filter, set up to print) or `.csv` (UTF-8 with byte order mark, CRLF), by
 * the name's ending. Amounts are written as the exact decimal text of their integers. Text never becomes a formula: in .xlsx it
 * is a string cell, in CSV it is protected (see `protectText`). The file appears only when complete.
 *
 * @returns the number of rows written
 * @throws SpreadsheetError FILE_WRITE_FAILED, FILE_CANCELLED, FILE_TOO_MANY_CELLS (more rows than a sheet holds)
 * @throws TypeError for a value that does not fit its column's kind
 */
export async function writeSpreadsheet(
  path: string,
  spec: SheetSpec,
  rows: SheetRows,
  options: WriteOptions = {},
): Promise<number> {
  const progress = new Progress(options)
  if (extname(path).toLowerCase() === '.csv') await writeCsv(path, spec, rows, progress, options.signal)
  else await writeXlsx(path, [{ spec, rows }, ...(options.second ? [options.second] : [])], progress, options.signal)
  options.onProgress?.(progress.rows)
  return progress.rows
}

class Progress {
  rows = 0
  private readonly options: WriteOptions

  constructor(options: WriteOptions) {
    this.options = options
  }

  count(): void {
    if (++this.rows % PROGRESS_ROWS !== 0) return
    this.options.signal?.throwIfAborted()
    this.options.onProgress?.(this.rows)
  }
}

async function writeXlsx(
  path: string,
  sheets: readonly { readonly spec: SheetSpec; readonly rows: SheetRows }[],
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { locale, title, sheetName } = sheets[0]!.spec
  await writeWorkbook(
    path,
    sheets.map(({ spec, rows }) => sheetPlan(spec, rows, progress)),
    { locale, title: title ?? sheetName },
    signal,
  )
}

function sheetPlan(spec: SheetSpec, rows: SheetRows, progress: Progress): SheetPlan {
  let count = 0
  const headerRow = spec.title ? 2 : 1
  const lastColumn = columnName(Math.max(0, spec.columns.length - 1))
  const names = spec.columns.map((_, column) => columnName(column))
  const lastRow = () => headerRow + Math.max(1, count)
  const header = (styles: StyleIds) => {
    const { plain } = styles
    const title = spec.title
      ? `<row r="1" ht="26" customHeight="1"><c r="A1" s="${plain.title}" t="inlineStr"><is><t>${escapeXml(spec.title)}</t></is></c></row>`
      : ''
    const cells = spec.columns.map(
      (column, index) =>
        `<c r="${names[index]!}${headerRow}" s="${plain.header}" t="inlineStr"><is><t>${escapeXml(column.header)}</t></is></c>`,
    )
    return `${title}<row r="${headerRow}" ht="20" customHeight="1">${cells.join('')}</row>`
  }
  const rowXml = (styles: StyleIds) => {
    const writers = spec.columns.map((column) => cellWriter(column.kind, styles, spec.zone))
    return (row: SheetRow) => {
      const number = headerRow + ++count
      if (number > LAST_ROW)
        throw new SpreadsheetError('FILE_TOO_MANY_CELLS', { what: 'rows', limit: LAST_ROW - headerRow })
      let xml = `<row r="${number}">`
      for (let column = 0; column < writers.length; column++) {
        const value = row[column]
        if (value === null || value === undefined || value === '') continue
        xml += `<c r="${names[column]!}${number}"${writers[column]!(value)}</c>`
      }
      progress.count()
      return xml + '</row>'
    }
  }
  return {
    name: safeSheetName(spec.sheetName),
    widths: spec.columns.map((column) => column.width),
    frozenRows: headerRow,
    repeatedRows: [headerRow, headerRow],
    async *rows(styles) {
      yield header(styles)
      yield* inBatches(rows, rowXml(styles))
    },
    after: () => ({
      autoFilter: `A${headerRow}:${lastColumn}${lastRow()}`,
      merged: spec.title && spec.columns.length > 1 ? `A1:${lastColumn}1` : undefined,
      textColumns: spec.columns
        .map((column, index) => ({ column, name: names[index]! }))
        .filter(({ column }) => column.kind === 'code' || column.kind === 'text')
        .map(({ name }) => `${name}${headerRow + 1}:${name}${lastRow()}`)
        .join(' '),
    }),
  }
}

/** Makes the function that writes a value of this kind: style, type and content of its cell. */
function cellWriter(kind: ColumnKind, styles: StyleIds, zone: string | undefined): (value: string | number) => string {
  const { plain, guarded } = styles
  const text = (style: number, value: string) =>
    ` s="${style}" t="inlineStr"><is><t${needsPreserving(value) ? ' xml:space="preserve"' : ''}>${escapeXml(value)}</t></is>`
  switch (kind) {
    case 'text':
    case 'code':
      return kept((content) => {
        if (isPlain(content)) return ` s="${plain[kind]}" t="inlineStr"><is><t>${content}</t></is>`
        return text(looksLikeFormula(content) ? guarded[kind] : plain[kind], content)
      })
    case 'money':
    case 'price':
    case 'integer': {
      const [decimals] = NUMBER_SCALE[kind]
      return (value) => ` s="${plain[kind]}"><v>${scaledText(Number(value), decimals, 0)}</v>`
    }
    case 'quantity':
      return (value) => {
        const style = Number(value) % 1000 === 0 ? plain.wholeQuantity : plain.quantity
        return ` s="${style}"><v>${scaledText(Number(value), 3, 0)}</v>`
      }
    case 'percent':
      return (value) => ` s="${plain.percent}"><v>${scaledText(Number(value), 4, 0)}</v>`
    case 'day':
      return kept((content) => {
        const serial = daySerial(content)
        return serial === null ? text(plain.text, content) : ` s="${plain.day}"><v>${serial}</v>`
      })
    case 'instant': {
      const local = wallClock(zone ?? ownZone())
      return (value) => {
        const moment = local(String(value))
        if (Number.isNaN(moment)) throw new TypeError(`not an instant: ${value}`)
        return ` s="${plain.instant}"><v>${wallClockSerial(moment)}</v>`
      }
    }
  }
}

/** The same function, remembering what it made of a text while that is worth it. */
function kept(make: (content: string) => string): (value: string | number) => string {
  let known: Map<string, string> | null = new Map()
  let found = 0
  return (value) => {
    const content = String(value)
    if (!known) return make(content)
    let made = known.get(content)
    if (made !== undefined) {
      found++
      return made
    }
    made = make(content)
    if (known.size < TEXTS_KEPT) known.set(content, made)
    else if (found < TEXTS_KEPT) known = null
    return made
  }
}

async function writeCsv(
  path: string,
  spec: SheetSpec,
  rows: SheetRows,
  progress: Progress,
  signal: AbortSignal | undefined,
): Promise<void> {
  const writers = spec.columns.map((column) => csvWriter(column.kind, spec.zone))
  const line = (row: SheetRow) => {
    let text = ''
    for (let column = 0; column < writers.length; column++) {
      const value = row[column]
      if (column > 0) text += ','
      if (value !== null && value !== undefined && value !== '') text += writers[column]!(value)
    }
    progress.count()
    return text + '\r\n'
  }
  await replaceFile(path, signal, async (partialPath) => {
    const file = openSync(partialPath, 'w')
    try {
      writeSync(file, '\ufeff' + spec.columns.map((column) => quoted(protectText(column.header))).join(',') + '\r\n')
      for await (const piece of inBatches(rows, line)) writeAll(file, Buffer.from(piece))
    } finally {
      closeSync(file)
    }
  })
}

function csvWriter(kind: ColumnKind, zone: string | undefined): (value: string | number) => string {
  switch (kind) {
    case 'text':
    case 'code':
    case 'day':
      return (value) => quoted(protectText(String(value)))
    case 'money':
    case 'price':
    case 'quantity':
    case 'integer': {
      const [decimals, least] = NUMBER_SCALE[kind]
      return (value) => scaledText(Number(value), decimals, least)
    }
    case 'percent':
      return (value) => scaledText(Number(value), 2, 0) + '%'
    case 'instant': {
      const local = wallClock(zone ?? ownZone())
      return (value) => new Date(local(String(value))).toISOString().slice(0, 19).replace('T', ' ')
    }
  }
}

/** Rows as text in pieces worth handling one by one; between pieces the event loop gets its turn. */
async function* inBatches(rows: SheetRows, toText: (row: SheetRow) => string): AsyncGenerator<string> {
  let batch = ''
  if ('pages' in rows) {
    for await (const page of rows.pages) {
      for (const row of page) batch += toText(row)
      if (batch.length < BATCH_CHARACTERS) continue
      yield batch
      batch = ''
    }
  } else if (Symbol.iterator in rows) {
    for (const row of rows) {
      batch += toText(row)
      if (batch.length < BATCH_CHARACTERS) continue
      yield batch
      batch = ''
    }
  } else {
    for await (const row of rows) {
      batch += toText(row)
      if (batch.length < BATCH_CHARACTERS) continue
      yield batch
      batch = ''
    }
  }
  yield batch
}

/** A sheet's or a file's name without the characters and the length that programs refuse. */
export function safeSheetName(name: string, length = 31): string {
  const allowed = name
    .replace(/[\\/?*[\]:\p{Cc}]/gu, ' ')
    .replace(/^'+|'+$/g, '')
    .trim()
    .slice(0, length)
  return allowed === '' ? 'Sheet1' : allowed
}

function needsPreserving(text: string): boolean {
  return /^\s|\s$|[\n\t]|\s\s/.test(text)
}

function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

function writeAll(file: number, bytes: Buffer): void {
  for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done)
}

function ownZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}
