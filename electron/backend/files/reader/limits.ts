/** What one untrusted file may cost. */
export interface ReadLimits {
  /** Bytes of the file itself. */
  fileBytes: number
  /** Bytes of all parts of a zip file, unpacked. */
  unpackedBytes: number
  /** Unpacked bytes of one part per packed byte, checked for parts larger than {@link RATIO_FREE_BYTES}. */
  ratio: number
  /** Parts in a zip file. */
  entries: number
  /** Rows of all sheets together, counted to the last row with a value. */
  rows: number
  /** Columns of one sheet, counted to the last column with a value. */
  columns: number
  /** Sheets of a workbook. */
  sheets: number
  /** Pictures placed in cells; ... */
  pictures: number
  /** ... bytes of one; a larger one is left out and told. */
  pictureBytes: number
  /** Heap of the reading process, in MB. */
  heapMegabytes: number
  /** Time allowed for any file, in milliseconds, ... */
  baseMilliseconds: number
  /** ... and for each MB of the file on top of it. */
  millisecondsPerMegabyte: number
}

/**
 * Chosen so that a 25 MB export of half a million rows (212 MB unpacked) passes, while everything a bomb can reach stays
 * within the memory of a small office computer.
 */
export const DEFAULT_LIMITS: ReadLimits = {
  fileBytes: 60 * 1024 * 1024,
  unpackedBytes: 600 * 1024 * 1024,
  ratio: 200,
  entries: 10_000,
  rows: 2_000_000,
  columns: 1_024,
  sheets: 256,
  pictures: 20_000,
  pictureBytes: 2_000_000,
  heapMegabytes: 1_536,
  baseMilliseconds: 20_000,
  millisecondsPerMegabyte: 5_000,
}

/** Small parts may have any ratio: a few KB of blank styles pack very well and harm nobody. */
export const RATIO_FREE_BYTES = 10 * 1024 * 1024
