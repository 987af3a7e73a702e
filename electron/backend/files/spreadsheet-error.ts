import type { SpreadsheetErrorCode, SpreadsheetErrorData } from '../../../shared/domain/import/file-errors.ts'

/** A spreadsheet was refused or could not be written; the text for the user is made from `code` and `data` on the screen. */
export class SpreadsheetError extends Error {
  readonly code: SpreadsheetErrorCode
  readonly data: SpreadsheetErrorData

  constructor(code: SpreadsheetErrorCode, data: SpreadsheetErrorData = {}) {
    super(`${code} ${JSON.stringify(data)}`)
    this.name = 'SpreadsheetError'
    this.code = code
    this.data = data
  }
}
