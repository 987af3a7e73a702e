import type { SpreadsheetErrorCode, SpreadsheetErrorData } from '../../../../shared/domain/import/file-errors.ts'
import type { ReadLimits } from './limits.ts'
import type { ReadProgress, StagedWorkbook } from './staged.ts'

/** The one message to the reading process. */
export interface ReaderJob {
  path: string
  stagePath: string
  /** Where the pictures of the file go; null: nobody wants them. */
  pictureFolder: string | null
  limits: ReadLimits
}

/** Messages from it: news, and at last `done` or `failed` (`detail` is for the log). */
export type ReaderMessage =
  | { news: ReadProgress }
  | { done: StagedWorkbook }
  | { failed: { code: SpreadsheetErrorCode; data: SpreadsheetErrorData; detail: string } }
