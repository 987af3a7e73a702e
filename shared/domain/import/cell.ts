/**
 * A date cell: the calendar day and the wall-clock time the user sees in the spreadsheet, without any time zone.
 * A cell holding only a time of day has the day the spreadsheet program gives it (`1899-12-31` for the 1900 system,
 * `1904-01-01` for the 1904 system).
 */
export type DateCell = {
  /** Day, `YYYY-MM-DD`. */
  readonly d: string
  /** Time of day, `HH:MM:SS`; `00:00:00` for a plain day. */
  readonly t: string
}

/** An error cell, with the code the spreadsheet shows, such as `#DIV/0!` or `#N/A`. */
export type ErrorCell = { readonly e: string }

/**
 * One cell exactly as the spreadsheet holds it: nothing is trimmed or guessed. Empty cells are `null`; cells of CSV and
 * HTML files are always text, so leading zeros and long codes stay whole.
 */
export type Cell = null | string | number | boolean | DateCell | ErrorCell

/** Whether the cell is a date cell. */
export function isDateCell(cell: Cell): cell is DateCell {
  return typeof cell === 'object' && cell !== null && 'd' in cell
}

/** Whether the cell is an error cell. */
export function isErrorCell(cell: Cell): cell is ErrorCell {
  return typeof cell === 'object' && cell !== null && 'e' in cell
}

/** Whether the cell holds nothing at all: `null` or a text of length 0. A text of blanks is not empty. */
export function isEmptyCell(cell: Cell): boolean {
  return cell === null || cell === ''
}
