/** Everything an importer may have to say about a row or a cell. Texts: `problem-texts.ts`. */
export const IMPORT_PROBLEM_CODES = [
  // of one cell
  'IMPORT_ERROR_CELL',
  'IMPORT_REQUIRED',
  'IMPORT_NOT_NUMBER',
  'IMPORT_NOT_INTEGER',
  'IMPORT_NEGATIVE',
  'IMPORT_TOO_MANY_DECIMALS',
  'IMPORT_NUMBER_TOO_LARGE',
  'IMPORT_SCIENTIFIC',
  'IMPORT_LOST_DIGITS',
  'IMPORT_PERCENT_UNSURE',
  'IMPORT_NOT_DAY',
  'IMPORT_DAY_UNSURE',
  'IMPORT_NOT_BOOLEAN',
  'IMPORT_BAD_CHOICE',
  'IMPORT_NOT_TEXT',
  'IMPORT_TOO_LONG',
  // of the sheet
  'IMPORT_NO_COLUMN',
  // of a row beside other rows and what is stored
  'IMPORT_DUPLICATE_IN_FILE',
  'IMPORT_DUPLICATE_NAME',
  'IMPORT_CODE_TAKEN',
  'IMPORT_MATCHED_BY_NAME',
  'IMPORT_SAME_NAME_EXISTS',
  'IMPORT_OPENING_IGNORED',
  'IMPORT_LOTS_KEPT',
  'IMPORT_PICTURE_UNFIT',
  'IMPORT_PICTURE_KEPT',
  'IMPORT_PRICE_BELOW_COST',
  'IMPORT_FRACTIONAL_STOCK',
  'IMPORT_NO_CUSTOMER',
  'IMPORT_UNKNOWN_CUSTOMER',
  'IMPORT_AMBIGUOUS_CUSTOMER',
  'IMPORT_NO_PRODUCT',
  'IMPORT_NAME_MISSING',
  'IMPORT_UNKNOWN_PRODUCT',
  'IMPORT_AMBIGUOUS_PRODUCT',
  'IMPORT_UNKNOWN_UNIT',
  'IMPORT_UNKNOWN_WAREHOUSE',
  'IMPORT_RETURN_LINE',
  'IMPORT_ZERO_PRICE',
  'IMPORT_AMOUNT_MISMATCH',
  'IMPORT_ORDER_DISAGREES',
  'IMPORT_ORDER_EXISTS',
  'IMPORT_ORDER_UNFINISHED',
] as const

export type ImportProblemCode = (typeof IMPORT_PROBLEM_CODES)[number]
export type ImportProblemData = Readonly<Record<string, string | number>>

/** What is wrong with a value, before it is known where it stands. */
export interface CellProblem {
  readonly code: ImportProblemCode
  readonly data: ImportProblemData
}

/** A problem of an import. An `error` rejects its row; a `warning` is shown and the row goes in. */
export interface ImportProblem extends CellProblem {
  /** Row of the sheet as the spreadsheet program numbers it, from 1. */
  readonly row: number
  /** Column of the sheet from 0; null when the row as a whole is meant. */
  readonly column: number | null
  readonly level: 'error' | 'warning'
}
