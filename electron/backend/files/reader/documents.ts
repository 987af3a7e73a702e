import { SpreadsheetError } from '../spreadsheet-error.ts'
import { readCompoundFile } from './cfb.ts'
import type { ReadLimits } from './limits.ts'
import type { SpreadsheetFormat } from './staged.ts'
import { damaged, unpack, type ZipEntry } from './zip.ts'

/** Elements of OpenDocument that repeat, and how often. */
const REPEATED = /<table:table-(row|cell)\b([^<>]*?)(\/?)>/g

/**
 * What kind of spreadsheet a zip file holds.
 * @throws SpreadsheetError FILE_NOT_SPREADSHEET, FILE_DAMAGED
 */
export function zipFormat(entries: ReadonlyMap<string, ZipEntry>): SpreadsheetFormat {
  const has = (name: string) => entries.has(name)
  const startsWith = (folder: string) => [...entries.keys()].some((name) => name.startsWith(folder))
  if (has('content.xml')) return 'ods'
  if (startsWith('word/')) throw notSpreadsheet('docx')
  if (startsWith('ppt/')) throw notSpreadsheet('pptx')
  if (startsWith('xl/')) {
    if (!has('[Content_Types].xml')) throw damaged('[Content_Types].xml')
    return has('xl/workbook.bin') ? 'xlsb' : 'xlsx'
  }
  if (has('[Content_Types].xml') && has('_rels/.rels')) return 'xlsx'
  throw notSpreadsheet('zip')
}

/**
 * Checks the parts of a zip file before a library unpacks them: checksums, no document type definitions, and for OpenDocument
 * no cells repeated beyond the limits.
 * @throws SpreadsheetError FILE_DAMAGED, FILE_DTD, FILE_TOO_MANY_CELLS, FILE_ENCRYPTED, FILE_NOT_SPREADSHEET
 */
export function checkParts(
  file: Buffer,
  entries: ReadonlyMap<string, ZipEntry>,
  format: SpreadsheetFormat,
  limits: ReadLimits,
): void {
  for (const entry of entries.values()) {
    const isXml = /\.(xml|rels|vml)$/i.test(entry.name)
    if (!isXml && !entry.name.endsWith('.bin')) continue
    const content = unpack(file, entry)
    if (!isXml) continue
    if (content.includes('<!DOCTYPE') || content.includes('<!ENTITY')) throw new SpreadsheetError('FILE_DTD')
    if (format !== 'ods') continue
    if (entry.name === 'META-INF/manifest.xml' && content.includes('encryption-data')) {
      throw new SpreadsheetError('FILE_ENCRYPTED')
    }
    if (entry.name === 'content.xml') checkOpenDocument(content.toString('utf8'), limits)
  }
}

/**
 * Checks a compound file before the library opens it.
 * @throws SpreadsheetError FILE_ENCRYPTED, FILE_DAMAGED, FILE_NOT_SPREADSHEET
 */
export function checkCompoundFile(file: Buffer): void {
  const streams = readCompoundFile(file)
  if (streams.has('EncryptedPackage')) throw new SpreadsheetError('FILE_ENCRYPTED')
  if (streams.has('Workbook') || streams.has('Book') || streams.has('WORKBOOK') || streams.has('BOOK')) return
  if (streams.has('WordDocument')) throw notSpreadsheet('doc')
  if (streams.has('PowerPoint Document')) throw notSpreadsheet('ppt')
  throw notSpreadsheet('ole')
}

/** What markup a text is, if any: HTML tables and the XML of Excel 2003 travel under the name .xls. */
export function markupFormat(text: string): SpreadsheetFormat | null {
  const head = text.slice(0, 8_192).trimStart()
  if (!head.startsWith('<')) return null
  if (/<(?:\w+:)?Workbook[\s>]/.test(head) && head.includes('urn:schemas-microsoft-com:office:spreadsheet')) {
    if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw new SpreadsheetError('FILE_DTD')
    return 'xml'
  }
  if (/<!doctype html|<html[\s>]|<table[\s>]/i.test(head)) return 'html'
  if (/<!(DOCTYPE|ENTITY)/i.test(head)) throw new SpreadsheetError('FILE_DTD')
  if (head.startsWith('<?xml')) throw notSpreadsheet('xml')
  return null
}

/** The error for a file of another kind. */
export function notSpreadsheet(kind: string): SpreadsheetError {
  return new SpreadsheetError('FILE_NOT_SPREADSHEET', { kind })
}

/**
 * Adds up what the repetitions of a sheet come to. Blank ones are how every program fills the sheet to its edge and cost
 * nothing; ones with a value do.
 */
function checkOpenDocument(xml: string, limits: ReadLimits): void {
  if (!xml.includes('<office:spreadsheet')) throw notSpreadsheet('odf')
  let cells = 0
  let rowCells = 0
  let rowRepeats = 1
  for (const [, element, attributes, slash] of xml.matchAll(REPEATED)) {
    if (element === 'row') {
      cells += rowCells * rowRepeats
      rowCells = 0
      rowRepeats = Number(/table:number-rows-repeated="(\d+)"/.exec(attributes!)?.[1] ?? 1)
    } else if (slash === '' || attributes!.includes('office:value')) {
      const repeats = Number(/table:number-columns-repeated="(\d+)"/.exec(attributes!)?.[1] ?? 1)
      if (repeats > limits.columns) throw tooMany('columns', limits.columns)
      rowCells += repeats
      if (rowRepeats > limits.rows) throw tooMany('rows', limits.rows)
    }
    if (cells + rowCells * rowRepeats > limits.rows * 20) throw tooMany('rows', limits.rows)
  }
}

function tooMany(what: string, limit: number): SpreadsheetError {
  return new SpreadsheetError('FILE_TOO_MANY_CELLS', { what, limit })
}
