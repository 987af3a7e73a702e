/**
 * Why a spreadsheet could not be read (or, for `FILE_WRITE_FAILED`, written). The importer shows one sentence per code.
 *
 * - `FILE_NOT_FOUND` no such file, or it cannot be opened (another program locks it)
 * - `FILE_EMPTY` the file has no bytes, or no sheet of it has any cell
 * - `FILE_ENCRYPTED` protected by a password
 * - `FILE_DAMAGED` truncated or inconsistent
 * - `FILE_NOT_SPREADSHEET` another kind of file (`data.kind`: pdf, docx, exe, image, ...), whatever its name says
 * - `FILE_TOO_LARGE` more bytes than `data.limit`
 * - `FILE_BOMB` unpacks to far more than its size warrants (`data.reason`: entries, ratio, size)
 * - `FILE_DTD` XML with a document type definition, which no spreadsheet program writes
 * - `FILE_TOO_MANY_CELLS` more rows or columns than `data.limit` (`data.what`: rows, columns, sheets)
 * - `FILE_TIMEOUT` reading took longer than `data.limit` milliseconds
 * - `FILE_MEMORY` reading needed more memory than allowed
 * - `FILE_CANCELLED` the user stopped it
 * - `FILE_WRITE_FAILED` the output could not be written (disk full, file open elsewhere)
 */
export const SPREADSHEET_ERROR_CODES = [
  'FILE_NOT_FOUND',
  'FILE_EMPTY',
  'FILE_ENCRYPTED',
  'FILE_DAMAGED',
  'FILE_NOT_SPREADSHEET',
  'FILE_TOO_LARGE',
  'FILE_BOMB',
  'FILE_DTD',
  'FILE_TOO_MANY_CELLS',
  'FILE_TIMEOUT',
  'FILE_MEMORY',
  'FILE_CANCELLED',
  'FILE_WRITE_FAILED',
] as const

/** One of {@link SPREADSHEET_ERROR_CODES}. */
export type SpreadsheetErrorCode = (typeof SPREADSHEET_ERROR_CODES)[number]

/** Facts that go with an error code: limits, the kind of file found, and the like. */
export type SpreadsheetErrorData = { readonly [name: string]: string | number }
